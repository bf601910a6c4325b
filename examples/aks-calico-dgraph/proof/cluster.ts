/** The conditions of the tests: Calico runs, and pods have addresses in the nodes' subnet. */
import { BlockList } from "node:net";
import { read } from "./kubectl";

interface List<T> {
  items: T[];
}
interface Node {
  metadata: { name: string };
  status: { addresses: { type: string; address: string }[] };
}
interface Pod {
  metadata: { name: string; annotations?: Record<string, string> };
  status: { podIP?: string };
}
interface ClusterInformation {
  spec?: { calicoVersion?: string; datastoreReady?: boolean };
}
interface DaemonSet {
  metadata: { name: string; namespace: string };
  status: { desiredNumberScheduled: number; numberReady: number };
}

/**
 * The evidence that Calico runs: its own status, and its agents or the pod addresses that its plugin assigned. Throws
 * an error that says what is missing.
 */
export async function calicoEvidence(environment: NodeJS.ProcessEnv): Promise<string[]> {
  const informationKind = "clusterinformations.crd.projectcalico.org";
  const information = await read<ClusterInformation>(environment, informationKind, "default").catch((error: Error) => {
    throw new Error(`The cluster has no Calico, and without it, policies close nothing. ${error.message}`);
  });
  const { calicoVersion, datastoreReady } = information.spec ?? {};
  if (!datastoreReady) throw new Error("Calico's ClusterInformation says that its datastore is not ready.");
  const version = calicoVersion === undefined ? "" : `, version ${calicoVersion}`;
  return [`ClusterInformation: the datastore is ready${version}`, await agents(environment)];
}

async function agents(environment: NodeJS.ProcessEnv): Promise<string> {
  const all = await read<List<DaemonSet>>(environment, "daemonsets", "--all-namespaces");
  const agent = all.items.find(({ metadata }) => metadata.name === "calico-node");
  if (agent !== undefined) {
    const { desiredNumberScheduled: nodes, numberReady: ready } = agent.status;
    if (ready < nodes) throw new Error(`Only ${ready} of ${nodes} pods of calico-node are ready.`);
    return `DaemonSet ${agent.metadata.namespace}/calico-node: ready on ${ready} of ${nodes} nodes`;
  }
  // If the agent runs outside of Kubernetes, the plugin still adds this annotation to pods.
  const pods = await read<List<Pod>>(environment, "pods", "--all-namespaces");
  const wired = pods.items.filter(({ metadata }) => metadata.annotations?.["cni.projectcalico.org/podIP"]);
  if (wired.length === 0)
    throw new Error("Calico has neither a DaemonSet calico-node nor a pod with one of its addresses.");
  return `no DaemonSet calico-node; its plugin gave ${wired.length} pods their addresses`;
}

/** The addresses of the nodes and of Dgraph's pods. Throws if one is not in the subnet. */
export async function addressesInSubnet(environment: NodeJS.ProcessEnv, subnet: string): Promise<[string, string][]> {
  const nodes = await read<List<Node>>(environment, "nodes");
  const pods = await read<List<Pod>>(environment, "pods", "--namespace=dgraph");
  const addresses: [string, string][] = [
    ...nodes.items.map(({ metadata, status }): [string, string] => [
      metadata.name,
      status.addresses.find(({ type }) => type === "InternalIP")?.address ?? "none",
    ]),
    ...pods.items.map(({ metadata, status }): [string, string] => [metadata.name, status.podIP ?? "none"]),
  ];
  const [network, prefix] = subnet.split("/");
  const block = new BlockList();
  block.addSubnet(network, Number(prefix));
  const outside = addresses.filter(([, address]) => !block.check(address));
  if (outside.length > 0) {
    const named = outside.map(([name, address]) => `${name} ${address}`).join(", ");
    throw new Error(
      `Nodes and pods do not share the subnet ${subnet}: ${named}. If they use another subnet, set --subnet. With an ` +
        "overlay, they never share one, and other machines in the subnet cannot reach the same addresses.",
    );
  }
  return addresses;
}
