/** Accepted arguments of the Azure IoT Operations components. Together, the examples have every property. */
import { Broker, BrokerAuthentication, BrokerAuthorization, BrokerListener } from "../../../index";
import type {
  AuthenticationMethodArgs,
  BrokerArgs,
  BrokerAuthenticationArgs,
  BrokerAuthorizationArgs,
  BrokerListenerArgs,
  ListenerArgs,
  ListenerPortArgs,
} from "../../../index";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import { azure, defaultListenerNow, operatorService } from "../iotOperations/iotOperations";
import type { Example } from "./example";

const authenticationRef = { name: "my-authn", usesClientCertificates: false, brokerName: "own" };
const authorizationRef = { name: "my-authz", brokerName: "own" };
const issuerRef = { name: "my-issuer", kind: "Issuer", group: "cert-manager.io", namespace: "azure-iot-operations" };

/** A port for every way to set up TLS. */
const ports: Record<string, () => Promise<ListenerPortArgs>> = {
  automatic: async () => ({
    port: 8883,
    protocol: "Mqtt",
    authenticationRef,
    authorizationRef,
    tls: { automatic: { ...(await requested()), secretName: "filled-here", algorithm: "Ec256" } },
  }),
  "issued by an authority": async () => {
    const root = await makeRoot();
    const authority = { ...root, chainPem: root.certificatePem, algorithm: "EcdsaP256" };
    const settings = {
      algorithm: "EcdsaP256" as const,
      includeLocalhost: true,
      onlyGivenNames: false,
      validityHours: 48,
      earlyRenewalHours: 24,
    };
    return { port: 8883, authenticationRef, tls: { issued: { authority, ...settings } } };
  },
  "issued by an issuer": async () => ({
    port: 8883,
    authenticationRef,
    tls: { issued: { ...(await requested()), algorithm: "EcdsaP256" } },
  }),
  "given in PEM": async () => {
    const root = await makeRoot();
    const server = await makeSigned(root, { isCa: false, ipAddresses: ["10.240.32.1"] });
    const { certificatePem: chainPem, privateKeyPem } = server;
    const certificate = { chainPem, privateKeyPem, trustBundlePem: root.certificatePem, hosts: ["10.240.32.1"] };
    return { port: 8883, authenticationRef, tls: { secretName: "given", certificate } };
  },
};

const requested = async () => {
  const { certificatePem } = await makeRoot();
  return {
    issuerRef: {
      ...issuerRef,
      caCertificatePem: certificatePem,
      chainPem: certificatePem,
      algorithm: "EcdsaP256",
    },
    dnsNames: ["mqtt.example.com"],
    ipAddresses: ["10.240.32.1"],
    rotationPolicy: "Never" as const,
    duration: "720h",
    renewBefore: "240h",
  };
};

const outside: ListenerArgs = {
  listenerName: "outside",
  serviceType: "LoadBalancer",
  serviceName: "endpoint",
  waitImage: "registry.example.com/kubectl:v1.36.3",
  timeoutSeconds: 60,
  ports: [{ port: 8883, authenticationRef, tls: { secretName: "given" } }],
};

const atNodes = (nodes: Partial<ListenerArgs>): ListenerArgs => ({
  listenerName: "at-nodes",
  serviceType: "NodePort",
  ports: [{ port: 8887, nodePort: 31883, authenticationRef, tls: { secretName: "given" } }],
  ...nodes,
});

const methods: AuthenticationMethodArgs[] = [
  {
    custom: {
      endpoint: "https://auth.example.com",
      caCertConfigMap: "auth-ca",
      headers: { key: "value" },
      clientCertificateSecret: "auth-client",
    },
  },
  { serviceAccountToken: { audiences: ["my-audience"] } },
  {
    x509: {
      trustedClientCaConfigMap: "client-ca",
      authorizationAttributes: { fan: { subject: "CN = fan", attributes: { building: "17" } } },
    },
  },
];

const inAzure = { azure, namespace: "azure-iot-operations", brokerName: "own", strict: false };

