/** Keeps open the ports that the configuration names, and reports whether each is served. */
import { isDeepStrictEqual } from "node:util";
import { missingCertificate } from "../configuration";
import type { Configuration, PortConfiguration } from "../configuration";
import type { AuthenticationMethod } from "../customResources";
import type { Material } from "./custom";
import { openPort } from "./openPort";
import type { Handler, OpenPort, ServerMaterial } from "./openPort";

/** A port as it is served now. */
interface Served {
  open: OpenPort;
  configuration: PortConfiguration;
  material?: ServerMaterial;
}

/** Makes the handler of a port, which reads the port's configuration again for each client. */
type HandlerFor = (configuration: () => PortConfiguration) => Handler;

export function servedPorts(handlerFor: HandlerFor, open = openPort) {
  const served = new Map<number, Served>();
  /** The manual Secrets that existed when the ports were opened. A pod keeps what it has mounted. */
  let mounted = new Set<string>();

  /**
   * Resolves to port → "serving", or what is wrong with it. As documented, pods do not start without a manual Secret.
   * Another Secret needs new pods, so ports that are already served go down with the others.
   */
  return async function serve(wanted: Configuration, material: Material): Promise<Record<string, string>> {
    const missing = wanted.manualSecrets.find(
      secret => !mounted.has(secret) && material.certificate(secret) === undefined,
    );
    if (missing !== undefined) {
      for (const { open: before } of served.values()) before.close();
      served.clear();
      mounted.clear();
      return Object.fromEntries(wanted.ports.map(({ port }) => [port, missingCertificate(missing)]));
    }
    mounted = new Set(wanted.manualSecrets);
    for (const [port, { open: before, configuration }] of served) {
      const now = wanted.ports.find(one => one.port === port);
      if (now !== undefined && shapeOf(now) === shapeOf(configuration)) continue;
      before.close();
      served.delete(port);
    }
    const states: Record<string, string> = {};
    for (const port of wanted.ports) {
      states[port.port] = await serveOne(port, material).catch((error: Error) => error.message);
    }
    return states;
  };

  async function serveOne(port: PortConfiguration, material: Material): Promise<string> {
    const before = served.get(port.port);
    const found = materialFor(port, material);
    if (typeof found === "string") {
      if (before === undefined) return found;
      if (!isDeepStrictEqual(materialOf(before.configuration), materialOf(port))) {
        before.open.close();
        served.delete(port.port);
        return found;
      }
      // A port whose files have disappeared continues with those that it has.
      changePolicies(before, port);
      return "serving";
    }
    if (before === undefined) {
      const handler = handlerFor(() => served.get(port.port)?.configuration ?? port);
      served.set(port.port, { open: await open(port, found, handler), configuration: port, material: found });
      return "serving";
    }
    changePolicies(before, port);
    if (found !== undefined && !isDeepStrictEqual(found, before.material)) {
      before.open.renew(found);
      before.material = found;
    }
    return "serving";
  }

  /** As documented, a change in what clients may do disconnects them all. */
  function changePolicies(before: Served, port: PortConfiguration): void {
    const changed = !isDeepStrictEqual(before.configuration.authorization, port.authorization);
    before.configuration = port;
    if (changed) before.open.endClients();
  }
}

/** A port of another shape needs another server. */
function shapeOf({ protocol, secret, authentication }: PortConfiguration): string {
  return JSON.stringify([protocol, secret !== undefined, certificateAuthorities(authentication).length > 0]);
}

/** The names of the Secret and of the ConfigMaps that a port needs. */
function materialOf({ secret, authentication }: PortConfiguration): (string | undefined)[] {
  return [secret, ...certificateAuthorities(authentication)];
}

/** The server's certificate and the clients' authorities, or which of them is missing; undefined for a port without TLS. */
function materialFor(
  { secret, authentication }: PortConfiguration,
  material: Material,
): ServerMaterial | string | undefined {
  if (secret === undefined) return undefined;
  const certificate = material.certificate(secret);
  if (certificate === undefined) return missingCertificate(secret);
  const names = certificateAuthorities(authentication);
  const found = names.map(name => material.configMap(name));
  const missing = names[found.indexOf(undefined)];
  if (missing !== undefined) return `ConfigMap ${missing} with the clients' certificate authorities not found.`;
  return { ...certificate, clientCas: names.length > 0 ? found.flatMap(values => values ?? []) : undefined };
}

/** The ConfigMaps with the clients' certificate authorities. */
function certificateAuthorities(methods: readonly AuthenticationMethod[] = []): string[] {
  return methods
    .filter(({ method }) => method === "X509")
    .map(({ x509Settings }) => x509Settings?.trustedClientCaCert ?? "client-ca");
}
