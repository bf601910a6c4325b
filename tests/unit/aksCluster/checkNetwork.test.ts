import { aks, itTellsApart, network, subnetId, virtualNetworkId } from "./aksInput";
import type { Pair } from "./aksInput";
import { itRefuses } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const pairs: Pair[] = [
  {
    path: "network.serviceCidr",
    program: value => network({ serviceCidr: value }),
    bad: "10.0.0.0/29",
    says: /is 10\.0\.0\.0\/29, which has 8 addresses, one for each Service: set at least a \/28/,
    good: "10.0.0.0/28",
  },
  {
    path: "network.serviceCidr",
    program: value => network({ serviceCidr: value }),
    bad: "100.0.0.0/12",
    says: /is 100\.0\.0\.0\/12, but AKS requires a range smaller than a \/12: set a \/16, or at most a \/13/,
    good: "100.0.0.0/13",
  },
  {
    path: "network.networkDataplane",
    program: value => network({ networkDataplane: value }),
    bad: "cilium",
    says: /is 'cilium', but 'calico' works with 'azure' only: set that, or set networkPolicy to 'cilium'/,
    good: "azure",
  },
  {
    path: "network.networkDataplane",
    program: value => network({ networkPolicy: "cilium", networkDataplane: value }),
    bad: "azure",
    says: /is 'azure', but 'cilium' works with 'cilium' only: set that$/,
    good: "cilium",
  },
  {
    path: "network.networkPolicy",
    program: value => network({ networkPolicy: value }),
    bad: "tigera",
    says: /is "tigera", but must be one of calico, azure, cilium, none/,
    good: "Calico",
  },
  {
    path: "network.overlay",
    program: value => network({ overlay: value }),
    bad: "overlay",
    says: /is "overlay", but must be true or false/,
    good: true,
  },
  {
    path: "network.podCidr",
    program: value => network({ podCidr: "10.200.0.0/16", overlay: value }),
    bad: false,
    says: /is "10\.200\.0\.0\/16", but without network\.overlay pods have addresses from the subnet/,
    good: true,
  },
  {
    path: "network.podCidr",
    program: value => network({ overlay: true, podCidr: value }),
    bad: "10.244.0.0/23",
    says: /has room for 2 nodes with 256 addresses each, but there can be 4 during an upgrade: set a \/22/,
    good: "10.244.0.0/22",
  },
  {
    path: "network.podCidr",
    program: value => network({ overlay: true, podCidr: value }),
    bad: "10.0.0.0/16",
    says: /is 10\.0\.0\.0\/16, which overlaps network\.serviceCidr, 10\.0\.0\.0\/16/,
    good: "10.1.0.0/16",
  },
  {
    path: "network.serviceCidr",
    program: value => network({ serviceCidr: value }),
    bad: "10.243.0.0/16",
    says: /is 10\.243\.0\.0\/16, which overlaps network\.addressPrefixes\[0\], 10\.240\.0\.0\/14/,
    good: "10.244.0.0/16",
  },
  {
    path: "network.serviceCidr",
    program: value => network({ serviceCidr: value }),
    bad: "10.0.0.1/16",
    says: /which does not begin with its first address\. Did you mean '10\.0\.0\.0\/16'\?/,
    good: "10.0.0.0/17",
  },
  {
    path: "network.serviceCidr",
    program: value => network({ serviceCidr: value }),
    bad: "fd00::/108",
    says: /must be a range of IPv4 addresses/,
    good: "192.168.0.0/16",
  },
  ...[
    ["169.254.0.0/17", "169.253.0.0/16"],
    ["172.30.128.0/24", "172.29.0.0/16"],
    ["172.31.0.0/16", "172.32.0.0/16"],
    ["192.0.0.0/16", "192.1.0.0/16"],
    ["127.0.0.0/16", "126.255.0.0/16"],
    ["168.63.128.0/20", "168.63.144.0/20"],
    ["224.0.0.0/16", "223.255.0.0/16"],
    ["239.255.0.0/16", "240.0.0.0/16"],
    ["255.255.255.0/24", "255.255.254.0/24"],
  ].map(([bad, good]) => ({
    path: "network.serviceCidr",
    program: (value: never) => network({ serviceCidr: value }),
    bad,
    says: /but Azure reserves (127|168\.63|169\.254|172\.30|172\.31|192\.0|224|255\.255)\.[\d.]+\/\d+:/,
    good,
  })),
  {
    path: "network.podCidr",
    program: value => network({ overlay: true, podCidr: value }),
    bad: "172.30.0.0/15",
    says: /but Azure reserves 172\.30\.0\.0\/16:/,
    good: "172.28.0.0/15",
  },
  {
    path: "network.addressPrefixes[0]",
    program: value => network({ addressPrefixes: [value, "10.240.0.0/16"] }),
    bad: "172.16.0.0/12",
    says: /but Azure reserves 172\.30\.0\.0\/16:/,
    good: "172.16.0.0/13",
  },
  {
    path: "network.addressPrefixes[0]",
    program: value => network({ addressPrefixes: [value, "10.240.0.0/16"] }),
    bad: "168.63.0.0/16",
    says: /is 168\.63\.0\.0\/16, but Azure reserves 168\.63\.129\.16\/32: choose another range, such as one in 10\.0\.0\.0\/8/,
    good: "168.64.0.0/16",
  },
  {
    path: "network.addressPrefixes",
    program: value => network({ addressPrefixes: value }),
    bad: [],
    says: /is empty: set the ranges/,
    good: ["10.240.0.0/16"],
  },
  {
    path: "network.subnetAddressPrefix",
    program: value => network({ subnetAddressPrefix: value }),
    bad: "10.244.0.0/16",
    says: /is 10\.244\.0\.0\/16, which is outside network\.addressPrefixes, 10\.240\.0\.0\/14/,
    good: "10.243.0.0/16",
  },
  {
    path: "network.subnetAddressPrefix",
    program: value => aks({ systemPool: { count: 3 }, network: { subnetAddressPrefix: value } }),
    bad: "10.240.0.0/25",
    says: /has 123 addresses in 10\.240\.0\.0\/25, but 124 are needed: 4 nodes during an upgrade × \(30 pods \+ 1\) for the pool agentnodes\. Set a \/24/,
    good: "10.240.0.0/24",
  },
  {
    path: "network.subnetAddressPrefix",
    program: value =>
      aks({ systemPool: { count: 3, maxPods: value }, network: { subnetAddressPrefix: "10.240.0.0/25" } }),
    bad: 30,
    says: /has 123 addresses/,
    good: 29,
  },
  {
    path: "network.subnetAddressPrefix",
    program: value =>
      aks({ systemPool: { minCount: 3, maxCount: value }, network: { subnetAddressPrefix: "10.240.0.0/24" } }),
    bad: 8,
    says: /has 251 addresses in .*, but 279 are needed: 9 nodes/,
    good: 7,
  },
  {
    path: "network.subnetAddressPrefix",
    program: value =>
      aks({
        systemPool: { count: 3 },
        pools: [{ name: "work", count: value }],
        network: { subnetAddressPrefix: "10.240.0.0/24" },
      }),
    bad: 4,
    says: /but 279 are needed: 4 nodes .* for the pool agentnodes, and 5 nodes .* for the pool work\. Set a \/23/,
    good: 3,
  },
  {
    path: "network.subnetAddressPrefix",
    program: value =>
      aks({ systemPool: { count: value }, network: { overlay: true, subnetAddressPrefix: "10.240.0.0/28" } }),
    bad: 11,
    says: /has 11 addresses in 10\.240\.0\.0\/28, but 13 are needed: 13 nodes during an upgrade for the pool agentnodes\. Set a \/27, or use fewer nodes$/,
    good: 10,
  },
  {
    path: "network.dnsServiceIp",
    program: value => network({ dnsServiceIp: value }),
    bad: "10.1.0.10",
    says: /is 10\.1\.0\.10, which is outside network\.serviceCidr, 10\.0\.0\.0\/16: choose another, such as 10\.0\.0\.10/,
    good: "10.0.255.10",
  },
  {
    path: "network.dnsServiceIp",
    program: value => network({ dnsServiceIp: value }),
    bad: "10.0.0.1",
    says: /is 10\.0\.0\.1, the first address of network\.serviceCidr, which the API server uses/,
    good: "10.0.0.2",
  },
  {
    path: "network.dnsServiceIp",
    program: value => network({ dnsServiceIp: value }),
    bad: "10.0.0.10/32",
    says: /but must be an IPv4 address in 10\.0\.0\.0\/16/,
    good: "10.0.0.10",
  },
  {
    path: "network.subnetId",
    program: value => network({ subnetId: value }),
    bad: "nodes",
    says: /is "nodes", but must be an ARM id such as .*\/virtualNetworks\/NAME\/subnets\/NAME/,
    good: subnetId,
  },
  {
    path: "network.virtualNetworkId",
    program: value => network({ virtualNetworkId: value, subnetAddressPrefix: "10.240.0.0/16" }),
    bad: subnetId,
    says: /but must be an ARM id such as .*\/virtualNetworks\/NAME$/,
    good: virtualNetworkId,
  },
];

/** Missing values, and values that cannot be combined. */
const combinations: Case[] = [
  ...(["virtualNetworkId", "addressPrefixes", "subnetAddressPrefix"] as const).map(path => ({
    what: `${path} together with subnetId`,
    program: () =>
      network({
        subnetId: subnetId,
        [path]: path === "addressPrefixes" ? ["10.240.0.0/16"] : "10.240.0.0/16",
      }),
    path: `network.${path}`,
    says: /cannot be combined with network\.subnetId, which names an existing subnet/,
  })),
  {
    what: "ranges together with an existing network",
    program: () => network({ virtualNetworkId: virtualNetworkId, addressPrefixes: ["10.240.0.0/16"] }),
    path: "network.addressPrefixes",
    says: /cannot be combined with network\.virtualNetworkId/,
  },
  {
    what: "an existing network without a range for the subnet",
    program: () => network({ virtualNetworkId: virtualNetworkId }),
    path: "network.subnetAddressPrefix",
    says: /is missing: set a free range of the virtual network/,
  },
];

describe("Bad input of the network of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  combinations.forEach(itRefuses);
});
