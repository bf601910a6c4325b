import assert from "node:assert/strict";
import { Secret, Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { callOf, checked, offlineProvider } from "../../../testing/kubernetesStandIn";

describe("kubernetes stand-in: check", () => {
  it("names an unnamed object, marks it, and keeps the name from then on", async () => {
    const provider = await offlineProvider();
    const first = await checked(provider, "core/v1:Service", { spec: { type: "ClusterIP" } });
    const metadata = first.metadata as PropertyMap;
    assert.match(metadata.name as string, /^example-[0-9a-f]{8}$/);
    assert.deepEqual(metadata.annotations, { "pulumi.com/autonamed": "true" });

    const second = await checked(provider, "core/v1:Service", { spec: { type: "NodePort" } }, first);
    assert.equal((second.metadata as PropertyMap).name, metadata.name);
  });

  it("does not adopt a name that the program once gave and then removed", async () => {
    const provider = await offlineProvider();
    const named = await checked(provider, "core/v1:Service", { metadata: { name: "mine" } });
    const unnamed = await checked(provider, "core/v1:Service", {}, named);
    assert.equal("name" in (unnamed.metadata as PropertyMap), false);
  });

  it("fills in kind, version and namespace: the provider's own, otherwise the context's", async () => {
    const inputs = { metadata: { name: "a" } };
    assert.deepEqual(await checked(await offlineProvider(), "apps/v1:Deployment", inputs), {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "a", namespace: "from-context" },
    });
    const provider = await offlineProvider({ namespace: "from-provider" });
    const { metadata } = await checked(provider, "core/v1:Secret", inputs);
    assert.deepEqual(metadata, { name: "a", namespace: "from-provider" });
  });

  it("gives no namespace to a cluster-scoped object, even without a cluster to ask", async () => {
    const provider = await offlineProvider();
    const { metadata } = await checked(provider, "core/v1:Namespace", { metadata: { name: "a", namespace: "b" } });
    assert.deepEqual(metadata, { name: "a" });
  });

  it("keeps secrets secret and unknowns unknown, and drops what only the API server sets", async () => {
    const provider = await offlineProvider();
    const inputs = await checked(provider, "core/v1:Secret", {
      metadata: { name: Unknown.value, namespace: "n", uid: "1", resourceVersion: "2" },
      data: { key: "dmFsdWU=" },
      stringData: { text: Unknown.value },
    });
    assert.deepEqual(inputs, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name: Unknown.value, namespace: "n" },
      data: new Secret({ key: "dmFsdWU=" }),
      stringData: new Secret({ text: Unknown.value }),
    });
    const env = [{ name: "A", value: new Secret("hidden") }];
    const pod = await checked(provider, "core/v1:Pod", { metadata: { name: "p" }, spec: { hostname: "h", env } });
    assert.deepEqual(pod.spec, { hostname: "h", env: new Secret([{ name: "A", value: "hidden" }]) });
  });

  it("refuses lists, generated names, patches without a name and malformed waits", async () => {
    const provider = await offlineProvider();
    const failures = async (type: string, inputs: PropertyMap) =>
      (await provider.check(callOf(type), {}, inputs, Buffer.alloc(0))).failures?.map(
        f => `${f.property}: ${f.reason}`,
      );
    const waitFor = (text: string) => ({ metadata: { name: "a", annotations: { "pulumi.com/waitFor": text } } });

    await assert.rejects(failures("core/v1:ConfigMapList", { kind: "ConfigMapList" }), /underlying resource type/);
    assert.match(
      (await failures("core/v1:Pod", { metadata: { generateName: "a-" } }))?.[0] ?? "",
      /^metadata\.generateName: .*leave `\.metadata\.name` out/,
    );
    assert.match(
      (await failures("core/v1:ServicePatch", { kind: "Service" }))?.[0] ?? "",
      /^metadata\.name: patch resources require/,
    );
    const property = 'metadata.annotations["pulumi.com/waitFor"]';
    assert.deepEqual(await failures("core/v1:Pod", waitFor("ready")), [
      `${property}: expected a "jsonpath=" or "condition=" prefix, got "ready"`,
    ]);
    assert.match((await failures("core/v1:Pod", waitFor("jsonpath=.status.phase")))?.[0] ?? "", /with the braces/);
    assert.deepEqual(
      await failures("core/v1:Pod", waitFor('["condition=Ready","jsonpath={.status.phase}=Running"]')),
      [],
    );
  });

  it("says that functions need the real plugin", async () => {
    const provider = await offlineProvider();
    await assert.rejects(
      async () => provider.invoke?.("kubernetes:yaml:decode", {}),
      /yaml:decode is not in the stand-in/,
    );
  });
});
