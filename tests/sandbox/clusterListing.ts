/** Everything that is in the cluster, for comparing before and after. */
import { eventually, kubectl } from "./kubectl";

/** Events outlive what they tell of, and leases change hands by themselves. */
const fleeting = new Set(["events", "events.events.k8s.io", "leases.coordination.k8s.io"]);

/** One line for each object: kind, namespace and name. */
export async function clusterListing(): Promise<string[]> {
  await noNamespaceIsGoing();
  const kinds = (await kubectl("api-resources", "--verbs=list", "--output=name")).trim().split("\n");
  const columns = "custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name";
  const wanted = kinds.filter(kind => !fleeting.has(kind)).join(",");
  const lines = await kubectl("get", wanted, "--all-namespaces", "--no-headers", "--output", columns);
  return [...new Set(lines.trim().split("\n"))].map(line => line.split(/\s+/).join(" ")).sort();
}

/** What earlier tests deleted without waiting for it would look like a change. */
function noNamespaceIsGoing(): Promise<void> {
  const going = 'jsonpath={.items[?(@.status.phase=="Terminating")].metadata.name}';
  return eventually(() => kubectl("get", "namespaces", "--output", going), "", 60);
}
