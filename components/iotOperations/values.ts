/** Checks that several components of Azure IoT Operations share. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { shown } from "../inputs/shown";
import { checkBoolean, text } from "../inputs/values";
import type { Check } from "../inputs/values";

/** The name of a broker, listener, authentication or authorization: the pattern of the REST API. */
export const checkResourceName = text(
  /^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/,
  "3 to 63 lower-case letters, digits and '-', with a letter or digit at both ends",
);

/** A text that is not empty and has no null character, which neither MQTT nor Kubernetes can carry. */
export function someText(what: string): Check<string> {
  return text(/^[^\0]+$/, what);
}

/** Attributes of clients: an authentication sets them, and an authorization names them. */
export function checkAttributes(attributes: Record<string, string>, path: PropertyPath): Record<string, string> {
  const isMap = typeof attributes === "object" && attributes !== null && !Array.isArray(attributes);
  const entries = isMap ? Object.entries(attributes) : [];
  if (entries.length === 0 || entries.some(([name, value]) => name === "" || typeof value !== "string")) {
    refuse(path, `is ${shown(attributes)}, but must map at least one name to a text, such as {building: 'b22'}`);
  }
  return attributes;
}

/** A boolean as the REST API writes it. */
export function checkSwitch(value: boolean, path: PropertyPath): "Enabled" | "Disabled" {
  return checkBoolean(value, path) ? "Enabled" : "Disabled";
}
