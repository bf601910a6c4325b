/** Checks the network of a cluster, as far as that is possible without asking Azure. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, optional, optionalInput } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";
import { checkBoolean, checkList, checkNotCombined, oneOf } from "../inputs/values";
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

/** An existing subnet, or a new one in an existing or a new virtual network. */
export type Network = ReturnType<typeof checkNetwork>;

/** The address ranges of a cluster: those of networks only if they are new, those of pods only with overlay. */
export type Ranges = ReturnType<typeof checkRanges>;

/** Refuses a network that AKS would refuse for any pools. */
export function checkNetwork(args: AksNetworkArgs, path: PropertyPath) {
  const { subnetId, virtualNetworkId, networkPolicy: policy, networkDataplane: dataplane } = args;
  checkPlace(args, path);
  return checkAll({
    subnetId: () => optionalInput(subnetId, path.child("subnetId"), armId("subnets")),
    virtualNetworkId: () => optionalInput(virtualNetworkId, path.child("virtualNetworkId"), armId("virtualNetworks")),
    policy: () => input({ policy, dataplane }, path, checkPolicy),
    ranges: () => input(rangesOf(args), path, checkRanges),
  });
}

/** Refuses properties of a new network that are combined with an existing one. */
function checkPlace(args: AksNetworkArgs, path: PropertyPath): void {
  const { subnetId, virtualNetworkId, addressPrefixes, subnetAddressPrefix } = args;
  if (subnetId !== undefined) {
    const newNetwork = { virtualNetworkId, addressPrefixes, subnetAddressPrefix };
    checkNotCombined(newNetwork, "network.subnetId, which names an existing subnet", path);
  }
  if (virtualNetworkId === undefined) return;
  checkNotCombined({ addressPrefixes }, "network.virtualNetworkId, which has its own ranges", path);
  if (subnetAddressPrefix === undefined) {
    const subnetPath = path.child("subnetAddressPrefix");
    refuse(subnetPath, "is missing: set a free range of the virtual network, such as 10.240.0.0/22");
  }
}

/** Refuses a policy engine with a dataplane that Azure does not combine with it. */
function checkPolicy(given: { policy?: string; dataplane?: string }, path: PropertyPath) {
  const policy = oneOf(AksNetworkPolicy)(given.policy ?? AksNetworkPolicy.Calico, path.child("networkPolicy"));
  const cilium = policy === AksNetworkPolicy.Cilium;
  const fitting = cilium ? AksNetworkDataplane.Cilium : AksNetworkDataplane.Azure;
  const dataplanePath = path.child("networkDataplane");
  const dataplane = oneOf(AksNetworkDataplane)(given.dataplane ?? fitting, dataplanePath);
  if (dataplane !== fitting && policy !== AksNetworkPolicy.None) {
    const other = cilium ? "" : ", or set networkPolicy to 'cilium'";
    refuse(
      dataplanePath,
      `is '${unlessSecret(dataplane)}', but '${unlessSecret(policy)}' works with '${fitting}' only: set that${other}`,
    );
  }
  return { policy, dataplane };
}

/** The arguments that decide the ranges, with their defaults. */
function rangesOf(args: AksNetworkArgs) {
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

/** The same arguments, known. */
type PlainRanges = pulumi.Unwrap<ReturnType<typeof rangesOf>>;

function checkRanges(given: PlainRanges, path: PropertyPath) {
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
    refuse(path, 'is empty: set the ranges of the virtual network, such as ["10.240.0.0/14"]');
  }
  return checkEach(prefixes, path, checkRange);
}

/** The pods' own range; undefined without overlay. */
function checkPods({ overlay, podCidr }: PlainRanges, path: PropertyPath): string | undefined {
  const podPath = path.child("podCidr");
  if (checkBoolean(overlay, path.child("overlay"))) return checkRange(podCidr ?? "10.244.0.0/16", podPath);
  if (podCidr !== undefined) {
    refuse(
      podPath,
      `is ${shown(podCidr)}, but without network.overlay pods have addresses from the subnet: remove it, or set ` +
        "overlay: true",
    );
  }
  return undefined;
}

/** The ranges that must not overlap any range of the network. */
export function servicesAndPods(
  { serviceCidr, podCidr }: { serviceCidr: string; podCidr?: string },
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
