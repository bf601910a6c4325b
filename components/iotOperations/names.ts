/** The names that Azure IoT Operations accepts for its resources. */
import { refuse } from "../inputs/checked";
import { shown } from "../inputs/shown";

const pattern = /^[a-z0-9][a-z0-9-]*[a-z0-9]$/;

/** Refuses what is no name of a broker, a listener, an authentication or an authorization: the pattern of its REST API. */
export function checkResourceName(name: string, propertyPath: string): string {
  if (name === undefined || name === "") {
    refuse(propertyPath, "is missing: Azure IoT Operations wants 3 to 63 lower-case letters, digits and '-'");
  }
  if (typeof name !== "string" || name.length < 3 || name.length > 63 || !pattern.test(name)) {
    refuse(
      propertyPath,
      `is ${shown(name)}, but Azure IoT Operations wants 3 to 63 lower-case letters, digits and '-', a letter ` +
        "or digit at both ends",
    );
  }
  return name;
}
