/** The network of a cluster: a virtual network and a subnet that are made, or that are there. */
import * as pulumi from "@pulumi/pulumi";
import { oneOf } from "../azure/names";
import { checkBoolean, checked, givenNames, refuse, requireList } from "../inputs/checked";
import { appliedTo, shown, unlessSecret } from "../inputs/shown";
import { AksNetworkDataplane, AksNetworkPolicy } from "./enums";
import { checkArmId } from "./names";
import type { AksNetworkArgs } from "./networkArgs";
import {
  checkApart,
  checkDnsAddress,
  checkPodRange,
  checkRange,
  checkReserved,
  checkServiceRange,
  checkSubnetSize,
  checkWithin,
} from "./clusterRanges";
import type { Range } from "./clusterRanges";
import type { NodePool } from "./nodePools";
import { sizeOfPool } from "./poolSizes";
import type { SizeArgs } from "./poolSizes";

/** The network of a cluster, checked as far as it is known without asking Azure. */
export interface ClusterNetwork {
  /** What AKS is told of it. */
  profile: pulumi.Inputs;
  /** A subnet that is there. */
  subnetId?: pulumi.Output<string>;
  /** A virtual network that is there, for a new subnet. */
  virtualNetworkId?: pulumi.Output<string>;
  /** What a new virtual network is made of. */
  addressPrefixes: pulumi.Output<string[]>;
  /** What a new subnet is made of. */
  subnetAddressPrefix: pulumi.Output<string>;
  /** Checks the same against the ranges of what is there. */
  checkAgainst: (existing: pulumi.Output<ExistingRanges>) => pulumi.Output<unknown>;
}

/** The ranges of a network or subnet that is there, and the argument that names it. */
export interface ExistingRanges {
  propertyPath: "network.subnetId" | "network.virtualNetworkId";
  prefixes: string[];
  /** The ranges of the network's other subnets. */
  besides: string[];
}

/** What decides whether the ranges fit. */
interface RangeArgs {
  overlay: pulumi.Input<boolean>;
  addressPrefixes: pulumi.Input<pulumi.Input<string>[]>;
  subnetAddressPrefix: pulumi.Input<string>;
  podCidr?: pulumi.Input<string>;
  serviceCidr: pulumi.Input<string>;
  dnsServiceIp?: pulumi.Input<string>;
  pools: SizeArgs[];
}

/** Refuses a network that AKS would refuse, or that is too small for the pools. */
export function checkedNetwork(args: AksNetworkArgs, pools: NodePool[]): ClusterNetwork {
  checkPlace(args);
  const ranges: RangeArgs = {
    overlay: args.overlay ?? false,
    addressPrefixes: args.addressPrefixes ?? ["10.240.0.0/14"],
    subnetAddressPrefix: args.subnetAddressPrefix ?? "10.240.0.0/16",
    podCidr: args.podCidr,
    serviceCidr: args.serviceCidr ?? "10.0.0.0/16",
    dnsServiceIp: args.dnsServiceIp,
    pools: pools.map(pool => pool.args),
  };
  const place =
    args.subnetId !== undefined ? "a subnet" : args.virtualNetworkId !== undefined ? "a network" : "nothing";
  const fitting = checked(ranges, given => checkRanges(given, pools, newRanges(given, place)));
  const policy = checked({ policy: args.networkPolicy, dataplane: args.networkDataplane }, given => checkPolicy(given));
  return {
    profile: {
      networkPlugin: "azure",
      networkPluginMode: fitting.apply(of => (of.podCidr === undefined ? undefined : "overlay")),
      networkPolicy: policy.apply(of => of.policy),
      networkDataplane: policy.apply(of => of.dataplane),
      podCidr: fitting.apply(of => of.podCidr),
      serviceCidr: fitting.apply(of => of.serviceCidr),
      dnsServiceIP: fitting.apply(of => of.dnsServiceIp),
      loadBalancerSku: "standard",
      outboundType: "loadBalancer",
    },
    subnetId: checkedId(args.subnetId, "subnets", "network.subnetId"),
    virtualNetworkId: checkedId(args.virtualNetworkId, "virtualNetworks", "network.virtualNetworkId"),
    addressPrefixes: fitting.apply(of => of.addressPrefixes),
    subnetAddressPrefix: fitting.apply(of => of.subnetAddressPrefix),
    checkAgainst: existing =>
      appliedTo(pulumi.all([existing, pulumi.output(ranges)]), ([found, given]) =>
        checkRanges(given, pools, existingRanges(found, given)),
      ),
  };
}

function checkedId(
  id: pulumi.Input<string> | undefined,
  kind: "subnets" | "virtualNetworks",
  propertyPath: string,
): pulumi.Output<string> | undefined {
  return id === undefined ? undefined : checked(id, given => checkArmId(given, kind, propertyPath));
}

/** Refuses what says of a network that is there how it is to be made. */
function checkPlace(args: AksNetworkArgs): void {
  const { subnetId, virtualNetworkId, addressPrefixes, subnetAddressPrefix } = args;
  const besideSubnet = givenNames({ virtualNetworkId, addressPrefixes, subnetAddressPrefix });
  if (subnetId !== undefined && besideSubnet.length > 0) {
    refuse(
      `network.${besideSubnet[0]}`,
      "is given beside network.subnetId, with which no network is made: leave out the one or the other",
    );
  }
  if (virtualNetworkId !== undefined && addressPrefixes !== undefined) {
    refuse(
      "network.addressPrefixes",
      "is given beside network.virtualNetworkId, which has its ranges already: leave out the one or the other",
    );
  }
  if (virtualNetworkId !== undefined && subnetAddressPrefix === undefined) {
    refuse(
      "network.subnetAddressPrefix",
      "is missing: give a free range of the virtual network, such as 10.240.0.0/22",
    );
  }
}

