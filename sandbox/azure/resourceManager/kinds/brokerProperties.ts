/** The properties of brokers and of what belongs to them: Microsoft.IoTOperations 2024-11-01. */
import { anything, choice, integer, list, map, object, required, text } from "../properties";

const createOnly = { createOnly: true } as const;
const enabled = choice(["Enabled", "Disabled"], { default: "Enabled" });

const privateKey = object(
  {
    algorithm: choice(["Ec256", "Ec384", "Ec521", "Ed25519", "Rsa2048", "Rsa4096", "Rsa8192"], required),
    rotationPolicy: choice(["Always", "Never"], required),
  },
  required,
);

const volumeClaim = object({
  accessModes: list(text()),
  dataSource: anything,
  dataSourceRef: anything,
  resources: anything,
  selector: anything,
  storageClassName: text(),
  volumeMode: text(),
  volumeName: text(),
});

const advanced = object({
  encryptInternalTraffic: enabled,
  internalCerts: object({ duration: text(required), renewBefore: text(required), privateKey }),
  clients: object({
    maxKeepAliveSeconds: integer(0, 65535),
    maxMessageExpirySeconds: integer(1, 4294967295),
    maxPacketSizeBytes: integer(1, 268435456),
    maxReceiveMaximum: integer(1, 65535),
    maxSessionExpirySeconds: integer(1, 4294967295),
    subscriberQueueLimit: object({
      length: integer(1),
      strategy: choice(["None", "DropOldest"], { default: "None" }),
    }),
  }),
});

const diagnostics = object({
  logs: object({ level: text({ default: "info" }) }),
  metrics: object({ prometheusPort: integer(0, 65535, { default: 9600 }) }),
  selfCheck: object({
    mode: enabled,
    intervalSeconds: integer(30, 300, { default: 30 }),
    timeoutSeconds: integer(5, 120, { default: 15 }),
  }),
  traces: object({
    mode: enabled,
    cacheSizeMegabytes: integer(1, 128, { default: 16 }),
    spanChannelCapacity: integer(1000, 100000, { default: 1000 }),
    selfTracing: object({ mode: enabled, intervalSeconds: integer(1, 300, { default: 30 }) }),
  }),
});

const cardinality = object({
  backendChain: object(
    {
      partitions: integer(1, 16, required),
      redundancyFactor: integer(1, 5, required),
      workers: integer(1, 16, { default: 1 }),
    },
    required,
  ),
  frontend: object({ replicas: integer(1, 16, required), workers: integer(1, 16, { default: 2 }) }, required),
});

/**
 * Pulumi's plugin does not replace for what the API calls create-only, because it looks only one level deep: it sends the
 * change, and ARM refuses it. A program needs `replaceOnChanges`.
 */
export const brokerProperties = {
  advanced: { ...advanced, ...createOnly },
  cardinality: { ...cardinality, ...createOnly },
  diagnostics,
  diskBackedMessageBuffer: object(
    {
      maxSize: text({ ...required, pattern: /^[0-9]+[KMGTPE]$/ }),
      ephemeralVolumeClaimSpec: volumeClaim,
      persistentVolumeClaimSpec: volumeClaim,
    },
    createOnly,
  ),
  generateResourceLimits: object({ cpu: enabled }, createOnly),
  memoryProfile: choice(["Tiny", "Low", "Medium", "High"], { default: "Medium", ...createOnly }),
};

const certManagerCertificateSpec = object({
  issuerRef: object(
    {
      name: text(required),
      kind: choice(["Issuer", "ClusterIssuer"], required),
      group: text({ ...required, default: "cert-manager.io" }),
    },
    required,
  ),
  duration: text(),
  renewBefore: text(),
  secretName: text(),
  privateKey: { ...privateKey, required: false },
  san: object({ dns: list(text(), required), ip: list(text(), required) }),
});

export const brokerListenerProperties = {
  serviceType: choice(["ClusterIp", "NodePort", "LoadBalancer"], { default: "ClusterIp" }),
  serviceName: text(),
  ports: list(
    object({
      port: integer(0, 65535, required),
      nodePort: integer(0, 65535),
      protocol: choice(["Mqtt", "WebSockets"], { default: "Mqtt" }),
      authenticationRef: text(),
      authorizationRef: text(),
      tls: object({
        mode: choice(["Automatic", "Manual"], required),
        certManagerCertificateSpec,
        manual: object({ secretRef: text(required) }),
      }),
    }),
    required,
  ),
};

export const brokerAuthenticationProperties = {
  authenticationMethods: list(
    object({
      method: choice(["Custom", "ServiceAccountToken", "X509"], required),
      serviceAccountTokenSettings: object({ audiences: list(text(), required) }),
      x509Settings: object({
        trustedClientCaCert: text({ default: "client-ca" }),
        authorizationAttributes: map(object({ subject: text(required), attributes: map(text(), required) })),
      }),
      customSettings: object({
        endpoint: text({ ...required, pattern: /^https:\/\/.*$/ }),
        auth: object({ x509: object({ secretRef: text(required) }, required) }),
        caCertConfigMap: text(),
        headers: map(text()),
      }),
    }),
    required,
  ),
};

export const brokerAuthorizationProperties = {
  authorizationPolicies: object(
    {
      cache: enabled,
      rules: list(
        object({
          brokerResources: list(
            object({
              method: choice(["Connect", "Publish", "Subscribe"], required),
              clientIds: list(text()),
              topics: list(text()),
            }),
            required,
          ),
          principals: object(
            { attributes: list(map(text())), clientIds: list(text()), usernames: list(text()) },
            required,
          ),
          stateStoreResources: list(
            object({
              keyType: choice(["Pattern", "String", "Binary"], required),
              keys: list(text(), required),
              method: choice(["Read", "Write", "ReadWrite"], required),
            }),
          ),
        }),
      ),
    },
    required,
  ),
};
