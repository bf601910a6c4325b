/**
 * How Pulumi's own plugins, kubernetes 4.32.0 and tls 5.5.0, treat changes to a program. Each row changes settings of
 * [program.ts](program.ts) and says what a preview shows; resources that a row does not name stay the same.
 */
import type { Settings } from "./program";

export interface Row {
  what: string;
  /** Whether the real plugins were seen to do this; otherwise their published source implies it. */
  seen: boolean;
  change: Partial<Settings>;
  steps: Record<string, Shown>;
}

/** What a preview shows of one resource. */
export interface Shown {
  op: "update" | "replace";
  /** Paths with their kinds of change, which only the kubernetes plugin reports; omitted if another replacement causes it. */
  changes?: Record<string, string>;
  /** Names of the changed properties, which the tls plugin reports instead, and those that force the replacement. */
  names?: string[];
  replacedBy?: string[];
}

const update = (...paths: string[]): Shown => ({ op: "update", changes: of("update", paths) });
const add = (...paths: string[]): Shown => ({ op: "update", changes: of("add", paths) });
const replace = (kind: string, ...paths: string[]): Shown => ({
  op: "replace",
  changes: of(`${kind}-replace`, paths),
  replacedBy: paths,
});
const issuedAnew = (names: string[], replacedBy = names): Shown => ({ op: "replace", names, replacedBy });
const withIt: Shown = { op: "replace" };

function of(kind: string, paths: string[]): Record<string, string> {
  return Object.fromEntries(paths.map(path => [path, kind]));
}

const container = "spec.template.spec.containers[0]";
const keys = ['data["tls.crt"]', 'data["tls.key"]'];

/** The Secrets with a certificate: with one value for each key, and with contents that are unknown as a whole. */
const secrets = (...changed: string[]): Record<string, Shown> => ({
  certificate: replace("update", ...changed),
  "certificate-mutable": update(...changed),
  "certificate-as-a-whole": replace("delete", ...keys),
  "certificate-as-a-whole-mutable": { op: "update", changes: of("delete", keys) },
});
const newCertificate: Record<string, Shown> = { server: issuedAnew(["certRequestPem"]), ...secrets(keys[0]) };

const keyOutputs = [
  ...["id", "privateKeyOpenssh", "privateKeyPem", "privateKeyPemPkcs8"],
  ...["publicKeyFingerprintMd5", "publicKeyFingerprintSha256", "publicKeyOpenssh", "publicKeyPem"],
];
const changedConfig = (path: string): Record<string, Shown> => ({
  config: replace("update", path),
  "config-mutable": update(path),
});
const changedPasswords: Record<string, Shown> = {
  passwords: replace("update", "data.passwords"),
  "passwords-mutable": update("data.passwords"),
  follower: withIt,
};

