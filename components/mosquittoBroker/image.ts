/** The image of a broker, and the versions of Mosquitto that cannot do what this package needs. */
import { refuse } from "../inputs/checked";
import { shown, unlessSecret } from "../inputs/shown";

/** The image of a broker whose arguments name none. */
export const defaultImage = "docker.io/library/eclipse-mosquitto:2.0.22";

/** The version that the tag of an `eclipse-mosquitto` names. Other tags tell nothing. */
export function mosquittoVersion(image: string): string | undefined {
  return /(?:^|\/)eclipse-mosquitto:(\d+(?:\.\d+)*)/.exec(image)?.[1];
}

/** Refuses an image of `eclipse-mosquitto` whose tag names a version that cannot work. */
export function checkImage(image: string, propertyPath: string): string {
  if (typeof image !== "string" || image === "") {
    refuse(propertyPath, `is ${shown(image)}, but must be the name of an image, such as ${defaultImage}`);
  }
  const version = mosquittoVersion(image);
  if (version?.startsWith("1.")) {
    refuse(
      propertyPath,
      `is ${unlessSecret(image)}, but Mosquitto reads these password hashes from 2.0 on: use ${defaultImage}`,
    );
  }
  if (version === "2.1.0") {
    refuse(
      propertyPath,
      `is ${unlessSecret(image)}, but Mosquitto 2.1.0 opens no file that Kubernetes mounts: use 2.1.1 or later`,
    );
  }
  return image;
}
