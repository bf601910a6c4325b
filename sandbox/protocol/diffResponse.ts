/** What a provider says about a difference, in terms of the engine's protocol. */
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import type { ChangeKind } from "./diff";

/** A difference between a resource and what the program wants. */
export interface Difference {
  changes: Map<string, ChangeKind>;
  /** The changed paths that force a replacement. */
  replaces: string[];
  deleteBeforeReplace?: boolean;
  /**
   * What the real plugin tells the engine: only paths (a detailed diff), or only names of properties, which are then the
   * keys of `changes`. If omitted, both.
   */
  sends?: "paths" | "names";
}

/** The answer to a request for a diff. */
export function diffResponse({ changes, replaces, deleteBeforeReplace, sends }: Difference): messages.DiffResponse {
  const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
  const response = new messages.DiffResponse()
    .setChanges(changes.size + replaces.length > 0 ? DIFF_SOME : DIFF_NONE)
    .setReplacesList(replaces)
    .setDeletebeforereplace(deleteBeforeReplace ?? false)
    .setHasdetaileddiff(sends !== "names");
  const topLevel = (path: string) => path.split(/[.[]/)[0];
  if (sends !== "paths") response.setDiffsList([...new Set([...changes.keys()].map(topLevel))]);
  if (sends === "names") return response;
  for (const [path, kind] of changes) {
    const isInputDiff = sends === "paths" && kind === "delete";
    response.getDetaileddiffMap().set(path, propertyDiff(kind, replaces.includes(path)).setInputdiff(isInputDiff));
  }
  return response;
}

function propertyDiff(kind: ChangeKind, isReplacing: boolean): messages.PropertyDiff {
  const { Kind } = messages.PropertyDiff;
  const kinds = {
    add: [Kind.ADD, Kind.ADD_REPLACE],
    delete: [Kind.DELETE, Kind.DELETE_REPLACE],
    update: [Kind.UPDATE, Kind.UPDATE_REPLACE],
  } as const;
  return new messages.PropertyDiff().setKind(kinds[kind][isReplacing ? 1 : 0]);
}
