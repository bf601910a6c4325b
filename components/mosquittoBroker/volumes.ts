/**
 * The volumes of a broker's pod and where its containers mount them. Each kind has one volume at a fixed place, filled or
 * not, and what a program adds goes to the end of one of them: the preview of an addition then names nothing else.
 *
 * No volume is of another type under the same name, now or in former versions: the plugin's preview adds the new type to
 * that of an object which it has made and never changed, and the API server refuses a volume of two types.
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

/** The objects of the cluster that hold a broker's files, by name. */
export interface MountedObjects {
  configMapName: pulumi.Input<string>;
  /** Whether the ConfigMap holds an ACL. */
  hasAcl: boolean;
  passwords?: MountedPasswords;
  certificates: MountedCertificate[];
  /** Of the volume with messages and sessions. */
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
  /** Mosquitto 2.0 leaves TLS for WebSockets to a library that reads the certificate only when it starts. */
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

// Readable by Mosquitto's group only: it warns of files that everyone may read.
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

/** The sources begin with one of nothing: the API server would turn an empty list into null. */
function projected(name: string, sources: VolumeSource[]) {
  return { name, projected: { sources: [{ downwardAPI: {} }, ...sources], defaultMode } };
}

function passwordSource({ secretName, key = "passwords" }: MountedPasswords) {
  return { secret: { name: secretName, items: [{ key, path: "passwords" }] } };
}

/** The certificate and the key must be there; what clients must trust may be, for settings that name it. */
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
 * What the broker sees. The configuration is a file, which stays as it was when the container started: a reload for the
 * sake of other files must not read one that belongs to the next pod. Folders follow every change.
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
    // Over a file of the image: what else is in its folder stays.
    ...files.map(({ path, volumePath }) => ({ name: "files", mountPath: path, subPath: volumePath, readOnly: true })),
  ];
}

/** What the reloader sees: the folders that it watches. */
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

/** Empty, for the folders that `eclipse-mosquitto` declares as volumes: a runtime would make each one that can be written. */
const emptyVolume = "empty";
const dataVolume = "data";
const emptyDataMount: VolumeMount = { name: emptyVolume, mountPath: dataFolder, readOnly: true };
const logMount: VolumeMount = { name: emptyVolume, mountPath: logFolder, readOnly: true };

/** Whether there is anything that may change while the broker runs. */
export function isWatched({ hasAcl, passwords, certificates, files }: MountedObjects): boolean {
  return hasAcl || passwords !== undefined || certificates.length + files.length > 0;
}

/** The folders whose changes Mosquitto takes when it is told to. */
export const reloadedPaths = reloadedFolders.map(({ mountPath }) => mountPath);

/** The files and folders whose changes Mosquitto takes only when it starts. */
export function restartedPaths({ certificates, files }: MountedObjects): string[] {
  return [
    ...(files.length > 0 ? [watchedFiles] : []),
    ...certificates
      .filter(({ hasWebSockets }) => hasWebSockets)
      .map(({ port }) => `${certificateFolder(port)}/tls.crt`),
  ];
}
