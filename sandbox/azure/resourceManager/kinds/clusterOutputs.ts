/** What AKS reports about a cluster. */
import { createHash, randomUUID } from "node:crypto";
import { keepCreateOnly } from "../body";
import { at, textAt } from "../json";
import type { JsonObject } from "../json";
import { lasting } from "../kind";
import type { Put } from "../kind";
import { poolsUnderWay } from "./clusterOperations";
import { completePool, networkOf, nodePoolRules, poolsOf } from "./nodePool";

/** The outputs of a requested cluster. */
export function clusterOutputs(put: Put): JsonObject {
  const { id, tenantId, parameters, body } = put;
  const name = parameters.resourceName;
  const location = locationOf(body);
  const nodeGroup = nodeGroupOf(put);
  const version = textAt(body, "kubernetesVersion") ?? textAt(put.existing, "kubernetesVersion") ?? "1.33.5";
  // "1.33" stands for its latest patch.
  const current = /^\d+\.\d+$/.test(version) ? `${version}.5` : version;
  const label = textAt(body, "dnsPrefix") ?? textAt(body, "fqdnSubdomain") ?? name;
  const host = `${label}-${createHash("sha256").update(id.toLowerCase()).digest("hex").slice(0, 8)}`;
  const isPrivate = at(body, "apiServerAccessProfile", "enablePrivateCluster") === true;
  const zone = lasting(put, randomUUID, "resourceUID") as string;
  const oidc = at(body, "oidcIssuerProfile", "enabled") === true;
  const complete = (pool: JsonObject) => {
    const former = poolsOf(put.existing ?? {}).find(({ name }) => name === pool.name);
    return completePool(keepCreateOnly(nodePoolRules, pool, former ?? {}), networkOf(body), current);
  };
  return {
    ...identityOutputs(put),
    identityProfile: {
      kubeletidentity: {
        objectId: lasting(put, randomUUID, "identityProfile", "kubeletidentity", "objectId"),
        clientId: lasting(put, randomUUID, "identityProfile", "kubeletidentity", "clientId"),
        resourceId: `/subscriptions/${put.subscriptionId}/resourcegroups/${nodeGroup}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/${name}-agentpool`,
        ...((at(body, "identityProfile", "kubeletidentity") ?? {}) as JsonObject),
      },
    },
    agentPoolProfiles: poolsUnderWay(poolsOf(body).map(complete), put.existing && poolsOf(put.existing)),
    sku: { name: textAt(body, "sku", "name") ?? "Base", tier: textAt(body, "sku", "tier") ?? "Free" },
    nodeResourceGroup: nodeGroup,
    kubernetesVersion: version,
    currentKubernetesVersion: current,
    fqdn: `${host}.hcp.${location}.azmk8s.io`,
    azurePortalFQDN: `${host}.portal.hcp.${location}.azmk8s.io`,
    ...(isPrivate ? { privateFQDN: `${host}.${zone}.privatelink.${location}.azmk8s.io` } : {}),
    ...(oidc
      ? { oidcIssuerProfile: { issuerURL: `https://${location}.oic.prod-aks.azure.com/${tenantId}/${zone}/` } }
      : {}),
    maxAgentPools: 100,
    powerState: { code: "Running" },
    resourceUID: zone,
    eTag: randomUUID(),
  };
}

/** The resource group of the nodes, which AKS names if nobody does. */
export function nodeGroupOf({ body, parameters }: Put): string {
  const { resourceGroupName: group, resourceName: name } = parameters;
  return textAt(body, "nodeResourceGroup") ?? `MC_${group}_${name}_${locationOf(body)}`;
}

function locationOf(body: JsonObject): string {
  return (textAt(body, "location") ?? "").toLowerCase().replaceAll(" ", "");
}

function identityOutputs(put: Put): JsonObject {
  const { body, resources, tenantId } = put;
  if (textAt(body, "identity", "type") === "SystemAssigned") {
    return { identity: { principalId: lasting(put, randomUUID, "identity", "principalId"), tenantId } };
  }
  const assigned = Object.keys((at(body, "identity", "userAssignedIdentities") ?? {}) as JsonObject);
  if (assigned.length === 0) return {};
  const entries = assigned.map(id => {
    const identity = resources.get(id)?.body ?? {};
    return [id, { clientId: identity.clientId, principalId: identity.principalId }] as const;
  });
  return { identity: { userAssignedIdentities: Object.fromEntries(entries) } };
}
