import assert from "node:assert/strict";
import { ApiError } from "../../sandbox/plugins/kubernetes/client";
import type { Cluster } from "../../sandbox/plugins/kubernetes/client";
import { takeOverFields } from "../../sandbox/plugins/kubernetes/fieldManagers";
import type { KubeObject } from "../../sandbox/plugins/kubernetes/objects";
import { observedInputs } from "../../sandbox/plugins/kubernetes/observed";
import { toState } from "../../sandbox/plugins/kubernetes/outputs";
import { Secret, Unknown } from "../../sandbox/plugins/protocol/values";
import type { PropertyMap } from "../../sandbox/plugins/protocol/values";
import { callOf, checked, offlineProvider, plain } from "./kubernetesStandIn";

/** The difference between two versions of a program, the first of which was deployed as it is. */
async function difference(type: string, before: PropertyMap, after: PropertyMap, config: PropertyMap = {}) {
  const provider = await offlineProvider(config);
  const olds = await checked(provider, type, before);
  const news = await checked(provider, type, after, olds);
  const properties = toState(olds, olds, olds, { fieldManager: "pulumi-kubernetes-00000000" });
  const { name, namespace } = olds.metadata as { name: string; namespace: string };
  return plain(await provider.diff(callOf(type), { id: `${namespace}/${name}`, properties }, olds, news));
}

describe("kubernetes stand-in: diff", () => {
  const named = { name: "a", namespace: "n" };
  const service = { metadata: named, spec: { type: "ClusterIP", ports: [{ port: 1883 }, { port: 8883 }] } };

  it("names just the changed paths", async () => {
    const annotations = { "example.com/a.b": "1" };
    const after = {
      metadata: { ...named, annotations },
      spec: { type: "LoadBalancer", ports: [{ port: 1883, name: "mqtt" }] },
    };
    assert.deepEqual(await difference("core/v1:Service", service, after), {
      changes: {
        "metadata.annotations": "add",
        "spec.type": "update",
        "spec.ports[0].name": "add",
        "spec.ports[1]": "delete",
      },
      replaces: [],
      deleteBeforeReplace: false,
    });
    const more = { ...after, metadata: { ...named, annotations: { "example.com/a.b": "2" } } };
    assert.deepEqual((await difference("core/v1:Service", after, more)).changes, {
      'metadata.annotations["example.com/a.b"]': "update",
    });
  });

  it("says nothing where nothing changes", async () => {
    assert.deepEqual((await difference("core/v1:Service", service, service)).changes, {});
  });

  it("counts a value that is not known yet as a change", async () => {
    const after = { ...service, spec: { ...service.spec, type: Unknown.value } };
    assert.deepEqual((await difference("core/v1:Service", service, after)).changes, { "spec.type": "update" });
  });

  it("replaces what has another name or namespace, and deletes first what keeps its fixed name", async () => {
    const renamed = await difference("core/v1:Service", service, { ...service, metadata: { ...named, name: "b" } });
    assert.deepEqual(renamed, {
      changes: { "metadata.name": "update" },
      replaces: ["metadata.name"],
      deleteBeforeReplace: false,
    });
    const selector = (app: string) => ({ spec: { selector: { matchLabels: { app } } } });
    const fixed = await difference(
      "apps/v1:Deployment",
      { metadata: named, ...selector("x") },
      { metadata: named, ...selector("y") },
    );
    assert.deepEqual(fixed.replaces, ["spec.selector.matchLabels.app"]);
    assert.equal(fixed.deleteBeforeReplace, true);
    const autonamed = await difference("apps/v1:Deployment", selector("x"), selector("y"));
    assert.equal(autonamed.deleteBeforeReplace, false);
    assert.equal(autonamed.replaces.length, 1);
  });

  it("replaces a ConfigMap or a Secret with other contents, unless the provider may change them", async () => {
    const [before, after] = [
      { metadata: named, data: { key: "YQ==" } },
      { metadata: named, data: { key: "Yg==" } },
    ];
    for (const kind of ["ConfigMap", "Secret"]) {
      const type = `core/v1:${kind}`;
      assert.deepEqual((await difference(type, before, after)).replaces, ["data.key"]);
      const mutable = { [`enable${kind}Mutable`]: "true" };
      assert.deepEqual((await difference(type, before, after, mutable)).replaces, []);
      const immutable = { ...after, immutable: true };
      assert.ok((await difference(type, before, immutable, mutable)).replaces.includes("data.key"), kind);
    }
  });

  it("replaces a Pod for a container that comes or changes, a Job for its template, a binding for its role", async () => {
    const pod = (...containers: PropertyMap[]) => ({ metadata: named, spec: { containers } });
    const one = { name: "one", image: "a" };
    const replacesPod = async (after: PropertyMap) => (await difference("core/v1:Pod", pod(one), after)).replaces;
    assert.deepEqual(await replacesPod(pod({ ...one, image: "b" })), ["spec.containers[0].image"]);
    assert.deepEqual(await replacesPod(pod(one, { name: "two", image: "b" })), ["spec.containers[1]"]);
    const job = (command: string) => ({ metadata: named, spec: { template: { spec: { command } } } });
    assert.equal((await difference("batch/v1:Job", job("a"), job("b"))).replaces.length, 1);
    const binding = (name: string) => ({ metadata: named, roleRef: { name } });
    const { replaces } = await difference("rbac.authorization.k8s.io/v1:RoleBinding", binding("a"), binding("b"));
    assert.deepEqual(replaces, ["roleRef.name"]);
  });

  it("never replaces the object that a patch changes", async () => {
    const patch = (key: string) => ({ kind: "Secret", apiVersion: "v1", metadata: named, data: { key } });
    const result = await difference("core/v1:SecretPatch", patch("YQ=="), patch("Yg=="));
    assert.deepEqual(result, { changes: { "data.key": "update" }, replaces: [], deleteBeforeReplace: false });
  });

  it("leaves out what the program ignores", async () => {
    const provider = await offlineProvider();
    const before = await checked(provider, "apps/v1:Deployment", {
      metadata: named,
      spec: { replicas: 1, paused: true },
    });
    const properties = toState(before, before, before, { fieldManager: "m" });
    const news = { ...before, spec: { replicas: 2, paused: false } };
    const call = callOf("apps/v1:Deployment", { ignoreChanges: ["spec.replicas"] });
    const result = await provider.diff(call, { id: "n/a", properties }, before, news);
    assert.deepEqual([...result.changes.keys()], ["spec.paused"]);
  });
});

