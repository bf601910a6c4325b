import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import * as kubernetes from "@pulumi/kubernetes";
import { MosquittoBroker, NamespaceIsolation, PolicyEngine, ServiceEndpoint } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { busyboxProgram } from "../../../sandbox/machine/imageRecipe";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { inPod, tryConnections } from "../connections";
import type { Source, Verdict } from "../connections";
import {
  administrationLabels,
  brokerPort,
  clientLabels,
  machines,
  namespaceLabels,
  pods,
  served,
  table,
  unlisted,
} from "./isolationTable";
import type { Row } from "./isolationTable";
import {
  apply,
  busyboxPod,
  deleteNamespace,
  eventually,
  kubectl,
  makeNamespace,
} from "../../../sandbox/testing/kubectl";
import { attachToSubnet, detach } from "../../../sandbox/testing/otherMachines";

describe("NamespaceIsolation", function () {
  this.timeout(300_000);
  const names: Record<string, string> = {};
  const addresses: Record<string, string> = { ...machines };
  const servers: ChildProcess[] = [];
  let test: TestStack;
  let foreignPolicy: string;

  const verdicts = async (rows: Row[]) => {
    const connections = rows.map(([from, to, port]) => ({ from: sourceOf(from), host: addresses[to], port }));
    const seen = await tryConnections(connections);
    return rows.map(([from, to, port], index) => `${from} -> ${to}:${port} ${seen[index]}`);
  };
  const sourceOf = (from: string): Source => {
    if (from === "node") return "node";
    if (from in machines) return { machine: machineName(from) };
    const [namespace, pod] = from.split(".");
    return { namespace: names[namespace], pod };
  };

  before(async () => {
    for (const [role, labels] of Object.entries(namespaceLabels)) {
      names[role] = await makeNamespace(`isolation-${role.toLowerCase()}`);
      const pairs = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
      if (pairs.length > 0) await kubectl("label", "namespace", names[role], ...pairs);
    }
    await apply(
      ...pods.map(pod => servingPod(names, pod)),
      serviceOf(names.closed, served),
      serviceOf(names.behind, 80),
      foreign(names),
    );
    for (const [index, [machine, address]] of Object.entries(machines).entries()) {
      attachToSubnet(machineName(machine), `iso${index}-${process.pid}`, address);
      servers.push(serveAt(machine, served), serveAt(machine, unlisted));
    }
    await Promise.all(pods.map(pod => ready(names, pod)));
    for (const pod of pods) addresses[pod] = await addressOf(names, pod);
    const clusterIp = (service: string, namespace: string) =>
      kubectl("get", `service/${service}`, "-n", namespace, "-o", "jsonpath={.spec.clusterIP}");
    addresses.service = await clusterIp("server", names.closed);
    addresses.serviceOnPort80 = await clusterIp("server", names.behind);
    addresses.kubernetes = await clusterIp("kubernetes", "default");
    foreignPolicy = await policy(names.closed, "foreign");
    test = await createTestStack({ run: () => Promise.resolve(isolate(names)) });
  });
  after(async () => {
    try {
      await test?.stack.destroy();
      await test?.remove();
    } finally {
      servers.forEach(server => server.kill());
      detach(...Object.keys(machines).map(machineName));
      await Promise.all(Object.values(names).map(deleteNamespace));
    }
  });

  it("has a table whose closed ways are open without it", async () => {
    const ways = table.filter(([, to]) => to !== "broker");
    // The earlier policy already closes one pod.
    const closedBefore = ([from, to, port]: Row) =>
      to === "closed.zero" && !(from.startsWith("closed.") || (from === "unlabelled.pod" && port === unlisted));
    const expected = ways.map(
      row => [row[0], row[1], row[2], closedBefore(row) ? "time-out" : withoutPolicies(row)] as Row,
    );
    await sees(verdicts, expected);
  });

  it(`gives each of ${table.length} ways its verdict`, async () => {
    await test.stack.up();
    addresses.broker = await kubectl(
      ...["get", "pods", "-n", names.mqtt, "-l", "app.kubernetes.io/name=mosquitto"],
      ...["-o", "jsonpath={.items[0].status.podIP}"],
    );
    await sees(verdicts, table);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("lets kubelet probe pods, also new ones, on ports that are closed to everyone else", async () => {
    const probed = probedPod(names.closed);
    await apply(probed);
    await ready(names, "closed.probed");
    const columns = "jsonpath={.items[*].status.containerStatuses[*].restartCount}";
    assert.equal(await kubectl("get", "pods", "-n", names.closed, "-o", columns), "0 0 0");
  });

  it("keeps the name service open to pods whose ways out are closed", async () => {
    const lookUp = () => inPod(names.closed, "server", `nslookup server.${names.closed}.svc.cluster.local`);
    const found = new RegExp(`Address: ${addresses.service.replaceAll(".", "\\.")}\\b`);
    await eventually(async () => String(found.test(await lookUp())), "true");
  });

  it("follows the labels of a namespace", async () => {
    const way = (verdict: Verdict): Row[] => [["oneLabel.pod", "closed.server", served, verdict]];
    await kubectl("label", "namespace", names.oneLabel, "isolation-test/env=test");
    await sees(verdicts, way("open"));
    await kubectl("label", "namespace", names.oneLabel, "isolation-test/env-");
    await sees(verdicts, way("time-out"));
  });

  it("opens everything again when it is destroyed, and leaves the earlier policy", async () => {
    await test.stack.destroy();
    const left = await kubectl(
      "get",
      "networkpolicies",
      "-A",
      "-o",
      "jsonpath={range .items[*]}{.metadata.namespace} {.metadata.name}\n{end}",
    );
    const ours = left.split("\n").filter(line => Object.values(names).includes(line.split(" ")[0]));
    assert.deepEqual(ours, [`${names.closed} foreign`]);
    assert.equal(await policy(names.closed, "foreign"), foreignPolicy);
    await sees(verdicts, [
      ["unlabelled.pod", "closed.server", served, "open"],
      ["stranger", "closed.server", served, "open"],
      ["closed.server", "unlabelled.pod", served, "open"],
      ["unlabelled.pod", "closed.zero", unlisted, "open"],
      ["unlabelled.pod", "closed.zero", served, "time-out"],
    ]);
  });
});

/** The stack: four namespaces, each isolated in its own way. */
function isolate(names: Record<string, string>): void {
  const provider = new kubernetes.Provider("cluster", { upsertExistingObjects: true, enablePatchForce: true });
  const common = { clientNamespaceLabels: clientLabels, policyEngine: PolicyEngine.Calico, strict: true };
  new NamespaceIsolation(
    "closed",
    {
      ...common,
      namespace: names.closed,
      clientCidrs: [`${machines.listed}/32`],
      tcpPorts: [served],
      administrationNamespaceLabels: administrationLabels,
      egress: {
        destinations: [
          { namespaceLabels: clientLabels, podLabels: { app: "pod" }, tcpPorts: [served] },
          { cidr: `${machines.listed}/32`, tcpPorts: [served] },
        ],
      },
    },
    { provider },
  );
  new NamespaceIsolation(
    "selected",
    { ...common, namespace: names.selected, podLabels: { app: "server" }, tcpPorts: [served] },
    { provider },
  );
  const broker = new MosquittoBroker(
    "broker",
    { namespace: names.mqtt, listeners: [{ port: brokerPort }], allowAnonymous: true, image: mosquittoImage },
    { provider },
  );
  new NamespaceIsolation(
    "mqtt",
    { ...common, namespace: names.mqtt, servingPodLabels: broker.podLabels, tcpPorts: broker.containerPorts },
    { provider },
  );
  const endpoint = new ServiceEndpoint("server", { serviceId: `${names.behind}/server` }, { provider });
  new NamespaceIsolation(
    "behind",
    { ...common, namespace: names.behind, servingPodLabels: endpoint.podLabels, tcpPorts: endpoint.containerPorts },
    { provider },
  );
}

/** Tries the rows until they are as expected, since Calico takes a moment to learn of a change. */
async function sees(verdicts: (rows: Row[]) => Promise<string[]>, rows: Row[]): Promise<void> {
  const expected = rows.map(([from, to, port, verdict]) => `${from} -> ${to}:${port} ${verdict}`);
  const deadline = Date.now() + 60_000;
  for (;;) {
    const seen = await verdicts(rows);
    if (seen.join() === expected.join()) return;
    if (Date.now() > deadline) assert.deepEqual(seen, expected);
    await sleep(500);
  }
}

/** The verdict on a way without any policy: some ports have no server. */
function withoutPolicies([, to, port]: Row): Verdict {
  return to === "mqtt.bystander" && port === brokerPort ? "refused" : "open";
}

function machineName(machine: string): string {
  return `isolation-${machine}-${process.pid}`;
}

function serveAt(machine: string, port: number): ChildProcess {
  return spawn("ip", ["netns", "exec", machineName(machine), busyboxProgram, "httpd", "-f", "-p", String(port)]);
}

function servingPod(names: Record<string, string>, pod: string): object {
  const [namespace, name] = pod.split(".");
  const serve = `httpd -p ${served} -h /tmp; exec httpd -f -p ${unlisted} -h /tmp`;
  return busyboxPod(names[namespace], name, ["sh", "-c", serve]);
}

/** A pod that becomes and stays ready only if kubelet reaches its port. */
function probedPod(namespace: string): object {
  const pod = busyboxPod(namespace, "probed", ["httpd", "-f", "-p", String(unlisted), "-h", "/tmp"]) as {
    spec: { containers: object[] };
  };
  const probe = { tcpSocket: { port: unlisted }, periodSeconds: 1, failureThreshold: 1 };
  pod.spec.containers = pod.spec.containers.map(container => ({
    ...container,
    readinessProbe: probe,
    livenessProbe: probe,
  }));
  return pod;
}

function serviceOf(namespace: string, port: number): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { name: "server", namespace },
    spec: { selector: { app: "server" }, ports: [{ port, targetPort: served }] },
  };
}

/** A policy outside the stack: it lets everyone in one namespace in on the port that the stack keeps closed. */
function foreign(names: Record<string, string>): object {
  return {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "foreign", namespace: names.closed },
    spec: {
      podSelector: { matchLabels: { app: "zero" } },
      ingress: [
        { from: [{ podSelector: {} }] },
        {
          from: [{ namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": names.unlabelled } } }],
          ports: [{ port: unlisted }],
        },
      ],
    },
  };
}

async function ready(names: Record<string, string>, pod: string): Promise<void> {
  const [namespace, name] = pod.split(".");
  const state = "jsonpath={.status.conditions[?(@.type=='Ready')].status}";
  await eventually(() => kubectl("get", `pod/${name}`, "-n", names[namespace], "-o", state), "True");
}

function addressOf(names: Record<string, string>, pod: string): Promise<string> {
  const [namespace, name] = pod.split(".");
  return kubectl("get", `pod/${name}`, "-n", names[namespace], "-o", "jsonpath={.status.podIP}");
}

function policy(namespace: string, name: string): Promise<string> {
  return kubectl("get", `networkpolicy/${name}`, "-n", namespace, "-o", "json");
}
