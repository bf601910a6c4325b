/** What the webhook refuses in a BrokerListener, beyond what the schema does. */
import { isIP } from "node:net";
import { brokerOf, serviceOf } from "../customResources";
import type { BrokerListener, ListenerPort } from "../customResources";

/** Why a listener cannot exist beside the others of its namespace; undefined if it can. */
export function refusalOf(listener: BrokerListener, others: readonly BrokerListener[]): string | undefined {
  return ownTrouble(listener) ?? conflict(listener, others);
}

function ownTrouble({ spec }: BrokerListener): string | undefined {
  const seen = new Set<number>();
  for (const [index, port] of spec.ports.entries()) {
    const path = `spec.ports[${index}]`;
    if (port.port === 0) return `${path}.port: must be from 1 to 65535`;
    if (seen.has(port.port)) return `${path}.port: ${port.port} is there twice`;
    seen.add(port.port);
    const trouble = tlsTrouble(port, `${path}.tls`);
    if (trouble !== undefined) return trouble;
  }
  return spec.ports.length === 0 ? "spec.ports: a listener needs at least one port" : undefined;
}

function tlsTrouble({ tls }: ListenerPort, path: string): string | undefined {
  if (tls === undefined) return undefined;
  const { mode, certManagerCertificateSpec: automatic, manual } = tls;
  if (automatic !== undefined && manual !== undefined) {
    return `${path}: certManagerCertificateSpec and manual exclude each other`;
  }
  if (mode === "Automatic" && automatic === undefined) {
    return `${path}.certManagerCertificateSpec: is required when mode is Automatic`;
  }
  if (mode === "Manual" && manual === undefined) return `${path}.manual: is required when mode is Manual`;
  // Go's parser accepts no zone, as in fe80::1%eth0.
  const noAddress = automatic?.san?.ip.find(ip => !isIP(ip) || ip.includes("%"));
  return noAddress === undefined
    ? undefined
    : `${path}.certManagerCertificateSpec.san.ip: ${noAddress} is no IP address`;
}

/** A broker has one listener for each Service type, and each port once; a namespace has each Service once. */
function conflict(listener: BrokerListener, others: readonly BrokerListener[]): string | undefined {
  for (const other of others) {
    const name = `BrokerListener ${other.metadata.name}`;
    if (serviceOf(other) === serviceOf(listener)) {
      return `spec.serviceName: Service ${serviceOf(listener)} is that of ${name}`;
    }
    if (brokerOf(other) !== brokerOf(listener)) continue;
    if (typeOf(other) === typeOf(listener)) {
      return `spec.serviceType: ${typeOf(listener)} is that of ${name}; only one listener per service type is allowed`;
    }
    const taken = listener.spec.ports.find(({ port }) => other.spec.ports.some(theirs => theirs.port === port));
    if (taken !== undefined) return `spec.ports: port ${taken.port} is used by ${name}`;
  }
  return undefined;
}

function typeOf({ spec }: BrokerListener): string {
  return spec.serviceType ?? "ClusterIp";
}
