/** The files that a broker reads, and the objects of the cluster that hold them. */
import { createHash } from "node:crypto";
import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServerCertificate } from "../certificates/serverCertificate";
import { ListenerProtocol } from "../network/listenerProtocol";
import { configurationFile } from "./configurationFile";
import { contentKey, fileMount } from "./givenFiles";
import type { GivenFile } from "./givenFiles";
import type { GivenPasswordFile } from "./givenPasswordFile";
import type { Listener } from "./listeners";
import type { MosquittoUserArgs } from "./mosquittoBrokerArgs";
import { aclMount, certificateMount, configurationMount, dataMount, passwordMount } from "./mounts";
import type { Mount } from "./mounts";
import { passwordFile } from "./passwordFile";
import { claimFor } from "./persistence";
import type { Persistence } from "./persistence";

/** The broker that reads the files. */
export interface FilesOwner {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
  listeners: Listener[];
  users: MosquittoUserArgs[];
  /** In place of `users`. */
  passwordFile?: GivenPasswordFile;
  allowAnonymous: pulumi.Output<boolean>;
  acl?: pulumi.Output<string>;
  extraConfig?: pulumi.Output<string>;
  files: GivenFile[];
  persistence?: Persistence;
}

/** The configuration and the ACL, with the checksum of the configuration, which Mosquitto reads only at its start. */
export interface ConfigurationFiles {
  mounts: Mount[];
  checksum: pulumi.Output<string>;
}

/** The configuration, and the ACL if there is one. */
export function newConfiguration(owner: FilesOwner, parent: pulumi.Resource): ConfigurationFiles {
  const { name, namespace, labels, listeners, allowAnonymous, acl, extraConfig } = owner;
  const configuration = pulumi
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
  const files = { "mosquitto.conf": configuration, ...(acl === undefined ? {} : { acl }) };
  const configMap = new ConfigMap(
    `${name}-config`,
    { metadata: { namespace, name: `${name}-config`, labels }, data: files },
    { parent },
  );
  const configMapName = configMap.metadata.name;
  return {
    mounts: [configurationMount(configMapName), ...(acl === undefined ? [] : [aclMount(configMapName)])],
    checksum: configuration.apply(sha256),
  };
}

/** The password file, if there are users or a given one. */
export function newPasswordFile(
  { name, namespace, labels, users, passwordFile: given }: FilesOwner,
  passwords: pulumi.Output<Record<string, string>>,
  parent: pulumi.Resource,
): Mount[] {
  if (given?.secret !== undefined) {
    return [passwordMount(given.secret.name, given.secret.key)];
  }
  if (users.length === 0 && given === undefined) {
    return [];
  }
  const file =
    given?.content ??
    pulumi.all([passwords, namespace]).apply(([byUser, inNamespace]) => passwordFile(byUser, `${inNamespace}/${name}`));
  const secret = new Secret(
    `${name}-passwords`,
    {
      metadata: { namespace, name: `${name}-passwords`, labels },
      data: { passwords: file.apply(base64) },
    },
    { parent },
  );
  return [passwordMount(secret.metadata.name)];
}

/** The certificates: those issued here, by port, and those of the user. */
export function certificateFiles({ listeners }: FilesOwner, certificates: Map<number, ServerCertificate>): Mount[] {
  return listeners.flatMap(({ port, protocol, tls }) => {
    const secretName = certificates.get(port)?.secretName ?? tls?.secretName;
    return secretName ? [certificateMount(port, secretName, protocol === ListenerProtocol.WebSockets)] : [];
  });
}

/** The files of the user's, those with a content in one Secret. */
export function newFiles({ name, namespace, labels, files }: FilesOwner, parent: pulumi.Resource): Mount[] {
  const contents = files.flatMap(file =>
    file.content === undefined ? [] : [[contentKey(file), file.content.apply(base64)] as const],
  );
  const secret =
    contents.length === 0
      ? undefined
      : new Secret(
          `${name}-files`,
          { metadata: { namespace, name: `${name}-files`, labels }, data: Object.fromEntries(contents) },
          { parent },
        );
  return files.map((file, index) => fileMount(file, index, secret?.metadata.name));
}

/** Where messages and sessions are kept, if they are. */
export function dataMounts(owner: FilesOwner, parent: pulumi.Resource): Mount[] {
  return owner.persistence === undefined ? [] : [dataMount(claimFor(owner.persistence, owner, parent))];
}

function base64(text: string): string {
  return Buffer.from(text).toString("base64");
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
