/** The programs that make up the cluster: how each is started, what must be ready before it, and how its health is checked. */
import * as path from "node:path";
import { files, folders, kubeconfigOf, network, nodeName, apiServerUrl } from "./layout";
import { certificateFile, keyFile } from "./pki";
import type { Programs } from "./programs";

/** Where a part says whether it is healthy: an HTTP address, or a socket that accepts connections. */
export type Health = { url: string } | { socket: string };

/** One supervised program. */
export interface Part {
  name: string;
  command: string;
  args: string[];
  env?: Record<string, string>;
  /** What must be ready before this one is started. */
  after: string[];
  health: Health;
}

/** The step between the API server and the parts that need custom resource definitions and roles. */
export const baseObjects = "base-objects";

const clusterCertificate = certificateFile("kubernetes-ca");
const etcdUrl = "https://127.0.0.1:2379";
const [apiServer, controllerManager] = ["kube-apiserver", "kube-controller-manager"];

/** All parts, in the order of a listing; `after` decides the order in which they start. */
export function parts(programs: Programs, iptablesBackend: "NFT" | "Legacy"): Part[] {
  const program = (name: string) => ({ name, command: programs.program(name) });
  return [
    {
      ...program("etcd"),
      after: [],
      health: { url: "http://127.0.0.1:2381/readyz" },
      args: flags({
        name: nodeName,
        "data-dir": folders.etcd,
        "listen-client-urls": etcdUrl,
        "advertise-client-urls": etcdUrl,
        // A single member has no peers, yet etcd wants an address for them.
        "listen-peer-urls": "https://127.0.0.1:2380",
        "initial-advertise-peer-urls": "https://127.0.0.1:2380",
        "initial-cluster": `${nodeName}=https://127.0.0.1:2380`,
        "listen-metrics-urls": "http://127.0.0.1:2381",
        "client-cert-auth": "true",
        "trusted-ca-file": certificateFile("etcd-ca"),
        "cert-file": certificateFile("etcd"),
        "key-file": keyFile("etcd"),
        "peer-client-cert-auth": "true",
        "peer-trusted-ca-file": certificateFile("etcd-ca"),
        "peer-cert-file": certificateFile("etcd"),
        "peer-key-file": keyFile("etcd"),
        "log-level": "warn",
      }),
    },
    {
      ...program(apiServer),
      after: ["etcd"],
      health: { url: `${apiServerUrl}/readyz` },
      args: flags({
        "bind-address": network.nodeAddress,
        "advertise-address": network.nodeAddress,
        "secure-port": String(network.apiServerPort),
        "etcd-servers": etcdUrl,
        "etcd-cafile": certificateFile("etcd-ca"),
        "etcd-certfile": certificateFile("etcd-client"),
        "etcd-keyfile": keyFile("etcd-client"),
        "encryption-provider-config": files.encryptionConfiguration,
        "tls-cert-file": certificateFile(apiServer),
        "tls-private-key-file": keyFile(apiServer),
        "client-ca-file": clusterCertificate,
        "authorization-mode": "Node,RBAC",
        "enable-admission-plugins": "NodeRestriction",
        "requestheader-client-ca-file": certificateFile("front-proxy-ca"),
        "requestheader-allowed-names": "front-proxy-client",
        "requestheader-username-headers": "X-Remote-User",
        "requestheader-group-headers": "X-Remote-Group",
        "requestheader-extra-headers-prefix": "X-Remote-Extra-",
        "proxy-client-cert-file": certificateFile("front-proxy-client"),
        "proxy-client-key-file": keyFile("front-proxy-client"),
        "service-account-issuer": "https://kubernetes.default.svc.cluster.local",
        "service-account-key-file": certificateFile("service-account"),
        "service-account-signing-key-file": keyFile("service-account"),
        "service-cluster-ip-range": network.services,
        "kubelet-certificate-authority": clusterCertificate,
        "kubelet-client-certificate": certificateFile("kubelet-client"),
        "kubelet-client-key": keyFile("kubelet-client"),
        // The host does not resolve the node's name.
        "kubelet-preferred-address-types": "InternalIP",
        "allow-privileged": "true",
        profiling: "false",
      }),
    },
    {
      ...program(controllerManager),
      after: [apiServer],
      health: { url: "https://127.0.0.1:10257/healthz" },
      args: flags({
        ...controllerFlags(controllerManager),
        "use-service-account-credentials": "true",
        "service-account-private-key-file": keyFile("service-account"),
        "root-ca-file": clusterCertificate,
        "cluster-signing-cert-file": clusterCertificate,
        "cluster-signing-key-file": keyFile("kubernetes-ca"),
        "allocate-node-cidrs": "true",
        "cluster-cidr": network.pods,
        "service-cluster-ip-range": network.services,
      }),
    },
    {
      ...program("kube-scheduler"),
      after: [apiServer],
      health: { url: "https://127.0.0.1:10259/healthz" },
      args: flags(controllerFlags("kube-scheduler")),
    },
    {
      name: "containerd",
      command: "containerd",
      after: [],
      health: { socket: files.containerdSocket },
      args: flags({ config: files.containerdConfiguration, "log-level": "warn" }),
    },
    {
      ...program("kubelet"),
      after: [apiServer, "containerd"],
      health: { url: "http://127.0.0.1:10248/healthz" },
      args: flags({
        config: files.kubeletConfiguration,
        kubeconfig: kubeconfigOf("kubelet"),
        "root-dir": folders.kubelet,
        "hostname-override": nodeName,
        "node-ip": network.nodeAddress,
      }),
    },
    {
      ...program("kube-proxy"),
      after: [apiServer],
      health: { url: "http://127.0.0.1:10256/healthz" },
      args: flags({ config: files.kubeProxyConfiguration }),
    },
    {
      ...program("calico-felix"),
      // The kubelet's rules come first, or Felix looks for them in the other packet filter, which creates tables there.
      after: [baseObjects, "kubelet"],
      health: { url: "http://127.0.0.1:9099/readiness" },
      args: flags({ "config-file": path.join(folders.configuration, "no-felix.cfg") }),
      env: { ...felixSettings, FELIX_IPTABLESBACKEND: iptablesBackend },
    },
  ];
}

