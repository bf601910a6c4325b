/** Through what Azure IoT Operations is told about brokers and listeners. */
import type * as pulumi from "@pulumi/pulumi";

/**
 * Azure Resource Manager: the way that Microsoft supports in production. The resources come into the cluster through its
 * custom location.
 */
export interface AzureControlPlaneArgs {
  /**
   * The resource group of the Azure IoT Operations instance.
   */
  resourceGroupName: pulumi.Input<string>;
  /**
   * The name of the Azure IoT Operations instance.
   */
  instanceName: pulumi.Input<string>;
  /**
   * The ARM id of the custom location of the instance:
   * `/subscriptions/.../providers/Microsoft.ExtendedLocation/customLocations/NAME`.
   */
  customLocationId: pulumi.Input<string>;
}

/**
 * Custom resources in the cluster, such as `kubectl apply` would make. Microsoft calls this way a preview feature: it
 * warns, and `strict` refuses it.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface KubernetesControlPlaneArgs {}
