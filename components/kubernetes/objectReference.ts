/**
 * Names of Secrets and ConfigMaps for whoever mounts or reads them, without a dependency on the object. A Kubernetes
 * provider that replaces a changed object deletes it first, and the engine then also replaces every resource with a
 * property from the object's outputs: a broker would go, with all its clients, for another user's password. The name
 * stays the same, so that order by `dependsOn` is enough.
 */
import * as pulumi from "@pulumi/pulumi";
import { settling } from "./settling";

/**
 * The name that these objects share, once all of them are registered. A preview knows it. It fails with any of their values:
 * the SDK never settles an object that has such a value, and a pod would wait for it in the cluster.
 */
export function registeredName(
  name: pulumi.Output<string>,
  objects: pulumi.CustomResource[],
  values: pulumi.Output<unknown>[],
): pulumi.Output<string> {
  const registered = new Promise<pulumi.Output<string>[]>((resolve, reject) => {
    Promise.all(objects.map(idUnlessMade)).then(ids => resolve(ids.flat()), reject);
    for (const value of values) settling(value).promise(true).catch(reject);
  });
  return pulumi.all([name, pulumi.output(registered)]).apply(([known]) => known);
}

/** With `--continue-on-error` an object that failed has a URN but no id: the name then depends on it like any other output. */
async function idUnlessMade({ urn, id }: pulumi.CustomResource): Promise<pulumi.Output<string>[]> {
  await settling(urn).promise(true);
  return pulumi.runtime.isDryRun() || (await settling(id).isKnown) ? [] : [id];
}

/** A name that the program gave, perhaps as the output of an object of its own, without what it depends on. */
export function nameOnly(name: pulumi.Output<string>): pulumi.Output<string> {
  const { isKnown } = settling(name);
  const value = Promise.all([settling(name).promise(true), isKnown, pulumi.isSecret(name)]).then(
    ([known, knows, secret]) => (!knows ? pulumi.unknown : secret ? pulumi.secret(known) : known),
  );
  return pulumi.output(value) as pulumi.Output<string>;
}

/** What the name comes from, for `dependsOn`, which takes an Output of no resource for the resources behind it. */
export function originOf(name: pulumi.Output<string>): pulumi.Output<pulumi.Resource> {
  return name.apply(() => []) as unknown as pulumi.Output<pulumi.Resource>;
}
