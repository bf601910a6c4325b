import assert from "node:assert/strict";
import { claimProgress, createdClaimProgress } from "../../../plugins/kubernetes/await/claim";
import { jobProgress } from "../../../plugins/kubernetes/await/job";
import { podTroubles } from "../../../plugins/kubernetes/await/podEvents";
import { AwaitError, until } from "../../../plugins/kubernetes/await/progress";
import { daemonSetProgress, statefulSetProgress } from "../../../plugins/kubernetes/await/statefulSet";
import { waitForProbe } from "../../../plugins/kubernetes/await/waitFor";
import type { Cluster } from "../../../kubernetes/client";
import { redact } from "../../../plugins/kubernetes/outputs";
import { Secret } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";

const noCluster = undefined as unknown as Cluster;
const clusterWith = (storageClass: PropertyMap | undefined) =>
  ({ get: () => Promise.resolve(storageClass) }) as unknown as Cluster;
const claimOf = (phase: string) => ({ spec: { storageClassName: "local" }, status: { phase } });
const boundForPod = { volumeBindingMode: "WaitForFirstConsumer" };
const boundAtOnce = { volumeBindingMode: "Immediate" };

describe("kubernetes stand-in: pulumi.com/waitFor", () => {
  const holds = async (text: string, object: PropertyMap) => (await waitForProbe(text)(object, noCluster)).ready;
  const conditions = (status: string, more: PropertyMap = {}) => ({
    metadata: { generation: 2 },
    status: { conditions: [{ type: "Ready", status, ...more }] },
  });

  it("waits for a path to exist", async () => {
    const path = "jsonpath={.status.loadBalancer.ingress[0]}";
    assert.equal(await holds(path, {}), false);
    assert.equal(await holds(path, { status: { loadBalancer: { ingress: [] } } }), false);
    assert.equal(await holds(path, { status: { loadBalancer: { ingress: [{ ip: "10.0.0.1" }] } } }), true);
  });

  it("waits for a path to have a value, also behind a filter or under a name with dots", async () => {
    assert.equal(await holds("jsonpath={.status.phase}=Running", { status: { phase: "Pending" } }), false);
    assert.equal(await holds("jsonpath={.status.phase}=Running", { status: { phase: "Running" } }), true);
    assert.equal(await holds("jsonpath={.status.ready}=2", { status: { ready: 2 } }), true);
    const filter = 'jsonpath={.status.conditions[?(@.type=="Ready")].status}=True';
    assert.equal(await holds(filter, conditions("False")), false);
    assert.equal(await holds(filter, conditions("True")), true);
    const dotted = "jsonpath={.metadata.labels.example\\.com/role}=broker";
    assert.equal(await holds(dotted, { metadata: { labels: { "example.com/role": "broker" } } }), true);
  });

  it("waits for a condition of the latest generation", async () => {
    assert.equal(await holds("condition=Ready", conditions("False")), false);
    assert.equal(await holds("condition=ready", conditions("True")), true);
    assert.equal(await holds("condition=Ready=False", conditions("False")), true);
    assert.equal(await holds("condition=Ready", conditions("True", { observedGeneration: 1 })), false);
    assert.equal(await holds("condition=Ready", conditions("True", { observedGeneration: 2 })), true);
  });

  it("waits for every condition of a list, and says which ones are missing", async () => {
    const text = '["condition=Ready", "jsonpath={.status.phase}=Running"]';
    const progress = await waitForProbe(text)(conditions("True"), noCluster);
    assert.deepEqual(progress, { ready: false, missing: ["waiting for jsonpath={.status.phase}=Running"] });
    assert.throws(() => waitForProbe("[]"), /at least one condition/);
    assert.throws(() => waitForProbe("jsonpath={.status.phase}="), /gives no value/);
    assert.throws(() => waitForProbe("jsonpath={status}"), /is no JSONPath/);
  });
});