export const iotExamples: Example[] = [
  {
    component: "Broker",
    what: "with its own name",
    args: () =>
      ({
        ...inAzure,
        settings: {
          cardinality: {
            frontendReplicas: 2,
            frontendWorkers: 2,
            backendPartitions: 2,
            backendRedundancyFactor: 2,
            backendWorkers: 2,
          },
          memoryProfile: "Low",
          cpuLimits: true,
          diskBufferSize: "512M",
          encryptInternalTraffic: true,
          logLevel: "debug",
        },
        listeners: [outside, atNodes({ nodeNames: ["worker-1"] })],
      }) satisfies BrokerArgs,
    make: args => new Broker("iot", args),
  },
  {
    component: "Broker",
    what: "with ports of the default listener",
    args: () =>
      ({
        kubernetes: {},
        listeners: [{ ...atNodes({ nodeAddresses: ["203.0.113.9"] }), ports: [{ port: 8887 }] }],
        defaultListenerPorts: [{ port: 1885, tls: { secretName: "given" } }],
      }) satisfies BrokerArgs,
    make: args => new Broker("iot", args),
  },
  {
    component: "BrokerListener",
    what: "with its own address",
    args: () => ({ ...inAzure, ...outside }) satisfies BrokerListenerArgs,
    make: args => new BrokerListener("outside", args),
  },
  ...Object.entries(ports).map(([what, port]) => ({
    component: "BrokerListener" as const,
    what: `whose certificate is ${what}`,
    args: async () => ({ azure, brokerName: "own", ports: [await port()] }) satisfies BrokerListenerArgs,
    make: (args: never) => new BrokerListener("outside", args),
  })),
  ...[{ nodeNames: ["worker-1"] }, { nodeAddresses: ["203.0.113.9"] }].map((nodes: Partial<ListenerArgs>) => ({
    component: "BrokerListener" as const,
    what: `with ${Object.keys(nodes).join()}`,
    args: () => ({ kubernetes: {}, brokerName: "own", ...atNodes(nodes) }) satisfies BrokerListenerArgs,
    make: (args: never) => new BrokerListener("at-nodes", args),
  })),
  {
    component: "BrokerAuthentication",
    what: "with all methods",
    args: () => ({ ...inAzure, authenticationName: "my-authn", methods }) satisfies BrokerAuthenticationArgs,
    make: args => new BrokerAuthentication("my-authn", args),
  },
  {
    component: "BrokerAuthentication",
    what: "with a client CA in PEM",
    args: async () =>
      ({
        kubernetes: {},
        methods: [{ x509: { trustedClientCaPem: [(await makeRoot()).certificatePem] } }],
      }) satisfies BrokerAuthenticationArgs,
    make: args => new BrokerAuthentication("my-authn", args),
  },
  ...(["azure", "kubernetes"] as const).map(plane => ({
    component: "BrokerAuthorization" as const,
    what: `through ${plane}`,
    args: () =>
      ({
        ...(plane === "azure" ? inAzure : { kubernetes: {} }),
        authorizationName: "my-authz",
        cache: true,
        rules: [
          {
            principals: { clientIds: ["fan"], usernames: ["factory"], attributes: [{ building: "17" }] },
            brokerResources: [
              { method: "Connect", clientIds: ["fan"] },
              { method: "Publish", topics: ["fans/#"] },
            ],
            stateStoreResources: [{ keyType: "Pattern", keys: ["fans/*"], method: "Read" }],
          },
        ],
      }) satisfies BrokerAuthorizationArgs,
    make: (args: never) => new BrokerAuthorization("my-authz", args),
  })),
];

/** What the components read in the cluster. */
export const iotLive = {
  ...operatorService({ name: "endpoint" }),
  ...operatorService(),
  ...operatorService({ name: "at-nodes", type: "NodePort" }),
  ...defaultListenerNow(),
  "Certificate/azure-iot-operations/outside-8885-certificate": { status: { notAfter: "2027-02-19T12:00:00Z" } },
};
