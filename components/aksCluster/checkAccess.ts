/** Checks who may reach the API server. */
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, inputItems, optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkBoolean } from "../inputs/values";
import { checkIpv4Range, contains, openToAll } from "../kubernetes/ipRanges";
import type { AksClusterArgs } from "./args";

/** Ranges that no sender on the internet has: private networks, and what carriers and machines use inside. */
const internalRanges = [
  "10.0.0.0/8",
  "172.16.0.0/12",
  "192.168.0.0/16",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
];

/** Stands for the addresses of the cluster's own nodes. */
const nodesOnly = "0.0.0.0/32";

const mostRanges = 200;

/**
 * Access to the API server, as Azure's properties. All of them are always sent, so that Azure also undoes a setting. Refuses
 * ranges that let everyone or no one in.
 *
 * @see https://learn.microsoft.com/azure/aks/api-server-authorized-ip-ranges
 */
export function checkAccess({ authorizedIpRanges, privateCluster = false }: AksClusterArgs, path: PropertyPath) {
  const rangesPath = path.child("authorizedIpRanges");
  const { ranges, enablePrivateCluster } = checkAll({
    ranges: () => optional(authorizedIpRanges, rangesPath, (given, at) => inputItems(given, at, checkPublicRange)),
    enablePrivateCluster: () => input(privateCluster, path.child("privateCluster"), checkBoolean),
  });
  const reach = { ranges, isPrivate: enablePrivateCluster };
  return { authorizedIPRanges: input(reach, rangesPath, checkReach), enablePrivateCluster };
}

/** A range of addresses that the API server may see, whose own address is public. */
function checkPublicRange(cidr: string, path: PropertyPath): string {
  checkIpv4Range(cidr, path);
  if (internalRanges.some(range => contains(range, cidr))) {
    refuse(
      path,
      `is ${shown(cidr)}, but the API server has a public address, which private addresses never reach: set the public ` +
        "address of that network, such as its NAT gateway's",
    );
  }
  return cidr;
}

function checkReach({ ranges, isPrivate }: { ranges?: string[]; isPrivate: boolean }, path: PropertyPath): string[] {
  if (ranges === undefined) return [];
  if (!isPrivate && ranges.length === 0) refuse(path, openToAll);
  if (isPrivate && ranges.length > 0) {
    refuse(path, "cannot be combined with privateCluster, whose API server has no public address: remove one of them");
  }
  if (ranges.length > mostRanges) {
    refuse(path, `has ${ranges.length} ranges, but AKS allows at most ${mostRanges}: merge some of them`);
  }
  if (ranges.length === 1) return ranges;
  return checkEach(ranges, path, (cidr, at) => {
    if (cidr === nodesOnly) {
      refuse(
        at,
        `is ${shown(cidr)}, which lets only the nodes in and must stand alone: remove it, or the other ranges`,
      );
    }
    return cidr;
  });
}