export const table: Row[] = [
  { what: "nothing", seen: true, change: {}, steps: {} },
  {
    what: "one more DNS name",
    seen: true,
    change: { dnsNames: ["broker", "mqtt.example.com", "b.example.com"] },
    steps: { request: issuedAnew(["dnsNames"]), ...newCertificate, renewal: add("spec.names[2]") },
  },
  {
    what: "a DNS name in front of others",
    seen: true,
    change: { dnsNames: ["lb", "broker", "mqtt.example.com"] },
    steps: {
      request: issuedAnew(["dnsNames", "subject"]),
      ...newCertificate,
      renewal: {
        op: "update",
        changes: { "spec.names[0]": "update", "spec.names[1]": "update", "spec.names[2]": "add" },
      },
    },
  },
  {
    what: "one more address",
    seen: true,
    change: { ipAddresses: ["10.0.0.1", "10.0.0.2"] },
    steps: { request: issuedAnew(["ipAddresses"]), ...newCertificate },
  },
  {
    what: "another validity",
    seen: true,
    change: { validityHours: 721 },
    steps: { ...newCertificate, server: issuedAnew(["validityPeriodHours"]) },
  },
  {
    what: "an earlier renewal",
    seen: false,
    change: { earlyRenewalHours: 24 },
    steps: { server: { op: "update", names: ["earlyRenewalHours"] } },
  },
  {
    what: "another algorithm",
    seen: true,
    change: { algorithm: "RSA" },
    steps: {
      key: issuedAnew(["algorithm", "ecdsaCurve", ...keyOutputs], ["algorithm", "ecdsaCurve"]),
      request: issuedAnew(["privateKeyPem"]),
      server: issuedAnew(["certRequestPem"]),
      ...secrets(...keys),
    },
  },
  {
    what: "one more port",
    seen: true,
    change: { ports: [8883, 1883] },
    steps: {
      service: add("spec.ports[1]"),
      ...changedConfig('data["mosquitto.conf"]'),
      broker: {
        op: "update",
        changes: {
          [`${container}.ports[1]`]: "add",
          "spec.template.metadata.annotations.checksum/config": "update",
        },
      },
    },
  },
  {
    what: "another Service type",
    seen: true,
    change: { serviceType: "NodePort" },
    steps: { service: update("spec.type") },
  },
  {
    what: "another image",
    seen: true,
    change: { image: "docker.io/library/busybox:1.36.1" },
    steps: { broker: update(`${container}.image`) },
  },
  {
    what: "more memory",
    seen: true,
    change: { memory: "128Mi" },
    steps: { broker: update(`${container}.resources.limits.memory`) },
  },
  { what: "the same memory in another unit", seen: false, change: { memory: "65536Ki" }, steps: {} },
  { what: "another password", seen: true, change: { passwords: { factory: "two" } }, steps: changedPasswords },
  {
    what: "one more user",
    seen: true,
    change: { passwords: { factory: "one", meter: "two" } },
    steps: changedPasswords,
  },
  {
    what: "another access rule",
    seen: true,
    change: { acl: "topic readwrite #" },
    steps: {
      ...changedConfig("data.acl"),
      broker: update("spec.template.metadata.annotations.checksum/config"),
    },
  },
  {
    what: "one more file",
    seen: true,
    change: { files: { "a.txt": "a", "b.txt": "b" } },
    steps: { files: replace("add", 'data["b.txt"]') },
  },
  {
    what: "a larger volume",
    seen: true,
    change: { storage: "32Mi" },
    steps: { data: update("spec.resources.requests.storage") },
  },
  {
    what: "one more mounted Secret",
    seen: true,
    change: { mounted: ["certificate", "whole"] },
    steps: { broker: add(`${container}.volumeMounts[2]`, "spec.template.spec.volumes[2]") },
  },
  {
    what: "a mounted Secret in front of another",
    seen: true,
    change: { mounted: ["whole", "certificate"] },
    steps: {
      broker: {
        op: "update",
        changes: {
          ...of("update", [`${container}.volumeMounts[1].name`, `${container}.volumeMounts[1].mountPath`]),
          ...of("update", ["spec.template.spec.volumes[1].name", "spec.template.spec.volumes[1].secret.secretName"]),
          ...of("add", [`${container}.volumeMounts[2]`, "spec.template.spec.volumes[2]"]),
        },
      },
    },
  },
  {
    what: "a value for an empty environment variable",
    seen: true,
    change: { variable: "x" },
    steps: { broker: add(`${container}.env[0].value`) },
  },
  {
    what: "annotations with and without a dot",
    seen: true,
    change: { annotations: { "pulumi.com/timeoutSeconds": "61", "example.com/team": "a", plain: "b", "new/one": "c" } },
    steps: {
      broker: {
        op: "update",
        changes: {
          'metadata.annotations["pulumi.com/timeoutSeconds"]': "update",
          "metadata.annotations.plain": "update",
          "metadata.annotations.new/one": "add",
        },
      },
    },
  },
  {
    what: "one more guest behind the isolation",
    seen: true,
    change: { guests: ["meters", "operators"] },
    steps: { isolation: add("spec.ingress[0].from[1]") },
  },
  {
    what: "no guest",
    seen: false,
    change: { guests: [] },
    steps: { isolation: { op: "update", changes: { "spec.ingress[0].from": "delete" } } },
  },
  {
    what: "a shorter command",
    seen: false,
    change: { command: ["sleep"] },
    steps: { broker: { op: "update", changes: { [`${container}.command[1]`]: "delete" } } },
  },
  {
    what: "other labels",
    seen: false,
    change: { labels: { app: "other" } },
    steps: {
      service: update("spec.selector.app"),
      isolation: update("spec.podSelector.matchLabels.app"),
      broker: {
        op: "replace",
        changes: {
          "spec.selector.matchLabels.app": "update-replace",
          "spec.template.metadata.labels.app": "update",
        },
        replacedBy: ["spec.selector.matchLabels.app"],
      },
    },
  },
  {
    what: "a duration in another form than the one that is kept",
    seen: true,
    change: { duration: "87600h" },
    steps: { renewal: update("spec.duration") },
  },
];
