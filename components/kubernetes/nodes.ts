/** The nodes through which clients outside reach a NodePort. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach } from "../inputs/errors";
import { inputItems, optional, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkList, checkNotCombined } from "../inputs/values";
import { checkHost } from "./hosts";
import { checkObjectName } from "./names";

/** The nodes through which clients outside the cluster reach a Service of type NodePort. */
export interface NodeArgs {
  /**
   * The IP addresses or DNS names, without wildcards, by which clients outside the cluster reach the nodes. Only with type
   * NodePort.
   *
   * Default: the addresses of `nodeNames`.
   */
  nodeAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The names of the nodes that clients connect to: at their external IP addresses or, if a node has none, at its internal
   * ones. Only with type NodePort. Plain, because each node is read.
   *
   * Default: none.
   */
  nodeNames?: string[];
}

/** The nodes, given by address or by name, but not by both. */
export type Nodes = ReturnType<typeof checkNodes>;

/** Rejects malformed addresses and names, and addresses combined with names. */
export function checkNodes({ nodeAddresses, nodeNames }: NodeArgs, path: PropertyPath) {
  return checkAll({
    nodeAddresses: () =>
      optional(nodeAddresses, path.child("nodeAddresses"), (hosts, at) => inputItems(hosts, at, checkHost)),
    nodeNames: () => {
      if (nodeAddresses !== undefined) checkNotCombined({ nodeNames }, "nodeAddresses", path);
      return optional(nodeNames, path.child("nodeNames"), checkNodeNames);
    },
  });
}

function checkNodeNames(nodeNames: string[], path: PropertyPath): string[] {
  const names = checkList(plain(nodeNames, path), path);
  return checkEach(names, path, (name, at) => checkObjectName(plain(name, at), at));
}
