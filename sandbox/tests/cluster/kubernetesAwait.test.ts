import assert from "node:assert/strict";
import { InitializationError } from "../../protocol/serve";
import type { PropertyMap } from "../../protocol/values";
import { kubectl } from "../../testing/kubectl";
import { busybox, failureOf, sleeper, useStandIn } from "../../testing/kubernetesStandInInCluster";

describe("kubernetes stand-in: waiting for objects", function () {
  this.timeout(180_000);
  const standIn = useStandIn();

  const notReady = async (promise: Promise<unknown>): Promise<InitializationError> => {
    const error = await failureOf(promise);
    assert.ok(error instanceof InitializationError, error.message);
    return error;
  };
  const podSpec = (command: string) => ({
    restartPolicy: "Never",
    terminationGracePeriodSeconds: 0,
    containers: [{ name: "main", image: busybox, command: ["sh", "-c", command] }],
  });
  const job = (name: string, command: string) => ({
    metadata: { name },
    spec: { backoffLimit: 0, template: { spec: podSpec(command) } },
  });

  it("waits until a Deployment's Pods are ready, also after each new revision", async () => {
    const old = await standIn().create("apps/v1:Deployment", sleeper("rolling"));
    assert.equal((old.state.properties.status as PropertyMap).readyReplicas, 1);
    const updated = await standIn().update(
      "apps/v1:Deployment",
      old,
      sleeper("rolling", { env: [{ name: "A", value: "1" }] }),
    );
    const status = updated.state.properties.status as PropertyMap;
    assert.deepEqual([status.readyReplicas, status.updatedReplicas], [1, 1]);
    await standIn().delete("apps/v1:Deployment", updated);
    const { namespace } = standIn();
    assert.equal(await kubectl("--namespace", namespace, "get", "pods", "--selector=app=rolling", "--output=name"), "");
  });

  it("says why a Deployment's Pods do not start, keeps it in state, and the next update repairs it", async () => {
    const statuses: string[] = [];
    const broken = sleeper("broken", { image: "localhost/no-such-image:1" });
    const more = { timeout: 20, status: (text: string) => statuses.push(text) };
    const error = await notReady(standIn().create("apps/v1:Deployment", broken, more));
    assert.match(
      error.message,
      /was successfully created, but .* failed to fully initialize or become live: timed out after 20 s/,
    );
    assert.match(
      error.message,
      /container "main" \(image localhost\/no-such-image:1\) waits: (ErrImagePull|ImagePullBackOff)/,
    );
    assert.match(error.message, /look at: kubectl -n stand-in-\w+ describe pod broken-/);
    assert.equal(error.state.id, `${standIn().namespace}/broken`);
    assert.ok(statuses.includes("Waiting for app ReplicaSet to be available (0/1 Pods available)"), statuses.join());

    const old = { news: error.inputs, state: error.state };
    const mended = await standIn().update("apps/v1:Deployment", old, sleeper("broken"));
    assert.equal((mended.state.properties.status as PropertyMap).readyReplicas, 1);
    await standIn().delete("apps/v1:Deployment", mended);
  });

  it("names the Secret that a Pod waits for", async () => {
    const volumes = [{ name: "certificate", secret: { secretName: "not-there" } }];
    const { containers, ...others } = podSpec("sleep 1000");
    const volumeMounts = [{ name: "certificate", mountPath: "/certificate" }];
    const spec = { ...others, volumes, containers: [{ ...containers[0], volumeMounts }] };
    const error = await notReady(
      standIn().create("core/v1:Pod", { metadata: { name: "mounting" }, spec }, { timeout: 20 }),
    );
    assert.match(error.message, /FailedMount: .*secret "not-there" not found/);
    await standIn().delete("core/v1:Pod", { news: error.inputs, state: error.state });
  });

  it("waits for a Job to complete, and stops at once when it fails", async () => {
    const { state } = await standIn().create("batch/v1:Job", job("works", "true"));
    assert.equal((state.properties.status as PropertyMap).succeeded, 1);
    const error = await notReady(
      standIn().create("batch/v1:Job", job("fails", "echo no luck >/dev/termination-log; exit 3")),
    );
    assert.match(error.message, /BackoffLimitExceeded/);
    assert.match(error.message, /last exit code 3 \(Error\): no luck/);
  });

  it("replaces a Job that is not ready if the program asks for it", async () => {
    const annotated = (name: string, command: string) => {
      const inputs = job(name, command);
      return { ...inputs, metadata: { name, annotations: { "pulumi.com/replaceUnready": "true" } } };
    };
    const inputs = annotated("again", "exit 1");
    const error = await notReady(standIn().create("batch/v1:Job", inputs));
    const { replaces } = await standIn().diff("batch/v1:Job", { news: error.inputs, state: error.state }, inputs);
    assert.deepEqual(replaces, ['.metadata.annotations["pulumi.com/replaceUnready"]']);
  });

  it("waits for a Service's address with the waitFor annotation, and for its Pods without it", async () => {
    const metadata = {
      name: "address",
      annotations: { "pulumi.com/waitFor": "jsonpath={.status.loadBalancer.ingress[0]}" },
    };
    const spec = { type: "LoadBalancer", selector: { app: "nobody" }, ports: [{ port: 80 }] };
    const { state } = await standIn().create("core/v1:Service", { metadata, spec });
    const status = state.properties.status as { loadBalancer: { ingress: { ip: string }[] } };
    assert.match(status.loadBalancer.ingress[0].ip, /^\d+\.\d+\.\d+\.\d+$/);

    const waiting = { metadata: { name: "waiting" }, spec: { ...spec, type: "ClusterIP" } };
    const error = await notReady(standIn().create("core/v1:Service", waiting, { timeout: 2 }));
    assert.match(error.message, /Service does not target any Pods/);
    const headless = { metadata: { name: "headless" }, spec: { ...spec, type: "ClusterIP", clusterIP: "None" } };
    await standIn().create("core/v1:Service", headless, { timeout: 30 });
  });

  it("waits for a StatefulSet and a DaemonSet", async () => {
    const set = { ...sleeper("set"), spec: { ...(sleeper("set").spec as PropertyMap), serviceName: "set" } };
    const stateful = await standIn().create("apps/v1:StatefulSet", set);
    assert.equal((stateful.state.properties.status as PropertyMap).readyReplicas, 1);
    const daemons = await standIn().create("apps/v1:DaemonSet", sleeper("daemons"));
    assert.equal((daemons.state.properties.status as PropertyMap).numberReady, 1);
    await standIn().delete("apps/v1:StatefulSet", stateful);
    await standIn().delete("apps/v1:DaemonSet", daemons);
  });

  it("does not wait if the program says so, and no longer than the program says", async () => {
    const annotated = (annotations: PropertyMap) => {
      const inputs = sleeper("impatient", { image: "localhost/no-such-image:1" });
      return { ...inputs, metadata: { ...(inputs.metadata as PropertyMap), annotations } };
    };
    const skipping = annotated({ "pulumi.com/skipAwait": "true" });
    const old = await standIn().create("apps/v1:Deployment", skipping);
    const error = await notReady(
      standIn().update("apps/v1:Deployment", old, annotated({ "pulumi.com/timeoutSeconds": "1" })),
    );
    assert.match(error.message, /timed out after 1 s/);
  });

  it("stops waiting when the engine cancels, and keeps the object in state", async () => {
    const inputs = sleeper("cancelled", { image: "localhost/no-such-image:1" });
    const cancelling = new AbortController();
    // A status text shows that it waits; an earlier cancel would stop the creation itself.
    const status = () => setTimeout(() => cancelling.abort(), 200);
    const more = { signal: cancelling.signal, status };
    const error = await notReady(standIn().create("apps/v1:Deployment", inputs, more));
    assert.match(error.message, /the wait was cancelled/);
    assert.equal(error.state.id, `${standIn().namespace}/cancelled`);
  });
});
