/**
 * The volumes of the pod, and where its containers mount them. Each kind of file has one volume at a fixed place in the
 * list, even if it is empty, and additions go to the end of a volume: a preview then shows nothing but the addition.
 *
 * A volume never changes its type under the same name, not even between versions of this package. For an object that
 * was made and never changed, the preview of Pulumi's Kubernetes provider would send both types, and the API server
 * refuses a volume of two types.
 */
import type { types } from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import {
  aclFolder,
  certificateFolder,
  certificatesFolder,
  configurationFolder,
  dataFolder,
  logFolder,
  passwordFolder,
} from "./configurationFile";

/** The names of the objects in the cluster that hold the files. */
export interface MountedObjects {
  configMapName: pulumi.Input<string>;
  /** Whether the ConfigMap holds an ACL. */
  hasAcl: boolean;
  passwords?: MountedPasswords;
  certificates: MountedCertificate[];
  /** The claim for messages and sessions. */
  claimName?: pulumi.Input<string>;
  files: MountedFile[];
}

/** The password file. */
export interface MountedPasswords {
  secretName: pulumi.Input<string>;
  /** Unset for a Secret whose only key is `passwords`. */
  key?: pulumi.Input<string>;
}

/** The certificate and key of a listener. */
export interface MountedCertificate {
  port: number;
  secretName: pulumi.Input<string>;
  /** For WebSockets, Mosquitto 2.0 leaves TLS to a library that reads the certificate only at its start. */
  hasWebSockets: boolean;
}

/** A key of a ConfigMap or a Secret that is mounted as a single file. */
export interface MountedFile {
  path: string;
  /** The name of the file in its volume. */
  volumePath: string;
  key: pulumi.Input<string>;
  configMapName?: pulumi.Input<string>;
  secretName?: pulumi.Input<string>;
}

// Readable by Mosquitto's group only: Mosquitto warns of files that everyone can read.
const defaultMode = 0o440;

const configurationKey = "mosquitto.conf";
const watchedFiles = "/watched/files";

type VolumeSource = types.input.core.v1.VolumeProjection;

/** A volume in a container. */
export interface VolumeMount {
  name: string;
  mountPath: string;
  readOnly?: boolean;
  subPath?: string;
}

/** The volumes of the pod. A pod waits for objects and keys that are missing. */
export function podVolumes(objects: MountedObjects): types.input.core.v1.Volume[] {
  const { configMapName, hasAcl, passwords, certificates, claimName, files } = objects;
  const keys = [configurationKey, ...(hasAcl ? ["acl"] : [])];
  return [
    { name: "config", configMap: { name: configMapName, defaultMode, items: keys.map(key => ({ key, path: key })) } },
    projected("password-file", passwords === undefined ? [] : [passwordSource(passwords)]),
    projected("certificates", certificates.flatMap(certificateSources)),
    projected("files", files.map(fileSource)),
    { name: emptyVolume, emptyDir: {} },
    ...(claimName === undefined ? [] : [{ name: dataVolume, persistentVolumeClaim: { claimName } }]),
  ];
}

/** The first source is empty, because the API server would turn an empty list of sources into null. */
function projected(name: string, sources: VolumeSource[]) {
  return { name, projected: { sources: [{ downwardAPI: {} }, ...sources], defaultMode } };
}

function passwordSource({ secretName, key = "passwords" }: MountedPasswords) {
  return { secret: { name: secretName, items: [{ key, path: "passwords" }] } };
}

/** The certificate and the key are required. `ca.crt` is optional, for settings that name it. */
function certificateSources({ port, secretName }: MountedCertificate) {
  const items = (keys: string[]) => keys.map(key => ({ key, path: `${port}/${key}` }));
  return [
    { secret: { name: secretName, items: items(["tls.crt", "tls.key"]) } },
    { secret: { name: secretName, items: items(["ca.crt"]), optional: true } },
  ];
}

function fileSource({ key, volumePath, configMapName, secretName }: MountedFile) {
  const items = [{ key, path: volumePath }];
  return configMapName === undefined
    ? { secret: { name: secretName, items } }
    : { configMap: { name: configMapName, items } };
}

/**
 * The mounts of Mosquitto. The configuration is mounted as a single file, which stays the same until the container
 * ends: a reload for other files must not read the configuration of the next pod. Mounted folders follow every change.
 */
export function mosquittoMounts({ claimName, files }: MountedObjects): VolumeMount[] {
  return [
    {
      name: "config",
      mountPath: `${configurationFolder}/${configurationKey}`,
      subPath: configurationKey,
      readOnly: true,
    },
    ...reloadedFolders,
    claimName === undefined ? emptyDataMount : { name: dataVolume, mountPath: dataFolder },
    logMount,
    // Each file alone, so that other files in the same folder of the image stay visible.
    ...files.map(({ path, volumePath }) => ({ name: "files", mountPath: path, subPath: volumePath, readOnly: true })),
  ];
}

/** The mounts of the reloader: the folders that it watches. */
export function reloaderMounts({ files }: MountedObjects): VolumeMount[] {
  return [
    ...reloadedFolders,
    emptyDataMount,
    logMount,
    ...(files.length > 0 ? [{ name: "files", mountPath: watchedFiles, readOnly: true }] : []),
  ];
}

const reloadedFolders: VolumeMount[] = [
  { name: "config", mountPath: aclFolder, readOnly: true },
  { name: "password-file", mountPath: passwordFolder, readOnly: true },
  { name: "certificates", mountPath: certificatesFolder, readOnly: true },
];

/** For folders that `eclipse-mosquitto` declares as volumes: a runtime would make a writable volume for each. */
const emptyVolume = "empty";
const dataVolume = "data";
const emptyDataMount: VolumeMount = { name: emptyVolume, mountPath: dataFolder, readOnly: true };
const logMount: VolumeMount = { name: emptyVolume, mountPath: logFolder, readOnly: true };

/** Whether any file may change while Mosquitto runs. */
export function isWatched({ hasAcl, passwords, certificates, files }: MountedObjects): boolean {
  return hasAcl || passwords !== undefined || certificates.length + files.length > 0;
}

/** The folders that Mosquitto reads again when it reloads. */
export const reloadedPaths = reloadedFolders.map(({ mountPath }) => mountPath);

/** The files and folders that Mosquitto reads only when it starts. */
export function restartedPaths({ certificates, files }: MountedObjects): string[] {
  return [
    ...(files.length > 0 ? [watchedFiles] : []),
    ...certificates
      .filter(({ hasWebSockets }) => hasWebSockets)
      .map(({ port }) => `${certificateFolder(port)}/tls.crt`),
  ];
}
