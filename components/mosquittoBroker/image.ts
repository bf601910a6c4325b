/** The image of Mosquitto, and the versions that do not work with this package. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { imageName } from "../kubernetes/images";

/** The image if the arguments name none. */
export const defaultImage = "docker.io/library/eclipse-mosquitto:2.0.22";

/** The version in the tag of an `eclipse-mosquitto` image. Tags of other images say nothing about it. */
export function mosquittoVersion(image: string): string | undefined {
  return /(?:^|\/)eclipse-mosquitto:(\d+(?:\.\d+)*)/.exec(image)?.[1];
}

/** Whether the tag of an `eclipse-mosquitto` image, official or not, says Mosquitto 2.0. */
export function isTwoZero(image: string): boolean {
  return /^2\.0(\.|$)/.test(mosquittoVersion(image) ?? "");
}

/** Whether this is Docker's official image of a Mosquitto 2.0. */
export function isOfficialTwoZero(image: string): boolean {
  return isTwoZero(image) && /^((index\.)?docker\.io\/)?(library\/)?eclipse-mosquitto:/.test(image);
}

/** Whether the image may hold this version of Mosquitto or a later one. A tag such as 2.0 stands for the latest 2.0. */
export function mayHaveVersion(image: string, version: string): boolean {
  const tag = mosquittoVersion(image)?.split(".").map(Number);
  if (tag === undefined) return true;
  const wanted = version.split(".").map(Number);
  const differing = wanted.findIndex((part, index) => tag[index] !== part);
  return differing < 0 || differing >= tag.length || tag[differing] > wanted[differing];
}

/** Refuses a name that no registry has. */
export const checkImageName = imageName(defaultImage);

/** Refuses an `eclipse-mosquitto` image whose tag names a version that does not work. */
export function checkImage(image: string, path: PropertyPath): string {
  checkImageName(image, path);
  const version = mosquittoVersion(image);
  const found = `is ${unlessSecret(image)}, but Mosquitto`;
  if (version?.startsWith("1."))
    refuse(path, `${found} before 2.0 cannot read the password hashes: use ${defaultImage}`);
  if (version === "2.1.0") refuse(path, `${found} 2.1.0 cannot open files that Kubernetes mounts: use 2.1.1 or later`);
  return image;
}
