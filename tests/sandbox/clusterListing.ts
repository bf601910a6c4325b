/** Everything that is in the cluster, for comparing before and after. */
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, kubectl } from "./kubectl";

/** Events outlive what they tell of, and leases change hands by themselves. */
const fleeting = new Set(["events", "events.events.k8s.io", "leases.coordination.k8s.io"]);

/** One line for each object: kind, namespace and name. */
export async function clusterListing(): Promise<string[]> {
  await noNamespaceIsGoing();
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return await listing();
    } catch (error) {
      // A kind that an earlier test has deleted is named for some seconds more.
      if (!String(error).includes("could not find the requested resource") || Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}

/** Waits until the cluster holds what a listing says, since APIServices and the like go after what they belong to. */
export function comesBackTo(before: string[]): Promise<void> {
  return eventually(async () => {
    const now = await clusterListing();
    return [...without(now, before), ...without(before, now).map(object => `no ${object}`)].join(", ");
  }, "");
}

/** The same where only that counts which is not in the listing. */
export function nothingIsLeftBeside(before: string[]): Promise<void> {
  return eventually(async () => without(await clusterListing(), before).join(", "), "");
}

function without(objects: string[], others: string[]): string[] {
  return objects.filter(object => !others.includes(object));
}

async function listing(): Promise<string[]> {
  const kinds = (await kubectl("api-resources", "--verbs=list", "--output=name")).trim().split("\n");
  const columns = "custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name";
  const wanted = kinds.filter(kind => !fleeting.has(kind)).join(",");
  const lines = await kubectl("get", wanted, "--all-namespaces", "--no-headers", "--output", columns);
  return [...new Set(lines.trim().split("\n"))].map(line => line.split(/\s+/).join(" ")).sort();
}

/** What earlier tests deleted without waiting for it would look like a change. */
function noNamespaceIsGoing(): Promise<void> {
  const going = 'jsonpath={.items[?(@.status.phase=="Terminating")].metadata.name}';
  return eventually(() => kubectl("get", "namespaces", "--output", going), "");
}
