/** Declares resources of Azure IoT Operations, the same through either control plane. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import { checkResourceGroupName } from "../azure/names";
import { checkAll, refuse } from "../inputs/errors";
import { ifPlain, input, optional, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkBoolean, checkObject, exactlyOne, text } from "../inputs/values";
import { checkNamespace } from "../kubernetes/names";
import type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "./controlPlaneArgs";
import { checkResourceName } from "./values";

/** What every component of Azure IoT Operations is given about its control plane. */
export interface ControlPlaneArgs {
  azure?: AzureControlPlaneArgs;
  kubernetes?: KubernetesControlPlaneArgs;
  namespace?: pulumi.Input<string>;
  strict?: boolean;
}

/** The control plane, checked. */
export interface ControlPlane {
  /** The namespace of Azure IoT Operations in the cluster. */
  namespace: pulumi.Output<string>;
  /** The same, plain if it is known at once: a check by it need not wait. */
  knownNamespace: pulumi.Input<string>;
  strict: boolean;
  /** None for custom resources in the cluster. */
  azure?: AzureInstance;
}

interface AzureInstance {
  resourceGroupName: pulumi.Output<string>;
  instanceName: pulumi.Output<string>;
  customLocationId: pulumi.Output<string>;
}

const root = PropertyPath.root;

/** The one control plane that is given. `strict` rejects the one that is a preview feature. */
export function checkControlPlane(args: ControlPlaneArgs): ControlPlane {
  const { namespace: given = "azure-iot-operations" } = args;
  const { azure, namespace, strict } = checkAll({
    azure: () => checkPlane(args),
    namespace: () => input(given, root.child("namespace"), checkNamespace),
    strict: () => optional(plain(args.strict, root.child("strict")), root.child("strict"), checkBoolean) ?? false,
  });
  if (azure === undefined && strict) {
    refuse(root.child("kubernetes"), "is a preview feature of Azure IoT Operations, which strict refuses: give azure");
  }
  return { namespace, knownNamespace: ifPlain(given) ?? namespace, strict, azure };
}

function checkPlane(args: ControlPlaneArgs): AzureInstance | undefined {
  // In YAML a property without a value is null.
  const given = { azure: args.azure ?? undefined, kubernetes: args.kubernetes ?? undefined };
  const way = exactlyOne(
    given,
    ["azure", "kubernetes"],
    root,
    "azure: {resourceGroupName, instanceName, customLocationId} for Azure Resource Manager, or kubernetes: {} for custom " +
      "resources in the cluster, a preview feature",
  );
  checkObject(plain(given[way], root.child(way)), root.child(way));
  return given.azure && checkInstance(given.azure, root.child("azure"));
}

/** Warns of a control plane that is a preview feature. */
export function warnIfPreview({ azure }: ControlPlane, resource: pulumi.Resource): void {
  if (azure !== undefined) return;
  void pulumi.log.warn(
    "kubernetes: Microsoft calls resources of Azure IoT Operations that are not made through Azure Resource Manager a " +
      "preview feature, not for production: use azure there.",
    resource,
  );
}

/** Each by itself: a custom location that is only known later does not hide the others. */
function checkInstance(args: AzureControlPlaneArgs, path: PropertyPath): AzureInstance {
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
    "'az customlocation show --query id' tells it",
);

/** The kinds of resources. */
export type Kind = "Broker" | "BrokerAuthentication" | "BrokerAuthorization" | "BrokerListener";

/** A resource in words that both control planes share. */
export interface DeclaredResource {
  kind: Kind;
  /** Its name, in Azure and in the cluster. */
  name: pulumi.Input<string>;
  /** The broker that it belongs to. None for a Broker. */
  brokerName?: pulumi.Input<string>;
  /** The tree that ARM calls `properties` and Kubernetes `spec`, with all defaults in it: the two have not the same. */
  spec: Record<string, pulumi.Input<unknown>>;
  /** Members of `spec` that cannot be changed later: another value makes a new resource. */
  createOnly?: string[];
}

/** Declares the resource. Its id is known when it exists, in Azure or in the cluster. */
export function declare(
  logicalName: string,
  resource: DeclaredResource,
  controlPlane: ControlPlane,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  return controlPlane.azure === undefined
    ? newCustomResource(logicalName, resource, controlPlane, opts)
    : newArmResource(logicalName, resource, controlPlane.azure, opts);
}

function newCustomResource(
  logicalName: string,
  { kind, name, brokerName, spec, createOnly }: DeclaredResource,
  { namespace }: ControlPlane,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  return new CustomResource(
    logicalName,
    {
      apiVersion,
      kind,
      metadata: { namespace, name },
      spec: { ...(kind === "Broker" ? {} : { brokerRef: brokerName }), ...spec },
    },
    { ...opts, ...replacing(kind, createOnly, "spec") },
  );
}

/** The version of the custom resources. */
export const apiVersion = "mqttbroker.iotoperations.azure.com/v1";

/** The resource in Azure, with what places it in the instance and in its cluster. */
function newArmResource(
  logicalName: string,
  { kind, name, brokerName, spec, createOnly }: DeclaredResource,
  instance: AzureInstance,
  opts: pulumi.CustomResourceOptions,
): pulumi.CustomResource {
  const names = kind === "Broker" ? { brokerName: name } : { brokerName, [nameProperties[kind]]: name };
  const inputs = {
    resourceGroupName: instance.resourceGroupName,
    instanceName: instance.instanceName,
    ...names,
    extendedLocation: { name: instance.customLocationId, type: "CustomLocation" },
    properties: spec,
  };
  return new AzureNativeResource(`iotoperations:${kind}`, logicalName, inputs, {
    ...opts,
    ...replacing(kind, createOnly, "properties"),
  });
}

const nameProperties = {
  BrokerAuthentication: "authenticationName",
  BrokerAuthorization: "authorizationName",
  BrokerListener: "listenerName",
} as const;

/**
 * A broker may have one listener of each type only, and the name of a broker is fixed: the old one goes first. Not so an
 * authentication or authorization that is renamed: ports refer to the old one until they have the new one.
 */
function replacing(kind: Kind, createOnly: string[] | undefined, tree: string): pulumi.CustomResourceOptions {
  return {
    replaceOnChanges: (createOnly ?? []).map(member => `${tree}.${member}`),
    deleteBeforeReplace: kind === "Broker" || kind === "BrokerListener",
  };
}
