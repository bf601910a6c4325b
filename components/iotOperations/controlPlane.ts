/** Declares resources of Azure IoT Operations, with the same result through either control plane. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import { checkResourceGroupName } from "../azure/names";
import { checkAll, refuse } from "../inputs/errors";
import { ifPlain, input, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkBoolean, checkObject, exactlyOne, text } from "../inputs/values";
import { checkNamespaceName } from "../kubernetes/names";
import type { AzureControlPlaneArgs, ControlPlaneArgs } from "./controlPlaneArgs";
import { checkResourceName } from "./values";

const root = PropertyPath.root;

/** The namespace, `strict`, and the instance in Azure, which is undefined for custom resources in the cluster. */
export type ControlPlane = ReturnType<typeof checkControlPlane>;

/** Checks that exactly one control plane is set, and that `strict` allows it. */
export function checkControlPlane(args: ControlPlaneArgs) {
  const { namespace = "azure-iot-operations", strict = false } = args;
  const plane = checkAll({
    azure: () => checkPlane(args),
    namespace: () => input(namespace, root.child("namespace"), checkNamespaceName),
    strict: () => checkBoolean(plain(strict, root.child("strict")), root.child("strict")),
  });
  if (plane.azure === undefined && plane.strict) {
    refuse(root.child("kubernetes"), "is a preview feature of Azure IoT Operations, which strict refuses: set azure");
  }
  // A check that uses a namespace known at once need not wait.
  return { ...plane, knownNamespace: ifPlain(namespace) ?? plane.namespace };
}

function checkPlane({ azure, kubernetes }: ControlPlaneArgs): AzureInstance | undefined {
  // In YAML a property without a value is null.
  const planes = { azure: azure ?? undefined, kubernetes: kubernetes ?? undefined };
  const way = exactlyOne(
    planes,
    ["azure", "kubernetes"],
    root,
    "azure: {resourceGroupName, instanceName, customLocationId} for Azure Resource Manager, or kubernetes: {} for custom " +
      "resources in the cluster, a preview feature",
  );
  checkObject(plain(planes[way], root.child(way)), root.child(way));
  return planes.azure && checkInstance(planes.azure, root.child("azure"));
}

type AzureInstance = ReturnType<typeof checkInstance>;

/** Each property is an Output of its own: a custom location that is not known yet does not hide the others. */
function checkInstance(args: AzureControlPlaneArgs, path: PropertyPath) {
  const { resourceGroupName, instanceName, customLocationId } = args;
  return checkAll({
    resourceGroupName: () => input(resourceGroupName, path.child("resourceGroupName"), checkResourceGroupName),
    instanceName: () => input(instanceName, path.child("instanceName"), checkResourceName),
    customLocationId: () => input(customLocationId, path.child("customLocationId"), checkCustomLocationId),
  });
}

const checkCustomLocationId = text(
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ExtendedLocation\/customLocations\/[^/]+$/i,
  "an ARM id such as /subscriptions/ID/resourceGroups/NAME/providers/Microsoft.ExtendedLocation/customLocations/NAME: " +
    "'az customlocation show --query id' prints it",
);

/** Warns if the control plane is the preview feature. */
export function warnIfPreview({ azure }: ControlPlane, resource: pulumi.Resource): void {
  if (azure !== undefined) return;
  void pulumi.log.warn(
    "kubernetes: Microsoft calls resources of Azure IoT Operations that are not made through Azure Resource Manager a " +
      "preview feature, not for production. Set azure for production.",
    resource,
  );
}

/** For each kind of resource, the property that holds its name in Azure. */
const nameProperties = {
  Broker: "brokerName",
  BrokerAuthentication: "authenticationName",
  BrokerAuthorization: "authorizationName",
  BrokerListener: "listenerName",
} as const;

/** A resource in terms that both control planes share. */
export interface DeclaredResource {
  kind: keyof typeof nameProperties;
  /** Its name, in Azure and in the cluster. */
  name: pulumi.Input<string>;
  /** The broker that it belongs to. Undefined for a Broker. */
  brokerName?: pulumi.Input<string>;
  /** What ARM calls `properties` and Kubernetes `spec`, with all defaults: the defaults of the two differ. */
  spec: Record<string, pulumi.Input<unknown>>;
  /** Immutable members of `spec`: another value replaces the resource. */
  createOnly?: string[];
}

/** The version of the custom resources. */
export const apiVersion = "mqttbroker.iotoperations.azure.com/v1";

/** Declares the resource. Its id is known once it exists, in Azure or in the cluster. */
export function declare(
  logicalName: string,
  { kind, name, brokerName, spec, createOnly = [] }: DeclaredResource,
  { namespace, azure }: ControlPlane,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const optionsFor = (tree: "spec" | "properties"): pulumi.CustomResourceOptions => ({
    ...opts,
    replaceOnChanges: createOnly.map(member => `${tree}.${member}`),
    // A broker has only one listener of each type, and a fixed name: the old resource must go first. An authentication or
    // authorization that is renamed stays until the ports refer to the new one.
    deleteBeforeReplace: kind === "Broker" || kind === "BrokerListener",
  });
  if (azure === undefined) {
    const inBroker = kind === "Broker" ? spec : { brokerRef: brokerName, ...spec };
    const inputs = { apiVersion, kind, metadata: { namespace, name }, spec: inBroker };
    return new CustomResource(logicalName, inputs, optionsFor("spec"));
  }
  const inputs = {
    resourceGroupName: azure.resourceGroupName,
    instanceName: azure.instanceName,
    brokerName,
    [nameProperties[kind]]: name,
    extendedLocation: { name: azure.customLocationId, type: "CustomLocation" },
    properties: spec,
  };
  return new AzureNativeResource(`iotoperations:${kind}`, logicalName, inputs, optionsFor("properties"));
}
