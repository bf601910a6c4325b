/** The files that Mosquitto reads, and the objects of the cluster that hold them. */
import { createHash } from "node:crypto";
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import type { ServerCertificate } from "../serverCertificate/serverCertificate";
import { ListenerProtocol } from "../listeners/protocol";
import { nameOnly, originOf } from "../kubernetes/objectReference";
import { newSecret } from "../kubernetes/secret";
import type { Mosquitto } from "./check";
import { contentKey, mountedFile } from "./files";
import { passwordFile } from "./passwordFile";
import { claimFor } from "./persistence";
import { newRandomSecret } from "./randomSecret";
import type { passwordsOf } from "./users";
import type { MountedCertificate, MountedObjects, MountedPasswords } from "./volumes";

type Passwords = ReturnType<typeof passwordsOf>;

/** What the pod mounts, and what must exist before it. */
export type StoredFiles = ReturnType<typeof storeFiles>;

/** Makes the objects that hold the files. The certificates are those issued here, by port. */
export function storeFiles(
  mosquitto: Mosquitto,
  passwords: Passwords,
  certificates: Map<number, ServerCertificate>,
  parent: pulumi.Resource,
) {
  const { name, acl, configuration, files, persistence } = mosquitto;
  const configMap = newConfigMap(mosquitto, parent);
  const storedPasswords = storePasswords(mosquitto, passwords, parent);
  const filesSecret = newFilesSecret(mosquitto, parent);
  const made = [configMap, storedPasswords.secret, filesSecret, ...certificates.values()];
  const objects: MountedObjects = {
    configMapName: `${name}-config`,
    hasAcl: acl !== undefined,
    passwords: storedPasswords.mounted,
    certificates: mountedCertificates(mosquitto, certificates),
    claimName: persistence && claimFor(persistence, mosquitto, parent),
    files: files.map(file => mountedFile(file, `${name}-files`)),
  };
  return {
    objects,
    dependsOn: [...made.filter(resource => resource !== undefined), ...referencedNames(mosquitto).map(originOf)],
    // Mosquitto reads its configuration only when it starts.
    configurationChecksum: configuration.apply(sha256),
  };
}

/** The configuration, and the ACL if there is one. */
function newConfigMap({ name, namespace, labels, acl, configuration }: Mosquitto, parent: pulumi.Resource): ConfigMap {
  const metadata = { namespace, name: `${name}-config`, labels };
  const data = { "mosquitto.conf": configuration, ...(acl === undefined ? {} : { acl }) };
  return new ConfigMap(`${name}-config`, { metadata, data }, { parent });
}

/** The password file: the user's Secret, or one made here from the users or from the text in the arguments. */
function storePasswords(
  { name, namespace, labels, hasPasswordFile, passwordFile: existing }: Mosquitto,
  passwords: Passwords,
  parent: pulumi.Resource,
): { mounted?: MountedPasswords; secret?: pulumi.Resource } {
  if (!hasPasswordFile) return {};
  if (existing?.secret !== undefined) {
    return { mounted: { secretName: nameOnly(existing.secret.name), key: nameOnly(existing.secret.key) } };
  }
  const secretName = `${name}-passwords`;
  const text =
    existing?.content ??
    pulumi
      .all([passwords, newRandomSecret(`${name}-salt`, parent)])
      .apply(([entries, saltSecret]) => passwordFile(entries, saltSecret));
  const metadata = { namespace, name: secretName, labels };
  return { mounted: { secretName }, secret: newSecret(secretName, { metadata, data: { passwords: text } }, parent) };
}

/** The certificates: those issued here, and those of the user's Secrets. */
function mountedCertificates(
  { listeners }: Mosquitto,
  certificates: Map<number, ServerCertificate>,
): MountedCertificate[] {
  return listeners.flatMap(({ port, protocol, tls }) => {
    const secretName = certificates.get(port)?.secretName ?? (tls?.secretName && nameOnly(tls.secretName));
    return secretName ? [{ port, secretName, hasWebSockets: protocol === ListenerProtocol.WebSockets }] : [];
  });
}

/** The files whose content is in the arguments, in one Secret. */
function newFilesSecret({ name, namespace, labels, files }: Mosquitto, parent: pulumi.Resource) {
  const contents = files.flatMap(file =>
    file.content ? [[contentKey(file), pulumi.secret(file.content)] as const] : [],
  );
  if (contents.length === 0) return undefined;
  const metadata = { namespace, name: `${name}-files`, labels };
  return newSecret(`${name}-files`, { metadata, data: Object.fromEntries(contents) }, parent);
}

/** The names and keys of the user's own objects. */
function referencedNames({ listeners, passwordFile: existing, files }: Mosquitto): pulumi.Output<string>[] {
  const references = [existing?.secret, ...files.flatMap(({ configMap, secret }) => [configMap, secret])];
  return [
    ...listeners.flatMap(({ tls }) => tls?.secretName ?? []),
    ...references.flatMap(reference => (reference === undefined ? [] : [reference.name, reference.key])),
  ];
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
