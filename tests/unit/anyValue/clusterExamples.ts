/** Accepted arguments of the components that set a cluster up. Together, the examples have every property. */
import { AksCluster, CertManager, NamespaceIsolation, ServiceEndpoint, TrustBundle } from "../../../index";
import type {
  AksClusterArgs,
  CertManagerArgs,
  NamespaceIsolationArgs,
  ServiceEndpointArgs,
  TrustBundleArgs,
} from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { subnetId, virtualNetworkId } from "../aksCluster/aksInput";
import type { ExistingAzure } from "../engine/azure";
import type { Example } from "./example";

const group = "11111111-2222-3333-4444-555555555555";

const pool = {
  name: "work",
  availabilityZones: ["1", "2"],
  count: 2,
  minCount: 1,
  maxCount: 3,
  maxPods: 50,
  maxSurge: "33%",
  nodeLabels: { team: "mqtt" },
  nodeTaints: ["dedicated=mqtt:NoSchedule"],
  osDiskSizeGb: 64,
  vmSize: "Standard_D4s_v5",
};

const clusters: Record<string, () => AksClusterArgs> = {
  "with a new network": () => ({
    resourceGroupName: "factory",
    location: "westeurope",
    tags: { team: "mqtt" },
    clusterName: "factory",
    dnsPrefix: "factory",
    nodeResourceGroup: "factory-nodes",
    tier: "Standard",
    kubernetesVersion: "1.33",
    upgradeChannel: "patch",
    nodeOsUpgradeChannel: "NodeImage",
    network: {
      addressPrefixes: ["10.240.0.0/14"],
      subnetAddressPrefix: "10.240.0.0/16",
      overlay: true,
      podCidr: "10.244.0.0/16",
      serviceCidr: "10.0.0.0/16",
      dnsServiceIp: "10.0.0.10",
      networkPolicy: "calico",
      networkDataplane: "azure",
    },
    systemPool: {
      ...pool,
      name: "system",
      nodeTaints: ["CriticalAddonsOnly=true:NoSchedule"],
    },
    pools: [{ ...pool, mode: "User" }],
    registry: { registryName: "factory", sku: "Standard" },
    aad: { adminGroupObjectIds: [group], enableAzureRbac: true, tenantId: group },
    authorizedIpRanges: ["203.0.113.0/24"],
    privateCluster: false,
  }),
  "in a subnet": () => ({
    network: { subnetId },
    registry: {
      registryId: "/subscriptions/s/resourceGroups/g/providers/Microsoft.ContainerRegistry/registries/factory",
    },
  }),
  "in a virtual network": () => ({
    network: { virtualNetworkId, subnetAddressPrefix: "10.241.0.0/16" },
  }),
};

const chart: CertManagerArgs = {
  version: "v1.21.2",
  crds: { enabled: true, keep: true },
  replicas: 2,
  resources: { requests: { cpu: "10m" }, limits: { memory: "128Mi" } },
  values: { webhook: { hostNetwork: true } },
};

const managers: Record<string, () => CertManagerArgs> = {
  "from a registry": () => ({
    ...chart,
    existing: false,
    createNamespace: true,
    namespace: "cert-manager",
    kubectlImage: "registry.k8s.io/kubectl:v1.36.3",
    timeoutSeconds: 300,
    chart: { oci: "oci://quay.io/jetstack/charts/cert-manager" },
  }),
  "from a repository": () => ({ chart: { repository: "https://charts.jetstack.io" } }),
  "from a folder": () => ({ chart: { path: "./cert-manager" } }),
  "that exists": () => ({ existing: true }),
};

const isolations: Record<string, () => NamespaceIsolationArgs> = {
  "with everything": () => ({
    namespace: "mqtt",
    policyEngine: "calico",
    strict: true,
    podLabels: { app: "broker" },
    servingPodLabels: { role: "front" },
    clientNamespaceLabels: { team: "factory" },
    clientCidrs: ["203.0.113.0/24"],
    tcpPorts: [8883],
    udpPorts: [14567],
    administrationNamespaceLabels: { team: "platform" },
    egress: {
      destinations: [
        { cidr: "198.51.100.0/24", tcpPorts: [443], udpPorts: [443] },
        { namespaceLabels: { team: "data" }, podLabels: { app: "store" }, tcpPorts: [5432], udpPorts: [5432] },
      ],
    },
  }),
};

const endpoints: Record<string, () => ServiceEndpointArgs> = {
  "of a load balancer": () => ({ serviceId: "mqtt/broker-tls", type: "LoadBalancer", ipAddress: "203.0.113.9" }),
  "of a Service to wait for": () => ({
    awaitedService: {
      namespace: "mqtt",
      name: "broker-tls",
      awaitType: true,
      image: "registry.k8s.io/kubectl:v1.36.3",
      nodePortsFor: [8883],
      timeoutSeconds: 60,
    },
    type: "NodePort",
    nodeAddresses: ["203.0.113.9"],
  }),
  "at named nodes": () => ({ serviceId: "mqtt/broker-tls", nodeNames: ["worker-1"] }),
};

const bundle = async () =>
  ({
    namespaces: ["mqtt"],
    configMapName: "roots",
    certificatesPem: [(await makeRoot()).certificatePem],
  }) satisfies TrustBundleArgs;

/** The variants of a component's arguments as examples. */
function examplesOf(
  component: string,
  variants: Record<string, () => object>,
  make: (args: never) => unknown,
): Example[] {
  return Object.entries(variants).map(([what, args]) => ({ component, what, args, make }));
}

export const clusterExamples: Example[] = [
  ...examplesOf("AksCluster", clusters, args => new AksCluster("factory", args)),
  ...examplesOf("CertManager", managers, args => new CertManager("certs", args)),
  ...examplesOf("NamespaceIsolation", isolations, args => new NamespaceIsolation("closed", args)),
  ...examplesOf("ServiceEndpoint", endpoints, args => new ServiceEndpoint("endpoint", args)),
  { component: "TrustBundle", what: "in a namespace", args: bundle, make: args => new TrustBundle("trust", args) },
];

/** What the components look up in Azure. */
export const azureNow: ExistingAzure = {
  subnet: { addressPrefix: "10.240.0.0/16" },
  virtualNetwork: { addressSpace: { addressPrefixes: ["10.240.0.0/15"] } },
};
