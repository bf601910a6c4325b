/** The cluster's name service. */
import * as fs from "node:fs";
import { files, network } from "../layout";
import type { KubernetesObject } from "../kubectl";
import { deployment } from "./deployment";

const labels = { "k8s-app": "kube-dns" };
const metadata = { name: "coredns", namespace: "kube-system" };
const rbac = "rbac.authorization.k8s.io";
/** Unprivileged, so that it needs neither root nor a capability; the Service offers port 53. */
const port = 1053;

/** The objects of CoreDNS, served by `image`; `routed` adds the names of the router. */
export function coredns(image: string, routed: boolean): KubernetesObject[] {
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name: "system:coredns" },
      rules: [
        { apiGroups: [""], resources: ["services", "pods", "namespaces"], verbs: ["list", "watch"] },
        { apiGroups: ["discovery.k8s.io"], resources: ["endpointslices"], verbs: ["list", "watch"] },
      ],
    },
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRoleBinding",
      metadata: { name: "system:coredns" },
      roleRef: { apiGroup: rbac, kind: "ClusterRole", name: "system:coredns" },
      subjects: [{ kind: "ServiceAccount", ...metadata }],
    },
    { apiVersion: "v1", kind: "ConfigMap", metadata, data: { Corefile: corefile(routed), [zoneFile]: zone } },
    {
      apiVersion: "v1",
      kind: "Service",
      metadata: { name: "kube-dns", namespace: "kube-system", labels },
      spec: {
        clusterIP: network.dnsAddress,
        selector: labels,
        ports: ["UDP", "TCP"].map(protocol => ({
          name: `dns-${protocol.toLowerCase()}`,
          port: 53,
          targetPort: port,
          protocol,
        })),
      },
    },
    deployment({
      metadata,
      labels,
      configMap: { name: metadata.name, mountPath: "/etc/coredns" },
      container: {
        image,
        args: ["-conf", "/etc/coredns/Corefile"],
        readinessProbe: { httpGet: { path: "/ready", port: 8181 }, periodSeconds: 1, failureThreshold: 30 },
        livenessProbe: { httpGet: { path: "/health", port: 8080 }, initialDelaySeconds: 30 },
      },
      // The node's name servers: with the cluster's own, CoreDNS would ask itself.
      pod: { dnsPolicy: "Default", priorityClassName: "system-cluster-critical" },
    }),
  ];
}

const zoneFile = "router.zone";
const zone = `$ORIGIN ${network.routerDomain}.
@ 5 IN SOA ns hostmaster 1 3600 600 86400 5
@ 5 IN NS ns
* 5 IN A ${network.routerAddress}
`;

function corefile(routed: boolean): string {
  const hasServers = fs.readFileSync(files.resolvConf, "utf8").includes("nameserver");
  const forward = hasServers ? "\n    forward . /etc/resolv.conf" : "";
  const router = `${network.routerDomain}:${port} {
    errors
    file /etc/coredns/${zoneFile}
}
`;
  return `.:${port} {
    errors
    health
    ready
    kubernetes cluster.local in-addr.arpa {
        ttl 5
    }${forward}
    cache 30
    reload 2s 1s
}
${routed ? router : ""}`;
}
