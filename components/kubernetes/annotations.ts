/** Annotations of Kubernetes objects. */
import type * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "../inputs/errors";
import { input } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkObject } from "../inputs/values";
import { checkQualifiedName, checkText } from "./qualifiedNames";

/** Annotations by key. */
export type Annotations = Record<string, string>;

/** What Kubernetes accepts for all annotations of an object together, in bytes. */
const mostBytes = 256 * 1024;

/** The annotations, none by default. Rejects what Kubernetes would reject. */
export function checkAnnotations(
  annotations: pulumi.Input<Record<string, pulumi.Input<string>>> | undefined,
  path: PropertyPath,
): pulumi.Output<Annotations> {
  return input(annotations, path, checkKnown);
}

function checkKnown(annotations: Record<string, string | undefined> | null | undefined, path: PropertyPath) {
  // YAML makes null of a property without a value.
  const known = checkObject(annotations ?? {}, path, "be annotations such as {example.com/owner: factory}");
  const given = Object.entries(known).filter(([, value]) => value !== undefined);
  checkEach(given, path, ([key, value]) => {
    checkQualifiedName(key, path, "annotation");
    checkText(value, path.key(key));
  });
  const bytes = given.flat().reduce((sum, text) => sum + Buffer.byteLength(text!), 0);
  if (bytes > mostBytes) {
    refuse(
      path,
      `has ${bytes} bytes, but Kubernetes accepts at most ${mostBytes} (256 KiB) of annotations for an object`,
    );
  }
  return Object.fromEntries(given) as Annotations;
}
