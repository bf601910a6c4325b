/** Declares resources of Azure IoT Operations, the same through either control plane. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { AzureNativeResource } from "../azure/azureNative";
import { checkResourceGroupName } from "../azure/names";
import {
  checkBoolean,
  checked,
  ifKnown,
  refuse,
  refuseNulls,
  requireObjectIfGiven,
  requirePlain,
} from "../inputs/checked";
import { checkNamespace } from "../kubernetes/names";
import { shown } from "../inputs/shown";
import type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "./controlPlaneArgs";
import { checkResourceName } from "./names";

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

/** The namespace in which Azure IoT Operations runs unless it was installed otherwise. */
const defaultNamespace = "azure-iot-operations";

/** Refuses neither and both of the two control planes; `strict` refuses the one that is a preview feature. */
export function checkedControlPlane(args: ControlPlaneArgs): ControlPlane {
  // In YAML a property without a value is null.
  const azure = requireObjectIfGiven(args.azure ?? undefined, "azure");
  const kubernetes = requireObjectIfGiven(args.kubernetes ?? undefined, "kubernetes");
  refuseNulls({ ...args, azure, kubernetes });
  const strict = checkBoolean(requirePlain(args.strict, "strict") ?? false, "strict");
  if ((azure === undefined) === (kubernetes === undefined)) {
    refuse(
      azure === undefined ? "azure" : "kubernetes",
      `${azure === undefined ? "neither" : "both"} of azure and kubernetes is given: give exactly one, azure: ` +
        "{resourceGroupName, instanceName, customLocationId} for Azure Resource Manager, or kubernetes: {} for custom " +
        "resources in the cluster, a preview feature",
    );
  }
  if (kubernetes !== undefined && strict) {
    refuse("kubernetes", "is a preview feature of Azure IoT Operations, which strict refuses: give azure");
  }
  const given = args.namespace ?? defaultNamespace;
  const namespace = checked(given, known => checkNamespace(known, "namespace"));
  return { namespace, knownNamespace: ifKnown(given) ?? namespace, strict, azure: azure && checkedInstance(azure) };
}

/** Warns of a control plane that is a preview feature. Once is enough for a Broker and its listeners. */
export function warnIfPreview(
  { azure }: ControlPlane,
  resource: pulumi.Resource,
  opts: pulumi.ComponentResourceOptions | undefined,
): void {
  const parent = opts?.parent as { __pulumiType?: string } | undefined;
  if (azure === undefined && parent?.__pulumiType !== "aks-mqtt:index:Broker") {
    void pulumi.log.warn(
      "kubernetes: Microsoft calls resources of Azure IoT Operations that are not made through Azure Resource Manager a " +
        "preview feature, not for production: use azure there.",
      resource,
    );
  }
}

const customLocation =
  /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.ExtendedLocation\/customLocations\/[^/]+$/i;

/** Each by itself: a custom location that is only known later does not hide the others. */
function checkedInstance({ resourceGroupName, instanceName, customLocationId }: AzureControlPlaneArgs): AzureInstance {
  return {
    resourceGroupName: checked(resourceGroupName, given => checkResourceGroupName(given, "azure.resourceGroupName")),
    instanceName: checked(instanceName, given => checkResourceName(given, "azure.instanceName")),
    customLocationId: checked(customLocationId, checkCustomLocationId),
  };
}

function checkCustomLocationId(id: string): string {
  if (typeof id !== "string" || !customLocation.test(id)) {
    refuse(
      "azure.customLocationId",
      `is ${shown(id)}, but must be an ARM id such as /subscriptions/ID/resourceGroups/NAME/` +
        "providers/Microsoft.ExtendedLocation/customLocations/NAME: 'az customlocation show --query id' tells it",
    );
  }
  return id;
}

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

/** Declares the resource. Its id is known when it is there, in Azure or in the cluster. */
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
