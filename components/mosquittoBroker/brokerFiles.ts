/** The files that a broker reads, and the objects of the cluster that hold them. */
import { createHash } from "node:crypto";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServerCertificate } from "../serverCertificate/serverCertificate";
import { ListenerProtocol } from "../listeners/protocol";
import { nameOnly, originOf } from "../kubernetes/objectReference";
import { newSecret } from "../kubernetes/secret";
import { configurationFile } from "./configurationFile";
import { contentKey, mountedFile } from "./files";
import type { BrokerFile } from "./files";
import type { ExistingPasswordFile } from "./existingPasswordFile";
import type { Listener } from "./listeners";
import type { MosquittoUserArgs } from "./args";
import { passwordFile } from "./passwordFile";
import { claimFor } from "./persistence";
import type { Persistence } from "./persistence";
import type { MountedCertificate, MountedObjects, MountedPasswords } from "./volumes";

/** The broker that reads the files. */
export interface FilesOwner {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
  listeners: Listener[];
  users: MosquittoUserArgs[];
  /** In place of `users`. */
  passwordFile?: ExistingPasswordFile;
  allowAnonymous: pulumi.Output<boolean>;
  acl?: pulumi.Output<string>;
  extraConfig?: pulumi.Output<string>;
  files: BrokerFile[];
  persistence?: Persistence;
}

/** What the pod mounts, and what must be there before it. */
export interface BrokerFiles {
  objects: MountedObjects;
  dependsOn: pulumi.Input<pulumi.Resource>[];
  /** Of the configuration, which Mosquitto reads only at its start. */
  configurationChecksum: pulumi.Output<string>;
}

/** Makes the objects that hold the files. The certificates are those issued here, by port. */
export function newBrokerFiles(
  owner: FilesOwner,
  passwords: pulumi.Output<Record<string, string>>,
  certificates: Map<number, ServerCertificate>,
  parent: pulumi.Resource,
): BrokerFiles {
  const configuration = configurationText(owner);
  const configMap = newConfigMap(owner, configuration, parent);
  const passwordSecret = newPasswordSecret(owner, passwords, parent);
  const filesSecret = newFilesSecret(owner, parent);
  const made = [configMap, passwordSecret, filesSecret, ...certificates.values()];
  return {
    objects: {
      configMapName: `${owner.name}-config`,
      hasAcl: owner.acl !== undefined,
      passwords: mountedPasswords(owner),
      certificates: mountedCertificates(owner, certificates),
      claimName: owner.persistence && claimFor(owner.persistence, owner, parent),
      files: owner.files.map(file => mountedFile(file, `${owner.name}-files`)),
    },
    dependsOn: [...made.filter(resource => resource !== undefined), ...givenNames(owner).map(originOf)],
    configurationChecksum: configuration.apply(sha256),
  };
}

function configurationText(owner: FilesOwner): pulumi.Output<string> {
  const { listeners, allowAnonymous, acl, extraConfig } = owner;
  return pulumi
    .output({
      listeners: listeners.map(({ port, protocol, tls, extraConfig: lines }) => ({
        port,
        protocol,
        tls: tls !== undefined,
        extraConfig: lines,
      })),
      allowAnonymous,
      hasPasswordFile: owner.users.length > 0 || owner.passwordFile !== undefined,
      hasAcl: acl !== undefined,
      isPersistent: owner.persistence !== undefined,
      extraConfig,
    })
    .apply(configurationFile);
}

/** The configuration, and the ACL if there is one. */
function newConfigMap(
  { name, namespace, labels, acl }: FilesOwner,
  configuration: pulumi.Output<string>,
  parent: pulumi.Resource,
): ConfigMap {
  return new ConfigMap(
    `${name}-config`,
    {
      metadata: { namespace, name: `${name}-config`, labels },
      data: { "mosquitto.conf": configuration, ...(acl === undefined ? {} : { acl }) },
    },
    { parent },
  );
}

/** The password file made from the users or from a given text, if there is either. */
function newPasswordSecret(
  { name, namespace, labels, users, passwordFile: given }: FilesOwner,
  passwords: pulumi.Output<Record<string, string>>,
  parent: pulumi.Resource,
): pulumi.Resource | undefined {
  if (given?.secret !== undefined || (users.length === 0 && given === undefined)) {
    return undefined;
  }
  const file =
    given?.content ??
    pulumi.all([passwords, namespace]).apply(([byUser, inNamespace]) => passwordFile(byUser, `${inNamespace}/${name}`));
  const metadata = { namespace, name: `${name}-passwords`, labels };
  return newSecret(`${name}-passwords`, { metadata, data: { passwords: file } }, parent);
}

function mountedPasswords({ name, users, passwordFile: given }: FilesOwner): MountedPasswords | undefined {
  if (given?.secret !== undefined) {
    return { secretName: nameOnly(given.secret.name), key: nameOnly(given.secret.key) };
  }
  return users.length > 0 || given !== undefined ? { secretName: `${name}-passwords` } : undefined;
}

/** The certificates: those issued here, and those of the user's Secrets. */
function mountedCertificates(
  { listeners }: FilesOwner,
  certificates: Map<number, ServerCertificate>,
): MountedCertificate[] {
  return listeners.flatMap(({ port, protocol, tls }) => {
    const given = tls?.secretName && nameOnly(tls.secretName);
    const secretName = certificates.get(port)?.secretName ?? given;
    return secretName ? [{ port, secretName, hasWebSockets: protocol === ListenerProtocol.WebSockets }] : [];
  });
}

/** The files that were given as text, in one Secret. */
function newFilesSecret({ name, namespace, labels, files }: FilesOwner, parent: pulumi.Resource) {
  const contents = files.flatMap(file =>
    file.content === undefined ? [] : [[contentKey(file), file.content] as const],
  );
  const metadata = { namespace, name: `${name}-files`, labels };
  return contents.length === 0
    ? undefined
    : newSecret(`${name}-files`, { metadata, data: Object.fromEntries(contents) }, parent);
}

/** The names of the user's own objects. */
function givenNames({ listeners, passwordFile: given, files }: FilesOwner): pulumi.Output<string>[] {
  const references = [given?.secret, ...files.flatMap(({ configMap, secret }) => [configMap, secret])];
  return [
    ...listeners.flatMap(({ tls }) => tls?.secretName ?? []),
    ...references.flatMap(reference => (reference === undefined ? [] : [reference.name, reference.key])),
  ];
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
