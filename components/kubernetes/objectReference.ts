/**
 * Names of Secrets and ConfigMaps for the resources that mount or read them, without a dependency on the object. A
 * Kubernetes provider that replaces a changed object deletes it first, and the engine then replaces every resource with a
 * property from the object's outputs: a changed password would replace the broker and disconnect all clients. The name stays
 * the same, so ordering by `dependsOn` is enough.
 */
import * as pulumi from "@pulumi/pulumi";
import { settling } from "../inputs/settling";

/**
 * The name that these objects share, once all of them are registered. A preview knows it. It fails if one of their values
 * fails: the SDK never settles an object with such a value, and a pod would wait for that object in the cluster.
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

/** With `--continue-on-error`, a failed object has a URN but no id: the name then depends on it like any other output. */
async function idUnlessMade({ urn, id }: pulumi.CustomResource): Promise<pulumi.Output<string>[]> {
  await settling(urn).promise(true);
  return pulumi.runtime.isDryRun() || (await settling(id).isKnown) ? [] : [id];
}

/** A name from the program, possibly the output of an object, without its dependencies. */
export function nameOnly(name: pulumi.Output<string>): pulumi.Output<string> {
  const { isKnown } = settling(name);
  const value = Promise.all([settling(name).promise(true), isKnown, pulumi.isSecret(name)]).then(
    ([known, knows, secret]) => (!knows ? pulumi.unknown : secret ? pulumi.secret(known) : known),
  );
  return pulumi.output(value) as pulumi.Output<string>;
}

/** The resources that the name comes from, for `dependsOn`, which waits for what an Output depends on. */
export function originOf(name: pulumi.Output<string>): pulumi.Output<pulumi.Resource> {
  return name.apply(() => []) as unknown as pulumi.Output<pulumi.Resource>;
}
