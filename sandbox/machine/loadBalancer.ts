/**
 * Plays Azure's load balancer: gives each Service of type LoadBalancer an address of the subnet and puts it on the
 * bridge, where kube-proxy answers for it. A ConfigMap lets tests say what Azure would decide.
 */
import { setTimeout as sleep } from "node:timers/promises";
import type { CoreV1Event, Informer, KubernetesObject, V1ConfigMap, V1Service } from "@kubernetes/client-node";
import { sandboxNamespace } from "./addons/base";
import { kubeconfigOf, network } from "./layout";
import { assignAddresses } from "./loadBalancerAddresses";
import type { Assignment } from "./loadBalancerAddresses";
import { run } from "./run";

/** Holds what tests want: "<namespace>.<service>" → "withhold", an address, or "hostname:NAME". */
export const directivesName = "load-balancer";

const firstRetryMilliseconds = 500;
const longestRetryMilliseconds = 10_000;
/** A round comes at least this often, whatever became of the watches. */
const resyncMilliseconds = 2000;
/** An answer that takes longer will not come any more. */
const answerMilliseconds = 5000;

/** Serves until the process ends; resolves when the first round is done. */
export async function runLoadBalancer(): Promise<void> {
  // An ES module, and slow to load: only the supervisor needs it.
  const k8s = await import("@kubernetes/client-node");
  const config = new k8s.KubeConfig();
  config.loadFromFile(kubeconfigOf("load-balancer"));
  const core = config.makeApiClient(k8s.CoreV1Api);

  const services = k8s.makeInformer(config, "/api/v1/services", () => core.listServiceForAllNamespaces());
  const fieldSelector = `metadata.name=${directivesName}`;
  const directives = new k8s.ListWatch<V1ConfigMap>(
    `/api/v1/namespaces/${sandboxNamespace}/configmaps`,
    new k8s.Watch(config),
    () => core.listNamespacedConfigMap({ namespace: sandboxNamespace, fieldSelector }),
    false,
    undefined,
    fieldSelector,
  );

  // The watches only say when to look: what they hold may be behind what a test has just been told.
  const round = async () => {
    const [listed, told] = await Promise.all([
      answered(core.listServiceForAllNamespaces(), "the Services"),
      answered(core.listNamespacedConfigMap({ namespace: sandboxNamespace, fieldSelector }), "the directives"),
    ]);
    const assignments = assignAddresses(listed.items, told.items[0]?.data ?? {});
    // The address answers before anybody is told of it.
    await holdAddresses(assignments);
    for (const assignment of assignments) {
      if (assignment.changed) await publish(assignment);
      if (assignment.refusal !== undefined) await warn(assignment.service, assignment.refusal);
    }
  };
  const publish = async ({ service, ingress }: Assignment) => {
    const { name = "", namespace = "" } = service.metadata ?? {};
    const patched = core.patchNamespacedServiceStatus(
      { name, namespace, body: { status: { loadBalancer: { ingress: ingress ?? null } } } },
      k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch),
    );
    await answered(patched, `the status of Service ${namespace}/${name}`);
    console.error(`Service ${namespace}/${name}: ${JSON.stringify(ingress ?? "no ingress")}`);
  };
  const warned = new Map<string, string>();
  const warn = async ({ metadata = {} }: V1Service, message: string) => {
    const { uid = "", name, namespace = "" } = metadata;
    if (warned.get(uid) === message) return;
    warned.set(uid, message);
    const now = new Date();
    const body: CoreV1Event = {
      metadata: { generateName: `${name}-`, namespace },
      involvedObject: { apiVersion: "v1", kind: "Service", name, namespace, uid },
      type: "Warning",
      reason: "SyncLoadBalancerFailed",
      message,
      firstTimestamp: now,
      lastTimestamp: now,
      count: 1,
      source: { component: "load-balancer" },
    };
    await answered(core.createNamespacedEvent({ namespace, body }), `an event of Service ${namespace}/${name}`);
  };

  const trigger = oneAtATime(round);
  await Promise.all([follow(services, trigger), follow(directives, trigger)]);
  trigger();
  setInterval(trigger, resyncMilliseconds);
}

/** What the API server answers, or an error when it does not. */
async function answered<T>(request: Promise<T>, what: string): Promise<T> {
  const late = sleep(answerMilliseconds, undefined, { ref: false }).then(() => {
    throw new Error(`no answer about ${what} within ${answerMilliseconds} ms`);
  });
  return Promise.race([request, late]);
}

/** Keeps an informer watching, and calls `changed` for whatever it sees. */
async function follow<T extends KubernetesObject>(informer: Informer<T>, changed: () => void): Promise<void> {
  informer.on("change", changed);
  informer.on("delete", changed);
  informer.on("error", (error: unknown) => {
    console.error("Load balancer: watching failed, trying again:", String(error));
    setTimeout(() => void informer.start(), firstRetryMilliseconds);
  });
  await informer.start();
}

/** Runs `round` again for whatever happened meanwhile, never twice at once, and again later when it fails. */
function oneAtATime(round: () => Promise<void>): () => void {
  let running = false;
  let again = false;
  let delay = firstRetryMilliseconds;
  const trigger = () => {
    again = true;
    if (!running) void loop();
  };
  const loop = async () => {
    running = true;
    while (again) {
      again = false;
      try {
        await round();
        delay = firstRetryMilliseconds;
      } catch (error) {
        console.error("Load balancer: trying again:", String(error));
        setTimeout(trigger, delay);
        delay = Math.min(delay * 2, longestRetryMilliseconds);
        break;
      }
    }
    running = false;
  };
  return trigger;
}

/** Makes the bridge hold exactly the addresses that are in use. */
async function holdAddresses(assignments: Assignment[]): Promise<void> {
  const wanted = new Set(assignments.flatMap(({ ingress }) => ingress ?? []).flatMap(({ ip }) => ip ?? []));
  const listed = await run("ip", ["-json", "-4", "address", "show", "dev", network.bridge]);
  const [link] = JSON.parse(listed) as { addr_info: { local: string; prefixlen: number }[] }[];
  const held = new Set(link.addr_info.filter(({ prefixlen }) => prefixlen === 32).map(({ local }) => local));
  for (const ip of wanted) {
    if (!held.has(ip)) await run("ip", ["address", "add", `${ip}/32`, "dev", network.bridge]);
  }
  for (const ip of held) {
    if (!wanted.has(ip)) await run("ip", ["address", "delete", `${ip}/32`, "dev", network.bridge]);
  }
}
