import { aks, itTellsApart } from "./aksInput";
import type { Pair } from "./aksInput";

const pairs: Pair[] = [
  {
    path: "authorizedIpRanges[0]",
    program: value => aks({ authorizedIpRanges: [value] }),
    bad: "203.0.113.7",
    says: /is "203\.0\.113\.7", but must be a CIDR .*Did you mean '203\.0\.113\.7\/32'\?/,
    good: "203.0.113.7/32",
  },
  {
    path: "authorizedIpRanges[0]",
    program: value => aks({ authorizedIpRanges: [value] }),
    bad: "203.0.113.7/24",
    says: /is "203\.0\.113\.7\/24", which does not begin with its first address\. Did you mean '203\.0\.113\.0\/24'\?/,
    good: "203.0.113.0/24",
  },
  {
    path: "authorizedIpRanges[0]",
    program: value => aks({ authorizedIpRanges: [value] }),
    bad: "2001:db8::/32",
    says: /is "2001:db8::\/32", but must be a range of IPv4 addresses/,
    // Only the addresses of the nodes.
    good: "0.0.0.0/32",
  },
  {
    path: "authorizedIpRanges",
    program: value => aks({ authorizedIpRanges: value }),
    bad: Array.from({ length: 201 }, (_, i) => `203.0.113.${i}/32`),
    says: /has 201 ranges, but AKS allows at most 200/,
    good: Array.from({ length: 200 }, (_, i) => `203.0.113.${i}/32`),
  },
  {
    path: "authorizedIpRanges",
    program: value => aks({ authorizedIpRanges: value, privateCluster: true }),
    bad: ["203.0.113.0/24"],
    says: /cannot be combined with privateCluster/,
    good: [],
  },
  {
    path: "privateCluster",
    program: value => aks({ privateCluster: value }),
    bad: "true",
    says: /is "true", but must be true or false/,
    good: true,
  },
  {
    path: "authorizedIpRanges[1]",
    program: value => aks({ authorizedIpRanges: ["203.0.113.0/24", value] }),
    bad: "0.0.0.0/32",
    says: /is "0\.0\.0\.0\/32", which lets only the nodes in and must stand alone/,
    good: "203.0.112.0/24",
  },
];

/** Each is inside a range that no sender on the internet has; its neighbour is just outside. */
const internal: [string, string][] = [
  ["10.255.255.255/32", "11.0.0.0/32"],
  ["172.31.0.0/16", "172.32.0.0/16"],
  ["192.168.1.0/24", "192.169.0.0/16"],
  ["100.127.0.0/16", "100.128.0.0/16"],
  ["127.0.0.1/32", "128.0.0.0/8"],
  ["169.254.0.0/16", "169.253.0.0/16"],
];

describe("Bad input of the access to the API server of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  internal
    .map(([bad, good]) => ({
      path: "authorizedIpRanges[0]",
      program: (value: never) => aks({ authorizedIpRanges: [value] }),
      bad,
      says: /but the API server has a public address, which private addresses never reach/,
      good,
    }))
    .forEach(itTellsApart);
});
