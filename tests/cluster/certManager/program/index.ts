/** cert-manager, an issuer that makes its own CA, a certificate from it, and the bundle that clients trust. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, CertManager, IssuerKind, ServerCertificate, TrustBundle } from "../../../../index";

const config = new pulumi.Config();
const namespaceName = config.require("namespace");
const provider = new kubernetes.Provider("cluster", {
  upsertExistingObjects: true,
  enablePatchForce: true,
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };

const certManager = new CertManager(
  "cert-manager",
  config.getBoolean("existing")
    ? { existing: true }
    : {
        version: config.require("version"),
        chart: { path: config.require("chart") },
        crds: { enabled: config.getBoolean("crds") ?? true },
        replicas: config.getNumber("replicas"),
      },
  inCluster,
);
const namespace = config.getBoolean("namespaceExists")
  ? kubernetes.core.v1.Namespace.get("namespace", namespaceName, inCluster)
  : new kubernetes.core.v1.Namespace("namespace", { metadata: { name: namespaceName } }, inCluster);

// An issuer in the same update is by far the most common cause of "connection refused".
const kind = config.getBoolean("clusterWide") ? IssuerKind.ClusterIssuer : IssuerKind.Issuer;
const issuer = new CertificateIssuer(
  "issuer",
  {
    kind,
    namespace: kind === IssuerKind.ClusterIssuer ? certManager.namespace : namespace.metadata.name,
    selfSigned: { duration: config.get("caDuration"), commonName: config.get("caCommonName") },
  },
  { ...inCluster, dependsOn: certManager },
);
const certificate = new ServerCertificate(
  "server",
  {
    namespace: namespace.metadata.name,
    issuerRef: issuer.issuerRef,
    dnsNames: ["mqtt.example.com"],
    ipAddresses: ["10.240.32.77"],
  },
  inCluster,
);
const bundle = new TrustBundle(
  "trust",
  { namespaces: [namespaceName], certificatesPem: [issuer.trustBundlePem] },
  { ...inCluster, dependsOn: namespace },
);

export const ready = certManager.ready;
export const secretName = certificate.secretName;
export const notAfter = certificate.notAfter;
export const ca = issuer.caCertificatePem;
export const trusted = bundle.bundlePem;
