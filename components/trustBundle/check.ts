/** Checks the arguments of `TrustBundle`. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, isLater, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import { checkList } from "../inputs/values";
import { checkNamespaceName, checkObjectName } from "../kubernetes/names";
import { checkObjectSize } from "../kubernetes/objectSize";
import { checkCaBundle } from "../x509/caBundle";
import { inForce } from "../x509/pem";
import type { TrustBundleArgs } from "./args";

/** Refuses what Kubernetes, or clients, would refuse. Warnings appear at the resource. */
export function checkBundle(name: string, args: TrustBundleArgs, resource: pulumi.Resource) {
  const path = PropertyPath.root;
  return checkAll({
    namespaces: () => checkNamespaces(args.namespaces, path.child("namespaces")),
    configMapName: () => input(args.configMapName ?? name, path.child("configMapName"), checkObjectName),
    bundlePem: () => checkBundlePem(args.certificatesPem, path.child("certificatesPem"), resource),
  });
}

/** The certificates in force, each once. Refuses more of them than a ConfigMap holds. */
export function checkBundlePem(
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>,
  path: PropertyPath,
  resource: pulumi.Resource,
): pulumi.Output<string> {
  const bundle = checkCaBundle(certificatesPem, path, resource);
  const isPlain = Array.isArray(certificatesPem) && !certificatesPem.some(isLater);
  if (isPlain) checkObjectSize(inForce(certificatesPem as string[], new Date()), path);
  return appliedTo(bundle, pem => checkObjectSize(pem, path));
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
