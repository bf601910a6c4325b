/** Accepted arguments of the components that make certificates. Together, the examples have every property. */
import { CertificateChain, CertificateIssuer, ServerCertificate } from "../../../index";
import type { CertificateChainArgs, CertificateIssuerArgs, ServerCertificateArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import type { Example } from "./example";

const newChain = (args: never) => new CertificateChain("ca", args);
const newIssuer = (args: never) => new CertificateIssuer("issuer", args);
const newServer = (args: never) => new ServerCertificate("server", args);

const names = {
  namespace: "mqtt",
  secretName: "server",
  commonName: "broker",
  dnsNames: ["mqtt.example.com"],
  ipAddresses: ["203.0.113.9"],
  strict: false,
};

export const certificateExamples: Example[] = [
  {
    component: "CertificateChain",
    what: "with a new root",
    args: () =>
      ({
        algorithm: "EcdsaP256",
        organization: "Factory",
        rootCommonName: "root",
        rootValidityHours: 1000,
        rootEarlyRenewalHours: 600,
        intermediateCommonName: "intermediate",
        intermediateValidityHours: 500,
        intermediateEarlyRenewalHours: 100,
      }) satisfies CertificateChainArgs,
    make: newChain,
  },
  {
    component: "CertificateChain",
    what: "with an existing root",
    args: async () => {
      const { certificatePem, privateKeyPem } = await makeRoot();
      return { existingRoot: { certificatePem, privateKeyPem } } satisfies CertificateChainArgs;
    },
    make: newChain,
  },
  {
    component: "CertificateIssuer",
    what: "with a new CA",
    args: () =>
      ({
        namespace: "mqtt",
        issuerName: "my-issuer",
        kind: "Issuer",
        strict: false,
        selfSigned: {
          algorithm: "EcdsaP256",
          commonName: "my-ca",
          secretName: "my-ca",
          duration: "8760h",
          renewBefore: "720h",
        },
      }) satisfies CertificateIssuerArgs,
    make: newIssuer,
  },
  {
    component: "CertificateIssuer",
    what: "with a CA in PEM",
    args: async () => {
      const root = await makeRoot();
      const existing = { ...root, chainPem: root.certificatePem, secretName: "my-ca" };
      return { namespace: "mqtt", existing } satisfies CertificateIssuerArgs;
    },
    make: newIssuer,
  },
  {
    component: "CertificateIssuer",
    what: "with a CA in a Secret",
    args: () => ({ kind: "ClusterIssuer", existing: { secretName: "my-ca" } }) satisfies CertificateIssuerArgs,
    make: newIssuer,
  },
  {
    component: "ServerCertificate",
    what: "by an authority",
    args: async () => {
      const root = await makeRoot();
      return {
        ...names,
        authority: {
          ...root,
          chainPem: root.certificatePem,
          rootCertificatePem: root.certificatePem,
          algorithm: "EcdsaP256",
        },
        algorithm: "EcdsaP256",
        validityHours: 48,
        earlyRenewalHours: 24,
      } satisfies ServerCertificateArgs;
    },
    make: newServer,
  },
  {
    component: "ServerCertificate",
    what: "by an issuer",
    args: async () => {
      const { certificatePem } = await makeRoot();
      return {
        ...names,
        issuerRef: {
          name: "my-issuer",
          kind: "Issuer",
          group: "cert-manager.io",
          namespace: "mqtt",
          algorithm: "EcdsaP256",
          caCertificatePem: certificatePem,
          chainPem: certificatePem,
        },
        algorithm: "EcdsaP256",
        rotationPolicy: "Never",
        duration: "720h",
        renewBefore: "240h",
      } satisfies ServerCertificateArgs;
    },
    make: newServer,
  },
];
