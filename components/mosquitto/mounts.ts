/** Where the broker's files are mounted, and what becomes of a change while it runs. */
import type * as pulumi from "@pulumi/pulumi";
import { aclFolder, certificateFolder, configurationFolder, passwordFolder } from "./configurationFile";

/** A volume and where it is mounted. */
export interface Mount {
  name: string;
  path: string;
  /** The only key to mount. Default: all of them. */
  key?: string;
  /** Mounted as a file: it stays as it was when the container started. Folders follow every change. */
  isFile?: boolean;
  configMapName?: pulumi.Output<string>;
  secretName?: pulumi.Output<string>;
  /** What it takes for Mosquitto to notice a change. */
  onChange?: "reload" | "restart";
}

/**
 * The configuration. As a file, so that a reload for the sake of other files never reads one that belongs to the next
 * pod: it may name files that only that pod has.
 */
export function configurationMount(configMapName: pulumi.Output<string>): Mount {
  const key = "mosquitto.conf";
  return { name: "config", path: `${configurationFolder}/${key}`, key, isFile: true, configMapName };
}

/** The ACL. */
export function aclMount(configMapName: pulumi.Output<string>): Mount {
  return { name: "acl", path: aclFolder, key: "acl", configMapName, onChange: "reload" };
}

/** The password file. */
export function passwordMount(secretName: pulumi.Output<string>): Mount {
  return { name: "passwords", path: passwordFolder, secretName, onChange: "reload" };
}

/** A port's certificate. With `WebSockets`, Mosquitto 2.0 leaves it to a library that reads it at the start only. */
export function certificateMount(port: number, secretName: pulumi.Output<string>, hasWebSockets: boolean): Mount {
  const onChange = hasWebSockets ? "restart" : "reload";
  return { name: `tls-${port}`, path: certificateFolder(port), secretName, onChange };
}

// Readable by Mosquitto's group only: it warns of files that everyone may read.
const defaultMode = 0o440;

/** The volume of a pod. */
export function volume({ name, key, configMapName, secretName }: Mount) {
  const items = key && [{ key, path: key }];
  return configMapName
    ? { name, configMap: { name: configMapName, defaultMode, ...(items && { items }) } }
    : { name, secret: { secretName, defaultMode, ...(items && { items }) } };
}

/** Where a container has it. */
export function volumeMount({ name, path, key, isFile }: Mount) {
  return { name, mountPath: path, readOnly: true, ...(isFile && { subPath: key }) };
}
