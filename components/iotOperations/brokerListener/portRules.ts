/** The rules about a port of a listener: pure functions of plain arguments. */
import type { PropertyPath } from "../../inputs/path";
import { unlessSecret } from "../../inputs/shown";
import { knownOf, takesClientCertificates } from "../resourceRefs";
import { ListenerServiceType } from "./args";
import type { Finding } from "./findings";
import type { PlainListener, PlainPort } from "./plainListener";
import { defaultIssuer, namesNothing } from "./tlsRules";

/** Rule 8. */
export function waysToTls({ path, args: { tls } }: PlainPort): Finding[] {
  if (tls === undefined) return [];
  const ways = (["automatic", "secretName", "issued"] as const).filter(way => tls[way] !== undefined);
  if (ways.length !== 1) {
    const found = ways.length === 0 ? "none of automatic, secretName and issued" : ways.join(" and ");
    const reason = `has ${found}: set exactly one of the three, or remove tls for a port without TLS`;
    return [{ path: path.child("tls"), reason }];
  }
  if (tls.certificate !== undefined && tls.secretName === undefined) {
    const reason = `cannot be combined with ${ways[0]}: your own certificate goes into the Secret that you name in secretName`;
    return [{ path: path.child("tls").child("certificate"), reason }];
  }
  return [];
}

/** Rule 6. */
export function authorizationAlone({ path, args }: PlainPort): Finding[] {
  if (args.authorizationRef === undefined || args.authenticationRef !== undefined) return [];
  const reason = "is set without authenticationRef, but an unknown client cannot be authorized: set both";
  return [{ path: path.child("authorizationRef"), reason }];
}

/** Rule 7, if it is known at once whether the authentication takes client certificates. */
export function knownClientCertificates(port: PlainPort): Finding[] {
  return clientCertificatesWithoutTls(port, takesClientCertificates(port.args.authenticationRef));
}

/** Rule 7, once it is known whether the authentication takes client certificates. */
export function clientCertificatesWithoutTls(port: PlainPort, usesClientCertificates: boolean | undefined): Finding[] {
  if (usesClientCertificates !== true || port.args.tls !== undefined) return [];
  const reason = "takes client certificates, but the port has no TLS, in which clients present them: set tls";
  return [{ path: port.path.child("authenticationRef"), reason }];
}

/** Rule 19. */
export function openPort({ path, args }: PlainPort, { name, type }: PlainListener): Finding[] {
  if (type === ListenerServiceType.ClusterIp) return [];
  const missing = (["authenticationRef", "tls"] as const).filter(key => args[key] === undefined);
  if (missing.length === 0) return [];
  const what = missing.length === 2 ? "anyone may connect, and anyone can listen in" : dangers[missing[0]];
  const reason =
    `port ${args.port} of the ${type} listener '${name}' has no ${missing.join(" and no ")}: ${what}. This is for tests ` +
    `only: set ${missing.join(" and ")}`;
  return [{ path, reason }];
}

const dangers = {
  authenticationRef: "anyone who reaches the port may connect",
  tls: "anyone on the network path can read user names, passwords and messages",
};

/** Rule 12a, before the address is known. */
export function namesOutside({ path, args: { port, tls } }: PlainPort, { name, type }: PlainListener): Finding[] {
  if (type === ListenerServiceType.ClusterIp || tls?.automatic === undefined) return [];
  if (!namesNothing(tls.automatic)) return [];
  const reason =
    `the certificate of port ${port} of the ${type} listener '${name}' is valid inside the cluster only, and clients ` +
    "outside refuse it: set the dnsNames or ipAddresses to which they connect, or use issued, which adds the external " +
    "address itself";
  return [{ path: path.child("tls").child("automatic"), reason }];
}

/** Rule 5. If the reference is an Output, the port waits for the resource. */
export function unknownReferences({ path, args }: PlainPort): Finding[] {
  return (["authenticationRef", "authorizationRef"] as const).flatMap(key => {
    const name = knownOf<string>(args[key], "name");
    if (name === undefined || (key === "authenticationRef" && name === "default")) return [];
    const component = key === "authenticationRef" ? "BrokerAuthentication" : "BrokerAuthorization";
    const reason =
      `is '${name}', which this program does not create: until it exists, clients of port ${args.port} are rejected. ` +
      `If this program creates it, use the ${key} of its ${component}`;
    return [{ path: path.child(key), reason }];
  });
}

/** Rule 5a. */
export function ofAnotherBroker(ofRef: string, brokerName: string, path: PropertyPath): Finding[] {
  if (ofRef === brokerName) return [];
  const reason =
    `belongs to the broker '${unlessSecret(ofRef)}', but the port belongs to '${unlessSecret(brokerName)}', which only ` +
    "knows its own: clients would be rejected. Use one with the brokerName of the port";
  return [{ path, reason }];
}

/** Rule 25, for issuers whose names are known at once. */
export function knownDefaultIssuers({ path, args: { tls } }: PlainPort): Finding[] {
  return (["automatic", "issued"] as const).flatMap(way =>
    defaultIssuer(knownOf(tls?.[way]?.issuerRef, "name"), path.child("tls").child(way).child("issuerRef")),
  );
}
