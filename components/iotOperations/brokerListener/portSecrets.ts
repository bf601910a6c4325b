/** The Secrets of ports, of which no two may get in each other's way: rule 27. */
import * as pulumi from "@pulumi/pulumi";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import { isPromise } from "../../inputs/checked";
import { appliedTo, unlessSecret } from "../../inputs/shown";
import { isBuiltIn } from "./plainListeners";
import type { PlainListener, PlainPort } from "./plainListeners";
import { enforce } from "../ruleMarks";
import type { Finding } from "../ruleMarks";

/** What becomes of a Secret for the sake of a port. */
type SecretUse = "filled by cert-manager" | "written by the program" | "read";

/** A port with its Secret. */
interface PortSecret {
  secretName: pulumi.Input<string>;
  use: SecretUse;
  port: number;
  listenerName: string;
  path: string;
}

function secretsOf({ name: listenerName, ports }: PlainListener): PortSecret[] {
  return ports.flatMap(plain => {
    const secret = secretOf(plain, listenerName);
    return secret === undefined ? [] : [{ ...secret, port: plain.args.port, listenerName }];
  });
}

function secretOf(plain: PlainPort, listenerName: string): Pick<PortSecret, "secretName" | "use" | "path"> | undefined {
  const { path, args } = plain;
  const { port, tls } = args;
  if (isBuiltIn(plain) || tls?.automatic !== undefined) {
    const secretName = tls?.automatic?.secretName ?? automaticSecretName(port);
    return { secretName, use: "filled by cert-manager", path: `${path}.tls.automatic.secretName` };
  }
  if (tls?.issued !== undefined) {
    const secretName = issuedSecretName(listenerName, port, tls.issued);
    return { secretName, use: "written by the program", path: `${path}.tls.issued` };
  }
  if (tls?.secretName === undefined) return undefined;
  const use = tls.certificate === undefined ? "read" : "written by the program";
  return { secretName: tls.secretName, use, path: `${path}.tls.secretName` };
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

/** Rule 27, as far as names are known at once. The default listener is to be among the listeners. */
export function sharedSecrets(listeners: PlainListener[]): Finding[] {
  const known = listeners.flatMap(secretsOf).filter(({ secretName }) => !isPromise(secretName));
  return sharedAmong(known as pulumi.Unwrap<PortSecret>[]);
}

/**
 * Rule 27 again, once all names are known: one that is an Output is replaced by the checked one, which waits for them all.
 * The default listener is to be among the listeners.
 */
export function withDistinctSecrets(listeners: PlainListener[]): PlainListener[] {
  const secrets = listeners.flatMap(secretsOf);
  if (!secrets.some(({ secretName }) => isPromise(secretName))) return listeners;
  const seenTo = appliedTo(pulumi.output(secrets), known => enforce(sharedAmong(known), false));
  const distinct = (name: pulumi.Input<string>) => pulumi.all([name, seenTo]).apply(([known]) => known);
  return listeners.map(listener => ({ ...listener, ports: listener.ports.map(port => withName(port, distinct)) }));
}

function withName(port: PlainPort, distinct: (name: pulumi.Input<string>) => pulumi.Output<string>): PlainPort {
  const { tls } = port.args;
  const secretName = tls?.automatic === undefined ? tls?.secretName : tls.automatic.secretName;
  if (tls === undefined || secretName === undefined || !isPromise(secretName)) return port;
  const named =
    tls.automatic === undefined
      ? { secretName: distinct(secretName) }
      : { automatic: { ...tls.automatic, secretName: distinct(secretName) } };
  return { ...port, args: { ...port.args, tls: { ...tls, ...named } } };
}

function sharedAmong(secrets: pulumi.Unwrap<PortSecret>[]): Finding[] {
  return secrets.flatMap((secret, index) => {
    const { secretName, port, listenerName, path } = secret;
    const first = secrets.slice(0, index).find(other => other.secretName === secretName && inTheWay(other, secret));
    if (first === undefined) return [];
    const why = [first, secret].some(({ use }) => use === "filled by cert-manager")
      ? "cert-manager overwrites it for an automatic port"
      : "the certificates of both would be written into it";
    const reason =
      `of port ${port} of the listener '${listenerName}' ${path.endsWith(".issued") ? "goes into the Secret" : "is"} ` +
      `'${unlessSecret(secretName)}', which port ${first.port} of the listener '${first.listenerName}'` +
      `${first.path.startsWith(".") ? "" : ` (${first.path})`} has already, and ${why}: give each its own`;
    return [{ rule: "27", propertyPath: path, reason }];
  });
}

/** Two ports may read one Secret, and one may read what the program writes for the other. */
function inTheWay({ use }: { use: SecretUse }, { use: other }: { use: SecretUse }): boolean {
  return use === "filled by cert-manager" || other === "filled by cert-manager" || (use !== "read" && other !== "read");
}
