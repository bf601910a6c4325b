/** Files of the user's that stand in the container instead of those of the image. */
import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { checked, givenNames, refuse, requireList, requirePlain } from "../inputs/checked";
import { nameOnly } from "../kubernetes/objectReference";
import { shown } from "../inputs/shown";
import {
  aclFolder,
  certificatesFolder,
  configurationFolder,
  dataFolder,
  logFolder,
  passwordFolder,
} from "./configurationFile";
import { checkedKeyReference } from "./keyReference";
import type { KeyReference } from "./keyReference";
import type { MosquittoFileArgs } from "./dataArgs";
import type { MountedFile } from "./volumes";

/** A file and what is in it: one of the three. */
export interface GivenFile {
  path: string;
  content?: pulumi.Output<string>;
  configMap?: KeyReference;
  secret?: KeyReference;
}

/** Places that are filled here, and what to do instead. */
const taken = new Map([
  [`${configurationFolder}/mosquitto.conf`, "use listeners and extraConfig"],
  [passwordFolder, "use users, passwordFile or passwordFileSecret"],
  [aclFolder, "use acl"],
  [certificatesFolder, "use listeners[].tls"],
  [dataFolder, "use persistence"],
  [logFolder, "give another path, since that folder is kept empty"],
]);

/** Refuses paths that cannot be mounted, and files of no content or of two. */
export function checkedFiles(files: MosquittoFileArgs[]): GivenFile[] {
  requireList(files, "files").forEach((file, index) => {
    if (!requirePlain(file, `files[${index}]`)) {
      refuse(`files[${index}]`, "is missing: give a path, and what is to be there");
    }
    checkPath(requirePlain(file.path, `files[${index}].path`), `files[${index}].path`);
  });
  files.forEach(({ path }, index) => {
    const other = files.findIndex((file, at) => at !== index && isWithin(path, file.path));
    if (other >= 0 && !(path === files[other].path && index < other)) {
      const what = path === files[other].path ? "is" : "is below";
      refuse(
        `files[${index}].path`,
        `is ${path}, which ${what} files[${other}].path: give each file a place of its own`,
      );
    }
  });
  return files.map((file, index) => checkedFile(file, `files[${index}]`));
}

function checkPath(path: string, propertyPath: string): void {
  if (typeof path !== "string" || !/^(\/(?!\.\.|\.(\/|$))[^/:\s]+)+$/.test(path)) {
    refuse(
      propertyPath,
      `is ${shown(path)}, but must be absolute and without '.', ':', spaces and names that start with '..'`,
    );
  }
  for (const [place, instead] of taken) {
    if (isWithin(path, place) || isWithin(place, path)) {
      refuse(propertyPath, `is ${path}, which is taken already: ${instead}`);
    }
  }
}

function isWithin(path: string, folder: string): boolean {
  return path === folder || path.startsWith(`${folder}/`);
}

function checkedFile({ path, content, configMap, secret }: MosquittoFileArgs, propertyPath: string): GivenFile {
  const given = givenNames({ content, configMap, secret });
  if (given.length !== 1) {
    refuse(propertyPath, `has ${given.join(" and ") || "nothing"}: give exactly one of content, configMap and secret`);
  }
  const referenced = (reference: MosquittoFileArgs["secret"], key: string) =>
    reference && checkedKeyReference(reference, `${propertyPath}.${key}`);
  return {
    path,
    content:
      content === undefined
        ? undefined
        : pulumi.secret(checked(content, text => checkContent(text, `${propertyPath}.content`))),
    configMap: referenced(configMap, "configMap"),
    secret: referenced(secret, "secret"),
  };
}

/** Never tells what was given. */
function checkContent(content: string, propertyPath: string): string {
  return typeof content === "string" ? content : refuse(propertyPath, "is not text: give what is to be in the file");
}

/**
 * The key of a file's content in the Secret that holds all of them, and its name in the volume. It comes from the path, not
 * from the place in the list: the pod before has the Secret too, and a file that is taken out must not give its key to the
 * next one.
 */
export function contentKey({ path }: GivenFile): string {
  return createHash("sha256").update(path).digest("hex").slice(0, 16);
}

/** The file in the pod. Its name in the volume is that of its key, whatever else is in the list. */
export function mountedFile(file: GivenFile, ownSecretName: string): MountedFile {
  const { path, configMap, secret } = file;
  const volumePath = contentKey(file);
  if (configMap !== undefined) {
    return { path, volumePath, key: nameOnly(configMap.key), configMapName: nameOnly(configMap.name) };
  }
  if (secret !== undefined) {
    return { path, volumePath, key: nameOnly(secret.key), secretName: nameOnly(secret.name) };
  }
  return { path, volumePath, key: volumePath, secretName: ownSecretName };
}
