import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, CertificateIssuer, ServerCertificate, TrustBundle } from "../../../index";
import type {
  CertificateChainArgs,
  CertificateIssuerArgs,
  IssuerKind,
  KeyAlgorithm,
  ServerCertificateArgs,
  TrustBundleArgs,
} from "../../../index";
import { makePki, pki } from "../inputs/badInput";
import { attempt } from "../engine/engine";

const server = (args: Partial<ServerCertificateArgs>) =>
  new ServerCertificate("server", { namespace: "mqtt", authority: pki.root, dnsNames: ["a.example.com"], ...args });
const chain = (args: CertificateChainArgs) => new CertificateChain("ca", args);
const bundle = (args: TrustBundleArgs) => new TrustBundle("trust", args);
const issuer = (args: CertificateIssuerArgs) => new CertificateIssuer("issuer", { namespace: "mqtt", ...args });

/** Programs, with the paths of their bad arguments. */
const programs: [paths: string[], program: () => unknown][] = [
  [
    ["namespace", "commonName", "dnsNames[0]", "ipAddresses[1]", "duration", "algorithm", "validityHours"],
    () =>
      server({
        namespace: "My MQTT",
        commonName: "subject=CN = broker",
        dnsNames: ["mqtt example com", "a.example.com"],
        ipAddresses: ["203.0.113.7", "203.0.113.256"],
        duration: "2160h",
        algorithm: "Ed25519" as KeyAlgorithm,
        validityHours: 0,
      }),
  ],
  [
    ["authority.privateKeyPem", "authority.chainPem"],
    () =>
      server({
        authority: { ...pki.root, privateKeyPem: pki.leaf.privateKeyPem, chainPem: pki.intermediate.certificatePem },
      }),
  ],
  [
    ["organization", "rootValidityHours", "intermediateEarlyRenewalHours", "existingRoot.privateKeyPem"],
    () =>
      chain({
        organization: "",
        rootValidityHours: 2,
        intermediateEarlyRenewalHours: -1,
        existingRoot: { ...pki.root, privateKeyPem: pki.leaf.privateKeyPem },
      }),
  ],
  [
    ["namespaces[0]", "namespaces[2]", "configMapName", "certificatesPem[1]"],
    () =>
      bundle({
        namespaces: ["My MQTT", "mqtt", "mqtt"],
        configMapName: "",
        certificatesPem: [pki.root.certificatePem, "MIIB"],
      }),
  ],
  [
    ["namespace", "issuerName", "selfSigned.commonName", "selfSigned.duration", "selfSigned.renewBefore"],
    () =>
      issuer({
        namespace: "My MQTT",
        issuerName: "",
        selfSigned: { commonName: "", duration: "90d", renewBefore: "1m" },
      }),
  ],
  [
    ["kind", "existing.secretName", "existing.privateKeyPem"],
    () =>
      issuer({
        kind: "VaultIssuer" as IssuerKind,
        existing: { ...pki.root, secretName: "Vault CA", privateKeyPem: pki.leaf.privateKeyPem },
      }),
  ],
];

describe("Several bad arguments of a certificate component", () => {
  before(makePki);

  for (const [paths, program] of programs) {
    it(`are reported together: ${paths.join(", ")}`, async () => {
      const { thrown } = await attempt(program);

      assert.ok(pulumi.InputPropertiesError.isInstance(thrown), String(thrown));
      assert.deepEqual(
        thrown.errors?.map(({ propertyPath }) => propertyPath),
        paths,
      );
    });
  }
});
