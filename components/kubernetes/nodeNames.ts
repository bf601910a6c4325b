/** The nodes whose addresses clients use. */
import { requireList, requirePlain } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { checkObjectName } from "./names";

/** Refuses names that no node can have. */
export function checkNodeNames(nodeNames: string[], propertyPath: PropertyPath | string): string[] {
  requireList(nodeNames, propertyPath).forEach((nodeName, index) => {
    checkObjectName(requirePlain(nodeName, `${propertyPath}[${index}]`), `${propertyPath}[${index}]`);
  });
  return nodeNames;
}