describe("kubernetes stand-in: readiness", () => {
  it("takes a Job as ready when it is complete, and as failed for good when it failed", () => {
    const job = (type: string) => ({
      status: { conditions: [{ type, status: "True", reason: "Why", message: "because" }] },
    });
    assert.equal(jobProgress(job("Complete")).ready, true);
    assert.deepEqual(jobProgress(job("Failed")), { ready: false, failed: true, missing: ["[Why] because"] });
    assert.match(jobProgress({ status: { active: 1 } }).missing[0], /0 of 1 Pods succeeded, 1 active/);
  });

  it("takes a StatefulSet as ready when all Pods are ready and have the latest revision", () => {
    const set = (status: PropertyMap, spec: PropertyMap = {}) => ({
      metadata: { generation: 2 },
      spec: { replicas: 2, ...spec },
      status: { observedGeneration: 2, readyReplicas: 2, currentRevision: "b", updateRevision: "b", ...status },
    });
    assert.equal(statefulSetProgress(set({})).ready, true);
    assert.match(statefulSetProgress(set({ observedGeneration: 1 })).missing[0], /has not taken up/);
    assert.match(statefulSetProgress(set({ readyReplicas: 1 })).missing[0], /1 of 2 Pods are ready/);
    assert.equal(statefulSetProgress(set({ currentRevision: "a" })).ready, false);
    const onDelete = { updateStrategy: { type: "OnDelete" } };
    assert.equal(statefulSetProgress(set({ currentRevision: "a" }, onDelete)).ready, true);
  });

  it("takes a DaemonSet as ready when every node runs its latest revision", () => {
    const set = (status: PropertyMap) => ({
      metadata: { generation: 1 },
      spec: {},
      status: {
        observedGeneration: 1,
        desiredNumberScheduled: 2,
        numberReady: 2,
        updatedNumberScheduled: 2,
        ...status,
      },
    });
    assert.equal(daemonSetProgress(set({})).ready, true);
    assert.equal(daemonSetProgress(set({ numberReady: 1 })).ready, false);
    assert.equal(daemonSetProgress(set({ updatedNumberScheduled: 1 })).ready, false);
  });

  it("waits until a claim is bound, unless only a Pod would bind it", async () => {
    const progress = (phase: string, storageClass?: PropertyMap) =>
      claimProgress(claimOf(phase), clusterWith(storageClass));
    assert.equal((await progress("Pending", boundForPod)).ready, true);
    assert.equal((await progress("Bound", boundForPod)).ready, true);
    assert.equal((await progress("Pending", boundAtOnce)).ready, false);
    assert.equal((await progress("Bound", boundAtOnce)).ready, true);
    assert.match((await progress("Pending")).missing[0], /no StorageClass is named "local"/);
  });

  it("waits in vain for a new claim that is bound although only a Pod would bind it, as the plugin does", async () => {
    const progress = (phase: string, storageClass: PropertyMap) =>
      createdClaimProgress(claimOf(phase), clusterWith(storageClass));
    assert.equal((await progress("Pending", boundForPod)).ready, true);
    assert.deepEqual((await progress("Bound", boundForPod)).missing, ["PersistentVolumeClaim is Bound, not Pending"]);
    assert.equal((await progress("Pending", boundAtOnce)).ready, false);
    assert.equal((await progress("Bound", boundAtOnce)).ready, true);
  });

  it("says what is wrong with a Pod's containers", () => {
    const pod = (status: PropertyMap) => podTroubles({ status });
    const waiting = { reason: "ImagePullBackOff", message: "Back-off pulling image" };
    const container = { name: "c", image: "nowhere/none:1", ready: false };
    assert.deepEqual(pod({ phase: "Pending", containerStatuses: [{ ...container, state: { waiting } }] }), [
      'container "c" (image nowhere/none:1) waits: ImagePullBackOff: Back-off pulling image',
    ]);
    const lastState = { terminated: { exitCode: 3, reason: "Error", message: "no such file\n" } };
    const crashing = {
      ...container,
      state: { waiting: { reason: "CrashLoopBackOff", message: "back-off 10s" } },
      lastState,
    };
    assert.deepEqual(pod({ phase: "Running", containerStatuses: [crashing] }), [
      'container "c" (image nowhere/none:1) waits: CrashLoopBackOff: back-off 10s; last exit code 3 (Error): no such file',
    ]);
    const unscheduled = { type: "PodScheduled", status: "False", reason: "Unschedulable", message: "0/1 nodes" };
    assert.deepEqual(pod({ conditions: [unscheduled] }), ["not scheduled: Unschedulable: 0/1 nodes"]);
  });
});

describe("kubernetes stand-in: waiting", () => {
  const open = () => Promise.resolve({ ready: false, missing: ["the last of it"] });

  it("ends at its deadline or when the engine cancels, with what was missing last", async () => {
    const reasonsOf = async (waiting: Promise<void>): Promise<[string, string[]]> => {
      const error = await waiting.then(
        () => assert.fail("the promise should reject"),
        (e: unknown) => e,
      );
      assert.ok(error instanceof AwaitError);
      return [error.message, error.reasons];
    };
    const signal = new AbortController().signal;
    assert.deepEqual(await reasonsOf(until(open, { seconds: 0.1, signal })), [
      "timed out after 0.1 s",
      ["the last of it"],
    ]);
    const cancelled = until(open, { seconds: 60, signal: AbortSignal.timeout(50) });
    assert.deepEqual(await reasonsOf(cancelled), ["the wait was cancelled", ["the last of it"]]);
  });

  it("shows what is missing, once", async () => {
    const shown: string[] = [];
    const status = (text: string) => shown.push(text);
    const signal = new AbortController().signal;
    await assert.rejects(until(open, { seconds: 0.6, signal, status }));
    assert.deepEqual(shown, ["the last of it"]);
  });

  it("takes secrets out of its messages", () => {
    const inputs = {
      kind: "Secret",
      stringData: { a: "hunter2-long", b: "hunter2" },
      other: new Secret(["in-a-list"]),
    };
    const message = 'invalid: "hunter2-long", "hunter2", "in-a-list"';
    assert.equal(redact(message, inputs), 'invalid: "[secret]", "[secret]", "[secret]"');
  });
});
