/** What a preview shows for each changed argument that affects how clients reach a broker. */
import { ListenerProtocol, ServiceType } from "../../../index";
import { firstWatched, otherCertificate, otherConfiguration, pod } from "./change";
import type { BrokerChange } from "./change";

/** By argument. */
export const networkChanges: Record<string, BrokerChange[]> = {
  listeners: [
    {
      broker: "bare",
      what: "one more without TLS",
      change: ({ listeners }) => ({ listeners: [...listeners, { port: 1884 }] }),
      names: ["update Service bare-tcp: add spec.ports[1]", `update Deployment bare: add ${pod}containers[0].ports[1]`],
      further: [...otherConfiguration("bare")],
    },
    {
      broker: "bare",
      what: "the first with TLS",
      change: ({ listeners }) => ({ listeners: [...listeners, { port: 8883, tls: { secretName: "mine" } }] }),
      names: [
        ...firstWatched("bare"),
        "create ServiceEndpoint bare-tls-endpoint",
        "create Service bare-tls",
        `update Deployment bare: add ${pod}containers[0].ports[1]`,
        `update Deployment bare: add ${pod}volumes[2].projected.sources[1]`,
        `update Deployment bare: add ${pod}volumes[2].projected.sources[2]`,
      ],
      further: [...otherConfiguration("bare")],
    },
    {
      broker: "full",
      what: "one more with a certificate issued here",
      change: ({ listeners }, authority) => ({
        listeners: [...listeners, { port: 8884, tls: { issued: { authority } } }],
      }),
      names: [
        "create ServerCertificate full-8884-tls",
        "update Service full-tls: add spec.ports[1]",
        "create PrivateKey full-8884-tls-key",
        "create CertRequest full-8884-tls-request",
        "create LocallySignedCert full-8884-tls-certificate",
        "create Secret full-8884-tls-secret",
        `update Deployment full: add ${pod}containers[0].ports[2]`,
        `update Deployment full: add ${pod}volumes[2].projected.sources[3]`,
        `update Deployment full: add ${pod}volumes[2].projected.sources[4]`,
      ],
      further: [
        ...otherConfiguration("full"),
        "update Deployment full: update spec.template.metadata.annotations.aks-mqtt/key-kinds",
      ],
    },
    {
      broker: "full",
      what: "WebSockets with the program's own Secret",
      change: ({ listeners }) => ({
        listeners: [...listeners, { port: 8443, protocol: ListenerProtocol.WebSockets, tls: { secretName: "mine" } }],
      }),
      names: [
        "update Service full-tls: add spec.ports[1]",
        `update Deployment full: add ${pod}containers[0].ports[2]`,
        `update Deployment full: add ${pod}volumes[2].projected.sources[3]`,
        `update Deployment full: add ${pod}volumes[2].projected.sources[4]`,
      ],
      further: [...otherConfiguration("full"), `update Deployment full: update ${pod}containers[1].env[1].value`],
    },
    {
      broker: "full",
      what: "extraConfig of one",
      change: ({ listeners: [first, ...others] }) => ({
        listeners: [{ ...first, extraConfig: "max_connections 10" }, ...others],
      }),
      further: [...otherConfiguration("full")],
    },
    {
      broker: "full",
      what: "nodePort of one",
      change: ({ listeners: [first, second] }) => ({ listeners: [first, { ...second, nodePort: 31883 }] }),
      further: ["update Service full-tls: add spec.ports[0].nodePort"],
    },
    {
      broker: "full",
      what: "one fewer",
      change: ({ listeners }) => ({ listeners: listeners.slice(1) }),
      further: [
        ...otherConfiguration("full"),
        `update Deployment full: update ${pod}containers[0].livenessProbe.tcpSocket.port`,
        `update Deployment full: update ${pod}containers[0].ports[0].containerPort`,
        `update Deployment full: update ${pod}containers[0].ports[0].name`,
        `update Deployment full: delete ${pod}containers[0].ports[1]`,
        `update Deployment full: update ${pod}containers[0].readinessProbe.tcpSocket.port`,
        `update Deployment full: update ${pod}containers[0].startupProbe.tcpSocket.port`,
        "discard Service full-tcp-endpoint-service",
        "delete ServiceEndpoint full-tcp-endpoint",
        "delete Service full-tcp",
      ],
    },
    {
      broker: "full",
      what: "dnsNames of one",
      change: ({ listeners: [first, second] }, authority) => ({
        listeners: [first, { ...second, tls: { issued: { authority, dnsNames: ["mqtt.example.com"] } } }],
      }),
      further: [...otherCertificate],
    },
  ],
  route: [
    {
      broker: "full",
      what: "the first",
      change: () => ({ route: { host: "mqtt.example.com" } }),
      further: [...otherCertificate, "create Route full-route"],
    },
  ],
  tcpService: [
    {
      broker: "bare",
      what: "type LoadBalancer",
      change: () => ({ tcpService: { type: ServiceType.LoadBalancer } }),
      further: [
        'update Service bare-tcp: update metadata.annotations["pulumi.com/waitFor"]',
        "update Service bare-tcp: update spec.type",
      ],
    },
  ],
  tlsService: [
    {
      broker: "full",
      what: "an annotation",
      change: ({ tlsService }) => ({ tlsService: { ...tlsService, annotations: { "example.com/team": "a" } } }),
      further: ['update Service full-tls: add metadata.annotations["example.com/team"]'],
    },
    {
      broker: "full",
      what: "loadBalancerIp",
      change: ({ tlsService }) => ({ tlsService: { ...tlsService, loadBalancerIp: "10.240.32.240" } }),
      further: [
        ...otherCertificate,
        'update Service full-tls: update metadata.annotations["pulumi.com/waitFor"]',
        "update Service full-tls: add spec.loadBalancerIP",
      ],
    },
    {
      broker: "full",
      what: "loadBalancerSourceRanges",
      change: ({ tlsService }) => ({ tlsService: { ...tlsService, loadBalancerSourceRanges: ["10.240.0.0/16"] } }),
      further: ["update Service full-tls: add spec.loadBalancerSourceRanges"],
    },
    {
      broker: "full",
      what: "type NodePort",
      change: () => ({ tlsService: { type: ServiceType.NodePort, nodeAddresses: ["10.240.0.4"] } }),
      further: [
        ...otherCertificate,
        'update Service full-tls: update metadata.annotations["pulumi.com/waitFor"]',
        "update Service full-tls: update spec.type",
      ],
    },
  ],
};
