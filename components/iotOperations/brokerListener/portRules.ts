/** The rules about a port of a listener: pure functions of what is plain in it. */
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
    const reason = `has ${found}: give exactly one of the three, or leave tls out for a port without TLS`;
    return [{ path: path.child("tls"), reason }];
  }
  if (tls.certificate !== undefined && tls.secretName === undefined) {
    const reason = `is given with ${ways[0]}: it goes into a Secret of your own, whose name secretName says`;
    return [{ path: path.child("tls").child("certificate"), reason }];
  }
  return [];
}

/** Rule 6. */
export function authorizationAlone({ path, args }: PlainPort): Finding[] {
  if (args.authorizationRef === undefined || args.authenticationRef !== undefined) return [];
  const reason = "is given without authenticationRef, but who is not known cannot be authorized: give both";
  return [{ path: path.child("authorizationRef"), reason }];
}

/** Rule 7, for what is known of the authentication at once. */
export function knownClientCertificates(port: PlainPort): Finding[] {
  return clientCertificatesWithoutTls(port, takesClientCertificates(port.args.authenticationRef));
}

/** Rule 7, for a port whose authentication is known to take client certificates or not to. */
export function clientCertificatesWithoutTls(port: PlainPort, usesClientCertificates: boolean | undefined): Finding[] {
  if (usesClientCertificates !== true || port.args.tls !== undefined) return [];
  const reason = "takes client certificates, but the port has no TLS, in which clients show them: give tls";
  return [{ path: port.path.child("authenticationRef"), reason }];
}

/** Rule 19. */
export function openPort({ path, args }: PlainPort, { name, type }: PlainListener): Finding[] {
  if (type === ListenerServiceType.ClusterIp) return [];
  const missing = (["authenticationRef", "tls"] as const).filter(key => args[key] === undefined);
  if (missing.length === 0) return [];
  const what = missing.length === 2 ? "anyone may connect, and read along" : dangers[missing[0]];
  const reason =
    `port ${args.port} of the ${type} listener '${name}' has no ${missing.join(" and no ")}: ${what}; for tests only. ` +
    `Give ${missing.join(" and ")}`;
  return [{ path, reason }];
}

const dangers = {
  authenticationRef: "anyone who reaches it may connect",
  tls: "whoever is on the way reads names, passwords and messages",
};

/** Rule 12a, before the address is known. */
export function namesOutside({ path, args: { port, tls } }: PlainPort, { name, type }: PlainListener): Finding[] {
  const { automatic } = tls ?? {};
  if (type === ListenerServiceType.ClusterIp || automatic === undefined) return [];
  if (!namesNothing(automatic)) return [];
  const reason =
    `the certificate of port ${port} of the ${type} listener '${name}' is good inside the cluster only, and clients ` +
    "outside refuse it: give the dnsNames or ipAddresses by which they connect, or use issued, which adds the external " +
    "address by itself";
  return [{ path: path.child("tls").child("automatic"), reason }];
}

/** Rule 5. A reference that is an Output makes the port wait for what it names. */
export function unknownReferences({ path, args }: PlainPort): Finding[] {
  return (["authenticationRef", "authorizationRef"] as const).flatMap(key => {
    const name = knownOf<string>(args[key], "name");
    if (name === undefined || (key === "authenticationRef" && name === "default")) return [];
    const component = key === "authenticationRef" ? "BrokerAuthentication" : "BrokerAuthorization";
    const reason =
      `names '${name}', which this program cannot see: until it exists, clients of port ${args.port} are turned away. ` +
      `If this program makes it, give the ${key} of its ${component}`;
    return [{ path: path.child(key), reason }];
  });
}

/** Rule 5a. */
export function ofAnotherBroker(ofRef: string, brokerName: string, path: PropertyPath): Finding[] {
  if (ofRef === brokerName) return [];
  const reason =
    `is of the broker '${unlessSecret(ofRef)}', but the port is of '${unlessSecret(brokerName)}', which knows its own ` +
    "only: clients would be turned away. Give one that is made with that brokerName";
  return [{ path, reason }];
}

/** Rule 25, for what is known of the issuers at once. */
export function knownDefaultIssuers({ path, args: { tls } }: PlainPort): Finding[] {
  return (["automatic", "issued"] as const).flatMap(way =>
    defaultIssuer(knownOf(tls?.[way]?.issuerRef, "name"), path.child("tls").child(way).child("issuerRef")),
  );
}
