/** Accepted arguments of `MosquittoBroker`. Together, the examples have every property. */
import { MosquittoBroker } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { liveNode, liveService } from "../engine/live";
import type { Example } from "./example";

const make = (args: never) => new MosquittoBroker("broker", args);
const namespace = "mqtt";
/** `factory` with the password `test`, as mosquitto_passwd 2.0 writes it. */
const passwordFile = `factory:$7$101$${"c2FsdHNhbHRzYWx0"}$${"aGFzaGhhc2hoYXNo"}==\n`;

const issuerRef = async () => ({
  name: "my-issuer",
  kind: "Issuer",
  group: "cert-manager.io",
  namespace,
  algorithm: "EcdsaP256",
  caCertificatePem: (await makeRoot()).certificatePem,
});

export const mosquittoExamples: Example[] = [
  {
    component: "MosquittoBroker",
    what: "with users, and a certificate by an authority",
    args: async () => {
      const root = await makeRoot();
      const issued = {
        authority: { ...root, chainPem: root.certificatePem, algorithm: "EcdsaP256" },
        algorithm: "EcdsaP256" as const,
        dnsNames: ["mqtt.example.com"],
        ipAddresses: ["203.0.113.9"],
        includeLocalhost: true,
        onlyGivenNames: false,
        validityHours: 48,
        earlyRenewalHours: 24,
      };
      return {
        namespace,
        listeners: [
          {
            port: 8883,
            protocol: "Mqtt",
            nodePort: 31883,
            extraConfig: "max_connections 100\n",
            tls: { issued },
          },
          { port: 1883 },
        ],
        tlsService: {
          type: "LoadBalancer",
          annotations: { "example.com/internal": "true" },
          loadBalancerIp: "203.0.113.9",
          loadBalancerSourceRanges: ["198.51.100.0/24"],
        },
        tcpService: { type: "NodePort", nodeAddresses: ["203.0.113.9"] },
        users: [{ name: "factory", password: "open sesame" }, { name: "office" }],
        acl: "topic readwrite #\n",
        allowAnonymous: false,
        extraConfig: "max_keepalive 120\n",
        files: [
          { path: "/mosquitto/own/a", content: "a" },
          { path: "/mosquitto/own/b", configMap: { name: "own", key: "b" } },
          { path: "/mosquitto/own/c", secret: { name: "own", key: "c" } },
        ],
        image: "docker.io/library/eclipse-mosquitto:2.0.22",
        reloaderImage: "docker.io/library/busybox:1.37",
        memoryLimit: "256Mi",
        persistence: { size: "1Gi", storageClassName: "fast", retain: true },
        platform: "Kubernetes",
        strict: false,
      } satisfies MosquittoBrokerArgs;
    },
    make,
  },
  {
    component: "MosquittoBroker",
    what: "with a password file, a given certificate and node names",
    args: () =>
      ({
        namespace,
        listeners: [{ port: 8883, tls: { secretName: "my-certificate" } }],
        tlsService: { type: "NodePort", nodeNames: ["worker-1"] },
        passwordFile,
        persistence: { existingClaim: "my-claim" },
      }) satisfies MosquittoBrokerArgs,
    make,
  },
  {
    component: "MosquittoBroker",
    what: "with a Route, and a certificate by an issuer",
    args: async () =>
      ({
        namespace,
        listeners: [
          {
            port: 8883,
            tls: {
              issued: {
                issuerRef: await issuerRef(),
                rotationPolicy: "Never" as const,
                duration: "720h",
                renewBefore: "240h",
              },
            },
          },
        ],
        passwordFileSecret: { name: "passwords", key: "file" },
        route: {
          host: "mqtt.example.com",
          port: 8883,
          timeout: "2h",
          allowedSourceRanges: ["198.51.100.0/24"],
          annotations: { "example.com/owner": "factory" },
        },
      }) satisfies MosquittoBrokerArgs,
    make,
  },
  {
    component: "MosquittoBroker",
    what: "with a subdomain",
    args: () =>
      ({
        namespace,
        listeners: [{ port: 8883, tls: { secretName: "my-certificate" } }],
        allowAnonymous: true,
        route: { subdomain: "mqtt.factory" },
      }) satisfies MosquittoBrokerArgs,
    make,
  },
];

const node = liveNode({ InternalIP: "10.240.0.4" });

/** What the component reads in the cluster. */
export const mosquittoLive = {
  "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "NodePort", port: 1883 }),
  "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "203.0.113.9" }] }),
  "Node/worker-1": node,
  // For a text of the right kind in place of the name.
  "Node/x": node,
};
