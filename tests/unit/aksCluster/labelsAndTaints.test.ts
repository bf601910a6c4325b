import { aks, itTellsApart, system, work } from "./aksInput";
import type { Pair } from "./aksInput";

const pairs: Pair[] = [
  {
    path: "systemPool.nodeTaints[0]",
    program: value => system({ nodeTaints: [value] }),
    bad: "CriticalAddonsOnly=true",
    says: /but must be a taint such as CriticalAddonsOnly=true:NoSchedule/,
    good: "CriticalAddonsOnly=true:NoSchedule",
  },
  {
    path: "systemPool.nodeLabels",
    program: value => system({ nodeLabels: value }),
    bad: { "for it": "mqtt" },
    says: /has the label "for it", but Kubernetes requires names such as/,
    good: {},
  },
  {
    path: 'pools[0].nodeLabels["for"]',
    program: value => work({ nodeLabels: { for: value } }),
    bad: 5,
    says: /is 5, but must be text: write "5"/,
    good: "5",
    madeOf: "factory-pool-work",
  },
  {
    path: "systemPool.nodeTaints[0]",
    program: value => system({ nodeTaints: [value] }),
    bad: "gpu:Never",
    says: /is "Never", but must be one of NoSchedule, PreferNoSchedule, NoExecute/,
    good: "gpu:PreferNoSchedule",
  },
  {
    path: "systemPool.nodeTaints[0]",
    program: value => system({ nodeTaints: [value] }),
    bad: "-gpu=yes:PreferNoSchedule",
    says: /must be a taint such as/,
    good: "example.com/gpu=yes:PreferNoSchedule",
  },
  {
    path: "pools[0].nodeTaints[0]",
    program: value => work({ nodeTaints: [value] }),
    bad: "gpu=it's:NoSchedule",
    says: /must be a taint such as/,
    good: "gpu=:NoSchedule",
    madeOf: "factory-pool-work",
  },
  {
    path: "systemPool.nodeTaints[1]",
    program: value => system({ nodeTaints: ["CriticalAddonsOnly=true:NoSchedule", value] }),
    bad: "gpu=yes:NoSchedule",
    says: /is "gpu=yes:NoSchedule", but a system pool runs AKS' own pods, which tolerate only CriticalAddonsOnly=true:NoSchedule/,
    good: "CriticalAddonsOnly=true:NoExecute",
  },
  {
    path: "systemPool.nodeTaints[0]",
    program: value => system({ nodeTaints: [value] }),
    bad: "CriticalAddonsOnlyToo:NoExecute",
    says: /but a system pool runs AKS' own pods/,
    good: "CriticalAddonsOnly:NoSchedule",
  },
  {
    path: "pools[0].nodeTaints[0]",
    program: value => work({ mode: value, nodeTaints: ["gpu:NoSchedule"] }),
    bad: "System",
    says: /is "gpu:NoSchedule", but a system pool runs AKS' own pods, .* or put this taint on a pool with mode User/,
    good: "User",
    madeOf: "factory-pool-work",
  },
  {
    path: "pools[0].nodeTaints[0]",
    program: value => work({ nodeTaints: [value] }),
    bad: "kubernetes.azure.com/mode=batch:NoSchedule",
    says: /but AKS keeps kubernetes\.azure\.com for itself/,
    good: "kubernetes.azure.com/scalesetpriority=spot:NoSchedule",
    madeOf: "factory-pool-work",
  },
];

/** Labels that AKS keeps for itself, each with a similar one that it accepts. */
const reserved: [string, string][] = [
  ["kubernetes.azure.com/mode", "azure.com/mode"],
  ["sub.kubernetes.azure.com/mode", "mykubernetes.azure.com/mode"],
  ["kubernetes.io/role", "role"],
  ["node-role.kubernetes.io/mqtt", "node.kubernetes.io/mqtt"],
  ["topology.kubernetes.io/zone", "kubelet.kubernetes.io/zone"],
  ["node.kubernetes.io/instance-type", "special.node.kubernetes.io/instance-type"],
  ["k8s.io/for", "notk8s.io/for"],
];

describe("Bad labels and taints of the nodes of an AksCluster", () => {
  pairs.forEach(itTellsApart);
  reserved
    .map(([bad, good]) => ({
      path: "systemPool.nodeLabels",
      program: (value: never) => system({ nodeLabels: value }),
      bad: { [bad]: "mqtt" },
      says: /but AKS keeps kubernetes\.azure\.com, kubernetes\.io and k8s\.io for itself/,
      good: { [good]: "mqtt" },
    }))
    .forEach(itTellsApart);
  itTellsApart({
    path: 'pools[0].nodeLabels["agentpool"]',
    program: value => aks({ pools: [{ name: "work", nodeLabels: { agentpool: value } }] }),
    bad: "other",
    says: /is "other", but AKS sets this label to the name of the pool: remove it/,
    good: "work",
    madeOf: "factory-pool-work",
  });
});
