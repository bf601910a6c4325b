/** A Mosquitto broker behind a load balancer, with TLS, a password, and a certificate for the assigned address. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, ServiceType, TrustBundle } from "../../index";

const config = new pulumi.Config();

// An interrupted update may leave objects behind that Pulumi does not know. The next update takes them over.
const provider = new kubernetes.Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  // Changes Secrets and ConfigMaps in place, so that no client finds one missing.
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };

const namespaceName = config.get("namespace") ?? "mqtt";
const namespace = new kubernetes.core.v1.Namespace("mqtt", { metadata: { name: namespaceName } }, inCluster);

const chain = new CertificateChain("mqtt", {});

const broker = new MosquittoBroker(
  "mosquitto",
  {
    namespace: namespace.metadata.name,
    listeners: [{ port: 8883, tls: { issued: { authority: chain.authority } } }],
    tlsService: { type: ServiceType.LoadBalancer },
    users: [{ name: "factory" }],
    image: config.get("image"),
  },
  inCluster,
);

// For clients in the cluster. Other clients use the stack's output caCertificate.
new TrustBundle(
  "mqtt-trust",
  { namespaces: [namespaceName], certificatesPem: [chain.trustBundlePem] },
  { ...inCluster, dependsOn: namespace },
);

export const address = broker.host;
export const port = broker.endpoints[0].port;
export const endpoints = broker.endpoints;
export const username = "factory";
export const password = broker.passwords.apply(passwords => passwords[username]);
export const certificate = broker.certificatePem;
export const caCertificate = chain.trustBundlePem;
