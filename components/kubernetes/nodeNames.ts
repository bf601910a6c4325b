/** The nodes whose addresses clients use. */
import { checkEach } from "../inputs/errors";
import { plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { checkObjectName } from "./names";

/** Rejects names that no node can have. */
export function checkNodeNames(nodeNames: string[], path: PropertyPath): string[] {
  const names = checkList(plain(nodeNames, path), path);
  return checkEach(names, path, (name, at) => checkObjectName(plain(name, at), at));
}
