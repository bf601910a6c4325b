/** Checks the arguments of `TrustBundle`. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { checkStoredCaBundle } from "../issuing/storedCaBundle";
import { checkNamespaceName, checkObjectName } from "../kubernetes/names";
import type { TrustBundleArgs } from "./args";

/** Refuses what Kubernetes, or clients, would refuse. Warnings appear at the resource. */
export function checkBundle(name: string, args: TrustBundleArgs, resource: pulumi.Resource) {
  const path = PropertyPath.root;
  return checkAll({
    namespaces: () => checkNamespaces(args.namespaces, path.child("namespaces")),
    configMapName: () => input(args.configMapName ?? name, path.child("configMapName"), checkObjectName),
    bundlePem: () => checkStoredCaBundle(args.certificatesPem, path.child("certificatesPem"), resource),
  });
}

function checkNamespaces(given: string[], path: PropertyPath): string[] {
  const namespaces = checkList(plain(given, path), path);
  if (namespaces.length === 0) refuse(path, "is empty: list at least one namespace in which clients run");
  const seen = new Set<string>();
  return checkEach(namespaces, path, (namespace, at) => {
    checkNamespaceName(plain(namespace, at), at);
    if (seen.has(namespace)) refuse(at, `repeats '${namespace}': list each namespace once`);
    seen.add(namespace);
    return namespace;
  });
}
