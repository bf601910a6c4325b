/** The identities that ARM creates for resources. */
import { randomUUID } from "node:crypto";
import { textAt } from "./json";
import type { JsonObject } from "./json";
import { lasting } from "./kind";
import type { Put } from "./kind";

/** Outputs for a resource whose `identity` asks for a system-assigned one. */
export function systemIdentity(put: Put): JsonObject {
  const type = textAt(put.body, "identity", "type");
  if (!type?.includes("SystemAssigned")) return {};
  const principalId = lasting(put, randomUUID, "identity", "principalId");
  return { identity: { principalId, tenantId: put.tenantId } };
}
