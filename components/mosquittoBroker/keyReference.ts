/** A key of an existing ConfigMap or Secret. */
import { checkAll } from "../inputs/errors";
import { input, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkObject, text } from "../inputs/values";
import { checkObjectName } from "../kubernetes/names";
import type { KeyReferenceArgs } from "./dataArgs";

/** The object and its key. */
export type KeyReference = ReturnType<typeof checkKeyReference>;

/** Refuses names that no object or key can have. */
export function checkKeyReference(reference: KeyReferenceArgs, path: PropertyPath) {
  const { name, key } = checkObject(plain(reference, path), path, "have name and key");
  return checkAll({
    name: () => input(name, path.child("name"), checkObjectName),
    key: () => input(key, path.child("key"), checkKey),
  });
}

const checkKey = text(
  /^(?!\.\.|\.$)[-._a-zA-Z0-9]{1,253}$/,
  "a key of at most 253 letters, digits, '-', '_' and '.' that does not start with '..'",
);
