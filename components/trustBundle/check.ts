/** The arguments of `TrustBundle`, checked. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { checkCaBundle } from "../x509/caBundle";
import type { TrustBundleArgs } from "./args";

/** What clients trust, and where. */
export interface Bundle {
  namespaces: string[];
  configMapName: pulumi.Output<string>;
  bundlePem: pulumi.Output<string>;
}

/** Refuses what Kubernetes, or clients, would refuse. Warnings are given for the resource. */
export function checkedBundle(name: string, args: TrustBundleArgs, resource: pulumi.Resource): Bundle {
  const path = PropertyPath.root;
  return checkAll({
    namespaces: () => checkNamespaces(args.namespaces, path.child("namespaces")),
    configMapName: () => input(args.configMapName ?? name, path.child("configMapName"), checkObjectName),
    bundlePem: () => checkCaBundle(args.certificatesPem, path.child("certificatesPem"), resource),
  });
}

function checkNamespaces(given: string[], path: PropertyPath): string[] {
  const namespaces = checkList(plain(given, path), path);
  if (namespaces.length === 0) refuse(path, "is empty: name at least one namespace where clients run");
  const seen = new Set<string>();
  return checkEach(namespaces, path, (namespace, at) => {
    checkNamespace(plain(namespace, at), at);
    if (seen.has(namespace)) refuse(at, `is '${namespace}' once more: name each namespace once`);
    seen.add(namespace);
    return namespace;
  });
}
