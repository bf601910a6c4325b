import assert from "node:assert/strict";
import { Secret } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { apply, kubectl } from "../../testing/kubectl";
import { failureOf, useStandIn } from "../../testing/kubernetesStandInInCluster";

const service = (name: string, more: PropertyMap = {}) => ({
  metadata: { name, ...more },
  spec: { ports: [{ port: 80 }] },
});
/** Runs `body` with a custom kind, whose objects keep only `known` and a map `filled`. */
async function withWidgets(namespace: string, body: (type: string) => Promise<void>): Promise<void> {
  const group = `${namespace}.example.com`;
  const text = { type: "string" };
  const spec = { type: "object", properties: { known: text, filled: { type: "object", additionalProperties: text } } };
  const schema = { openAPIV3Schema: { type: "object", properties: { spec } } };
  const definition = `customresourcedefinition/widgets.${group}`;
  await apply({
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { kind: "Widget", plural: "widgets" },
      versions: [{ name: "v1", served: true, storage: true, schema }],
    },
  });
  try {
    await kubectl("wait", "--for=condition=Established", "--timeout=60s", definition);
    await body(`${group}/v1:Widget`);
  } finally {
    await kubectl("delete", definition);
  }
}

const noWait = { annotations: { "pulumi.com/skipAwait": "true" } };

