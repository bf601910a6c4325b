import { CertificateIssuer } from "../../../index";
import type { CertificateIssuerArgs, ExistingCaArgs, SelfSignedCaArgs, IssuerKind, KeyAlgorithm } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const issuer = (args: CertificateIssuerArgs) => new CertificateIssuer("issuer", { namespace: "mqtt", ...args });
const existing = (ca: ExistingCaArgs) => issuer({ existing: ca });
const selfSigned = (ca: SelfSignedCaArgs, args: CertificateIssuerArgs = {}) => issuer({ selfSigned: ca, ...args });
const missing = undefined as unknown as string;

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "an existing CA whose key does not match",
    program: give => existing({ ...pki.root, privateKeyPem: give(pki.leaf.privateKeyPem) }),
    path: "existing.privateKeyPem",
    says: /is not the key of the certificate 'CN=test root': use the key that belongs to it/,
  },
  {
    what: "a text that is not the key of an existing CA",
    program: give => existing({ ...pki.root, privateKeyPem: give("hunter2") }),
    path: "existing.privateKeyPem",
    says: /cannot be read as a private key: it must be in PEM/,
  },
  {
    what: "an existing CA that is not a CA",
    program: give => existing({ ...pki.leaf, certificatePem: give(pki.leaf.certificatePem) }),
    path: "existing.certificatePem",
    says: /'CN=leaf' is not a CA certificate/,
  },
  {
    what: "an existing CA that has expired",
    program: give => existing({ ...pki.expired, certificatePem: give(pki.expired.certificatePem) }),
    path: "existing.certificatePem",
    says: /'CN=test root' expired on 20\d\d-.*: use one that is still valid/,
  },
  {
    what: "an existing CA that is not in PEM",
    program: give => existing({ ...pki.root, certificatePem: give("MIIB") }),
    path: "existing.certificatePem",
    says: /is not a certificate in PEM: it has no line -----BEGIN CERTIFICATE-----/,
  },
  {
    what: "a key in place of the certificate of an existing CA",
    program: give => existing({ ...pki.root, certificatePem: give(pki.root.privateKeyPem) }),
    path: "existing.certificatePem",
    says: /contains a private key, but must contain only certificates/,
  },
  {
    what: "an existing CA below another, without the chain",
    program: give => existing({ ...pki.intermediate, certificatePem: give(pki.intermediate.certificatePem) }),
    path: "existing.certificatePem",
    says: /ends with 'CN=test intermediate', which is not a root: add the certificates up to the root as chainPem/,
  },
  {
    what: "the chain of an existing CA out of order",
    program: give =>
      existing({ ...pki.intermediate, chainPem: give(pki.root.certificatePem + pki.intermediate.certificatePem) }),
    path: "existing.chainPem",
    says: /starts with 'CN=test root', but must start with certificatePem, 'CN=test intermediate'/,
  },
  {
    what: "the chain of an existing CA with certificates that do not belong together",
    program: give =>
      existing({ ...pki.intermediate, chainPem: give(pki.intermediate.certificatePem + pki.rsaRoot.certificatePem) }),
    path: "existing.chainPem",
    says: /'CN=test intermediate' is not signed by 'CN=test root', which follows it/,
  },
  {
    what: "the certificate of an existing CA without its key",
    program: give => existing({ certificatePem: give(pki.root.certificatePem) }),
    path: "existing.privateKeyPem",
    says: /cannot be read as a private key/,
  },
  {
    what: "the key of an existing CA without its certificate",
    program: give => existing({ privateKeyPem: give(pki.root.privateKeyPem) }),
    path: "existing.certificatePem",
    says: /is missing, but must be a certificate in PEM/,
  },
  {
    what: "the chain of a CA in an existing Secret",
    program: give => existing({ secretName: "vault-ca", chainPem: give(pki.root.certificatePem) }),
    path: "existing.certificatePem",
    says: /is missing, but must be a certificate in PEM/,
  },
  {
    what: "a name of an existing CA's Secret that Kubernetes would refuse",
    program: give => existing({ secretName: give("Vault CA") }),
    path: "existing.secretName",
    says: /is "Vault CA", but Kubernetes requires .*Did you mean "vault-ca"\?/,
  },
  {
    what: "a name for an existing CA's Secret that Kubernetes would refuse",
    program: give => existing({ ...pki.root, secretName: give("Vault CA") }),
    path: "existing.secretName",
    says: /Did you mean "vault-ca"\?/,
  },
  {
    what: "a name for a new CA's Secret that Kubernetes would refuse",
    program: give => selfSigned({ secretName: give("Test CA") }),
    path: "selfSigned.secretName",
    says: /Did you mean "test-ca"\?/,
  },
  {
    what: "a new CA without a name",
    program: give => selfSigned({ commonName: give("") }),
    path: "selfSigned.commonName",
    says: /must be text of 1 to 64 characters/,
  },
  {
    what: "a subject in place of a new CA's name",
    program: give => selfSigned({ commonName: give("subject=CN = factory CA") }),
    path: "selfSigned.commonName",
    says: /is "subject=CN = factory CA", but must be the name alone, .*\. Did you mean "factory CA"\?/,
  },
  {
    what: "a lifetime of a new CA in days",
    program: give => selfSigned({ duration: give("3650d") }),
    path: "selfSigned.duration",
    says: /is "3650d", but must be a Go duration such as '2160h' or '1h30m'\. Did you mean '87600h'\?/,
  },
  {
    what: "a new CA that lives less than an hour",
    program: give => selfSigned({ duration: give("59m") }),
    path: "selfSigned.duration",
    says: /is '59m', but cert-manager issues for at least 1h/,
  },
  {
    what: "a renewal of the CA that would be due at once",
    program: give => selfSigned({ duration: "8760h", renewBefore: give("8760h") }),
    path: "selfSigned.renewBefore",
    says: /is '8760h', but the certificate lives only '8760h', so .*: set less/,
  },
  {
    what: "a renewal of the CA in the last minute",
    program: give => selfSigned({ renewBefore: give("1m") }),
    path: "selfSigned.renewBefore",
    says: /is '1m', but cert-manager requires at least 5m/,
  },
  {
    what: "a key algorithm of the CA that does not exist",
    program: give => selfSigned({ algorithm: give("Ed25519" as KeyAlgorithm) }),
    path: "selfSigned.algorithm",
    says: /is "Ed25519", but must be one of EcdsaP256/,
  },
  {
    what: "an issuer's name that Kubernetes would refuse",
    program: give => selfSigned({}, { issuerName: give("MyIssuer") }),
    path: "issuerName",
    says: /is "MyIssuer", but Kubernetes requires .*Did you mean "my-issuer"\?/,
  },
  {
    what: "an issuer's namespace that Kubernetes would refuse",
    program: give => selfSigned({}, { namespace: give("my.mqtt") }),
    path: "namespace",
    says: /is "my.mqtt", but Kubernetes requires .*Did you mean "my-mqtt"\?/,
  },
  {
    what: "an Issuer without a namespace",
    program: give => selfSigned({}, { namespace: give(missing) }),
    path: "namespace",
    says: /is missing/,
  },
];

