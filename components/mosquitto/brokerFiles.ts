/** The files that a broker reads, and the objects of the cluster that hold them. */
import { createHash } from "node:crypto";
import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServerCertificate } from "../certificates/serverCertificate";
import { ListenerProtocol } from "../network/listenerProtocol";
import { configurationFile } from "./configurationFile";
import type { Listener } from "./listeners";
import type { MosquittoUserArgs } from "./mosquittoBrokerArgs";
import { aclMount, certificateMount, configurationMount, passwordMount } from "./mounts";
import type { Mount } from "./mounts";
import { passwordFile } from "./passwordFile";

/** The broker that reads the files. */
export interface FilesOwner {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
  listeners: Listener[];
  users: MosquittoUserArgs[];
  allowAnonymous: pulumi.Output<boolean>;
  acl?: pulumi.Output<string>;
}

/** The configuration and the ACL, with the checksum of the configuration, which Mosquitto reads only at its start. */
export interface ConfigurationFiles {
  mounts: Mount[];
  checksum: pulumi.Output<string>;
}

/** The configuration, and the ACL if there is one. */
export function newConfiguration(
  { name, namespace, labels, listeners, users, allowAnonymous, acl }: FilesOwner,
  parent: pulumi.Resource,
): ConfigurationFiles {
  const configuration = allowAnonymous.apply(anonymous =>
    configurationFile({
      listeners: listeners.map(({ port, protocol, tls }) => ({ port, protocol, tls: tls !== undefined })),
      allowAnonymous: anonymous,
      hasUsers: users.length > 0,
      hasAcl: acl !== undefined,
    }),
  );
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

/** The password file, if there are users. */
export function newPasswordFile(
  { name, namespace, labels, users }: FilesOwner,
  passwords: pulumi.Output<Record<string, string>>,
  parent: pulumi.Resource,
): Mount[] {
  if (users.length === 0) {
    return [];
  }
  const file = pulumi
    .all([passwords, namespace])
    .apply(([byUser, inNamespace]) => passwordFile(byUser, `${inNamespace}/${name}`));
  const secret = new Secret(
    `${name}-passwords`,
    {
      metadata: { namespace, name: `${name}-passwords`, labels },
      data: { passwords: file.apply(text => Buffer.from(text).toString("base64")) },
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

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
