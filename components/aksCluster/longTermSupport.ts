/** AKS' long-term support, which the tier Premium turns on. */
import * as pulumi from "@pulumi/pulumi";
import type { Cluster } from "./check";
import { AksNetworkPolicy, AksTier } from "./enums";

/** The support plan of a tier, in Azure's words. */
export function supportPlanOf(tier: AksTier): string {
  return tier === AksTier.Premium ? "AKSLongTermSupport" : "KubernetesOfficial";
}

/**
 * Warns of Calico, which Microsoft leaves out of long-term support.
 *
 * @see https://learn.microsoft.com/azure/aks/long-term-support#unsupported-add-ons-and-features
 */
export function warnOfCalico({ tier, network }: Cluster, resource: pulumi.Resource): void {
  pulumi.all([tier, network.policy]).apply(([known, { policy }]) => {
    if (known !== AksTier.Premium || policy !== AksNetworkPolicy.Calico) return;
    void pulumi.log.warn(
      "tier: 'Premium' turns on long-term support, but Microsoft does not offer it with Calico: set network.networkPolicy " +
        "to 'cilium', which replaces the cluster, or tier to 'Standard'",
      resource,
    );
  });
}
