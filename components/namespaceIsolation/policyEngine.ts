/** What enforces NetworkPolicies in a cluster. */
import { oneOf } from "../inputs/values";

/** What enforces NetworkPolicies; the first three and the last are what AKS calls its `networkPolicy`. */
export const PolicyEngine = {
  /** Calico, also the one that AKS manages */
  Calico: "calico",
  /** Azure Network Policy Manager */
  Azure: "azure",
  /** Cilium */
  Cilium: "cilium",
  /** Another one that enforces NetworkPolicies of networking.k8s.io/v1 */
  Other: "other",
  /** Nothing: policies have no effect */
  None: "none",
} as const;
export type PolicyEngine = (typeof PolicyEngine)[keyof typeof PolicyEngine];

export const checkPolicyEngine = oneOf(PolicyEngine);
