/** Why Pods are not ready: the states of their containers and the cluster's latest warnings. */
import type { CoreV1Event, V1ContainerStatus, V1LabelSelector, V1Pod } from "@kubernetes/client-node";
import type { Cluster } from "../../../kubernetes/client";

const MOST_PODS = 3;
const MOST_EVENTS = 3;
/** The kubelet's reasons during a normal start. */
const starting = new Set(["ContainerCreating", "PodInitializing"]);

/** One line for each problem of the selected Pods, and where to look for more. */
export async function explainPods(
  cluster: Cluster,
  namespace: string,
  selector: V1LabelSelector | undefined,
): Promise<string[]> {
  const labelSelector = selectorText(selector);
  if (labelSelector === "") return [];
  const pods = await cluster.list<V1Pod>({ apiVersion: "v1", kind: "Pod" }, namespace, { labelSelector });
  const troubled = pods.filter(pod => !pod.metadata?.deletionTimestamp && !isReady(pod));
  const explained = await Promise.all(troubled.slice(0, MOST_PODS).map(pod => explainPod(cluster, pod)));
  const more = troubled.length - MOST_PODS;
  return [...explained.flat(), ...(more > 0 ? [`${more} more Pods are not ready`] : [])];
}

/** The problems of one Pod, and the commands that show more. */
export async function explainPod(cluster: Cluster, pod: V1Pod): Promise<string[]> {
  const { name = "", namespace = "" } = pod.metadata ?? {};
  const lines = [...podTroubles(pod), ...(await warningsAbout(cluster, pod))];
  return [
    ...lines.map(line => `[Pod ${namespace}/${name}]: ${line}`),
    `look at: kubectl -n ${namespace} describe pod ${name}; kubectl -n ${namespace} logs ${name} --all-containers`,
  ];
}

export function isReady(pod: V1Pod): boolean {
  if (pod.status?.phase === "Succeeded") return true;
  return pod.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") ?? false;
}

/** What the Pod's own status says. */
export function podTroubles({ status }: V1Pod): string[] {
  const unscheduled = status?.conditions?.find(({ type, status: met }) => type === "PodScheduled" && met === "False");
  if (unscheduled) return [`not scheduled: ${unscheduled.reason}: ${unscheduled.message}`];
  const init = (status?.initContainerStatuses ?? []).filter(
    container => !container.state?.terminated || failed(container),
  );
  const containers = [...init, ...(status?.containerStatuses ?? []).filter(container => !container.ready)];
  const lines = containers.map(containerTrouble).filter(line => line !== undefined);
  if (status?.reason) lines.unshift(`${status.reason}: ${status.message ?? ""}`);
  return lines.length > 0 ? lines : [`${status?.phase ?? "Pending"}, but not ready`];
}

function failed(container: V1ContainerStatus): boolean {
  return (container.state?.terminated?.exitCode ?? 0) !== 0;
}

function containerTrouble(container: V1ContainerStatus): string | undefined {
  const { name, image, state, lastState } = container;
  const { waiting, terminated, running } = state ?? {};
  const last = terminated ?? lastState?.terminated;
  const ended = last
    ? `; last exit code ${last.exitCode} (${last.reason ?? "no reason given"})${last.message ? `: ${last.message.trim()}` : ""}`
    : "";
  if (waiting && !starting.has(waiting.reason ?? "")) {
    return `container "${name}" (image ${image}) waits: ${waiting.reason}: ${waiting.message ?? ""}${ended}`;
  }
  if (terminated) return `container "${name}" (image ${image}) ended${ended}`;
  if (running) return `container "${name}" (image ${image}) runs but is not ready${ended}`;
  return undefined;
}

async function warningsAbout(cluster: Cluster, pod: V1Pod): Promise<string[]> {
  const fieldSelector = `involvedObject.uid=${pod.metadata?.uid},type=Warning`;
  const events = await cluster.list<CoreV1Event>({ apiVersion: "v1", kind: "Event" }, pod.metadata?.namespace, {
    fieldSelector,
  });
  // Events are JSON: their times are strings that sort chronologically.
  const time = (event: CoreV1Event) =>
    String(event.lastTimestamp ?? event.eventTime ?? event.metadata.creationTimestamp);
  const lines = events
    .sort((a, b) => time(b).localeCompare(time(a)))
    .map(({ reason, message }) => `${reason}: ${message}`);
  return [...new Set(lines)].slice(0, MOST_EVENTS);
}

function selectorText(selector: V1LabelSelector | undefined): string {
  const labels = Object.entries(selector?.matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (selector?.matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key} ${operator.toLowerCase()} (${values.join(",")})`;
  });
  return [...labels, ...expressions].join(",");
}
