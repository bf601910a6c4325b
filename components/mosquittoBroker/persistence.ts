/** The volume with the messages and sessions. */
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkBoolean, checkObject, givenNames, text } from "../inputs/values";
import { checkObjectName } from "../kubernetes/names";
import { quantity } from "../kubernetes/quantities";
import type { MosquittoPersistenceArgs } from "./dataArgs";
import type { Owner } from "./owner";

/** An existing claim, or what a new one is made from. */
export type MosquittoPersistence = ReturnType<typeof checkPersistence>;

/** Refuses settings for no claim, or for two. */
export function checkPersistence(args: MosquittoPersistenceArgs, path: PropertyPath) {
  const { size, storageClassName, existingClaim, retain } = checkObject(plain(args, path), path);
  if (size === undefined && existingClaim === undefined) {
    refuse(path, "has neither size nor existingClaim: set one of them");
  }
  const [extra] = givenNames({ size, storageClassName, retain });
  if (existingClaim !== undefined && extra !== undefined) {
    refuse(path.child(extra), "cannot be combined with existingClaim, which has its own: remove one of them");
  }
  return checkAll({
    existingClaim: () => optionalInput(existingClaim, path.child("existingClaim"), checkObjectName),
    size: () => optionalInput(size, path.child("size"), checkSize),
    storageClassName: () => optionalInput(storageClassName, path.child("storageClassName"), checkObjectName),
    retain: () => checkBoolean(plain(retain, path.child("retain")) ?? true, path.child("retain")),
  });
}

const checkAboveZero = quantity("1", 'above 0, such as "1Gi"');
// A number would be a size in bytes, which nobody means.
const checkText = text(/^/, 'a Kubernetes quantity above 0, such as "1Gi"');

function checkSize(size: string, path: PropertyPath): string {
  return checkAboveZero(checkText(size, path), path);
}

/**
 * The name of the claim, which is made here unless it exists. Unlike the name of a Secret, it is an output of the
 * object: Kubernetes keeps a deleted claim while a pod uses it, so a replaced claim must also replace the pod.
 */
export function claimFor(
  { existingClaim, size, storageClassName, retain }: MosquittoPersistence,
  { name, namespace, labels }: Owner,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if (existingClaim !== undefined) return existingClaim;
  // One pod at a time: a Deployment replaces a deleted pod before the old one has saved its messages. The new Mosquitto
  // would start without them, and then overwrite them.
  const accessModes = ["ReadWriteOncePod"];
  // Pulumi would wait until the claim is Pending, if a pod is to bind it. A claim that is taken over is already bound.
  // The Deployment waits for the volume anyway.
  const annotations = { "pulumi.com/waitFor": "jsonpath={.status.phase}" };
  const claim = new PersistentVolumeClaim(
    `${name}-data`,
    {
      metadata: { namespace, name: `${name}-data`, labels, annotations },
      spec: { accessModes, storageClassName, resources: { requests: { storage: size! } } },
    },
    { parent, retainOnDelete: retain },
  );
  return claim.metadata.name;
}
