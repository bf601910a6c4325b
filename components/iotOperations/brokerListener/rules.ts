/** The rules that a listener keeps by itself, by number: pure functions of what is plain in its arguments. */
import { checkServiceName } from "../../kubernetes/names";
import { shown, unlessSecret } from "../../inputs/shown";
import type { AutomaticTlsArgs } from "./args";
import { ListenerServiceType } from "./enums";
import { checkResourceName } from "../names";
import { isBuiltIn, knownOf } from "./plainListeners";
import type { PlainListener, PlainPort } from "./plainListeners";
import { takesClientCertificates } from "../resourceRefs";
import type { Finding } from "../ruleMarks";

/** What a listener breaks of the rules that it keeps by itself. Names that are none are refused. */
export function ownFindings(listener: PlainListener): Finding[] {
  checkNames(listener);
  return [
    ...portNumbers(listener),
    ...nodePorts(listener),
    ...listener.ports.filter(port => !isBuiltIn(port)).flatMap(port => portFindings(port, listener)),
  ];
}

function portFindings(port: PlainPort, listener: PlainListener): Finding[] {
  return [
    ...waysToTls(port),
    ...authorizationAlone(port),
    ...clientCertificatesWithoutTls(port, takesClientCertificates(port.args.authenticationRef)),
    ...openPort(port, listener),
    ...namesOutside(port, listener),
    ...unknownReferences(port),
    ...(["automatic", "issued"] as const).flatMap(way =>
      defaultIssuer(knownOf(port.args.tls?.[way]?.issuerRef, "name"), `${port.path}.tls.${way}.issuerRef`),
    ),
  ];
}

/** Rules 18 and 4. */
function checkNames({ name, serviceName, pathPrefix }: PlainListener): void {
  checkResourceName(name, `${pathPrefix}listenerName`);
  checkServiceName(serviceName, `${pathPrefix}${serviceName === name ? "listenerName" : "serviceName"}`);
}

/** Rule 15. */
function portNumbers({ name, ports, pathPrefix }: PlainListener): Finding[] {
  if (ports.length === 0) {
    const reason = `is empty: the listener '${name}' needs at least one port, such as {port: 8883, tls: ...}`;
    return [{ rule: "15", propertyPath: `${pathPrefix}ports`, reason }];
  }
  return ports.flatMap(({ path, args: { port } }) =>
    isWhole(port, 1, 65535)
      ? []
      : [
          {
            rule: "15" as const,
            propertyPath: `${path}.port`,
            reason: `is ${shown(port)}, but must be a whole number from 1 to 65535`,
          },
        ],
  );
}

/** Rule 13 without what it says about other listeners. */
function nodePorts({ name, type, ports }: PlainListener): Finding[] {
  return ports.flatMap(({ path, args: { nodePort } }) => {
    const reason =
      nodePort === undefined
        ? undefined
        : type !== ListenerServiceType.NodePort
          ? `is given, but the listener '${name}' is of type ${type}: leave it out, or use NodePort`
          : isWhole(nodePort, 30000, 32767)
            ? undefined
            : `is ${shown(nodePort)}, but must be a whole number from 30000 to 32767: Kubernetes keeps that range ` +
              "for node ports";
    return reason === undefined ? [] : [{ rule: "13" as const, propertyPath: `${path}.nodePort`, reason }];
  });
}

function isWhole(value: number, least: number, greatest: number): boolean {
  return Number.isInteger(value) && value >= least && value <= greatest;
}

/** Rule 8. */
function waysToTls({ path, args: { tls } }: PlainPort): Finding[] {
  if (tls === undefined) return [];
  const ways = (["automatic", "secretName", "issued"] as const).filter(way => tls[way] !== undefined);
  if (ways.length !== 1) {
    const found = ways.length === 0 ? "none of automatic, secretName and issued" : ways.join(" and ");
    const reason = `has ${found}: give exactly one of the three, or leave tls out for a port without TLS`;
    return [{ rule: "8", propertyPath: `${path}.tls`, reason }];
  }
  if (tls.certificate !== undefined && tls.secretName === undefined) {
    const reason = `is given with ${ways[0]}: it goes into a Secret of yours, whose name secretName says`;
    return [{ rule: "8", propertyPath: `${path}.tls.certificate`, reason }];
  }
  return [];
}

