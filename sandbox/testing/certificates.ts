/** Certificates for tests, made by the sandbox's TLS provider, with an issue time now or long ago. */
import { create, hoursLater, outputs } from "./tlsStandIn";

/** A certificate and its key. */
export interface KeyPair {
  certificatePem: string;
  privateKeyPem: string;
}

/** Key algorithms in the TLS provider's terms, by the package's names for them. */
const keyParameters = {
  EcdsaP256: { algorithm: "ECDSA", ecdsaCurve: "P256" },
  EcdsaP384: { algorithm: "ECDSA", ecdsaCurve: "P384" },
  Rsa2048: { algorithm: "RSA", rsaBits: 2048 },
  Rsa3072: { algorithm: "RSA", rsaBits: 3072 },
};

/** What a certificate should be like. */
export interface Wish {
  commonName?: string;
  algorithm?: keyof typeof keyParameters;
  isCa?: boolean;
  /** Only for a certificate that another one signs. */
  dnsNames?: string[];
  ipAddresses?: string[];
  /** What the key may be used for. Default: signing certificates for a CA, otherwise serving. */
  allowedUses?: string[];
  /** When it is issued, in hours from now; negative for the past. */
  madeAtHour?: number;
  /** How long it is valid. Default: longer than any certificate that the components make. */
  validityHours?: number;
}

/** A self-signed certificate: by default a root. */
export async function makeRoot(wish: Wish = {}): Promise<KeyPair> {
  const privateKeyPem = await makeKey(wish.algorithm);
  return hoursLater(wish.madeAtHour ?? 0, async () => {
    const subject = { commonName: wish.commonName ?? "test root" };
    const certificate = await create("SelfSignedCert", { privateKeyPem, subject, ...certificateOptions(wish) });
    return { certificatePem: outputs(certificate).certPem, privateKeyPem };
  });
}

/** A certificate that `signer` signed: by default an intermediate. */
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
