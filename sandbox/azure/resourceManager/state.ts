/** The state of a resource in ARM, and who is at work on it. */
import { randomUUID } from "node:crypto";
import { identify, lives } from "../../processIdentity";
import { textAt, withAt } from "./json";
import type { UnderWay } from "./kind";
import { kindOf } from "./kinds";
import type { ArmResource, Resources } from "./store";

/** In ARM's words; undefined for a type that reports none. */
export function stateOf({ token, body }: ArmResource): string | undefined {
  const { stateAt } = kindOf(token);
  return stateAt && textAt(body, ...stateAt);
}

function withState(resource: ArmResource, state: string): ArmResource {
  const { stateAt } = kindOf(resource.token);
  return stateAt ? { ...resource, body: withAt(resource.body, stateAt, state) } : resource;
}

/** The resource while this process works on it. */
export function begun(resource: ArmResource, state: string): ArmResource {
  return { ...withState(resource, state), operation: { id: randomUUID(), process: identify(process.pid) } };
}

/** The resource when nothing works on it any longer. */
export function ended(resource: ArmResource, state: string): ArmResource {
  return { ...withState(resource, state), operation: undefined };
}

/** Whether no other operation has begun on it since. If one has, that one decides what is kept. */
export function isStill({ id, operation }: ArmResource, resources: Resources): boolean {
  const now = resources.get(id);
  return now !== undefined && now.operation?.id === operation?.id;
}

/** Whether an operation on it has begun, and nobody is left to finish it. */
export function isLeftHalfDone(resource: ArmResource): boolean {
  return hasBegun(resource) && !lives(resource.operation?.process);
}

/** The resources on which a process is at work. */
export function underWay(resources: ArmResource[]): UnderWay[] {
  return resources
    .filter(resource => hasBegun(resource) && lives(resource.operation?.process))
    .map(resource => ({ resource, state: stateOf(resource) ?? "" }));
}

function hasBegun(resource: ArmResource): boolean {
  return ["Accepted", "Updating", "Deleting"].includes(stateOf(resource) ?? "");
}
