/** Identities and what they may do. */
import { randomUUID } from "node:crypto";
import { ArmError } from "../armError";
import { isObject, sameText, textAt } from "../json";
import type { JsonObject } from "../json";
import { lasting } from "../kind";
import type { Kind, Put } from "../kind";
import { choice, commonOutputs, output, required, resourceGroupName, systemData, text, tracked } from "../properties";
import type { Resources } from "../store";

const roleAssignmentToken = "azure-native:authorization:RoleAssignment";

const userAssignedIdentity: Kind = {
  path:
    "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.ManagedIdentity" +
    "/userAssignedIdentities/{resourceName}",
  apiVersion: "2023-01-31",
  parameters: { resourceGroupName, resourceName: text(required) },
  properties: {
    ...tracked,
    clientId: output(),
    principalId: output(),
    tenantId: output(),
    ...systemData,
    ...commonOutputs,
  },
  outputs: put => ({
    clientId: lasting(put, randomUUID, "clientId"),
    principalId: lasting(put, randomUUID, "principalId"),
    tenantId: put.tenantId,
  }),
};

const roleAssignment: Kind = {
  path: "/{scope}/providers/Microsoft.Authorization/roleAssignments/{roleAssignmentName}",
  apiVersion: "2022-04-01",
  parameters: { scope: text(required), roleAssignmentName: text(required) },
  properties: {
    principalId: text({ ...required, replace: true }),
    principalType: choice(["User", "Group", "ServicePrincipal", "ForeignGroup", "Device"], { default: "User" }),
    roleDefinitionId: text(required),
    condition: text(),
    conditionVersion: text(),
    delegatedManagedIdentityResourceId: text(),
    description: text(),
    scope: output(),
    createdOn: output(),
    createdBy: output(),
    updatedOn: output(),
    updatedBy: output(),
    ...systemData,
    ...commonOutputs,
  },
  check: checkRoleAssignment,
  outputs: put => ({
    scope: put.parameters.scope,
    createdOn: lasting(put, now, "createdOn"),
    createdBy: "sandbox",
    updatedOn: now(),
    updatedBy: "sandbox",
  }),
};

function checkRoleAssignment({ id, tenantId, parameters, body, existing, resources }: Put): void {
  const { principalId, principalType, roleDefinitionId } = body as Record<string, string>;
  if (!/\/roleDefinitions\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(roleDefinitionId)) {
    const reason = `The role definition '${roleDefinitionId}' does not exist.`;
    throw new ArmError(400, "RoleDefinitionDoesNotExist", reason);
  }
  if (existing && !sameText(existing.roleDefinitionId, roleDefinitionId)) {
    const reason = "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.";
    throw new ArmError(400, "RoleAssignmentUpdateNotPermitted", reason);
  }
  const identity = resources.all().some(({ body }) => holdsPrincipal(body, principalId));
  if (!identity) {
    const reason = `Principal ${principalId} does not exist in the directory ${tenantId}.`;
    throw new ArmError(400, "PrincipalNotFound", reason);
  }
  // To Azure, an identity is a service principal; the plugin's default is a user.
  if (principalType !== "ServicePrincipal") {
    const reason = `The PrincipalId '${principalId}' has type 'ServicePrincipal', which is different from specified PrincipalType '${principalType}'.`;
    throw new ArmError(400, "UnmatchedPrincipalType", reason);
  }
  const same = resources
    .ofType(roleAssignmentToken)
    .find(
      other =>
        other.id.toLowerCase() !== id.toLowerCase() &&
        other.body.principalId === principalId &&
        sameText(other.body.roleDefinitionId, roleDefinitionId) &&
        sameText(other.body.scope, parameters.scope),
    );
  if (same)
    throw new ArmError(409, "RoleAssignmentExists", `The role assignment already exists. Its ID is ${same.id}.`);
}

/** Whether a principal has one of the roles on a resource, or on what contains it. */
export function hasRole(resources: Resources, principalId: string, roles: string[], resourceId: string): boolean {
  const within = `${resourceId.toLowerCase()}/`;
  return resources.ofType(roleAssignmentToken).some(({ body }) => {
    const scope = `${(textAt(body, "scope") ?? "").toLowerCase().replace(/\/+$/, "")}/`;
    const role = (textAt(body, "roleDefinitionId") ?? "").split("/").at(-1) ?? "";
    return body.principalId === principalId && roles.includes(role.toLowerCase()) && within.startsWith(scope);
  });
}

/** Resources hold identities as `principalId`; those of AKS also as `objectId`. */
function holdsPrincipal(body: JsonObject, principalId: string): boolean {
  return Object.entries(body).some(
    ([name, value]) =>
      (["principalId", "objectId"].includes(name) && value === principalId && !("roleDefinitionId" in body)) ||
      (isObject(value) && holdsPrincipal(value, principalId)),
  );
}

function now(): string {
  return new Date().toISOString();
}

export const accessKinds: Record<string, Kind> = {
  "azure-native:managedidentity:UserAssignedIdentity": userAssignedIdentity,
  [roleAssignmentToken]: roleAssignment,
};