/** Values that decide which resources exist. */
const plainCases: Case[] = [
  {
    what: "a kind of issuer that does not exist",
    program: give => selfSigned({}, { kind: give("VaultIssuer" as IssuerKind) }),
    path: "kind",
    says: /is "VaultIssuer", but must be one of Issuer, ClusterIssuer/,
  },
  {
    what: "an existing CA without a source",
    program: give => existing(give({})),
    path: "existing",
    says: /is empty: set secretName to the Secret that contains the CA, or set certificatePem and privateKeyPem/,
  },
  {
    what: "both ways to a CA",
    program: give => issuer({ existing: give({ secretName: "vault-ca" }), selfSigned: {} }),
    path: "existing",
    says: /has selfSigned and existing: set exactly one of selfSigned and existing/,
  },
];

const decisions: Case[] = [
  { what: "a new CA", program: give => selfSigned(give({})), path: "selfSigned", says: /is an Output/ },
  {
    what: "a switch",
    program: give => selfSigned({}, { strict: give(true) }),
    path: "strict",
    says: /is an Output/,
  },
];

/** Values that are valid alone but not together. */
const contradictions: Case[] = [
  {
    what: "an issuer without a CA",
    program: () => issuer({}),
    path: "selfSigned",
    says: /has nothing: set exactly one of selfSigned and existing, such as selfSigned: \{\} for a new CA/,
  },
  {
    what: "an Issuer that is given no namespace",
    program: () => new CertificateIssuer("issuer", { selfSigned: {} }),
    path: "namespace",
    says: /is missing/,
  },
  {
    what: "the key of a CA, which strict refuses",
    program: () => issuer({ strict: true, existing: pki.root }),
    path: "existing.privateKeyPem",
    says: /brings a CA key through the program .* which strict refuses: set secretName to an existing Secret/,
  },
];

describe("Bad input of a CertificateIssuer", () => {
  before(makePki);

  [...cases, ...plainCases, ...contradictions].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
  [...plainCases, ...decisions].forEach(itWantsPlain);
});
