/** Lists what is in the cluster, to compare before and after while other tests use it too. */
import { setTimeout as sleep } from "node:timers/promises";
import { eventually, kubectl } from "./kubectl";

/** Events outlive the objects that they report on, and leases change hands by themselves. */
const fleeting = new Set(["events", "events.events.k8s.io", "leases.coordination.k8s.io"]);

type Names = readonly [string, ...string[]];

/** The objects that belong to one suite. */
export interface Listing {
  names: Names;
  /** One line per object: kind, namespace and name. */
  objects: string[];
}

/**
 * Lists the objects of every kind that are in the namespaces of these names or belong to them, such as volumes, and the
 * cluster-scoped objects whose names contain one of these names.
 */
export async function clusterListing(...names: Names): Promise<Listing> {
  await noNamespaceIsGoing(names);
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      return { names, objects: await listing(names) };
    } catch (error) {
      // A kind that a test has deleted is still listed for some seconds.
      const isOfKinds = /could not find the requested resource|doesn't have a resource type/.test(String(error));
      if (!isOfKinds || Date.now() > deadline) throw error;
      await sleep(500);
    }
  }
}

/** Waits until the cluster holds exactly what a listing says: APIServices and the like go only after their owners. */
export function comesBackTo({ names, objects }: Listing): Promise<void> {
  return eventually(async () => {
    const { objects: now } = await clusterListing(...names);
    return [...without(now, objects), ...without(objects, now).map(object => `no ${object}`)].join(", ");
  }, "");
}

/** Waits until the cluster holds nothing that a listing lacks. */
export function nothingIsLeftBeside({ names, objects }: Listing): Promise<void> {
  return eventually(async () => without((await clusterListing(...names)).objects, objects).join(", "), "");
}

function without(objects: string[], others: string[]): string[] {
  return objects.filter(object => !others.includes(object));
}

async function listing(names: Names): Promise<string[]> {
  const kinds = (await kubectl("api-resources", "--verbs=list", "--output=name")).trim().split("\n");
  const fields = ["kind", "metadata.namespace", "metadata.name", "spec.claimRef.namespace", "spec.parentRef.namespace"];
  const columns = `custom-columns=${fields.map((field, index) => `${index}:.${field}`).join(",")}`;
  const wanted = kinds.filter(kind => !fleeting.has(kind)).join(",");
  const lines = await kubectl("get", wanted, "--all-namespaces", "--no-headers", "--output", columns);
  const found = lines
    .trim()
    .split("\n")
    .map(line => line.split(/\s+/));
  const ours = found.filter(([kind, namespace, name, ...isFor]) => {
    const inside = kind === "Namespace" ? [name] : [namespace, ...isFor].filter(one => one !== "<none>");
    // Charts also put roles into kube-system, where no suite has other objects.
    const isOutside = inside.length === 0 || namespace === "kube-system";
    return names.some(own => inside.includes(own) || (isOutside && name.includes(own)));
  });
  return [...new Set(ours.map(([kind, namespace, name]) => `${kind} ${namespace} ${name}`))].sort();
}

/** Waits for deleted namespaces to go: a deletion that nobody waited for would look like a change. */
function noNamespaceIsGoing(own: Names): Promise<void> {
  const going = 'jsonpath={.items[?(@.status.phase=="Terminating")].metadata.name}';
  return eventually(async () => {
    const names = (await kubectl("get", "namespaces", "--output", going)).split(" ");
    return names.filter(name => own.includes(name)).join(", ");
  }, "");
}
