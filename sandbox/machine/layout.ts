/** Names, addresses and folders of the machine-local cluster. */
import * as path from "node:path";
import { stateFolder } from "../paths";

/** The only node's name. */
export const nodeName = "aks-mqtt-node";

/** Nodes, pods and load balancers share one subnet, as with Azure CNI; Services have their own range. */
export const network = {
  bridge: "aksmqtt0",
  nodeAddress: "10.240.0.4",
  routerAddress: "10.240.0.5",
  /** In pods, names below it resolve to the router. */
  routerDomain: "apps.aks-mqtt.test",
  subnet: "10.240.0.0/16",
  pods: "10.240.64.0/18",
  loadBalancers: "10.240.32.0/24",
  services: "10.0.0.0/16",
  apiServerServiceAddress: "10.0.0.1",
  dnsAddress: "10.0.0.10",
  apiServerPort: 6443,
} as const;

/** The API server as everything in the cluster and on this machine addresses it. */
export const apiServerUrl = `https://${network.nodeAddress}:${network.apiServerPort}`;

/** The user's kubeconfig; it holds an administrator's key, so only its owner can read it. */
export const adminKubeconfig = path.join(stateFolder, "kubeconfig");

/** The name of the context, the cluster and the user in the user's kubeconfig. */
export const contextName = "aks-mqtt-sandbox";

/** The control group that holds every process of the sandbox, below each hierarchy's root. */
export const controlGroup = "aks-mqtt";

/** Everything that `down` deletes. */
export const machineFolder = path.join(stateFolder, "machine");

const inMachine = (...parts: string[]): string => path.join(machineFolder, ...parts);

/** Folders below the machine's own, by what they hold. */
export const folders = {
  certificates: inMachine("pki"),
  configuration: inMachine("config"),
  logs: inMachine("log"),
  podLogs: inMachine("log", "pods"),
  etcd: inMachine("etcd"),
  containerd: inMachine("containerd"),
  /** Sockets and the state of running containers: like /run, worth nothing after a restart. */
  run: inMachine("run"),
  kubelet: inMachine("kubelet"),
  cniPrograms: inMachine("cni", "bin"),
  cniConfiguration: inMachine("cni", "config"),
  cniAddresses: inMachine("cni", "addresses"),
  volumes: inMachine("volumes"),
  /** Mounted, for the sandbox's processes only, over folders whose paths are built into the programs. */
  privateMounts: inMachine("private"),
} as const;

/** Files that more than one module reads. */
export const files = {
  containerdSocket: path.join(folders.run, "containerd.sock"),
  containerdConfiguration: path.join(folders.configuration, "containerd.toml"),
  kubeletConfiguration: path.join(folders.configuration, "kubelet.json"),
  kubeProxyConfiguration: path.join(folders.configuration, "kube-proxy.json"),
  encryptionConfiguration: path.join(folders.configuration, "encryption.json"),
  resolvConf: path.join(folders.configuration, "resolv.conf"),
  programs: inMachine("programs.json"),
  hostChanges: inMachine("host-changes.json"),
  supervisorState: inMachine("supervisor.json"),
  routerState: path.join(folders.run, "router.json"),
  routerLog: path.join(folders.logs, "router.log"),
  supervisorLog: path.join(folders.logs, "supervisor.log"),
} as const;

/** The kubeconfig of one part. */
export function kubeconfigOf(user: string): string {
  return path.join(folders.configuration, `${user}.kubeconfig`);
}

/** The log of one part. */
export function logOf(part: string): string {
  return path.join(folders.logs, `${part}.log`);
}
