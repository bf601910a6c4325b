/** The whole chain in an empty Azure subscription: the cluster, cert-manager, a CA chain, and an isolated broker. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import {
  AksCluster,
  AksNetworkPolicy,
  CertificateChain,
  CertificateIssuer,
  CertManager,
  MosquittoBroker,
  NamespaceIsolation,
  PolicyEngine,
  ServiceType,
} from "../../index";

const config = new pulumi.Config();

const aks = new AksCluster("factory", {
  kubernetesVersion: config.get("kubernetesVersion"),
  systemPool: { count: config.getNumber("nodes") ?? 3, vmSize: config.get("vmSize") },
  network: { networkPolicy: AksNetworkPolicy.Calico },
});
// All objects in the cluster disappear with it, even if someone deletes it without Pulumi.
const inCluster = { provider: aks.provider, deletedWith: aks.cluster };

const chartFolder = config.get("certManagerChart");
const certManager = new CertManager(
  "cert-manager",
  { version: config.get("certManagerVersion"), chart: chartFolder ? { path: chartFolder } : undefined },
  inCluster,
);

const namespaceName = "factory-mqtt";
const namespace = new kubernetes.core.v1.Namespace(namespaceName, { metadata: { name: namespaceName } }, inCluster);

// Two ways to a certificate: updates renew one, with the authority in the state; cert-manager renews the other.
const chain = new CertificateChain("factory-ca", {});
const issuer = new CertificateIssuer(
  "factory-issuer",
  { namespace: namespace.metadata.name, selfSigned: {} },
  { ...inCluster, dependsOn: certManager },
);

// Without this, clients of the load balancer appear with the address of a node, and no policy can tell them apart.
const keepClientAddresses: pulumi.ResourceTransform = ({ type, props, opts }) =>
  type === "kubernetes:core/v1:Service"
    ? { props: { ...props, spec: { ...(props.spec as object), externalTrafficPolicy: "Local" } }, opts }
    : undefined;

const broker = new MosquittoBroker(
  "mosquitto",
  {
    namespace: namespace.metadata.name,
    listeners: [
      { port: 8883, tls: { issued: { authority: chain.authority } } },
      { port: 8884, tls: { issued: { issuerRef: issuer.issuerRef } } },
    ],
    tlsService: { type: ServiceType.LoadBalancer },
    users: [{ name: "factory" }],
    image: config.get("image"),
  },
  { ...inCluster, transforms: [keepClientAddresses] },
);

new NamespaceIsolation(
  "factory-isolation",
  {
    namespace: namespace.metadata.name,
    clientNamespaceLabels: { "mqtt-client": "allowed" },
    clientCidrs: config.getObject<string[]>("clientCidrs"),
    servingPodLabels: broker.podLabels,
    tcpPorts: broker.containerPorts,
    policyEngine: PolicyEngine.Calico,
    strict: true,
  },
  inCluster,
);

export const clusterId = aks.clusterId;
export const kubeconfig = aks.kubeconfig;
export const address = broker.host;
export const endpoints = broker.endpoints;
export const username = "factory";
export const password = broker.passwords.apply(passwords => passwords[username]);
// The roots of both authorities, so that one file works for both ports.
export const caCertificate = pulumi.concat(chain.trustBundlePem, issuer.trustBundlePem);
