/** The rule about the Secrets of ports, of which no two may get in each other's way. */
import type * as pulumi from "@pulumi/pulumi";
import { isLater } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { unlessSecret } from "../../inputs/shown";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import type { Finding } from "./findings";
import { defaultListener, isBuiltIn } from "./plainListener";
import type { PlainListeners, PlainPort } from "./plainListener";

/** What a port makes of its Secret. */
type SecretUse = "filled by cert-manager" | "written by the program" | "read";

/** A port with its Secret. */
export interface PortSecret {
  secretName: pulumi.Input<string>;
  use: SecretUse;
  port: PlainPort;
  listenerName: string;
  path: PropertyPath;
}

/** The Secrets of all ports. The default listener is among them: all brokers of an instance share a namespace. */
export function secretsOf({ listeners, addedPorts }: PlainListeners): PortSecret[] {
  return [defaultListener(addedPorts), ...listeners].flatMap(({ name: listenerName, ports }) =>
    ports.flatMap(port => {
      const secret = secretOf(port, listenerName);
      return secret === undefined ? [] : [{ ...secret, port, listenerName }];
    }),
  );
}

function secretOf(port: PlainPort, listenerName: string): Pick<PortSecret, "secretName" | "use" | "path"> | undefined {
  const { port: number, tls } = port.args;
  const path = port.path.child("tls");
  if (isBuiltIn(port) || tls?.automatic !== undefined) {
    const secretName = tls?.automatic?.secretName ?? automaticSecretName(number);
    return { secretName, use: "filled by cert-manager", path: path.child("automatic").child("secretName") };
  }
  if (tls?.issued !== undefined) {
    const secretName = issuedSecretName(listenerName, number, tls.issued);
    return { secretName, use: "written by the program", path: path.child("issued") };
  }
  if (tls?.secretName === undefined) return undefined;
  const use = tls.certificate === undefined ? "read" : "written by the program";
  return { secretName: tls.secretName, use, path: path.child("secretName") };
}

/** The Secret that Azure IoT Operations has cert-manager fill unless it is told another. */
function automaticSecretName(port: number): string {
  return `aio-broker-frontend-server-${port}`;
}

/**
 * The Secret of a certificate that is issued here. Not the same for both ways: who changes from one to the other must not
 * lose the Secret that the other one left.
 */
export function issuedSecretName(listenerName: string, port: number, { issuerRef }: IssuedTlsArgs): string {
  return `${listenerName}-${port}-${issuerRef === undefined ? "tls" : "certificate"}`;
}

/** Rule 27, as far as names are known at once. */
export function knownSharedSecrets(plain: PlainListeners): Finding[] {
  return sharedSecrets(secretsOf(plain).filter(({ secretName }) => !isLater(secretName)) as KnownSecret[]);
}

/** A port with a Secret whose name is known. */
export interface KnownSecret extends PortSecret {
  secretName: string;
}

/** Rule 27. */
export function sharedSecrets(secrets: KnownSecret[]): Finding[] {
  return secrets.flatMap((secret, index) => {
    const { secretName, port, listenerName, path } = secret;
    const first = secrets.slice(0, index).find(other => other.secretName === secretName && inTheWay(other, secret));
    if (first === undefined) return [];
    const why = [first, secret].some(({ use }) => use === "filled by cert-manager")
      ? "cert-manager overwrites it for an automatic port"
      : "the certificates of both would be written into it";
    const reason =
      `of port ${port.args.port} of the listener '${listenerName}' ${port.args.tls?.issued ? "goes into the Secret" : "is"} ` +
      `'${unlessSecret(secretName)}', which port ${first.port.args.port} of the listener '${first.listenerName}'` +
      `${isBuiltIn(first.port) ? "" : ` (${first.path})`} has already, and ${why}: give each its own`;
    return [{ path, reason }];
  });
}

/** Two ports may read one Secret, and one may read what the program writes for the other. */
function inTheWay({ use }: { use: SecretUse }, { use: other }: { use: SecretUse }): boolean {
  return use === "filled by cert-manager" || other === "filled by cert-manager" || (use !== "read" && other !== "read");
}
