/** The configuration files of the parts. */
import * as fs from "node:fs";
import * as path from "node:path";
import {
  adminKubeconfig,
  apiServerUrl,
  contextName,
  controlGroup,
  files,
  folders,
  kubeconfigOf,
  network,
  nodeName,
} from "./layout";
import { certificateFile, keyFile, users } from "./pki";
import type { User } from "./pki";
import type { Programs } from "./programs";
import { pauseImage } from "./images";

/** Where Debian's package containernetworking-plugins puts the plugins. */
const debianCniPrograms = "/usr/lib/cni";

/** Writes every configuration file; none refers to the host's own containerd or CNI configuration. */
export function writeConfiguration(programs: Programs): void {
  for (const user of Object.keys(users) as User[]) writeKubeconfig(user);
  fs.writeFileSync(files.containerdConfiguration, containerd());
  writeJson(files.kubeletConfiguration, kubelet());
  writeJson(files.kubeProxyConfiguration, kubeProxy());
  fs.writeFileSync(files.resolvConf, resolvConf());
  writeCni(programs);
}

function writeJson(file: string, content: object): void {
  fs.writeFileSync(file, JSON.stringify(content, undefined, 2) + "\n", { mode: 0o600 });
}

/** Writes the kubeconfig of the router, whose certificate must exist. */
export function writeRouterKubeconfig(): void {
  writeKubeconfig("router");
}

function writeKubeconfig(user: User | "router"): void {
  const name = user === "admin" ? contextName : user;
  const embed = (file: string) => fs.readFileSync(file).toString("base64");
  writeJson(user === "admin" ? adminKubeconfig : kubeconfigOf(user), {
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name,
        cluster: { server: apiServerUrl, "certificate-authority-data": embed(certificateFile("kubernetes-ca")) },
      },
    ],
    users: [
      {
        name,
        user: { "client-certificate-data": embed(certificateFile(user)), "client-key-data": embed(keyFile(user)) },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    "current-context": name,
  });
}

function containerd(): string {
  return `version = 2
root = ${quote(folders.containerd)}
state = ${quote(path.join(folders.run, "containerd"))}

[grpc]
  address = ${quote(files.containerdSocket)}

[plugins."io.containerd.internal.v1.opt"]
  path = ${quote(path.join(folders.containerd, "opt"))}

[plugins."io.containerd.grpc.v1.cri"]
  sandbox_image = ${quote(pauseImage)}
  stream_server_address = "127.0.0.1"
  # Some machines lack CAP_SYS_RESOURCE, which lowering the score needs.
  restrict_oom_score_adj = true
  # These are then mounted out of the host's sight, and go with the sandbox's processes.
  netns_mounts_under_state_dir = true

  [plugins."io.containerd.grpc.v1.cri".cni]
    bin_dir = ${quote(folders.cniPrograms)}
    conf_dir = ${quote(folders.cniConfiguration)}

  [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc]
    runtime_type = "io.containerd.runc.v2"

    [plugins."io.containerd.grpc.v1.cri".containerd.runtimes.runc.options]
      Root = ${quote(path.join(folders.run, "runc"))}
`;
}

function quote(text: string): string {
  return JSON.stringify(text);
}

function kubelet(): object {
  return {
    apiVersion: "kubelet.config.k8s.io/v1beta1",
    kind: "KubeletConfiguration",
    address: network.nodeAddress,
    healthzBindAddress: "127.0.0.1",
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: certificateFile("kubernetes-ca") },
    },
    authorization: { mode: "Webhook" },
    tlsCertFile: certificateFile("kubelet-server"),
    tlsPrivateKeyFile: keyFile("kubelet-server"),
    readOnlyPort: 0,
    clusterDomain: "cluster.local",
    clusterDNS: [network.dnsAddress],
    resolvConf: files.resolvConf,
    containerRuntimeEndpoint: `unix://${files.containerdSocket}`,
    podLogsDir: folders.podLogs,
    cgroupDriver: "cgroupfs",
    cgroupRoot: `/${controlGroup}`,
    failCgroupV1: false,
    enforceNodeAllocatable: [],
    oomScoreAdj: 0,
    failSwapOn: false,
    // The host's full disk is not the sandbox's business, and images that no registry has must not be deleted.
    evictionHard: {},
    imageGCHighThresholdPercent: 100,
    localStorageCapacityIsolation: false,
    // Mounted Secrets and ConfigMaps follow a change within seconds instead of a minute.
    configMapAndSecretChangeDetectionStrategy: "Watch",
    syncFrequency: "10s",
    maxPods: 110,
  };
}

function kubeProxy(): object {
  return {
    apiVersion: "kubeproxy.config.k8s.io/v1alpha1",
    kind: "KubeProxyConfiguration",
    clientConnection: { kubeconfig: kubeconfigOf("kube-proxy") },
    hostnameOverride: nodeName,
    bindAddress: network.nodeAddress,
    healthzBindAddress: "127.0.0.1:10256",
    metricsBindAddress: "127.0.0.1:10249",
    mode: "iptables",
    clusterCIDR: network.pods,
    nodePortAddresses: [`${network.nodeAddress}/32`],
    // Zero leaves the host's limits alone.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: "0s", tcpCloseWaitTimeout: "0s" },
    iptables: { localhostNodePorts: false, minSyncPeriod: "0s" },
    oomScoreAdj: 0,
  };
}

/** The host's name servers without those on loopback, which mean something else inside a pod. */
function resolvConf(): string {
  const host = fs.existsSync("/etc/resolv.conf") ? fs.readFileSync("/etc/resolv.conf", "utf8") : "";
  const servers = host.split("\n").filter(line => /^nameserver\s+(?!127\.|::1)/.test(line));
  return [...servers, "options ndots:1", ""].join("\n");
}

function writeCni(programs: Programs): void {
  const link = (name: string, target: string) => {
    fs.rmSync(path.join(folders.cniPrograms, name), { force: true });
    fs.symlinkSync(target, path.join(folders.cniPrograms, name));
  };
  link("calico", programs.program("calico"));
  for (const name of ["host-local", "loopback"]) link(name, path.join(debianCniPrograms, name));
  writeJson(path.join(folders.cniConfiguration, "10-calico.conflist"), {
    name: "aks-mqtt",
    cniVersion: "0.3.1",
    plugins: [
      {
        type: "calico",
        datastore_type: "kubernetes",
        nodename: nodeName,
        // The file comes from a container that is not needed here.
        nodename_file_optional: true,
        mtu: 1500,
        log_level: "info",
        log_file_path: path.join(folders.logs, "calico-cni.log"),
        ipam: { type: "host-local", subnet: "usePodCidr", dataDir: folders.cniAddresses },
        policy: { type: "k8s" },
        kubernetes: { kubeconfig: kubeconfigOf("calico-cni") },
      },
    ],
  });
}
