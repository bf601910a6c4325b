/** The names and tags that Azure Resource Manager accepts. */
import { checkAll, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkObject, text } from "../inputs/values";

/** The name of a resource group. */
export function checkResourceGroupName(name: string, path: PropertyPath): string {
  if (typeof name !== "string" || !/^[-\w.()]{0,89}[-\w()]$/.test(name)) {
    refuse(
      path,
      `is ${shown(name)}, but must be the name of a resource group: 1 to 90 letters, digits, '-', '_', '.' and ` +
        "parentheses, without a '.' at the end",
    );
  }
  return name;
}

/** Tags of resources, by name. */
export function checkTags(tags: Record<string, string>, path: PropertyPath): Record<string, string> {
  checkObject(tags, path, "be tags such as {team: mqtt}");
  const checks = Object.entries(tags).map(([name, value]) => [name, () => checkTag(name, value, path)] as const);
  checkAll(Object.fromEntries(checks));
  return tags;
}

function checkTag(name: string, value: string, path: PropertyPath): void {
  if (!/^[^<>%&\\?/]{1,512}$/.test(name)) {
    refuse(path, `has the tag ${shown(name)}, but a name must have 1 to 512 characters, none of <>%&\\?/`);
  }
  checkTagValue(value, path.key(name));
}

const checkTagValue = text(/^[^]{0,256}$/, "text of at most 256 characters");