function controllerFlags(name: string): Record<string, string> {
  return {
    "bind-address": "127.0.0.1",
    kubeconfig: kubeconfigOf(name),
    "authentication-kubeconfig": kubeconfigOf(name),
    "authorization-kubeconfig": kubeconfigOf(name),
    "tls-cert-file": certificateFile(`${name}-server`),
    "tls-private-key-file": keyFile(`${name}-server`),
    // There is only one instance, and it must not wait for the lease of a killed one.
    "leader-elect": "false",
    profiling: "false",
  };
}

const felixSettings = {
  FELIX_DATASTORETYPE: "kubernetes",
  KUBECONFIG: kubeconfigOf("felix"),
  FELIX_FELIXHOSTNAME: nodeName,
  FELIX_INTERFACEPREFIX: "cali",
  FELIX_IPV6SUPPORT: "false",
  FELIX_XDPENABLED: "false",
  FELIX_DEFAULTENDPOINTTOHOSTACTION: "ACCEPT",
  // Pods see the node under its own address, not under one of the host's.
  FELIX_DEVICEROUTESOURCEADDRESS: network.nodeAddress,
  FELIX_HEALTHENABLED: "true",
  FELIX_HEALTHHOST: "127.0.0.1",
  FELIX_LOGFILEPATH: "none",
  FELIX_LOGSEVERITYSYS: "none",
  FELIX_LOGSEVERITYSCREEN: "warning",
  // Otherwise Felix would report to its makers.
  FELIX_USAGEREPORTINGENABLED: "false",
  FELIX_REPORTINGINTERVALSECS: "0",
};

function flags(values: Record<string, string>): string[] {
  return Object.entries(values).map(([name, value]) => `--${name}=${value}`);
}
