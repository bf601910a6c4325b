/**
 * Stands in for Azure's load balancer: gives each Service of type LoadBalancer an address of the subnet and puts it on the
 * bridge, where kube-proxy answers for it. A ConfigMap lets tests decide in Azure's place.
 */
import type { CoreV1Event, V1ConfigMap, V1Service } from "@kubernetes/client-node";
import { sandboxNamespace } from "./addons/base";
import { kubeconfigOf, network } from "./layout";
import { assignAddresses } from "./loadBalancerAddresses";
import type { Assignment } from "./loadBalancerAddresses";
import { run } from "./run";
import { answered, follow, oneAtATime } from "./watch";

/** Holds what tests want: "<namespace>.<service>" → "withhold", an address, or "hostname:NAME". */
export const directivesName = "load-balancer";

/** The prefix of its lines in the supervisor's log. */
const who = "Load balancer";
/** A round runs at least this often, whatever happens to the watches. */
const resyncMilliseconds = 2000;

/** Serves until the process ends. Resolves when the first round has started. */
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

  // The watches only say when to look: what they hold may lag behind what a test has just been told.
  const round = async () => {
    const [listed, told] = await Promise.all([
      answered(core.listServiceForAllNamespaces(), "the Services"),
      answered(core.listNamespacedConfigMap({ namespace: sandboxNamespace, fieldSelector }), "the directives"),
    ]);
    const assignments = assignAddresses(listed.items, told.items[0]?.data ?? {});
    // The address must answer before anybody is told of it.
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

  const trigger = oneAtATime(who, round);
  await Promise.all([follow(who, services, trigger), follow(who, directives, trigger)]);
  trigger();
  setInterval(trigger, resyncMilliseconds);
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
