/** The ways that the NamespaceIsolation test tries, each with its expected verdict. */
import type { Verdict } from "../connections";

/** Ports that every pod of the table serves; the stack lets clients in by the first. */
export const [served, unlisted] = [8080, 8081];
/** The port of the broker's only listener. */
export const brokerPort = 1883;
/** The labels of a client's namespace. */
export const clientLabels = { "isolation-test/app": "client", "isolation-test/env": "test" };
/** The labels of an administrator's namespace. */
export const administrationLabels = { "isolation-test/role": "administration" };

/** The labels of the test's namespaces by role; in the table, a pod's name follows its namespace and a dot. */
export const namespaceLabels: Record<string, Record<string, string>> = {
  closed: {},
  selected: {},
  mqtt: {},
  behind: {},
  both: { ...clientLabels, "isolation-test/more": "yes" },
  oneLabel: { "isolation-test/app": "client" },
  otherValue: { "isolation-test/app": "client", "isolation-test/env": "production" },
  unlabelled: {},
  admin: administrationLabels,
};
/** The pods, each after its namespace. */
export const pods = [
  ...["closed.server", "closed.zero", "selected.server", "selected.other", "mqtt.bystander"],
  ...["behind.server", "behind.other"],
  ...["both.pod", "oneLabel.pod", "otherValue.pod", "unlabelled.pod", "admin.pod"],
];
/** Machines in the subnet that are not pods: the stack lets in the second. */
export const machines = { stranger: "10.240.0.81", listed: "10.240.0.82" };

/** A way, and the verdict expected under the stack's policies. */
export type Row = [from: string, to: string, port: number, verdict: Verdict];

const intoClosed: Row[] = [
  ["closed.zero", "closed.server", served, "open"],
  ["closed.zero", "closed.server", unlisted, "open"],
  ["closed.server", "closed.zero", unlisted, "open"],
  ["both.pod", "closed.server", served, "open"],
  ["both.pod", "closed.zero", served, "open"],
  ["both.pod", "closed.server", unlisted, "time-out"],
  ["both.pod", "closed.zero", unlisted, "time-out"],
  ["oneLabel.pod", "closed.server", served, "time-out"],
  ["oneLabel.pod", "closed.zero", served, "time-out"],
  ["otherValue.pod", "closed.server", served, "time-out"],
  ["unlabelled.pod", "closed.server", served, "time-out"],
  ["unlabelled.pod", "closed.server", unlisted, "time-out"],
  ["unlabelled.pod", "closed.zero", served, "time-out"],
  ["admin.pod", "closed.server", served, "open"],
  ["admin.pod", "closed.server", unlisted, "open"],
  ["admin.pod", "closed.zero", unlisted, "open"],
  ["stranger", "closed.server", served, "time-out"],
  ["stranger", "closed.server", unlisted, "time-out"],
  ["stranger", "closed.zero", served, "time-out"],
  ["listed", "closed.server", served, "open"],
  ["listed", "closed.zero", served, "open"],
  ["listed", "closed.server", unlisted, "time-out"],
  ["node", "closed.server", unlisted, "open"],
  ["both.pod", "service", served, "open"],
  ["unlabelled.pod", "service", served, "time-out"],
  // The earlier policy still lets clients in on this port, and on no other.
  ["unlabelled.pod", "closed.zero", unlisted, "open"],
];

const outOfClosed: Row[] = [
  ["closed.server", "both.pod", served, "open"],
  ["closed.server", "both.pod", unlisted, "time-out"],
  ["closed.server", "oneLabel.pod", served, "time-out"],
  ["closed.server", "unlabelled.pod", served, "time-out"],
  ["closed.server", "admin.pod", served, "time-out"],
  ["closed.server", "listed", served, "open"],
  ["closed.server", "listed", unlisted, "time-out"],
  ["closed.server", "stranger", served, "time-out"],
  ["closed.server", "kubernetes", 443, "time-out"],
];

const intoSelected: Row[] = [
  ["unlabelled.pod", "selected.server", served, "time-out"],
  ["unlabelled.pod", "selected.other", served, "open"],
  ["selected.other", "selected.server", unlisted, "open"],
  ["selected.server", "unlabelled.pod", served, "open"],
];

const intoBroker: Row[] = [
  ["both.pod", "broker", brokerPort, "open"],
  ["both.pod", "broker", 8883, "time-out"],
  ["both.pod", "mqtt.bystander", brokerPort, "time-out"],
  ["both.pod", "mqtt.bystander", served, "time-out"],
  ["mqtt.bystander", "broker", brokerPort, "open"],
  ["mqtt.bystander", "broker", 8883, "refused"],
  ["oneLabel.pod", "broker", brokerPort, "time-out"],
  ["stranger", "broker", brokerPort, "time-out"],
  ["listed", "broker", brokerPort, "time-out"],
];

/** Lets clients in only to the pods behind a Service, on the port to which it leads. */
const intoService: Row[] = [
  ["both.pod", "behind.server", served, "open"],
  ["both.pod", "behind.server", unlisted, "time-out"],
  ["both.pod", "behind.other", served, "time-out"],
  ["unlabelled.pod", "behind.server", served, "time-out"],
  ["behind.other", "behind.server", unlisted, "open"],
  ["both.pod", "serviceOnPort80", 80, "open"],
  ["unlabelled.pod", "serviceOnPort80", 80, "time-out"],
];

/** All ways. */
export const table = [...intoClosed, ...outOfClosed, ...intoSelected, ...intoBroker, ...intoService];
