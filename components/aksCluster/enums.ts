/** The enumerations of AKS and its container registry. */

/** The engine that enforces network policies. */
export const AksNetworkPolicy = {
  /** Calico, with the dataplane `azure` only */
  Calico: "calico",
  /** Azure Network Policy Manager, which Microsoft is retiring */
  Azure: "azure",
  /** Cilium, with the dataplane `cilium` only */
  Cilium: "cilium",
  /** No engine: network policies have no effect */
  None: "none",
} as const;
export type AksNetworkPolicy = (typeof AksNetworkPolicy)[keyof typeof AksNetworkPolicy];

/** The dataplane that forwards the packets of pods. */
export const AksNetworkDataplane = {
  /** The Linux kernel's own */
  Azure: "azure",
  /** Azure CNI powered by Cilium */
  Cilium: "cilium",
} as const;
export type AksNetworkDataplane = (typeof AksNetworkDataplane)[keyof typeof AksNetworkDataplane];

/** The Kubernetes upgrades that AKS does by itself. */
export const AksUpgradeChannel = {
  /** No upgrades */
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

/** How nodes get updates of their operating system. */
export const AksNodeOsUpgradeChannel = {
  /** With a new image each week */
  NodeImage: "NodeImage",
  /** Security updates only, tested by AKS, with new images where needed */
  SecurityPatch: "SecurityPatch",
  /** By the operating system itself, untested by AKS */
  Unmanaged: "Unmanaged",
  /** No updates */
  None: "None",
} as const;
export type AksNodeOsUpgradeChannel = (typeof AksNodeOsUpgradeChannel)[keyof typeof AksNodeOsUpgradeChannel];

/** The tier of the control plane, which decides its price. */
export const AksTier = {
  /** No uptime SLA: for trials */
  Free: "Free",
  /** An uptime SLA, for production */
  Standard: "Standard",
  /** An uptime SLA and long-term support: two years for each version */
  Premium: "Premium",
} as const;
export type AksTier = (typeof AksTier)[keyof typeof AksTier];

/** The purpose of a node pool. */
export const AksPoolMode = {
  /** Your workload */
  User: "User",
  /** Your workload and the pods of AKS itself */
  System: "System",
} as const;
export type AksPoolMode = (typeof AksPoolMode)[keyof typeof AksPoolMode];

/** The tier of a container registry, which decides its features and its price. */
export const AksRegistrySku = {
  /** For development */
  Basic: "Basic",
  /** For most production */
  Standard: "Standard",
  /** With private endpoints and replicas in other regions */
  Premium: "Premium",
} as const;
export type AksRegistrySku = (typeof AksRegistrySku)[keyof typeof AksRegistrySku];
