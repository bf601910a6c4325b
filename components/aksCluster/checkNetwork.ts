/** The network of a cluster, checked as far as it is known without asking Azure. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, optional, optionalInput } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";
import { checkBoolean, checkList, givenNames, oneOf } from "../inputs/values";
import {
  checkApart,
  checkDnsAddress,
  checkPodRange,
  checkRange,
  checkServiceRange,
  checkSubnetSize,
  checkWithin,
} from "./clusterRanges";
import type { Range } from "./clusterRanges";
import { AksNetworkDataplane, AksNetworkPolicy } from "./enums";
import { armId } from "./names";
import type { AksNetworkArgs } from "./networkArgs";
import type { PoolSize } from "./poolSizes";

/** A network, checked: an existing subnet, or a new one in an existing or a new virtual network. */
export interface Network {
  /** An existing subnet. */
  subnetId?: pulumi.Output<string>;
  /** An existing virtual network, for a new subnet. */
  virtualNetworkId?: pulumi.Output<string>;
  policy: pulumi.Output<NetworkPolicy>;
  ranges: pulumi.Output<Ranges>;
}

/** What enforces policies and what moves packets. */
export interface NetworkPolicy {
  policy: AksNetworkPolicy;
  dataplane: AksNetworkDataplane;
}

/** The address ranges of a cluster. */
export interface Ranges {
  /** Those of a new virtual network. */
  addressPrefixes?: string[];
  /** That of a new subnet. */
  subnetAddressPrefix?: string;
  /** Those of pods that have none of the subnet's. */
  podCidr?: string;
  serviceCidr: string;
  dnsServiceIp: string;
}

/** Refuses a network that AKS would refuse, whatever the pools are. */
export function checkNetwork(args: AksNetworkArgs, path: PropertyPath): Network {
  const { subnetId, virtualNetworkId, networkPolicy: policy, networkDataplane: dataplane } = args;
  checkPlace(args, path);
  return checkAll({
    subnetId: () => optionalInput(subnetId, path.child("subnetId"), armId("subnets")),
    virtualNetworkId: () => optionalInput(virtualNetworkId, path.child("virtualNetworkId"), armId("virtualNetworks")),
    policy: () => input({ policy, dataplane }, path, checkPolicy),
    ranges: () => input(rangesOf(args), path, checkRanges),
  });
}

/** Refuses what says of an existing network how it is to be made. */
function checkPlace(args: AksNetworkArgs, path: PropertyPath): void {
  const { subnetId, virtualNetworkId, addressPrefixes, subnetAddressPrefix } = args;
  const besideSubnet = givenNames({ virtualNetworkId, addressPrefixes, subnetAddressPrefix });
  if (subnetId !== undefined && besideSubnet.length > 0) {
    refuse(
      path.child(besideSubnet[0]),
      "is given beside network.subnetId, with which no network is made: leave out the one or the other",
    );
  }
  if (virtualNetworkId !== undefined && addressPrefixes !== undefined) {
    refuse(
      path.child("addressPrefixes"),
      "is given beside network.virtualNetworkId, which has its ranges already: leave out the one or the other",
    );
  }
  if (virtualNetworkId !== undefined && subnetAddressPrefix === undefined) {
    refuse(
      path.child("subnetAddressPrefix"),
      "is missing: give a free range of the virtual network, such as 10.240.0.0/22",
    );
  }
}

/** Azure's pairs of what enforces policies and what moves packets. */
function checkPolicy(given: { policy?: string; dataplane?: string }, path: PropertyPath): NetworkPolicy {
  const policy = oneOf(AksNetworkPolicy)(given.policy ?? AksNetworkPolicy.Calico, path.child("networkPolicy"));
  const cilium = policy === AksNetworkPolicy.Cilium;
  const fitting = cilium ? AksNetworkDataplane.Cilium : AksNetworkDataplane.Azure;
  const dataplanePath = path.child("networkDataplane");
  const dataplane = oneOf(AksNetworkDataplane)(given.dataplane ?? fitting, dataplanePath);
  if (dataplane !== fitting && policy !== AksNetworkPolicy.None) {
    const mend = cilium ? "" : ", or networkPolicy 'cilium' with it";
    refuse(
      dataplanePath,
      `is '${unlessSecret(dataplane)}', but '${unlessSecret(policy)}' works with '${fitting}' only: give that${mend}`,
    );
  }
  return { policy, dataplane };
}

