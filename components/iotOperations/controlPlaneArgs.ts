/** The arguments that all components of Azure IoT Operations share. */
import type * as pulumi from "@pulumi/pulumi";

/** How the resources are declared: exactly one of `azure` and `kubernetes`. */
export interface ControlPlaneArgs {
  /**
   * Declares the resources through Azure Resource Manager, the way that Microsoft supports in production. Set exactly
   * one of `azure` and `kubernetes`. Plain, since it decides which resources exist.
   */
  azure?: AzureControlPlaneArgs;
  /**
   * Declares the resources as custom resources in the cluster, which Microsoft calls a preview feature. Set `{}`.
   * Plain, since it decides which resources exist.
   */
  kubernetes?: KubernetesControlPlaneArgs;
  /**
   * The namespace of Azure IoT Operations in the cluster.
   *
   * Default: azure-iot-operations.
   */
  namespace?: pulumi.Input<string>;
  /**
   * Refuses `kubernetes`, a preview feature.
   *
   * Default: false.
   */
  strict?: boolean;
}

/**
 * Azure Resource Manager, the way that Microsoft supports in production. The custom location of the Azure IoT
 * Operations instance brings the resources into the cluster.
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
   * The ARM id of the custom location of the instance, such as
   * `/subscriptions/ID/resourceGroups/NAME/providers/Microsoft.ExtendedLocation/customLocations/NAME`.
   */
  customLocationId: pulumi.Input<string>;
}

/**
 * Custom resources in the cluster, as `kubectl apply` would make them. Microsoft calls this a preview feature: it
 * causes a warning, and `strict` refuses it.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type
export interface KubernetesControlPlaneArgs {}
