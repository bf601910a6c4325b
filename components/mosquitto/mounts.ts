/** Where the broker's files are mounted, and what becomes of a change while it runs. */
import type * as pulumi from "@pulumi/pulumi";
import {
  aclFolder,
  certificateFolder,
  configurationFolder,
  dataFolder,
  logFolder,
  passwordFolder,
} from "./configurationFile";

/** A volume and where it is mounted. */
export interface Mount {
  name: string;
  path: string;
  /** The only key to mount, and the name of its file. A pod waits for a key that is missing. Default: all keys. */
  item?: { key: pulumi.Input<string>; path: string };
  /** Mounted as a file: it stays as it was when the container started. Folders follow every change. */
  isFile?: boolean;
  configMapName?: pulumi.Output<string>;
  secretName?: pulumi.Output<string>;
  claimName?: pulumi.Output<string>;
  /** What it takes for Mosquitto to notice a change. */
  onChange?: "reload" | "restart";
}

/**
 * The configuration. As a file, so that a reload for the sake of other files never reads one that belongs to the next
 * pod: it may name files that only that pod has.
 */
export function configurationMount(configMapName: pulumi.Output<string>): Mount {
  const key = "mosquitto.conf";
  const item = { key, path: key };
  return { name: "config", path: `${configurationFolder}/${key}`, item, isFile: true, configMapName };
}

/** The ACL. */
export function aclMount(configMapName: pulumi.Output<string>): Mount {
  return { name: "acl", path: aclFolder, item: { key: "acl", path: "acl" }, configMapName, onChange: "reload" };
}

/** The password file. Without a key, the Secret has nothing but it, under the right name. */
export function passwordMount(secretName: pulumi.Output<string>, key?: pulumi.Output<string>): Mount {
  const item = key && { key, path: "passwords" };
  return { name: "passwords", path: passwordFolder, secretName, onChange: "reload", ...(item && { item }) };
}

/** Messages and sessions. */
export function dataMount(claimName: pulumi.Output<string>): Mount {
  return { name: "data", path: dataFolder, claimName };
}

/** A port's certificate. With `WebSockets`, Mosquitto 2.0 leaves it to a library that reads it at the start only. */
export function certificateMount(port: number, secretName: pulumi.Output<string>, hasWebSockets: boolean): Mount {
  const onChange = hasWebSockets ? "restart" : "reload";
  return { name: `tls-${port}`, path: certificateFolder(port), secretName, onChange };
}

// Readable by Mosquitto's group only: it warns of files that everyone may read.
const defaultMode = 0o440;

/** The volume of a pod. */
export function volume({ name, item, configMapName, secretName, claimName }: Mount) {
  const items = item && [item];
  if (claimName) {
    return { name, persistentVolumeClaim: { claimName } };
  }
  return configMapName
    ? { name, configMap: { name: configMapName, defaultMode, ...(items && { items }) } }
    : { name, secret: { secretName, defaultMode, ...(items && { items }) } };
}

/** Where a container has it. */
export function volumeMount({ name, path, item, isFile, claimName }: Mount) {
  return { name, mountPath: path, ...(claimName ? {} : { readOnly: true }), ...(isFile && { subPath: item?.path }) };
}

/** Empty, over the image's own volumes. */
export const emptyVolume = { name: "empty", emptyDir: {} };

/** What `eclipse-mosquitto` declares as volumes. */
const imageVolumes = [dataFolder, logFolder];

/**
 * The image's own volumes that are not in use, to be read only: a container runtime makes each a folder that can be
 * written, whatever the root file system may be, unless something is mounted there.
 */
export function emptyVolumeMounts(used: Mount[]) {
  return imageVolumes
    .filter(folder => !used.some(({ path }) => path === folder))
    .map(mountPath => ({ name: emptyVolume.name, mountPath, readOnly: true }));
}

/** Where the reloader has it: as a folder, which follows every change. */
export function watchedFolder({ name, path, isFile }: Mount): string {
  return isFile ? `/watched/${name}` : path;
}
