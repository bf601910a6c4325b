/** Azure's words for what an AKS cluster may be. */

/** What enforces the network policies of a cluster. */
export const AksNetworkPolicy = {
  /** Calico, with the dataplane `azure` only */
  Calico: "calico",
  /** Azure Network Policy Manager, which Microsoft is retiring */
  Azure: "azure",
  /** Cilium, with the dataplane `cilium` only */
  Cilium: "cilium",
  /** Nothing: network policies are inert */
  None: "none",
} as const;
export type AksNetworkPolicy = (typeof AksNetworkPolicy)[keyof typeof AksNetworkPolicy];

/** What moves the packets of pods. */
export const AksNetworkDataplane = {
  /** The kernel's own */
  Azure: "azure",
  /** Azure CNI powered by Cilium */
  Cilium: "cilium",
} as const;
export type AksNetworkDataplane = (typeof AksNetworkDataplane)[keyof typeof AksNetworkDataplane];

/** What AKS upgrades by itself of Kubernetes. */
export const AksUpgradeChannel = {
  /** Nothing */
  None: "none",
  /** To the latest patch of the cluster's minor version */
  Patch: "patch",
  /** To the latest patch of the minor version before the newest */
  Stable: "stable",
  /** To the newest version */
  Rapid: "rapid",
  /** Only the image of the nodes */
  NodeImage: "node-image",
} as const;
export type AksUpgradeChannel = (typeof AksUpgradeChannel)[keyof typeof AksUpgradeChannel];

/** How nodes get the updates of their operating system. */
export const AksNodeOsUpgradeChannel = {
  /** By a new image each week */
  NodeImage: "NodeImage",
  /** Security updates only, tested by AKS, with new images where needed */
  SecurityPatch: "SecurityPatch",
  /** By the operating system itself, untested by AKS */
  Unmanaged: "Unmanaged",
  /** Not at all */
  None: "None",
} as const;
export type AksNodeOsUpgradeChannel = (typeof AksNodeOsUpgradeChannel)[keyof typeof AksNodeOsUpgradeChannel];

/** What is promised, and paid, for the control plane. */
export const AksTier = {
  /** Nothing: for trying out */
  Free: "Free",
  /** An uptime, for production */
  Standard: "Standard",
  /** An uptime, and AKS' long-term support: two years for each version */
  Premium: "Premium",
} as const;
export type AksTier = (typeof AksTier)[keyof typeof AksTier];

/** What a node pool is for. */
export const AksPoolMode = {
  /** The workload */
  User: "User",
  /** The workload, and what AKS itself runs in the cluster */
  System: "System",
} as const;
export type AksPoolMode = (typeof AksPoolMode)[keyof typeof AksPoolMode];

/** What a container registry can do, and costs. */
export const AksRegistrySku = {
  /** For development */
  Basic: "Basic",
  /** For most production */
  Standard: "Standard",
  /** With private endpoints and replicas in other regions */
  Premium: "Premium",
} as const;
export type AksRegistrySku = (typeof AksRegistrySku)[keyof typeof AksRegistrySku];