/** Rule 6. */
function authorizationAlone({ path, args }: PlainPort): Finding[] {
  if (args.authorizationRef === undefined || args.authenticationRef !== undefined) return [];
  const reason = "is given without authenticationRef, but who is not known cannot be authorized: give both";
  return [{ rule: "6", propertyPath: `${path}.authorizationRef`, reason }];
}

/** Rule 7, for a port whose authentication is known to take client certificates or not to. */
export function clientCertificatesWithoutTls(port: PlainPort, usesClientCertificates: boolean | undefined): Finding[] {
  if (usesClientCertificates !== true || port.args.tls !== undefined) return [];
  const reason = "takes client certificates, but the port has no TLS, in which clients show them: give tls";
  return [{ rule: "7", propertyPath: `${port.path}.authenticationRef`, reason }];
}

/** Rule 19. */
function openPort({ path, args }: PlainPort, { name, type }: PlainListener): Finding[] {
  if (type === ListenerServiceType.ClusterIp) return [];
  const missing = (["authenticationRef", "tls"] as const).filter(key => args[key] === undefined);
  if (missing.length === 0) return [];
  const what = missing.length === 2 ? "anyone may connect, and read along" : dangers[missing[0]];
  const reason =
    `port ${args.port} of the ${type} listener '${name}' has no ${missing.join(" and no ")}: ${what}; for tests only. ` +
    `Give ${missing.join(" and ")}`;
  return [{ rule: "19", propertyPath: path, reason }];
}

const dangers = {
  authenticationRef: "anyone who reaches it may connect",
  tls: "whoever is on the way reads names, passwords and messages",
};

/** Rule 12 for automatic certificates, before the address is known. */
function namesOutside({ path, args: { port, tls } }: PlainPort, { name, type }: PlainListener): Finding[] {
  const { automatic } = tls ?? {};
  if (type === ListenerServiceType.ClusterIp || automatic === undefined) return [];
  if (!namesNothing(automatic)) return [];
  const reason =
    `the certificate of port ${port} of the ${type} listener '${name}' is good inside the cluster only, and clients ` +
    "outside refuse it: give the dnsNames or ipAddresses by which they connect, or use issued, which adds the external " +
    "address by itself";
  return [{ rule: "12a", propertyPath: `${path}.tls.automatic`, reason }];
}

/** Whether it is seen at once that the certificate holds no name of the user's. */
export function namesNothing({ dnsNames, ipAddresses }: AutomaticTlsArgs): boolean {
  return [dnsNames, ipAddresses].every(list => list === undefined || (Array.isArray(list) && list.length === 0));
}

/** Rule 5. A reference that is an Output makes the port wait for what it names. */
function unknownReferences({ path, args }: PlainPort): Finding[] {
  return (["authenticationRef", "authorizationRef"] as const).flatMap(key => {
    const name = knownOf<string>(args[key], "name");
    if (name === undefined || (key === "authenticationRef" && name === "default")) return [];
    const component = key === "authenticationRef" ? "BrokerAuthentication" : "BrokerAuthorization";
    const reason =
      `names '${name}', which cannot be seen to be there: until it is, clients of port ${args.port} are turned ` +
      `away. If this program makes it, give the ${key} of its ${component}`;
    return [{ rule: "5" as const, propertyPath: `${path}.${key}`, reason }];
  });
}

/** Rule 5a. */
export function ofAnotherBroker(ofRef: string, brokerName: string, propertyPath: string): Finding[] {
  if (ofRef === brokerName) return [];
  const reason =
    `is of the broker '${unlessSecret(ofRef)}', but the port is of '${unlessSecret(brokerName)}', which knows its own only: clients would be turned ` +
    "away. Give one that is made with that brokerName";
  return [{ rule: "5a", propertyPath, reason }];
}

/** Rule 25. */
export function defaultIssuer(issuer: string | undefined, propertyPath: string): Finding[] {
  if (issuer !== "azure-iot-operations-aio-certificate-issuer") return [];
  const reason =
    `is '${issuer}', the default issuer of Azure IoT Operations, whose CA Microsoft calls not for production: use an ` +
    "issuer of yours";
  return [{ rule: "25", propertyPath, reason }];
}
