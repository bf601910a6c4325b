/** The files that a broker reads, and the objects of the cluster that hold them. */
import { createHash } from "node:crypto";
import { ConfigMap, Secret } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServerCertificate } from "../certificates/serverCertificate";
import { configurationFile } from "./configurationFile";
import { certificateMount, configurationMount, passwordMount } from "./deployment";
import type { Mount } from "./deployment";
import type { Listener } from "./listeners";
import type { MosquittoUserArgs } from "./mosquittoBrokerArgs";
import { passwordFile } from "./passwordFile";

/** The broker that reads the files. */
export interface FilesOwner {
  name: string;
  namespace: pulumi.Output<string>;
  labels: Record<string, string>;
  listeners: Listener[];
  users: MosquittoUserArgs[];
  allowAnonymous: pulumi.Output<boolean>;
}

/** Files for the broker, with the checksum that starts a new pod when they change. */
export interface MountedFiles {
  mount: Mount;
  checksum?: pulumi.Output<string>;
}

/** The configuration, and the ACL if there is one. */
export function newConfiguration(
  { name, namespace, labels, listeners, users, allowAnonymous }: FilesOwner,
  acl: pulumi.Input<string> | undefined,
  parent: pulumi.Resource,
): MountedFiles {
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
  return {
    mount: configurationMount(configMap.metadata.name),
    checksum: pulumi.output(files).apply(contents => sha256(JSON.stringify(contents))),
  };
}

/** The password file, if there are users. */
export function newPasswordFile(
  { name, namespace, labels, users }: FilesOwner,
  passwords: pulumi.Output<Record<string, string>>,
  parent: pulumi.Resource,
): MountedFiles[] {
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
  // No secret any more: whoever guesses passwords gains nothing from it, since each guess costs the salt's scrypt.
  const checksum = pulumi.unsecret(file.apply(sha256));
  return [{ mount: passwordMount(secret.metadata.name), checksum }];
}

/** The certificates: those issued here, by port, and those of the user. */
export function certificateFiles(
  { listeners }: FilesOwner,
  certificates: Map<number, ServerCertificate>,
): MountedFiles[] {
  return listeners.flatMap(({ port, tls }) => {
    const issued = certificates.get(port);
    const secretName = issued?.secretName ?? tls?.secretName;
    return secretName ? [{ mount: certificateMount(port, secretName), checksum: issued?.fingerprint }] : [];
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
