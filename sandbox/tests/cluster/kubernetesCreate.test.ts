import assert from "node:assert/strict";
import { Secret, Unknown } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { configured } from "../../testing/kubernetesStandIn";
import { kubectl, succeeds } from "../../testing/kubectl";
import { failureOf, standInFor, useStandIn } from "../../testing/kubernetesStandInInCluster";

const service = (name: string, more: PropertyMap = {}) => ({
  metadata: { name, ...more },
  spec: { ports: [{ port: 80 }] },
});

describe("kubernetes stand-in: creating", function () {
  this.timeout(180_000);
  const standIn = useStandIn();

  it("previews the defaults that the API server sets, but no status", async () => {
    const { state } = await standIn().create("core/v1:Service", service("planned"), { preview: true });
    assert.equal(state.id, "");
    assert.equal((state.properties.spec as PropertyMap).type, "ClusterIP");
    assert.equal("status" in state.properties, false);
    assert.equal(await succeeds("--namespace", standIn().namespace, "get", "service", "planned"), false);
  });

  it("previews from the inputs alone what it cannot try yet: unknown values, a missing namespace, a missing kind", async () => {
    const cases: [string, PropertyMap][] = [
      ["core/v1:ConfigMap", { metadata: { name: "a" }, data: { key: Unknown.value } }],
      ["core/v1:ConfigMap", { metadata: { name: "a", namespace: "not-there-yet" } }],
      ["example.com/v1:Nothing", { metadata: { name: "a" }, spec: {} }],
    ];
    for (const [type, inputs] of cases) {
      const { news, state } = await standIn().create(type, inputs, { preview: true });
      assert.deepEqual(state, { id: "", properties: news });
    }
  });

  it("refuses in the preview what the API server would refuse", async () => {
    const inputs = { metadata: { name: "bad" }, spec: { ports: [{ port: 99999 }] } };
    const error = await failureOf(standIn().create("core/v1:Service", inputs, { preview: true }));
    assert.match(error.message, /was not successfully created.*spec\.ports\[0\]\.port: Invalid value: 99999/s);
  });

  it("never quotes a secret that the API server quotes", async () => {
    const metadata = { name: "bad", labels: { password: new Secret("hunter2 is not a label") } };
    const error = await failureOf(standIn().create("core/v1:ConfigMap", { metadata }));
    assert.match(error.message, /Invalid value: "\[secret\]"/);
    assert.doesNotMatch(error.message, /hunter2/);
  });

  it("warns of fields that the API server does not know", async () => {
    const warnings: string[] = [];
    const inputs = { metadata: { name: "typing" }, spec: { ports: [{ port: 80 }], sesionAffinity: "ClientIP" } };
    await standIn().create("core/v1:Service", inputs, { preview: true, warn: text => warnings.push(text) });
    assert.deepEqual(warnings, ['unknown field "spec.sesionAffinity"']);
  });

  it("does not take over an existing object, unless the provider may", async () => {
    const { namespace, get } = standIn();
    const inputs = { metadata: { name: "mine" }, data: { key: "new" } };
    await kubectl("--namespace", namespace, "create", "configmap", "mine", "--from-literal=key=old");
    const error = await failureOf(standIn().create("core/v1:ConfigMap", inputs));
    assert.match(error.message, /configmaps "mine" already exists/);
    assert.equal(await get("configmap", "mine", "{.data.key}"), "old");

    const config = { namespace, upsertExistingObjects: "true", enablePatchForce: "true" };
    await standInFor(await configured(config), namespace).create("core/v1:ConfigMap", inputs);
    assert.equal(await get("configmap", "mine", "{.data.key}"), "new");
  });

  it("waits for a kind that is being defined, and forgets its objects once the definition is gone", async () => {
    const group = `${standIn().namespace}.example.com`;
    const schema = { type: "object", x_kubernetes_preserve_unknown_fields: true };
    const definition = (...shortNames: string[]) => ({
      metadata: { name: `brokers.${group}` },
      spec: {
        group,
        scope: "Namespaced",
        names: { plural: "brokers", kind: "Broker", shortNames },
        versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
      },
    });
    const definitions = "apiextensions.k8s.io/v1:CustomResourceDefinition";
    const defined = await standIn().create(definitions, definition("first", "second"));
    const inputs = { metadata: { name: "one" }, spec: { listeners: [{ port: 1883 }] } };
    const broker = await standIn().create(`${group}/v1:Broker`, inputs);
    assert.equal(broker.state.id, `${standIn().namespace}/one`);
    const more = { metadata: { name: "one" }, spec: { listeners: [{ port: 1883 }, { port: 8883 }] } };
    assert.deepEqual((await standIn().diff(`${group}/v1:Broker`, broker, more)).changes, {
      "spec.listeners[1]": "add",
    });
    await standIn().update(`${group}/v1:Broker`, broker, more);

    const redefined = await standIn().update(definitions, defined, definition("second"));
    assert.deepEqual((await standIn().diff(definitions, redefined, definition("second"))).changes, {});
    assert.equal(
      await standIn().get("customresourcedefinition", `brokers.${group}`, "{.spec.names.shortNames}"),
      '["second"]',
    );
    await standIn().delete(definitions, redefined);
    assert.equal(await standIn().refresh(`${group}/v1:Broker`, broker), undefined);
    await standIn().delete(`${group}/v1:Broker`, broker);
  });
});
