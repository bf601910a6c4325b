/** What Azure Arc knows about a cluster: the cluster, its extensions, custom locations in it, and schema registries. */
import { randomUUID } from "node:crypto";
import { ArmError } from "../armError";
import { describeCluster, ensureNamespace } from "../arcAgent";
import { systemIdentity } from "../managedIdentity";
import { at, sameText, textAt } from "../json";
import { lasting } from "../kind";
import type { Kind, Put } from "../kind";
import {
  anything,
  choice,
  commonOutputs,
  flag,
  list,
  map,
  object,
  output,
  required,
  resourceGroupName,
  systemData,
  text,
  tracked,
} from "../properties";

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";

function identity(types: string[]) {
  return object({ type: choice(types), principalId: output(), tenantId: output() });
}

function identityOfKnownType(types: string[], more = {}) {
  return object({ type: choice(types, required), principalId: output(), tenantId: output() }, more);
}

const connectedCluster: Kind = {
  path: `${group}/providers/Microsoft.Kubernetes/connectedClusters/{clusterName}`,
  apiVersion: "2024-02-01-preview",
  parameters: { resourceGroupName, clusterName: text(required) },
  properties: {
    ...tracked,
    identity: identityOfKnownType(["None", "SystemAssigned"], required),
    agentPublicKeyCertificate: text(required),
    kind: choice(["ProvisionedCluster", "AWS"]),
    distribution: text(),
    distributionVersion: text(),
    infrastructure: text(),
    azureHybridBenefit: choice(["True", "False", "NotApplicable"], { default: "NotApplicable" }),
    privateLinkState: choice(["Enabled", "Disabled"], { default: "Disabled" }),
    privateLinkScopeResourceId: text(),
    aadProfile: anything,
    arcAgentProfile: anything,
    agentVersion: output(),
    connectivityStatus: output(),
    kubernetesVersion: output(),
    totalCoreCount: output({ type: "integer" }),
    totalNodeCount: output({ type: "integer" }),
    offering: output(),
    lastConnectivityTime: output(),
    managedIdentityCertificateExpirationTime: output(),
    miscellaneousProperties: output(anything),
    provisioningState: output(),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  outputs: put => systemIdentity(put),
  provision: (_resource, work) => describeCluster(work),
};

const extension: Kind = {
  path:
    `${group}/providers/{clusterRp}/{clusterResourceName}/{clusterName}` +
    "/providers/Microsoft.KubernetesConfiguration/extensions/{extensionName}",
  apiVersion: "2023-05-01",
  parameters: {
    resourceGroupName,
    clusterRp: text(required),
    clusterResourceName: text(required),
    clusterName: text(required),
    extensionName: text(required),
  },
  properties: {
    extensionType: text(),
    autoUpgradeMinorVersion: flag({ default: true }),
    releaseTrain: text({ default: "Stable" }),
    version: text(),
    scope: object({
      cluster: object({ releaseNamespace: text() }),
      namespace: object({ targetNamespace: text() }),
    }),
    configurationSettings: map(text()),
    configurationProtectedSettings: map(text()),
    identity: identity(["SystemAssigned"]),
    aksAssignedIdentity: anything,
    plan: anything,
    statuses: anything,
    currentVersion: output(),
    isSystemExtension: output({ type: "boolean" }),
    provisioningState: output(),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  check: checkExtension,
  outputs: put => ({
    ...systemIdentity(put),
    isSystemExtension: false,
    currentVersion: textAt(put.body, "version") ?? textAt(put.existing, "currentVersion") ?? "1.0.0",
  }),
};

function checkExtension({ body, existing }: Put): void {
  const type = textAt(body, "extensionType");
  if (type === undefined) throw new ArmError(400, "InvalidRequest", "Property 'extensionType' is required.");
  const former = textAt(existing, "extensionType");
  if (former !== undefined && former.toLowerCase() !== type.toLowerCase()) {
    throw new ArmError(400, "InvalidRequest", `The extension is of type '${former}', which cannot be changed.`);
  }
  if (body.version !== undefined && body.autoUpgradeMinorVersion !== false) {
    const reason = "Property 'version' can only be set when 'autoUpgradeMinorVersion' is false.";
    throw new ArmError(400, "InvalidRequest", reason);
  }
}

const customLocation: Kind = {
  path: `${group}/providers/Microsoft.ExtendedLocation/customLocations/{resourceName}`,
  apiVersion: "2021-08-31-preview",
  parameters: {
    resourceGroupName,
    resourceName: text({ ...required, pattern: /^[a-zA-Z0-9]([-a-zA-Z0-9_.]*[a-zA-Z0-9])?$/ }),
  },
  properties: {
    ...tracked,
    hostResourceId: text({ createOnly: true }),
    hostType: choice(["Kubernetes"]),
    namespace: text({ createOnly: true }),
    displayName: text(),
    clusterExtensionIds: list(text()),
    authentication: object({ type: text(), value: text() }),
    identity: identity(["None", "SystemAssigned"]),
    provisioningState: output(),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  check: checkCustomLocation,
  outputs: put => systemIdentity(put),
  provision: ({ body }, work) => ensureNamespace(work, textAt(body, "namespace") ?? ""),
  checkRemoval: ({ id }, others) => {
    const user = others.all().find(({ body }) => sameText(at(body, "extendedLocation", "name"), id));
    if (user) throw new ArmError(409, "Conflict", `Custom location '${id}' is used by '${user.id}'.`);
  },
};

function checkCustomLocation({ id, body, resources }: Put): void {
  const host = textAt(body, "hostResourceId");
  const namespace = textAt(body, "namespace");
  if (host === undefined || namespace === undefined) {
    throw new ArmError(400, "InvalidRequestContent", "Properties 'hostResourceId' and 'namespace' are required.");
  }
  const extensions = (body.clusterExtensionIds ?? []) as string[];
  const missing = [host, ...extensions].find(resource => !resources.get(resource));
  if (missing !== undefined) throw invalidReference(missing, id);
  const stranger = extensions.find(extension => !extension.toLowerCase().startsWith(`${host.toLowerCase()}/`));
  if (stranger !== undefined) {
    const reason = `Cluster extension '${stranger}' is not on the host '${host}'.`;
    throw new ArmError(400, "InvalidClusterExtension", reason);
  }
  const taken = resources
    .ofType("azure-native:extendedlocation:CustomLocation")
    .find(other => other.id !== id && sameText(other.body.hostResourceId, host) && other.body.namespace === namespace);
  if (taken) {
    const reason = `Namespace '${namespace}' of the host is already used by custom location '${taken.id}'.`;
    throw new ArmError(409, "NamespaceAlreadyInUse", reason);
  }
}

/** ARM's answer if one resource names another that does not exist. */
export function invalidReference(missing: string, by: string): ArmError {
  return new ArmError(
    400,
    "InvalidResourceReference",
    `Resource ${missing} referenced by resource ${by} was not found. Please make sure that the referenced resource ` +
      "exists, and that both resources are in the same region.",
  );
}

const schemaRegistry: Kind = {
  path: `${group}/providers/Microsoft.DeviceRegistry/schemaRegistries/{schemaRegistryName}`,
  apiVersion: "2024-09-01-preview",
  parameters: {
    resourceGroupName,
    schemaRegistryName: text({ ...required, minLength: 3, maxLength: 63, pattern: /^[a-z0-9]+(-[a-z0-9]+)*$/ }),
  },
  properties: {
    ...tracked,
    namespace: text({ ...required, replace: true }),
    storageAccountContainerUrl: text(required),
    displayName: text(),
    description: text(),
    identity: identityOfKnownType(["None", "SystemAssigned"]),
    uuid: output(),
    provisioningState: output(),
    ...systemData,
    ...commonOutputs,
  },
  stateAt: ["provisioningState"],
  outputs: put => ({ ...systemIdentity(put), uuid: lasting(put, randomUUID, "uuid") }),
};

export const arcKinds: Record<string, Kind> = {
  "azure-native:kubernetes:ConnectedCluster": connectedCluster,
  "azure-native:kubernetesconfiguration:Extension": extension,
  "azure-native:extendedlocation:CustomLocation": customLocation,
  "azure-native:deviceregistry:SchemaRegistry": schemaRegistry,
};
