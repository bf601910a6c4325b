/** A key of a ConfigMap or a Secret that is there. */
import type * as pulumi from "@pulumi/pulumi";
import { checked, refuse, requirePlain } from "../inputs/checked";
import { checkObjectName } from "../kubernetes/names";
import { shown } from "../inputs/shown";
import type { KeyReferenceArgs } from "./dataArgs";

/** The object and its key, checked. */
export interface KeyReference {
  name: pulumi.Output<string>;
  key: pulumi.Output<string>;
}

/** Refuses names that no object or key can have. */
export function checkedKeyReference(reference: KeyReferenceArgs, propertyPath: string): KeyReference {
  const { name, key } = requirePlain(reference, propertyPath);
  return {
    name: checked(name, given => checkObjectName(given, `${propertyPath}.name`)),
    key: checked(key, given => checkKey(given, `${propertyPath}.key`)),
  };
}

function checkKey(key: string, propertyPath: string): string {
  if (typeof key !== "string" || !/^(?!\.\.|\.$)[-._a-zA-Z0-9]{1,253}$/.test(key)) {
    const found = key === undefined ? "is missing" : `is ${shown(key)}`;
    refuse(
      propertyPath,
      `${found}: a key has at most 253 letters, digits, '-', '_' and '.', and does not start with '..'`,
    );
  }
  return key;
}