/** What decides on the ranges. */
interface RangesArgs {
  makesNetwork: boolean;
  makesSubnet: boolean;
  addressPrefixes: pulumi.Input<pulumi.Input<string>[]>;
  subnetAddressPrefix: pulumi.Input<string>;
  overlay: pulumi.Input<boolean>;
  podCidr?: pulumi.Input<string>;
  serviceCidr: pulumi.Input<string>;
  dnsServiceIp?: pulumi.Input<string>;
}

/** The arguments, all known. */
type PlainRanges = pulumi.Unwrap<RangesArgs>;

function rangesOf(args: AksNetworkArgs): RangesArgs {
  const makesSubnet = args.subnetId === undefined;
  return {
    makesNetwork: makesSubnet && args.virtualNetworkId === undefined,
    makesSubnet,
    addressPrefixes: args.addressPrefixes ?? ["10.240.0.0/14"],
    subnetAddressPrefix: args.subnetAddressPrefix ?? "10.240.0.0/16",
    overlay: args.overlay ?? false,
    podCidr: args.podCidr,
    serviceCidr: args.serviceCidr ?? "10.0.0.0/16",
    dnsServiceIp: args.dnsServiceIp,
  };
}

function checkRanges(given: PlainRanges, path: PropertyPath): Ranges {
  const { makesNetwork, makesSubnet } = given;
  const [prefixesPath, subnetPath] = [path.child("addressPrefixes"), path.child("subnetAddressPrefix")];
  const ranges = checkAll({
    addressPrefixes: () => (makesNetwork ? checkPrefixes(given.addressPrefixes, prefixesPath) : undefined),
    subnetAddressPrefix: () => (makesSubnet ? checkRange(given.subnetAddressPrefix, subnetPath) : undefined),
    podCidr: () => checkPods(given, path),
    serviceCidr: () => checkServiceRange(given.serviceCidr, path.child("serviceCidr")),
  });
  const prefixes = ranges.addressPrefixes?.map((cidr, index) => ({ at: prefixesPath.index(index), cidr }));
  const subnet = { at: subnetPath, cidr: given.subnetAddressPrefix };
  const network = prefixes ?? (makesSubnet ? [subnet] : []);
  const { dnsServiceIp } = checkAll({
    within: () => ranges.addressPrefixes && checkWithin(subnet, ranges.addressPrefixes, prefixesPath),
    apart: () => checkApart([...network, ...servicesAndPods(ranges, path)]),
    dnsServiceIp: () => checkDnsAddress(given.dnsServiceIp, ranges.serviceCidr, path.child("dnsServiceIp")),
  });
  return { ...ranges, dnsServiceIp };
}

function checkPrefixes(prefixes: string[], path: PropertyPath): string[] {
  if (checkList(prefixes, path).length === 0) {
    refuse(path, 'is empty: give the ranges of the virtual network, such as ["10.240.0.0/14"]');
  }
  return checkEach(prefixes, path, checkRange);
}

/** The range of the pods, if they have their own. */
function checkPods({ overlay, podCidr }: PlainRanges, path: PropertyPath): string | undefined {
  const podPath = path.child("podCidr");
  if (checkBoolean(overlay, path.child("overlay"))) return checkRange(podCidr ?? "10.244.0.0/16", podPath);
  if (podCidr !== undefined) {
    refuse(
      podPath,
      `is ${shown(podCidr)}, but without network.overlay pods have addresses of the subnet: leave it out, or ` +
        "give overlay: true",
    );
  }
  return undefined;
}

/** The ranges that must be apart from all those of the network. */
export function servicesAndPods(
  { serviceCidr, podCidr }: Pick<Ranges, "serviceCidr" | "podCidr">,
  path: PropertyPath,
): Range[] {
  const services = { at: path.child("serviceCidr"), cidr: serviceCidr };
  return podCidr === undefined ? [services] : [services, { at: path.child("podCidr"), cidr: podCidr }];
}

/** Refuses ranges that are too small for the pools. */
export function checkRoom({ ranges, sizes }: { ranges: Ranges; sizes: PoolSize[] }, path: PropertyPath): Ranges {
  const { subnetAddressPrefix, podCidr } = ranges;
  const hasOverlay = podCidr !== undefined;
  checkAll({
    subnet: () =>
      optional(subnetAddressPrefix, path.child("subnetAddressPrefix"), (cidr, at) =>
        checkSubnetSize([cidr], at, sizes, hasOverlay),
      ),
    pods: () => optional(podCidr, path.child("podCidr"), (cidr, at) => checkPodRange(cidr, at, sizes)),
  });
  return ranges;
}