/** Where nodes are, as far as it is known. */
interface Place {
  network: Range[];
  subnet?: { propertyPath: string; prefixes: string[] };
}

const subnetPath = "network.subnetAddressPrefix";

function newRanges(given: pulumi.Unwrap<RangeArgs>, there: "a subnet" | "a network" | "nothing"): Place {
  const subnet = { propertyPath: subnetPath, cidr: given.subnetAddressPrefix };
  const ranges = requireList(given.addressPrefixes, "network.addressPrefixes").map((cidr, index) => ({
    propertyPath: `network.addressPrefixes[${index}]`,
    cidr,
  }));
  if (there === "a subnet") return { network: [] };
  if (there === "a network") {
    checkRange(subnet);
    return { network: [subnet], subnet: { propertyPath: subnetPath, prefixes: [subnet.cidr] } };
  }
  if (ranges.length === 0) {
    refuse("network.addressPrefixes", 'is empty: give the ranges of the virtual network, such as ["10.240.0.0/14"]');
  }
  ranges.forEach(checkRange);
  checkRange(subnet);
  checkWithin(subnet, ranges, "network.addressPrefixes");
  return { network: ranges, subnet: { propertyPath: subnetPath, prefixes: [subnet.cidr] } };
}

function existingRanges(found: ExistingRanges, given: pulumi.Unwrap<RangeArgs>): Place {
  const { propertyPath } = found;
  const rangesAt = (propertyPath: string, all: string[]) =>
    all.filter(prefix => !prefix.includes(":")).map(cidr => ({ propertyPath, cidr }));
  const network = rangesAt(propertyPath, found.prefixes);
  if (network.length === 0) {
    refuse(propertyPath, "names what has no range of IPv4 addresses of its own in Azure: give one that has");
  }
  network.forEach(range => checkReserved(range, "has"));
  if (propertyPath === "network.subnetId") {
    // AKS refuses Services with addresses of any subnet of the network.
    const others = rangesAt(`another subnet beside ${propertyPath}`, found.besides);
    return { network: [...network, ...others], subnet: { propertyPath, prefixes: network.map(({ cidr }) => cidr) } };
  }
  const subnet = { propertyPath: subnetPath, cidr: given.subnetAddressPrefix };
  checkWithin(subnet, network, propertyPath);
  checkApart([...rangesAt(`a subnet of ${propertyPath}`, found.besides), subnet]);
  return { network, subnet: { propertyPath: subnetPath, prefixes: [subnet.cidr] } };
}

/** The ranges of Services and pods beside those of the network. */
function checkRanges(given: pulumi.Unwrap<RangeArgs>, pools: NodePool[], { network, subnet }: Place) {
  const overlay = checkBoolean(given.overlay, "network.overlay");
  if (given.podCidr !== undefined && !overlay) {
    refuse(
      "network.podCidr",
      `is ${shown(given.podCidr)}, but without network.overlay pods have addresses of the subnet: leave it out, or ` +
        "give overlay: true",
    );
  }
  const services = { propertyPath: "network.serviceCidr", cidr: given.serviceCidr };
  const pods = overlay ? [{ propertyPath: "network.podCidr", cidr: given.podCidr ?? "10.244.0.0/16" }] : [];
  checkServiceRange(services);
  pods.forEach(checkRange);
  checkApart([...network, services, ...pods]);
  const sizes = pools.map((pool, index) => sizeOfPool(pool, given.pools[index], overlay));
  if (subnet !== undefined) checkSubnetSize(subnet.propertyPath, subnet.prefixes, sizes, overlay);
  pods.forEach(({ propertyPath, cidr }) => checkPodRange(propertyPath, cidr, sizes));
  const dnsServiceIp = checkDnsAddress(given.dnsServiceIp, services.cidr, "network.dnsServiceIp");
  return { ...given, podCidr: pods[0]?.cidr as string | undefined, dnsServiceIp };
}

/** Azure's pairs of what enforces policies and what moves packets. */
function checkPolicy(given: { policy?: AksNetworkPolicy; dataplane?: AksNetworkDataplane }) {
  const policy = oneOf(AksNetworkPolicy, given.policy ?? AksNetworkPolicy.Calico, "network.networkPolicy");
  const cilium = policy === AksNetworkPolicy.Cilium;
  const fitting = cilium ? AksNetworkDataplane.Cilium : AksNetworkDataplane.Azure;
  const dataplane = oneOf(AksNetworkDataplane, given.dataplane ?? fitting, "network.networkDataplane");
  if (dataplane !== fitting && policy !== AksNetworkPolicy.None) {
    const mend = cilium ? "" : ", or networkPolicy 'cilium' with it";
    refuse(
      "network.networkDataplane",
      `is '${unlessSecret(dataplane)}', but '${unlessSecret(policy)}' works with '${fitting}' only: give that${mend}`,
    );
  }
  return { policy, dataplane };
}
