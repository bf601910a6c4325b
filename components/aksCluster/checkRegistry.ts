/** Checks the container registry of a cluster. */
import { checkAll } from "../inputs/errors";
import { input, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkNotCombined, checkObject, oneOf } from "../inputs/values";
import type { AksRegistryArgs } from "./args";
import { AksRegistrySku } from "./enums";
import { armId, checkRegistryName } from "./names";

/** A registry: an existing one if it has an id. */
export type Registry = NonNullable<ReturnType<typeof checkRegistry>>;

export function checkRegistry(args: AksRegistryArgs | undefined, path: PropertyPath) {
  // In YAML, a property without a value is null.
  if (args == null) return undefined;
  const { registryId, registryName, sku } = checkObject(plain(args, path), path);
  if (registryId !== undefined) {
    checkNotCombined({ registryName, sku }, "registry.registryId, which names an existing registry", path);
  }
  return checkAll({
    id: () => optionalInput(registryId, path.child("registryId"), armId("registries")),
    name: () => optionalInput(registryName, path.child("registryName"), checkRegistryName),
    sku: () => input(sku ?? AksRegistrySku.Basic, path.child("sku"), oneOf(AksRegistrySku)),
  });
}
