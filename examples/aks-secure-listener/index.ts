/** A secured MQTT endpoint in an empty Azure subscription: the cluster, cert-manager, an issuer, and a broker for clients outside. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { AksCluster, CertificateIssuer, CertManager, MosquittoBroker, ServiceType } from "../../index";

const config = new pulumi.Config();

const aks = new AksCluster("factory", {
  kubernetesVersion: config.get("kubernetesVersion"),
  systemPool: { count: config.getNumber("nodes") ?? 3, vmSize: config.get("vmSize") },
});
// Whatever is in the cluster goes with it, also when somebody deletes it behind Pulumi's back.
const inCluster = { provider: aks.provider, deletedWith: aks.cluster };

const chartFolder = config.get("certManagerChart");
const certManager = new CertManager(
  "cert-manager",
  { version: config.get("certManagerVersion"), chart: chartFolder ? { path: chartFolder } : undefined },
  inCluster,
);

const namespaceName = "factory-mqtt";
const namespace = new kubernetes.core.v1.Namespace(namespaceName, { metadata: { name: namespaceName } }, inCluster);

const issuer = new CertificateIssuer(
  "factory-issuer",
  { namespace: namespace.metadata.name, selfSigned: {} },
  { ...inCluster, dependsOn: certManager },
);

const broker = new MosquittoBroker(
  "mosquitto",
  {
    namespace: namespace.metadata.name,
    listeners: [{ port: 8883, tls: { issued: { issuerRef: issuer.issuerRef } } }],
    tlsService: { type: ServiceType.LoadBalancer },
    users: [{ name: "factory" }],
    image: config.get("image"),
  },
  inCluster,
);

export const clusterId = aks.clusterId;
export const kubeconfig = aks.kubeconfig;
export const address = broker.host;
export const port = broker.endpoints[0].port;
export const username = "factory";
export const password = broker.passwords.apply(passwords => passwords[username]);
export const caCertificate = issuer.trustBundlePem;
