/** The stand-in for Azure IoT Operations as the tests use it. */
import { installIotOperations, iotOperationsPrograms, uninstallIotOperations } from "../azure/iotOperations/install";
import { defaultListener, group, namespace, trust } from "../azure/iotOperations/names";
import type { ListenerSpec } from "../azure/iotOperations/customResources";
import { clusterPrograms } from "../setUp";
import { ensurePrograms } from "../toolchain";
import { apply, eventually, kubectl } from "./kubectl";
import type { Connection } from "./mqtt";

export { namespace };

/** Installs the stand-in; its programs were built when the suite was set up. */
export async function install(): Promise<void> {
  await installIotOperations(await toolchain(), () => undefined);
}

/** Uninstalls the stand-in and its cert-manager. */
export async function uninstall(): Promise<void> {
  await uninstallIotOperations(await toolchain(), () => undefined);
}

function toolchain() {
  return ensurePrograms([...clusterPrograms, ...iotOperationsPrograms], () => undefined);
}

/** An object of the broker's API in the namespace of Azure IoT Operations. */
export function brokerResource(kind: string, name: string, spec: object): object {
  return { apiVersion: `${group}/v1`, kind, metadata: { name, namespace }, spec };
}

/** Runs kubectl in the namespace of Azure IoT Operations. */
export function inNamespace(...args: string[]): Promise<string> {
  return kubectl("--namespace", namespace, ...args);
}

/** Applies a listener and resolves when all its ports are served. */
export async function listen(name: string, spec: ListenerSpec): Promise<void> {
  await apply(brokerResource("BrokerListener", name, spec));
  const wanted = spec.ports.map(({ port }) => port);
  const { brokerRef = "default" } = spec;
  const shown = "jsonpath={.status.frontend.ports}";
  // The listener's status may still describe the state before.
  const notServed = async () => {
    const ports = await inNamespace("get", "broker", brokerRef, `--output=${shown}`);
    const states = JSON.parse(ports || "{}") as Record<string, string>;
    return wanted
      .filter(port => states[port] !== "serving")
      .map(port => `${port}: ${states[port]}`)
      .join();
  };
  await eventually(notServed, "");
  await eventually(() => runtime(name), "Running");
}

/** The runtime status of a listener. */
export function runtime(listener: string): Promise<string> {
  return inNamespace("get", "brokerlistener", listener, "--output=jsonpath={.status.runtimeStatus.status}");
}

/** The external address of a Service. */
export async function addressOf(service: string): Promise<string> {
  const ingress = "jsonpath={.status.loadBalancer.ingress[0].ip}";
  await inNamespace("wait", `service/${service}`, "--for=create", "--timeout=60s");
  await inNamespace("wait", `service/${service}`, `--for=${ingress}`, "--timeout=60s");
  return inNamespace("get", "service", service, `--output=${ingress}`);
}

/** The CA certificates that clients inside the cluster trust. */
export async function trustBundle(): Promise<string> {
  return inNamespace("get", "configmap", trust.bundle, "--output=jsonpath={.data.ca\\.crt}");
}

/** A token for a service account of the namespace. */
export async function token(audience: string, account = "default"): Promise<string> {
  return (await inNamespace("create", "token", account, `--audience=${audience}`)).trim();
}

/** How a client inside the cluster connects to the default listener; this machine can use its cluster IP too. */
export async function defaultConnection(): Promise<Connection> {
  const { service, port, audience } = defaultListener;
  const host = await inNamespace("get", "service", service, "--output=jsonpath={.spec.clusterIP}");
  const ca = await trustBundle();
  return { host, port, servername: service, ca, username: "K8S-SAT", password: await token(audience) };
}
