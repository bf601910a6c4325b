/** The container registry of a cluster, checked. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkObject, givenNames, oneOf } from "../inputs/values";
import type { AksRegistryArgs } from "./args";
import { AksRegistrySku } from "./enums";
import { armId, checkRegistryName } from "./names";

/** A registry: an existing one if it has an id. */
export interface Registry {
  id?: pulumi.Output<string>;
  name?: pulumi.Output<string>;
  sku: pulumi.Output<AksRegistrySku>;
}

/** The registry that the arguments ask for; undefined if they ask for none. */
export function checkRegistry(args: AksRegistryArgs | undefined, path: PropertyPath): Registry | undefined {
  // In YAML a property without a value is null.
  if (args == null) return undefined;
  const { registryId, registryName, sku } = checkObject(plain(args, path), path);
  const besideId = givenNames({ registryName, sku });
  if (registryId !== undefined && besideId.length > 0) {
    refuse(
      path.child(besideId[0]),
      "is given beside registry.registryId, with which no registry is made: leave out the one or the other",
    );
  }
  return checkAll({
    id: () => optionalInput(registryId, path.child("registryId"), armId("registries")),
    name: () => optionalInput(registryName, path.child("registryName"), checkRegistryName),
    sku: () => input(sku ?? AksRegistrySku.Basic, path.child("sku"), oneOf(AksRegistrySku)),
  });
}
