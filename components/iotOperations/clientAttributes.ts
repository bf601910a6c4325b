/** The attributes of clients, which an authentication gives and an authorization names. */
import { refuse } from "../inputs/checked";
import { shown } from "../inputs/shown";

/** Refuses what has no attributes, and attributes that are no texts. */
export function checkAttributes(attributes: Record<string, string>, propertyPath: string): Record<string, string> {
  const isMap = typeof attributes === "object" && attributes !== null && !Array.isArray(attributes);
  const entries = isMap ? Object.entries(attributes) : [];
  if (entries.length === 0 || entries.some(([name, value]) => name === "" || typeof value !== "string")) {
    refuse(propertyPath, `is ${shown(attributes)}, but must have names with texts, such as {building: 'b22'}`);
  }
  return attributes;
}