describe("kubernetes stand-in: what inputs still hold", () => {
  const clusterThatApplies = (applied: KubeObject) => ({ apply: () => Promise.resolve(applied) }) as unknown as Cluster;
  const metadata = { name: "a", namespace: "n" };
  const inputs = { kind: "Pod", metadata, spec: { cpu: "1000m", hostNetwork: false, image: "a", list: [{ x: 1 }] } };

  it("keeps the program's spelling of what the API server rewrites, and takes over what others changed", async () => {
    const applied = { kind: "Pod", metadata, spec: { cpu: "1", image: "a", list: [{ x: 1, y: 2 }], added: true } };
    const cluster = clusterThatApplies(applied);
    assert.deepEqual(await observedInputs(cluster, inputs, applied, "m"), inputs);

    const live = { ...applied, spec: { ...applied.spec, image: "b", cpu: "2" } };
    const expected = { ...inputs, spec: { ...inputs.spec, image: "b", cpu: "2" } };
    assert.deepEqual(await observedInputs(cluster, inputs, live, "m"), expected);
  });

  it("notices what others removed", async () => {
    const rest = { cpu: "1000m", hostNetwork: false, list: [{ x: 1 }] };
    const observed = await observedInputs(clusterThatApplies(inputs), inputs, { ...inputs, spec: rest }, "m");
    assert.deepEqual(observed, { ...inputs, spec: rest });
  });

  it("finds the texts of a Secret in its data", async () => {
    const secret = { apiVersion: "v1", kind: "Secret", metadata, stringData: { password: "one" } };
    const live = (text: string) => ({
      apiVersion: "v1",
      kind: "Secret",
      metadata,
      data: { password: Buffer.from(text).toString("base64") },
    });
    const cluster = clusterThatApplies(live("one"));
    assert.deepEqual(await observedInputs(cluster, secret, live("one"), "m"), secret);
    const changed = { ...secret, stringData: { password: "two" } };
    assert.deepEqual(await observedInputs(cluster, secret, live("two"), "m"), changed);
  });

  it("keeps every secret of the inputs secret in state", () => {
    const live = { apiVersion: "v1", kind: "Secret", metadata, data: { password: "b25l" } };
    const state = toState(live, live, {}, { fieldManager: "m" });
    assert.deepEqual(state.data, new Secret({ password: "b25l" }));
    assert.deepEqual((state.__inputs as PropertyMap).data, new Secret({ password: "b25l" }));
  });
});

describe("kubernetes stand-in: field managers", () => {
  const entry = (manager: string, operation: string, field: string, more: PropertyMap = {}) => ({
    manager,
    operation,
    fieldsV1: { "f:data": { [field]: {} } },
    ...more,
  });
  const live = (resourceVersion: string) => ({
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: {
      name: "a",
      namespace: "n",
      resourceVersion,
      managedFields: [
        entry("pulumi-kubernetes-1", "Update", "f:a"),
        entry("pulumi-kubernetes-1", "Apply", "f:b"),
        entry("kubectl-edit", "Update", "f:c"),
        entry("kubectl", "Update", "f:d", { subresource: "scale" }),
        entry("theirs", "Update", "f:e"),
      ],
    },
  });

  it("makes one applied entry of what was created or edited by hand, also when a controller writes in between", async () => {
    const sent: { path: string; value: unknown }[][] = [];
    const cluster = {
      get: () => Promise.resolve(live("2")),
      patch: (_reference: unknown, operations: { path: string; value: unknown }[]) => {
        sent.push(operations);
        return sent.length === 1 ? Promise.reject(new ApiError(409, "Conflict", "modified")) : Promise.resolve({});
      },
    } as unknown as Cluster;
    await takeOverFields(cluster, live("1"), "pulumi-kubernetes-1");

    const fieldsV1 = { "f:data": { "f:a": {}, "f:b": {}, "f:c": {} } };
    const [managedFields, resourceVersion] = sent[1];
    assert.deepEqual(managedFields.value, [
      entry("kubectl", "Update", "f:d", { subresource: "scale" }),
      entry("theirs", "Update", "f:e"),
      { manager: "pulumi-kubernetes-1", operation: "Apply", fieldsV1 },
    ]);
    assert.equal(resourceVersion.value, "2");
  });
});
