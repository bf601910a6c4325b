/** The spec of a Broker. */
import { defaulted, duration, integer, list, mode, name, object, oneOf, text, textMap } from "./schema";

/** Kubernetes' own types, which the API does not describe further. */
const anyObject = { type: "object", "x-kubernetes-preserve-unknown-fields": true };

const volumeClaim = object({
  volumeName: text,
  volumeMode: text,
  storageClassName: text,
  accessModes: list(text),
  dataSource: anyObject,
  dataSourceRef: anyObject,
  resources: anyObject,
  selector: object({ matchExpressions: list(anyObject), matchLabels: textMap }),
});

const cardinality = object(
  {
    backendChain: object(
      { partitions: integer(1, 16), redundancyFactor: integer(1, 5), workers: defaulted(integer(1, 16), 1) },
      "partitions",
      "redundancyFactor",
    ),
    frontend: object({ replicas: integer(1, 16), workers: defaulted(integer(1, 16), 2) }, "replicas"),
  },
  "backendChain",
  "frontend",
);

const advanced = object({
  encryptInternalTraffic: defaulted(mode, "Enabled"),
  internalCerts: object(
    {
      duration,
      renewBefore: duration,
      privateKey: object(
        {
          algorithm: oneOf("Ec256", "Ec384", "Ec521", "Ed25519", "Rsa2048", "Rsa4096", "Rsa8192"),
          rotationPolicy: oneOf("Always", "Never"),
        },
        "algorithm",
        "rotationPolicy",
      ),
    },
    "duration",
    "renewBefore",
    "privateKey",
  ),
  clients: object({
    maxKeepAliveSeconds: integer(0, 65535),
    maxMessageExpirySeconds: integer(1, 4294967295),
    maxPacketSizeBytes: integer(1, 268435456),
    maxReceiveMaximum: integer(1, 65535),
    maxSessionExpirySeconds: integer(1, 4294967295),
    subscriberQueueLimit: object({ length: integer(1), strategy: defaulted(oneOf("None", "DropOldest"), "None") }),
  }),
});

const diagnostics = object({
  logs: object({ level: defaulted(text, "info") }),
  metrics: object({ prometheusPort: defaulted(integer(0, 65535), 9600) }),
  selfCheck: object({
    mode: defaulted(mode, "Enabled"),
    intervalSeconds: defaulted(integer(30, 300), 30),
    timeoutSeconds: defaulted(integer(5, 120), 15),
  }),
  traces: object({
    mode: defaulted(mode, "Enabled"),
    cacheSizeMegabytes: defaulted(integer(1, 128), 16),
    spanChannelCapacity: defaulted(integer(1000, 100000), 1000),
    selfTracing: object({ mode: defaulted(mode, "Enabled"), intervalSeconds: defaulted(integer(1, 300), 30) }),
  }),
});

/** Every field is optional. */
export const broker = object({
  cardinality,
  memoryProfile: defaulted(oneOf("Tiny", "Low", "Medium", "High"), "Medium"),
  generateResourceLimits: object({ cpu: defaulted(mode, "Enabled") }),
  diskBackedMessageBuffer: object(
    {
      maxSize: { type: "string", pattern: "^[0-9]+[KMGTPE]$" },
      ephemeralVolumeClaimSpec: volumeClaim,
      persistentVolumeClaimSpec: volumeClaim,
    },
    "maxSize",
  ),
  advanced,
  diagnostics,
});

/** The broker to which a listener, an authentication or an authorization belongs; the default one if omitted. */
export const brokerRef = name;
