import assert from "node:assert/strict";
import type { KubernetesObject, V1StatefulSet } from "@kubernetes/client-node";
import type { Cluster } from "../../../azure/iotOperations/operator/apiServer";
import { reconcile } from "../../../azure/iotOperations/operator/reconcile";
import { frontendObjects } from "../../../azure/iotOperations/operator/frontends";
import { hashOf } from "../../../azure/iotOperations/configuration";
import type { Broker, BrokerListener, ResourceStatus } from "../../../azure/iotOperations/customResources";
import { frontend } from "../../../azure/iotOperations/names";
import { broker, listener, manual } from "./customResources";

describe("a round of the operator of the stand-in for Azure IoT Operations", () => {
  const outside = listener("outside", { serviceType: "LoadBalancer" });
  const second = listener("inside", { brokerRef: "second", ports: [{ port: 1884 }] });
  const serving: Broker = {
    ...broker(),
    status: { frontend: { configuration: hashOf(configurationOf([1883])), ports: { 1883: "serving" } } },
  };
  const ready = (name: string, readyReplicas = 1): V1StatefulSet => ({
    metadata: { name: frontend(name) },
    status: { replicas: 1, readyReplicas },
  });

  it("reports live frontends as running, and dead ones as starting", async () => {
    const listeners = [outside];
    const alive = await round({ brokers: [serving], listeners, sets: [ready("default")] });
    assert.deepEqual(alive.runtime, { "BrokerListener outside": "Running", "Broker default": "Running" });
    for (const sets of [[], [ready("default", 0)]]) {
      const dead = await round({ brokers: [serving], listeners, sets });
      assert.deepEqual(dead.runtime, { "BrokerListener outside": "Starting", "Broker default": "Starting" });
    }
  });

  it("makes nothing for a broker that is being deleted", async () => {
    const going = broker();
    going.metadata.deletionTimestamp = new Date();
    const { applied, runtime } = await round({ brokers: [going], listeners: [outside] });
    assert.deepEqual(applied, []);
    assert.deepEqual(runtime, { "BrokerListener outside": "Failed" });
  });

  it("continues with the others if the API server refuses what one broker asks for", async () => {
    const { applied, statuses } = await round({
      brokers: [broker("second"), serving],
      listeners: [outside, second],
      sets: [ready("default")],
      refused: frontend("second"),
    });
    assert.ok(applied.includes(`StatefulSet ${frontend("default")}`), applied.join());
    const failed = { status: "Failed", statusDescription: "not like this" };
    assert.deepEqual(statuses["Broker second"], { provisioningStatus: failed, runtimeStatus: failed });
    assert.equal(statuses["BrokerListener outside"].runtimeStatus?.status, "Running");
    assert.equal(statuses["BrokerListener inside"].runtimeStatus?.status, "Starting");
  });

  it("makes the Service while a manual Secret is missing and every listener of the broker waits for it", async () => {
    const missing = "Server certificate mine not found. Awaiting creation of secret.";
    const awaiting: Broker = {
      ...broker(),
      status: {
        frontend: {
          configuration: hashOf(configurationOf([1883, 8885], "mine")),
          ports: { 1883: missing, 8885: missing },
        },
      },
    };
    const inside = listener("inside", { ports: [{ port: 8885, tls: manual("mine") }] }, "2026-01-01T00:00:01Z");
    const listeners = [outside, inside];
    const { applied, statuses } = await round({ brokers: [awaiting], listeners, sets: [ready("default", 0)] });
    assert.ok(applied.includes("Service inside"), applied.join());
    const told = Object.entries(statuses).map(([name, { runtimeStatus }]) => [name, runtimeStatus]);
    assert.deepEqual(Object.fromEntries(told), {
      "BrokerListener outside": { status: "Starting", statusDescription: `port 1883: ${missing}` },
      "BrokerListener inside": { status: "Starting", statusDescription: `port 8885: ${missing}` },
      "Broker default": { status: "Starting", statusDescription: "" },
    });
  });

  it("configures the frontends through a Secret, as headers for a server may be passwords", () => {
    const kinds = frontendObjects(broker(), { ports: [], manualSecrets: [] }, "image").map(({ kind }) => kind);
    assert.deepEqual(kinds, ["Secret", "StatefulSet"]);
  });
});

/** A configuration with TLS on the last port if a Secret is given. */
function configurationOf(numbers: number[], secret?: string): string {
  const ports = numbers.map((port, index) => ({
    port,
    protocol: "Mqtt",
    ...(secret !== undefined && index === numbers.length - 1 ? { secret } : {}),
  }));
  return JSON.stringify({ ports, manualSecrets: secret === undefined ? [] : [secret] }, undefined, 2);
}

interface Present {
  brokers: Broker[];
  listeners: BrokerListener[];
  sets?: V1StatefulSet[];
  /** The name of an object that the API server refuses. */
  refused?: string;
}

/** One round in a cluster with these objects. */
async function round({ brokers, listeners, sets = [], refused }: Present) {
  const applied: string[] = [];
  const statuses: Record<string, ResourceStatus> = {};
  const lists: Record<string, KubernetesObject[]> = { Broker: brokers, BrokerListener: listeners };
  const nothing = () => Promise.resolve([]);
  const refusal = new Error("not like this");
  const cluster: Partial<Cluster> = {
    list: <T extends KubernetesObject>(kind: string) => Promise.resolve((lists[kind] ?? []) as T[]),
    services: nothing,
    certificates: nothing,
    secrets: nothing,
    statefulSets: () => Promise.resolve(sets),
    secret: () => Promise.resolve(undefined),
    refusal: error => (error === refusal ? { code: 422, message: refusal.message } : undefined),
    apply({ kind, metadata }) {
      if (metadata?.name === refused) return Promise.reject(refusal);
      applied.push(`${kind} ${metadata?.name}`);
      return Promise.resolve();
    },
    patchStatus: (kind, name, status) => Promise.resolve(void (statuses[`${kind} ${name}`] = status)),
  };
  await reconcile(cluster as Cluster, "image", { report: () => Promise.resolve() });
  const entries = Object.entries(statuses).map(([name, { runtimeStatus }]) => [name, runtimeStatus?.status]);
  return { applied, statuses, runtime: Object.fromEntries(entries) as Record<string, string> };
}
