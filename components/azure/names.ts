/** The names and enumerations that Azure Resource Manager accepts. */
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";

/** Refuses what is no name of a resource group. */
export function checkResourceGroupName(name: string, propertyPath: PropertyPath | string): string {
  if (typeof name !== "string" || !/^[-\w.()]{0,89}[-\w()]$/.test(name)) {
    refuse(
      propertyPath,
      `is ${shown(name)}, but must be the name of a resource group, 1 to 90 letters, digits, '-', '_', '.' and ` +
        "parentheses, no '.' at the end",
    );
  }
  return name;
}

/** Refuses tags of resources that Azure would refuse. */
export function checkTags(tags: Record<string, string>, propertyPath: PropertyPath | string): Record<string, string> {
  if (typeof tags !== "object" || tags === null || Array.isArray(tags)) {
    refuse(propertyPath, `is ${shown(tags)}, but must be tags such as {team: mqtt}`);
  }
  for (const [name, value] of Object.entries(tags)) {
    if (!/^[^<>%&\\?/]{1,512}$/.test(name)) {
      refuse(propertyPath, `has the tag ${shown(name)}, but names have 1 to 512 characters, none of <>%&\\?/`);
    }
    if (typeof value !== "string" || value.length > 256) {
      refuse(`${propertyPath}["${name}"]`, `is ${shown(value)}, but must be a text of at most 256 characters`);
    }
  }
  return tags;
}

/** The value as the REST API spells it: samples of Microsoft's also start it in lower case. Refuses any other. */
export function oneOf<T extends string>(
  known: Record<string, T>,
  given: string,
  propertyPath: PropertyPath | string,
): T {
  const values = Object.values(known);
  const found = values.find(value => value.toLowerCase() === String(given).toLowerCase());
  return found ?? refuse(propertyPath, `is ${shown(given)}, but must be one of ${values.join(", ")}`);
}