describe("kubernetes stand-in: updating and reading", function () {
  this.timeout(180_000);
  const standIn = useStandIn({ enableConfigMapMutable: "true" });

  it("removes what leaves the program, keeps what others added, and then shows no change", async () => {
    const type = "core/v1:Service";
    const { namespace, create, update, diff, get } = standIn();
    const old = await create(type, service("updated", { ...noWait, labels: { a: "1", b: "1" } }));
    await kubectl("--namespace", namespace, "label", "service", "updated", "other=theirs", "--field-manager=them");
    const after = service("updated", { ...noWait, labels: { a: "2" } });
    assert.deepEqual((await diff(type, old, after)).changes, {
      "metadata.labels.a": "update",
      "metadata.labels.b": "delete",
    });

    const planned = await update(type, old, after, { preview: true });
    assert.equal(((planned.state.properties.metadata as PropertyMap).labels as PropertyMap).a, "2");
    assert.equal(await get("service", "updated", "{.metadata.labels.a}"), "1");

    const updated = await update(type, old, after);
    assert.deepEqual(JSON.parse(await get("service", "updated", "{.metadata.labels}")), { a: "2", other: "theirs" });
    assert.deepEqual((await diff(type, updated, after)).changes, {});
  });

  it("refuses in the preview to change an immutable field", async () => {
    const type = "core/v1:PersistentVolumeClaim";
    const claim = (storage: string) => ({
      metadata: { name: "claim", ...noWait },
      spec: { accessModes: ["ReadWriteOnce"], storageClassName: "none", resources: { requests: { storage } } },
    });
    const old = await standIn().create(type, claim("1Gi"));
    const error = await failureOf(standIn().update(type, old, claim("2Gi"), { preview: true }));
    assert.match(error.message, /update of resource .* failed: .*spec is immutable after creation/s);
  });

  it("stops at fields that another manager owns, and takes them over with patchForce", async () => {
    const type = "core/v1:ConfigMap";
    const { namespace, create, update, get } = standIn();
    const inputs = (key: string, more: PropertyMap = {}) => ({ metadata: { name: "owned", ...more }, data: { key } });
    const old = await create(type, inputs("a"));
    const patch = ["--type=merge", '--patch={"data":{"key":"theirs"}}', "--field-manager=them"];
    await kubectl("--namespace", namespace, "patch", "configmap", "owned", ...patch);

    const error = await failureOf(update(type, old, inputs("b")));
    assert.match(error.message, /conflict with "them".*\.data\.key/);
    assert.match(error.message, /pulumi\.com\/patchForce/);
    assert.equal(await get("configmap", "owned", "{.data.key}"), "theirs");
    await update(type, old, inputs("b", { annotations: { "pulumi.com/patchForce": "true" } }));
    assert.equal(await get("configmap", "owned", "{.data.key}"), "b");
  });

  it("does not touch what the program ignores", async () => {
    const type = "core/v1:ConfigMap";
    const { namespace, create, update, get } = standIn();
    const inputs = (mine: string) => ({ metadata: { name: "shared" }, data: { theirs: "first", mine } });
    const old = await create(type, inputs("a"));
    const patch = ["--type=merge", '--patch={"data":{"theirs":"second"}}', "--field-manager=them"];
    await kubectl("--namespace", namespace, "patch", "configmap", "shared", ...patch);
    await update(type, old, inputs("b"), { ignoreChanges: ["data.theirs"] });
    assert.deepEqual(JSON.parse(await get("configmap", "shared", "{.data}")), { theirs: "second", mine: "b" });
  });

  it("shows in a refresh what others changed, and nothing else", async () => {
    const type = "core/v1:ConfigMap";
    const inputs = { metadata: { name: "drifting" }, data: { a: "1", b: "1" } };
    const old = await standIn().create(type, inputs);
    assert.deepEqual((await standIn().refresh(type, old))?.news, old.news);

    const patch = ["--type=merge", '--patch={"data":{"a":"2","c":"3"}}'];
    await kubectl("--namespace", standIn().namespace, "patch", "configmap", "drifting", ...patch);
    const refreshed = await standIn().refresh(type, old);
    assert.ok(refreshed);
    assert.deepEqual(refreshed.news.data, { a: "2", b: "1" });
    assert.deepEqual((await standIn().diff(type, refreshed, inputs)).changes, { "data.a": "update" });

    await kubectl("--namespace", standIn().namespace, "delete", "configmap", "drifting");
    assert.equal(await standIn().refresh(type, old), undefined);
  });

  it("shows no change if a field of a built-in kind is only spelled differently", async () => {
    const spec = (limits: PropertyMap) => ({
      hostNetwork: false,
      nodeName: "no-such-node",
      containers: [{ name: "a", image: "b", args: [], resources: { limits } }],
    });
    const pod = (limits: PropertyMap) => ({ metadata: { name: "spelling", ...noWait }, spec: spec(limits) });
    const inputs = pod({ cpu: "1000m", memory: "1024Mi" });
    const old = await standIn().create("core/v1:Pod", inputs);
    assert.deepEqual((await standIn().diff("core/v1:Pod", old, inputs)).changes, {});
    assert.deepEqual((await standIn().diff("core/v1:Pod", old, pod({ cpu: 1, memory: "1Gi" }))).changes, {});
    const refreshed = await standIn().refresh("core/v1:Pod", old);
    assert.deepEqual(refreshed?.news, old.news);
    const other = { ...inputs, spec: { ...inputs.spec, hostNetwork: true } };
    assert.deepEqual((await standIn().diff("core/v1:Pod", old, other)).replaces, ["spec.hostNetwork"]);
  });

  it("shows in every preview and refresh what a custom resource keeps in a different form", async () => {
    const { namespace } = standIn();
    await withWidgets(namespace, async type => {
      // The API server drops fields that the definition does not know.
      const inputs = { metadata: { name: "other-form" }, spec: { known: "1h", unknown: "x", filled: { a: "1" } } };
      const old = await standIn().create(type, inputs);
      assert.deepEqual((await standIn().diff(type, old, inputs)).changes, { "spec.unknown": "add" });
      const refreshed = await standIn().refresh(type, old);
      assert.deepEqual(refreshed?.news.spec, { known: "1h", filled: { a: "1" } });

      const patch = ["--type=merge", '--patch={"spec":{"known":"1h0m0s","filled":{"a":null,"b":"2"}}}'];
      await kubectl("--namespace", namespace, "patch", `widgets.${namespace}.example.com`, "other-form", ...patch);
      const rewritten = await standIn().refresh(type, old);
      assert.ok(rewritten);
      assert.deepEqual((await standIn().diff(type, rewritten, inputs)).changes, {
        "spec.known": "update",
        "spec.unknown": "add",
        "spec.filled.a": "add",
      });
    });
  });

  it("shows a zero that replaces a default, but not one that the type omits", async () => {
    const type = "core/v1:Service";
    const plain = service("zeroes", noWait);
    const old = await standIn().create(type, plain);
    const change = async (spec: PropertyMap) =>
      (await standIn().diff(type, old, { ...plain, spec: { ...plain.spec, ...spec } })).changes;
    assert.deepEqual(await change({ externalIPs: [], publishNotReadyAddresses: false, selector: {} }), {});
    assert.deepEqual(await change({ allocateLoadBalancerNodePorts: false }), {
      "spec.allocateLoadBalancerNodePorts": "add",
    });
  });

  it("keeps the contents of Secrets secret, and replaces a Secret if a text changes", async () => {
    const type = "core/v1:Secret";
    const inputs = (password: string) => ({ metadata: { name: "secret" }, stringData: { password } });
    const old = await standIn().create(type, inputs("hunter2"));
    assert.ok(old.state.properties.data instanceof Secret);
    assert.ok((old.state.properties.__inputs as PropertyMap).data instanceof Secret);
    assert.deepEqual((await standIn().diff(type, old, inputs("hunter2"))).changes, {});
    assert.deepEqual(await standIn().diff(type, old, inputs("hunter3")), {
      changes: { "data.password": "update" },
      replaces: ["data.password"],
      deleteBeforeReplace: true,
    });
    const refreshed = await standIn().refresh(type, old);
    assert.deepEqual(refreshed?.news, old.news);
  });

  it("reads an object that it did not make, as the inputs that would make it", async () => {
    const { namespace, refresh } = standIn();
    await kubectl("--namespace", namespace, "create", "configmap", "foreign", "--from-literal=key=value");
    const found = await refresh("core/v1:ConfigMap", {
      news: {},
      state: { id: `${namespace}/foreign`, properties: {} },
    });
    assert.deepEqual(found?.news, {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "foreign", namespace },
      data: { key: "value" },
    });
    assert.equal(typeof (found?.state.properties.metadata as PropertyMap).uid, "string");
    const missing = { news: {}, state: { id: `${namespace}/missing`, properties: {} } };
    assert.equal(await refresh("core/v1:ConfigMap", missing), undefined);
  });
});
