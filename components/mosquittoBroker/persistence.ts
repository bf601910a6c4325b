/** Where a broker keeps its messages and sessions. */
import { PersistentVolumeClaim } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { checkBoolean, checked, givenNames, refuse, requirePlain } from "../inputs/checked";
import { checkObjectName } from "../kubernetes/names";
import { canonicalQuantity } from "../kubernetes/quantities";
import { shown } from "../inputs/shown";
import type { MosquittoPersistenceArgs } from "./dataArgs";

/** A claim that is there, or what a new one is made from. */
export interface Persistence {
  existingClaim?: pulumi.Output<string>;
  size?: pulumi.Output<string>;
  storageClassName?: pulumi.Output<string>;
  retain: boolean;
}

/** The broker whose data it is. */
interface DataOwner {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
}

/** Refuses settings by which there is no claim, or two. */
export function checkedPersistence(persistence: MosquittoPersistenceArgs | undefined): Persistence | undefined {
  const path = "persistence";
  const given = requirePlain(persistence, path);
  if (given === undefined) {
    return undefined;
  }
  const { size, storageClassName, existingClaim, retain } = given;
  if (size === undefined && existingClaim === undefined) {
    refuse(path, "has neither size nor existingClaim: give one of them");
  }
  const [extra] = givenNames({ size, storageClassName, retain });
  if (existingClaim !== undefined && extra !== undefined) {
    refuse(`${path}.${extra}`, "is given beside existingClaim, which has its own: give the one or the other");
  }
  const named = (name: pulumi.Input<string> | undefined, key: string) =>
    name === undefined ? undefined : checked(name, known => checkObjectName(known, `${path}.${key}`));
  return {
    existingClaim: named(existingClaim, "existingClaim"),
    size: size === undefined ? undefined : checked(size, known => checkSize(known, `${path}.size`)),
    storageClassName: named(storageClassName, "storageClassName"),
    retain: checkBoolean(requirePlain(retain, `${path}.retain`) ?? true, `${path}.retain`),
  };
}

function checkSize(size: string, propertyPath: string): string {
  if (typeof size !== "string" || !/^(?!0+(\.0+)?\D*$)\d+(\.\d+)?([KMGTPE]i|[kMGTPE])?$/.test(size)) {
    refuse(propertyPath, `is ${shown(size)}, but must be a Kubernetes quantity above 0, such as "1Gi"`);
  }
  return canonicalQuantity(size);
}

/**
 * The name of the claim, made here unless it exists. Unlike that of a Secret it comes from the object: a claim that is
 * replaced goes only when its pod does, so that the pod must be replaced with it.
 */
export function claimFor(
  { existingClaim, size, storageClassName, retain }: Persistence,
  { name, namespace, labels }: DataOwner,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  if (existingClaim !== undefined) {
    return existingClaim;
  }
  // For one pod: a Deployment replaces a deleted pod before that one has written its messages. The new broker would start
  // without them, and write over them.
  const accessModes = ["ReadWriteOncePod"];
  // A claim that is taken over is bound already, but for one that a pod is to bind Pulumi waits until it is Pending. The
  // Deployment waits for the volume anyway.
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
