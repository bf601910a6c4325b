import assert from "node:assert/strict";
import { ApiError } from "../../../kubernetes/client";
import type { Cluster } from "../../../kubernetes/client";
import { takeOverFields } from "../../../plugins/kubernetes/fieldManagers";
import { observedInputs } from "../../../plugins/kubernetes/observed";
import { toState } from "../../../plugins/kubernetes/outputs";
import { Secret, Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { callOf, checked, offlineProvider, plain } from "../../../testing/kubernetesStandIn";

/** The difference between two versions of a program, of which the first was deployed. */
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

  it("names only the changed paths", async () => {
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

  it("is empty if nothing changes", async () => {
    assert.deepEqual((await difference("core/v1:Service", service, service)).changes, {});
  });

  it("counts a value that is not known yet as a change", async () => {
    const after = { ...service, spec: { ...service.spec, type: Unknown.value } };
    assert.deepEqual((await difference("core/v1:Service", service, after)).changes, { "spec.type": "update" });
  });

  it("shows each key of an unknown map as deleted, and a key with an unknown value as updated", async () => {
    const secret = (data: PropertyMap[string]) => ({ metadata: named, data: new Secret(data) });
    const before = secret({ "tls.crt": "YQ==", "tls.key": "Yg==" });
    const keys = ['data["tls.crt"]', 'data["tls.key"]'];
    const whole = await difference("core/v1:Secret", before, secret(Unknown.value));
    assert.deepEqual(whole.changes, Object.fromEntries(keys.map(key => [key, "delete"])));
    assert.deepEqual(whole.replaces, keys);
    const values = secret({ "tls.crt": Unknown.value, "tls.key": Unknown.value });
    const each = await difference("core/v1:Secret", before, values);
    assert.deepEqual(each.changes, Object.fromEntries(keys.map(key => [key, "update"])));
    const list = { ...service, spec: { ...service.spec, ports: Unknown.value } };
    assert.deepEqual((await difference("core/v1:Service", service, list)).changes, { "spec.ports": "update" });
  });

  it("quotes a key with a dot, but not one with only a slash", async () => {
    const annotated = (annotations: PropertyMap) => ({ metadata: { ...named, annotations } });
    const before = annotated({ "checksum/config": "1", "pulumi.com/skipAwait": "1", 'a"b': "1" });
    const after = annotated({ "checksum/config": "2", "pulumi.com/skipAwait": "2", 'a"b': "2" });
    assert.deepEqual(Object.keys((await difference("core/v1:ConfigMap", before, after)).changes), [
      "metadata.annotations.checksum/config",
      'metadata.annotations["pulumi.com/skipAwait"]',
      'metadata.annotations["a\\"b"]',
    ]);
  });

  it("compares built-in kinds in their Go types' form, and custom resources as they are", async () => {
    const container = (more: PropertyMap) => ({ metadata: named, spec: { containers: [{ name: "a", ...more }] } });
    const change = async (before: PropertyMap, after: PropertyMap, type = "core/v1:Pod") =>
      (await difference(type, container(before), container(after))).changes;
    const spelled = { resources: { limits: { cpu: "1000m", memory: "1024Mi" } }, args: [], stdin: false };
    assert.deepEqual(await change({ resources: { limits: { cpu: "1", memory: "1Gi" } } }, spelled), {});
    const env = (value: string) => ({ env: [{ name: "A", value }] });
    assert.deepEqual(await change(env(""), env("x")), { "spec.containers[0].env[0].value": "add" });
    // A pointer in Go: false differs from nothing.
    const context = { securityContext: { allowPrivilegeEscalation: false } };
    assert.deepEqual(await change({ securityContext: {} }, context), {
      "spec.containers[0].securityContext.allowPrivilegeEscalation": "add",
    });
    assert.deepEqual(await change({ duration: "1h", args: [] }, { duration: "1h0m0s" }, "example.com/v1:Pod"), {
      "spec.containers[0].duration": "update",
      "spec.containers[0].args": "delete",
    });
  });

  it("compares everything as spelled while a value is not known yet", async () => {
    const limits = (cpu: string, image: PropertyMap[string]) => ({
      metadata: named,
      spec: { containers: [{ image, resources: { limits: { cpu } } }] },
    });
    assert.deepEqual((await difference("core/v1:Pod", limits("1", "a"), limits("1000m", Unknown.value))).changes, {
      "spec.containers[0].image": "update",
      "spec.containers[0].resources.limits.cpu": "update",
    });
  });

  it("compares and keeps a Secret's stringData as its data", async () => {
    const provider = await offlineProvider();
    const texts = (password: string) => ({ metadata: named, data: { other: "YQ==" }, stringData: { password } });
    const inputs = await checked(provider, "core/v1:Secret", texts("one"));
    assert.deepEqual(inputs.data, new Secret({ other: "YQ==", password: "b25l" }));
    assert.equal("stringData" in inputs, false);
    const { changes, replaces } = await difference("core/v1:Secret", texts("one"), texts("two"));
    assert.deepEqual([changes, replaces], [{ "data.password": "update" }, ["data.password"]]);
  });

  it("treats no namespace as the default one", async () => {
    const withIn = { metadata: { name: "a", namespace: "default" }, data: { a: "1" } };
    const provider = await offlineProvider();
    const inputs = await checked(provider, "core/v1:ConfigMap", withIn);
    const properties = toState(inputs, inputs, inputs, { fieldManager: "m" });
    const bare = { ...inputs, metadata: { name: "a" } };
    const result = await provider.diff(callOf("core/v1:ConfigMap"), { id: "default/a", properties }, inputs, bare);
    assert.deepEqual(plain(result).changes, {});
  });

  it("replaces for another name or namespace, and deletes first if the name stays the same", async () => {
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

  it("replaces a ConfigMap or a Secret for other contents, unless the provider may change them", async () => {
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

  it("replaces a Pod for a new or changed container, a Job for its template, a binding for its role", async () => {
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

describe("kubernetes stand-in: the inputs read from a live object", () => {
  const metadata = { name: "a", namespace: "n" };
  const inputs = { kind: "Pod", metadata, spec: { image: "a", list: [{ x: 1 }], set: true } };

  it("are those that the program mentions, with the live values", () => {
    const list = [{ x: 2, added: true }, { x: 3 }];
    const live = { kind: "Pod", metadata: { ...metadata, uid: "1" }, spec: { image: "b", list, set: true, added: 1 } };
    assert.deepEqual(observedInputs(live, inputs), {
      kind: "Pod",
      metadata,
      spec: { image: "b", list: [{ x: 2 }], set: true },
    });
  });

  it("lack what others removed", () => {
    const live = { ...inputs, spec: { list: [] } };
    assert.deepEqual(observedInputs(live, inputs), live);
  });

  it("keep every secret of the inputs secret in state", () => {
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

  it("merges fields created or edited by hand into one applied entry, even if a controller writes in between", async () => {
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
