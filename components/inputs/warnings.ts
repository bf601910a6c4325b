/** Warnings about arguments that work, but may not do what was meant. */
import * as pulumi from "@pulumi/pulumi";
import type { PropertyPath } from "./path";

/** What follows from a doubtful argument: `refuse`, or a warning. */
export type Objection = (path: PropertyPath, reason: string) => void;

/** Warns at the resource, once about each argument and reason: an argument may be checked alone and once more with others. */
export function warnAt(resource: pulumi.Resource): Objection {
  const given = new Set<string>();
  return (path, reason) => {
    const warning = `${path}: ${reason}`;
    if (given.has(warning)) return;
    given.add(warning);
    void pulumi.log.warn(warning, resource);
  };
}
