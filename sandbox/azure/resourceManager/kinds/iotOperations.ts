/** Azure IoT Operations: an instance, its brokers, and what belongs to a broker. */
import { ArmError } from "../armError";
import { project, removeProjected } from "../arcAgent";
import type { BrokerKind, Projected } from "../arcAgent";
import { systemIdentity } from "../managedIdentity";
import { at, isObject, textAt } from "../json";
import type { JsonObject } from "../json";
import type { Kind, Put, Work } from "../kind";
import {
  choice,
  commonOutputs,
  object,
  output,
  required,
  resourceGroupName,
  systemData,
  text,
  tracked,
} from "../properties";
import type { Rule } from "../properties";
import type { ArmResource, Resources } from "../store";
import { invalidReference } from "./arc";
import {
  brokerAuthenticationProperties,
  brokerAuthorizationProperties,
  brokerListenerProperties,
  brokerProperties,
} from "./brokerProperties";

const instancePath =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.IoTOperations" +
  "/instances/{instanceName}";
const brokerPath = `${instancePath}/brokers/{brokerName}`;
const apiVersion = "2024-11-01";
const customLocationToken = "azure-native:extendedlocation:CustomLocation";

const resourceName = text({ ...required, minLength: 3, maxLength: 63, pattern: /^[a-z0-9][a-z0-9-]*[a-z0-9]$/ });

/** The custom location of a resource; it cannot change. */
const extendedLocation = object(
  { name: text(required), type: choice(["CustomLocation"], required) },
  { ...required, replace: true, createOnly: true },
);

const instance: Kind = {
  path: instancePath,
  apiVersion,
  parameters: { resourceGroupName, instanceName: resourceName },
  properties: {
    ...tracked,
    extendedLocation,
    identity: object({
      type: choice(["None", "SystemAssigned", "UserAssigned", "SystemAssigned,UserAssigned"], required),
      userAssignedIdentities: { type: "stringSet" },
      principalId: output(),
      tenantId: output(),
    }),
    properties: object({
      description: text(),
      schemaRegistryRef: object({ resourceId: text(required) }, required),
      version: output(),
      provisioningState: output(),
    }),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["properties", "provisioningState"],
  check: checkInstance,
  outputs: put => ({ ...systemIdentity(put), properties: { version: "1.0.34" } }),
};

function checkInstance({ id, body, resources }: Put): void {
  const location = customLocationOf(id, body, resources);
  const registry = textAt(body, "properties", "schemaRegistryRef", "resourceId");
  if (registry !== undefined && !resources.get(registry)) throw invalidReference(registry, id);
  const other = resources
    .ofType("azure-native:iotoperations:Instance")
    .find(({ id: otherId, body }) => otherId !== id && sameLocation(body, location.id));
  if (other) {
    const reason = `Custom location '${location.id}' already has the instance '${other.id}'.`;
    throw new ArmError(409, "Conflict", reason);
  }
}

/** A resource that the cluster has as a custom resource with the same spec. */
function projectedKind(
  kind: BrokerKind,
  path: string,
  name: string,
  rules: Record<string, Rule>,
  more: Partial<Kind> = {},
): Kind {
  const names = [...path.matchAll(/\{(\w+Name)\}/g)].map(([, parameter]) => parameter).slice(1);
  const projected = (resource: ArmResource, work: Work): Projected => ({
    kind,
    namespace: namespaceOf(resource, work.resources),
    name: resource.parameters[name],
    spec: specOf(resource.body),
    broker: kind === "Broker" ? undefined : resource.parameters.brokerName,
  });
  return {
    path,
    apiVersion,
    parameters: { resourceGroupName, ...Object.fromEntries(names.map(parameter => [parameter, resourceName])) },
    properties: {
      extendedLocation,
      properties: object({ ...rules, provisioningState: output() }),
      ...systemData,
      ...commonOutputs,
    },
    stateAt: ["properties", "provisioningState"],
    check: checkProjected,
    provision: (resource, work) => project(work, projected(resource, work)),
    remove: (resource, work) => removeProjected(work, projected(resource, work)),
    ...more,
  };
}

function checkProjected({ id, body, resources }: Put): void {
  if (!isObject(body.properties)) {
    throw new ArmError(400, "InvalidRequestContent", "Property 'properties' is required.");
  }
  const location = customLocationOf(id, body, resources);
  const instanceId = /^.*\/instances\/[^/]+/i.exec(id)?.[0] ?? "";
  const above = resources.get(instanceId);
  if (above && !sameLocation(above.body, location.id)) {
    const reason = `The extended location must be that of the instance '${instanceId}'.`;
    throw new ArmError(400, "InvalidExtendedLocation", reason);
  }
}

function customLocationOf(id: string, body: JsonObject, resources: Resources): ArmResource {
  const name = textAt(body, "extendedLocation", "name") ?? "";
  const found = resources.get(name);
  if (found?.token !== customLocationToken) throw invalidReference(name, id);
  return found;
}

function sameLocation(body: JsonObject, id: string): boolean {
  return textAt(body, "extendedLocation", "name")?.toLowerCase() === id.toLowerCase();
}

function namespaceOf({ id, body }: ArmResource, resources: Resources): string {
  return textAt(customLocationOf(id, body, resources).body, "namespace") ?? "";
}

function specOf(body: JsonObject): JsonObject {
  const properties = at(body, "properties");
  const entries = isObject(properties) ? Object.entries(properties) : [];
  return Object.fromEntries(entries.filter(([name]) => name !== "provisioningState"));
}

export const iotOperationsKinds: Record<string, Kind> = {
  "azure-native:iotoperations:Instance": instance,
  "azure-native:iotoperations:Broker": projectedKind("Broker", brokerPath, "brokerName", brokerProperties),
  "azure-native:iotoperations:BrokerListener": projectedKind(
    "BrokerListener",
    `${brokerPath}/listeners/{listenerName}`,
    "listenerName",
    brokerListenerProperties,
  ),
  "azure-native:iotoperations:BrokerAuthentication": projectedKind(
    "BrokerAuthentication",
    `${brokerPath}/authentications/{authenticationName}`,
    "authenticationName",
    brokerAuthenticationProperties,
  ),
  "azure-native:iotoperations:BrokerAuthorization": projectedKind(
    "BrokerAuthorization",
    `${brokerPath}/authorizations/{authorizationName}`,
    "authorizationName",
    brokerAuthorizationProperties,
  ),
};
