/** The rule about the Secrets of ports, which must not overwrite each other. */
import type * as pulumi from "@pulumi/pulumi";
import { isLater } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { unlessSecret } from "../../inputs/shown";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import { repeated } from "./findings";
import type { Finding } from "./findings";
import { defaultListener, isBuiltIn } from "./plainListener";
import type { PlainListeners, PlainPort } from "./plainListener";

/** How a port uses its Secret. */
type SecretUse = "filled by cert-manager" | "written by the program" | "read";

/** A port with its Secret. */
export interface PortSecret {
  secretName: pulumi.Input<string>;
  use: SecretUse;
  port: PlainPort;
  listenerName: string;
  path: PropertyPath;
}

/** The Secrets of all ports, including the default listener's: all brokers of an instance share a namespace. */
export function secretsOf({ listeners, addedPorts }: PlainListeners): PortSecret[] {
  return [defaultListener(addedPorts), ...listeners].flatMap(({ name, ports }) =>
    ports.flatMap(port => secretOf(port, name)),
  );
}

/** The Secret of a port, or none without TLS. */
function secretOf(port: PlainPort, listenerName: string): PortSecret[] {
  const { port: number, tls } = port.args;
  const path = port.path.child("tls");
  const secret = (secretName: pulumi.Input<string>, use: SecretUse, at: PropertyPath) => [
    { secretName, use, port, listenerName, path: at },
  ];
  if (isBuiltIn(port) || tls?.automatic !== undefined) {
    // The default name is the one of Azure IoT Operations.
    const secretName = tls?.automatic?.secretName ?? `aio-broker-frontend-server-${number}`;
    return secret(secretName, "filled by cert-manager", path.child("automatic").child("secretName"));
  }
  if (tls?.issued !== undefined) {
    return secret(issuedSecretName(listenerName, number, tls.issued), "written by the program", path.child("issued"));
  }
  if (tls?.secretName === undefined) return [];
  const use = tls.certificate === undefined ? "read" : "written by the program";
  return secret(tls.secretName, use, path.child("secretName"));
}

/**
 * The Secret of a certificate that this package issues. An authority and an issuer have different names: a change from
 * one to the other must not delete the Secret that is still in use.
 */
export function issuedSecretName(listenerName: string, port: number, { issuerRef }: IssuedTlsArgs): string {
  return `${listenerName}-${port}-${issuerRef === undefined ? "tls" : "certificate"}`;
}

/** Rule 27, for names that are known at once. */
export function knownSharedSecrets(plain: PlainListeners): Finding[] {
  return sharedSecrets(secretsOf(plain).filter(({ secretName }) => !isLater(secretName)) as KnownSecret[]);
}

type KnownSecret = PortSecret & { secretName: string };

/** Rule 27. */
export function sharedSecrets(secrets: KnownSecret[]): Finding[] {
  return repeated(
    secrets,
    (secret, earlier) => secret.secretName === earlier.secretName && inConflict(secret.use, earlier.use),
    ({ secretName, use, port, listenerName, path }, first) => {
      const why = [first.use, use].includes("filled by cert-manager")
        ? "cert-manager overwrites it for an automatic port"
        : "the certificates of both would be written into it";
      const what = port.args.tls?.issued ? "is written into the Secret" : "is";
      const where = isBuiltIn(first.port) ? "" : ` (${first.path})`;
      const reason =
        `of port ${port.args.port} of the listener '${listenerName}' ${what} '${unlessSecret(secretName)}', which port ` +
        `${first.port.args.port} of the listener '${first.listenerName}'${where} already has, and ${why}: use a ` +
        "separate Secret for each";
      return { path, reason };
    },
  );
}

/** Two ports may read the same Secret, and one may read what the program writes for the other. */
function inConflict(...uses: SecretUse[]): boolean {
  return uses.includes("filled by cert-manager") || !uses.includes("read");
}
