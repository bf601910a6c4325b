/** How a type of resource is described. */
import type { Cluster } from "../../kubernetes/client";
import { at } from "./json";
import type { Json, JsonObject } from "./json";
import type { Rule } from "./properties";
import type { ArmResource, Resources } from "./store";

export interface Kind {
  /** The form of its ids. What stands in braces is an input, except for the subscription. */
  path: string;
  /** The version of the API that azure-native uses by default. */
  apiVersion: string;
  /** What stands in the braces of the path. */
  parameters: Record<string, Rule>;
  /** The other inputs, and the outputs. */
  properties: Record<string, Rule>;
  /** Where in the body ARM says how far it has come; some types do not say. */
  stateAt?: string[];
  /** What ARM refuses beyond what the rules say: throws an `ArmError`. */
  check?(put: Put): void;
  /** The outputs of its own, on top of what is asked for and what was there before. */
  outputs?(put: Put): JsonObject;
  /** What whoever looks at the resource sees of others, on top of its own. */
  view?(resource: ArmResource, resources: Resources): JsonObject;
  /** What a long-running operation does after ARM has accepted the resource; more outputs. */
  provision?(resource: ArmResource, work: Work): Promise<JsonObject | void>;
  /** Undoes what `provision` did. */
  remove?(resource: ArmResource, work: Work): Promise<void>;
  /** What of the others, those below it left out, stands in the way of removing it: throws an `ArmError`. */
  checkRemoval?(resource: ArmResource, others: Resources): void;
  /** What is below it goes with it. Otherwise ARM refuses to remove it while something is. */
  removesBelow?: boolean;
}

/** What is asked of ARM. */
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

/** What a long-running operation works with. */
export interface Work {
  resources: Resources;
  /** The cluster that every cluster of this Azure stands for. */
  cluster: () => Cluster;
  signal: AbortSignal;
}

/** An output that was made once and stays. */
export function lasting(put: Put, make: () => Json, ...path: string[]): Json {
  return at(put.existing, ...path) ?? make();
}
