/** How a type of resource is described. */
import type { Cluster } from "../../kubernetes/client";
import { at } from "./json";
import type { Json, JsonObject } from "./json";
import type { Rule } from "./properties";
import type { ArmResource, Resources } from "./store";

export interface Kind {
  /** The form of its ids. Each name in braces is an input, except the subscription. */
  path: string;
  /** The version of the API that azure-native uses by default. */
  apiVersion: string;
  /** The inputs in the braces of the path. */
  parameters: Record<string, Rule>;
  /** The other inputs, and the outputs. */
  properties: Record<string, Rule>;
  /** Where in the body ARM reports the state; some types report none. */
  stateAt?: string[];
  /** Throws an `ArmError` for what ARM refuses beyond the rules. */
  check?(put: Put): void;
  /** Throws an `ArmError` if an operation on another resource, or an earlier one on this, must end first. */
  checkUnderWay?(id: string, underWay: UnderWay[]): void;
  /** Its own outputs, on top of what is asked for and what existed before. */
  outputs?(put: Put): JsonObject;
  /** What a reader of the resource sees of others, on top of its own. */
  view?(resource: ArmResource, resources: Resources): JsonObject;
  /** What a long-running operation does after ARM has accepted the resource; returns more outputs. */
  provision?(resource: ArmResource, work: Work): Promise<JsonObject | void>;
  /** Undoes what `provision` did. */
  remove?(resource: ArmResource, work: Work): Promise<void>;
  /** Throws an `ArmError` if one of the others, which exclude those below it, stands in the way of removing it. */
  checkRemoval?(resource: ArmResource, others: Resources): void;
  /** Whether what is below it is removed with it. Otherwise ARM refuses to remove it while something is below it. */
  removesBelow?: boolean;
}

/** A request to ARM. */
export interface Put {
  id: string;
  subscriptionId: string;
  tenantId: string;
  parameters: Record<string, string>;
  /** With ARM's defaults. */
  body: JsonObject;
  /** The body as it was before; undefined for a new resource. */
  existing: JsonObject | undefined;
  resources: Resources;
}

/** A resource with an operation under way. */
export interface UnderWay {
  resource: ArmResource;
  /** In ARM's words, such as `Updating`. */
  state: string;
}

/** What a long-running operation works with. */
export interface Work {
  resources: Resources;
  /** The cluster behind every cluster of this Azure. */
  cluster: () => Cluster;
  signal: AbortSignal;
}

/** An output that is made once and stays. */
export function lasting(put: Put, make: () => Json, ...path: string[]): Json {
  return at(put.existing, ...path) ?? make();
}
