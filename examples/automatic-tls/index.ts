/**
 * A Mosquitto broker behind a load balancer. cert-manager issues its certificate, and renews it while the broker runs.
 */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateIssuer, CertManager, MosquittoBroker, ServiceType, TrustBundle } from "../../index";

const config = new pulumi.Config();

// An interrupted update may leave objects behind that Pulumi does not know. The next update takes them over, except for
// a Helm release: docs/CertManager.md describes what to do.
const provider = new kubernetes.Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  // Changes Secrets and ConfigMaps in place, so that no client finds one missing.
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

// Its Service for the ports with TLS is then aio-broker-loadbalancer-tls.
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

// For clients in the cluster. Other clients use the stack's output caCertificate.
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
