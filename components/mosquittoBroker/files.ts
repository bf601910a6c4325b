/** The user's own files in the container, which may replace those of the image. */
import { createHash } from "node:crypto";
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../inputs/errors";
import { input, optional, optionalInput, plain } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { nameOnly } from "../kubernetes/objectReference";
import { checkObjectSize } from "../kubernetes/objectSize";
import { shown } from "../inputs/shown";
import { checkList, checkObject, exactlyOne } from "../inputs/values";
import {
  aclFolder,
  certificatesFolder,
  configurationFolder,
  dataFolder,
  logFolder,
  passwordFolder,
} from "./configurationFile";
import { checkKeyReference } from "./keyReference";
import { withLineFeeds } from "./lineBreaks";
import type { MosquittoFileArgs } from "./dataArgs";
import type { MountedFile } from "./volumes";

/** A file and its content: exactly one of the three. */
export type MosquittoFile = ReturnType<typeof checkFile>;

/** Paths that Mosquitto uses itself, and what to do instead. */
const taken = new Map([
  [`${configurationFolder}/mosquitto.conf`, "use listeners and extraConfig"],
  [passwordFolder, "use users, passwordFile or passwordFileSecret"],
  [aclFolder, "use acl"],
  [certificatesFolder, "use listeners[].tls"],
  [dataFolder, "use persistence"],
  [logFolder, "choose another path, since this folder stays empty"],
]);

/** Refuses paths that cannot be mounted, and files without exactly one content. */
export function checkFiles(files: MosquittoFileArgs[], path: PropertyPath): MosquittoFile[] {
  const all = checkEach(checkList(plain(files, path), path), path, checkFile);
  checkEach(all, path, (file, at) => {
    // Of two files with the same path, the second is at fault.
    const isBehind = (other: MosquittoFile) => file.path !== other.path || all.indexOf(other) < all.indexOf(file);
    const other = all.findIndex(another => another !== file && isWithin(file.path, another.path) && isBehind(another));
    if (other < 0) return;
    const where = file.path === all[other].path ? "is also" : "is below";
    const otherPath = path.index(other).child("path");
    refuse(at.child("path"), `is ${file.path}, which ${where} ${otherPath}: give each file its own path`);
  });
  return all;
}

/** Refuses contents that do not fit into one Secret together. */
export function checkFilesFit(files: MosquittoFile[], path: PropertyPath): pulumi.Output<unknown> {
  const contents = files.map(({ content }) => content);
  return input(contents, path, known => checkObjectSize("", path, ...known.filter(content => content !== undefined)));
}

function checkFile(file: MosquittoFileArgs, path: PropertyPath) {
  const { path: filePath, content, configMap, secret } = checkObject(plain(file, path), path);
  return checkAll({
    path: () => checkPath(plain(filePath, path.child("path")), path.child("path")),
    source: () => exactlyOne({ content, configMap, secret }, ["content", "configMap", "secret"], path),
    content: () => optionalInput(content, path.child("content"), checkContent),
    configMap: () => optional(configMap, path.child("configMap"), checkKeyReference),
    secret: () => optional(secret, path.child("secret"), checkKeyReference),
  });
}

function checkPath(filePath: string, path: PropertyPath): string {
  if (typeof filePath !== "string" || !/^(\/(?!\.\.|\.(\/|$))[^/:\s]+)+$/.test(filePath)) {
    refuse(
      path,
      `is ${shown(filePath)}, but must be an absolute path without '.', ':', spaces or names that start with '..'`,
    );
  }
  for (const [place, instead] of taken) {
    if (isWithin(filePath, place) || isWithin(place, filePath)) {
      refuse(path, `is ${filePath}, which the broker uses itself: ${instead}`);
    }
  }
  return filePath;
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

/** Never shows the content. */
function checkContent(content: string, path: PropertyPath): string {
  if (typeof content !== "string") refuse(path, "is not text: set the content of the file");
  return checkObjectSize(withLineFeeds(content), path);
}

/**
 * The key of a file's content in the Secret, and the name of the file in the volume. It is derived from the path, not
 * from the place in the list: the previous pod still mounts the Secret, so the key of a removed file must not pass to
 * the next file.
 */
export function contentKey({ path }: MosquittoFile): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 16);
}

/** The file in the pod. Its name in the volume does not depend on other files. */
export function mountedFile(file: MosquittoFile, ownSecretName: string): MountedFile {
  const { path, configMap, secret } = file;
  const volumePath = contentKey(file);
  if (configMap !== undefined) {
    return { path, volumePath, key: nameOnly(configMap.key), configMapName: nameOnly(configMap.name) };
  }
  if (secret !== undefined) return { path, volumePath, key: nameOnly(secret.key), secretName: nameOnly(secret.name) };
  return { path, volumePath, key: volumePath, secretName: ownSecretName };
}
