/** Certificates for tests: made by the sandbox's TLS provider, a moment ago or long ago. */
import { create, hoursLater, outputs } from "./tlsStandIn";

/** A certificate and its key. */
export interface KeyPair {
  certificatePem: string;
  privateKeyPem: string;
}

/** Key algorithms in the TLS provider's words, by the names that the package has for them. */
const keyParameters = {
  EcdsaP256: { algorithm: "ECDSA", ecdsaCurve: "P256" },
  EcdsaP384: { algorithm: "ECDSA", ecdsaCurve: "P384" },
  Rsa2048: { algorithm: "RSA", rsaBits: 2048 },
  Rsa3072: { algorithm: "RSA", rsaBits: 3072 },
};

/** How a certificate is made. */
export interface Wish {
  commonName?: string;
  algorithm?: keyof typeof keyParameters;
  isCa?: boolean;
  /** Of one that another signed. */
  dnsNames?: string[];
  ipAddresses?: string[];
  /** What its key is for: signing certificates or serving, unless asked otherwise. */
  allowedUses?: string[];
  /** When it was made, in hours from now, negative for the past. */
  madeAtHour?: number;
  /** How long it lives: longer than anything that the components make, unless asked otherwise. */
  validityHours?: number;
}

/** A certificate signed with its own key: a root, unless asked otherwise. */
export async function makeRoot(wish: Wish = {}): Promise<KeyPair> {
  const privateKeyPem = await makeKey(wish.algorithm);
  return hoursLater(wish.madeAtHour ?? 0, async () => {
    const subject = { commonName: wish.commonName ?? "test root" };
    const certificate = await create("SelfSignedCert", { privateKeyPem, subject, ...certificateOptions(wish) });
    return { certificatePem: outputs(certificate).certPem, privateKeyPem };
  });
}

/** A certificate that another signed: an intermediate, unless asked otherwise. */
export async function makeSigned(signer: KeyPair, wish: Wish = {}): Promise<KeyPair> {
  const privateKeyPem = await makeKey(wish.algorithm);
  const subject = { commonName: wish.commonName ?? "test intermediate" };
  const { dnsNames = [], ipAddresses = [] } = wish;
  const request = await create("CertRequest", { privateKeyPem, subject, dnsNames, ipAddresses });
  return hoursLater(wish.madeAtHour ?? 0, async () => {
    const certificate = await create("LocallySignedCert", {
      certRequestPem: outputs(request).certRequestPem,
      caCertPem: signer.certificatePem,
      caPrivateKeyPem: signer.privateKeyPem,
      ...certificateOptions(wish),
    });
    return { certificatePem: outputs(certificate).certPem, privateKeyPem };
  });
}

async function makeKey(algorithm: keyof typeof keyParameters = "EcdsaP256"): Promise<string> {
  return outputs(await create("PrivateKey", keyParameters[algorithm])).privateKeyPemPkcs8;
}

function certificateOptions({ isCa = true, validityHours = 100_000, allowedUses: given }: Wish) {
  const allowedUses = given ?? (isCa ? ["cert_signing"] : ["server_auth"]);
  return { validityPeriodHours: validityHours, isCaCertificate: isCa, setSubjectKeyId: true, allowedUses };
}
