import { KeyAlgorithm, ServerCertificate } from "../../../index";
import type { ServerCertificateArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const server = (args: Partial<ServerCertificateArgs>) =>
  new ServerCertificate("server", { namespace: "mqtt", authority: pki.root, dnsNames: ["a.example.com"], ...args });

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "an authority whose key does not match its certificate",
    program: give => server({ authority: give({ ...pki.root, privateKeyPem: pki.leaf.privateKeyPem }) }),
    path: "authority.privateKeyPem",
    says: /is not the key of the certificate 'CN=test root'/,
  },
  {
    what: "an authority with a text that is not a key",
    program: give => server({ authority: give({ ...pki.root, privateKeyPem: "hunter2" }) }),
    path: "authority.privateKeyPem",
    says: /cannot be read as a private key: it must be in PEM/,
  },
  {
    what: "an authority with an algorithm that is not its key's",
    program: give => server({ authority: { ...pki.root, algorithm: give(KeyAlgorithm.EcdsaP384) } }),
    path: "authority.algorithm",
    says: /is "EcdsaP384", but the key is EcdsaP256: set EcdsaP256, or remove it/,
  },
  {
    what: "an authority that is not a CA",
    program: give => server({ authority: give(pki.leaf) }),
    path: "authority.certificatePem",
    says: /is not a CA certificate .*: use the certificate of the authority/,
  },
  {
    what: "an authority that has expired",
    program: give => server({ authority: give(pki.expired) }),
    path: "authority.certificatePem",
    says: /'CN=test root' expired on 20\d\d-.*: use one that is still valid/,
  },
  {
    what: "an authority's chain in the wrong order",
    program: give =>
      server({
        authority: { ...pki.intermediate, chainPem: give(pki.root.certificatePem + pki.intermediate.certificatePem) },
      }),
    path: "authority.chainPem",
    says: /starts with 'CN=test root', but must start with certificatePem, 'CN=test intermediate'/,
  },
  {
    what: "an authority's chain with certificates that do not belong together",
    program: give =>
      server({
        authority: {
          ...pki.intermediate,
          chainPem: give(pki.intermediate.certificatePem + pki.expired.certificatePem),
        },
      }),
    path: "authority.chainPem",
    says: /'CN=test intermediate' is not signed by 'CN=test root', which follows it/,
  },
  {
    what: "an intermediate as an authority without its root",
    program: give => server({ authority: give(pki.intermediate) }),
    path: "authority.certificatePem",
    says: /ends with 'CN=test intermediate', which is not a root: add the certificates up to the root as chainPem/,
  },
  {
    what: "an authority's chain that does not reach its root",
    program: give => server({ authority: { ...pki.intermediate, chainPem: give(pki.intermediate.certificatePem) } }),
    path: "authority.chainPem",
    says: /ends with 'CN=test intermediate', which is not a root: add the certificates up to the root/,
  },
  {
    what: "a key algorithm that does not exist",
    program: give => server({ algorithm: give("Ed25519" as KeyAlgorithm) }),
    path: "algorithm",
    says: /is "Ed25519", but must be one of EcdsaP256, EcdsaP384, Rsa2048/,
  },
  {
    what: "a server certificate without names",
    program: give => server({ dnsNames: give([]) }),
    path: "dnsNames",
    says: /is empty, as is ipAddresses/,
  },
  {
    what: "an IP address that is not valid",
    program: give => server({ ipAddresses: ["203.0.113.7", give("203.0.113.256")] }),
    path: "ipAddresses[1]",
    says: /is "203.0.113.256", but must be an IP address such as/,
  },
  {
    what: "an IP address with a zone",
    program: give => server({ ipAddresses: [give("fe80::1%eth0")] }),
    path: "ipAddresses[0]",
    says: /is "fe80::1%eth0", but must be an IP address such as/,
  },
  {
    what: "an IP address among DNS names",
    program: give => server({ dnsNames: [give("203.0.113.7")] }),
    path: "dnsNames[0]",
    says: /is the IP address 203.0.113.7: move it to ipAddresses/,
  },
  {
    what: "a DNS name that is not valid",
    program: give => server({ dnsNames: give(["mqtt example com"]) }),
    path: "dnsNames[0]",
    says: /is "mqtt example com", but must be a DNS name/,
  },
  {
    what: "a Secret name that Kubernetes would refuse",
    program: give => server({ secretName: give("ServerCert") }),
    path: "secretName",
    says: /is "ServerCert", but Kubernetes requires .*Did you mean "server-cert"\?/,
  },
  {
    what: "a namespace that Kubernetes would refuse",
    program: give => server({ namespace: give("my.mqtt") }),
    path: "namespace",
    says: /is "my.mqtt", but Kubernetes requires .*Did you mean "my-mqtt"\?/,
  },
  {
    what: "a renewal that would be due at once",
    program: give => server({ validityHours: give(24), earlyRenewalHours: give(24) }),
    path: "earlyRenewalHours",
    says: /is 24, but the certificate lives only 24 hours, .*: set less than 24/,
  },
  {
    what: "a lifetime of half an hour",
    program: give => server({ validityHours: give(0.5) }),
    path: "validityHours",
    says: /is 0.5, but must be a whole number of hours from 1 to 2562047/,
  },
  {
    what: "a common name that is too long",
    program: give => server({ commonName: give("x".repeat(65)) }),
    path: "commonName",
    says: /must be text of 1 to 64 characters/,
  },
];

describe("Bad input of a ServerCertificate", () => {
  before(makePki);

  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
});
