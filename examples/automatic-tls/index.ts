/** A Mosquitto broker behind a load balancer whose certificate cert-manager issues, and renews while the broker serves. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, CertManager, MosquittoBroker, ServiceType, TrustBundle } from "../../index";

const config = new pulumi.Config();

// An update that was killed may have left objects behind that Pulumi does not know: the next one takes them over. Not so
// a Helm release: docs/CertManager.md says what to do.
const provider = new kubernetes.Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  // In place, so that no client ever finds a Secret or a ConfigMap missing.
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };

const chartFolder = config.get("certManagerChart");
const certManager = new CertManager(
  "cert-manager",
  { version: config.get("certManagerVersion"), chart: chartFolder ? { path: chartFolder } : undefined },
  inCluster,
);

const namespaceName = "azure-iot-operations";
const namespace = new kubernetes.core.v1.Namespace(namespaceName, { metadata: { name: namespaceName } }, inCluster);

const issuer = new CertificateIssuer(
  "my-issuer",
  { namespace: namespace.metadata.name, selfSigned: {} },
  { ...inCluster, dependsOn: certManager },
);

// Its Service for ports with TLS is then called aio-broker-loadbalancer-tls.
const broker = new MosquittoBroker(
  "aio-broker-loadbalancer",
  {
    namespace: namespace.metadata.name,
    listeners: [{ port: 8884, tls: { issued: { issuerRef: issuer.issuerRef } } }],
    tlsService: { type: ServiceType.LoadBalancer },
    users: [{ name: "factory" }],
    image: config.get("image"),
  },
  inCluster,
);

// For clients inside the cluster; others take the stack's output caCertificate.
new TrustBundle(
  "mqtt-trust",
  { namespaces: [namespaceName], certificatesPem: [issuer.trustBundlePem] },
  { ...inCluster, dependsOn: namespace },
);

export const address = broker.host;
export const port = broker.endpoints[0].port;
export const username = "factory";
export const password = broker.passwords.apply(passwords => passwords[username]);
export const caCertificate = issuer.trustBundlePem;
export const ready = certManager.ready;
