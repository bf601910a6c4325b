import assert from "node:assert/strict";
import { reveal } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { configured } from "../../testing/kubernetesStandIn";
import { kubectl, succeeds } from "../../testing/kubectl";
import { failureOf, standInFor, useStandIn } from "../../testing/kubernetesStandInInCluster";

describe("kubernetes stand-in: patches and deletes", function () {
  this.timeout(180_000);
  const standIn = useStandIn();

  it("adds to someone else's object and removes only that again", async () => {
    const { namespace, create, update, delete: remove, get } = standIn();
    const object = ["--namespace", namespace, "create", "configmap", "theirs", "--from-literal=a=1"];
    await kubectl(...object);
    const patch = (data: PropertyMap) => ({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "theirs" }, data });
    const data = async () => JSON.parse(await get("configmap", "theirs", "{.data}")) as unknown;

    const first = await create("core/v1:ConfigMapPatch", patch({ b: "2" }));
    assert.equal(first.state.id, `${namespace}/theirs`);
    assert.deepEqual(await data(), { a: "1", b: "2" });
    const second = await update("core/v1:ConfigMapPatch", first, patch({ c: "3" }));
    assert.deepEqual(await data(), { a: "1", c: "3" });
    await remove("core/v1:ConfigMapPatch", second);
    assert.deepEqual(await data(), { a: "1" });
  });

  it("waits until a deleted object is gone, and succeeds if it is gone already", async () => {
    const { namespace, create, delete: remove } = standIn();
    const old = await create("core/v1:ConfigMap", { metadata: { name: "short" } });
    await remove("core/v1:ConfigMap", old);
    assert.equal(await succeeds("--namespace", namespace, "get", "configmap", "short"), false);
    await remove("core/v1:ConfigMap", old);
  });

  it("does not delete an object that someone recreated under the same name", async () => {
    const { namespace, create, delete: remove } = standIn();
    const old = await create("core/v1:ConfigMap", { metadata: { name: "again" } });
    await kubectl("--namespace", namespace, "delete", "configmap", "again");
    await kubectl("--namespace", namespace, "create", "configmap", "again");
    await remove("core/v1:ConfigMap", old);
    assert.equal(await succeeds("--namespace", namespace, "get", "configmap", "again"), true);
  });

  it("says which finalizers hold an object that is not deleted", async () => {
    const { namespace, create, delete: remove } = standIn();
    const old = await create("core/v1:ConfigMap", { metadata: { name: "held", finalizers: ["example.com/held"] } });
    const error = await failureOf(remove("core/v1:ConfigMap", old, { timeout: 1 }));
    assert.match(error.message, /deletion of v1\/ConfigMap ".*\/held" was requested, but timed out after 1 s/);
    assert.match(error.message, /example\.com\/held/);
    const release = ["--type=json", '--patch=[{"op":"remove","path":"/metadata/finalizers"}]'];
    await kubectl("--namespace", namespace, "patch", "configmap", "held", ...release);
  });

  it("leaves alone an object that can never be deleted, but removes what it set there", async () => {
    const config = { upsertExistingObjects: "true" };
    const upserting = standInFor(await configured(config), "default");
    const label = `stand-in-${standIn().namespace}`;
    const inputs = { metadata: { name: "default", labels: { [label]: "set" } } };
    const old = await upserting.create("core/v1:Namespace", inputs);
    const labels = async () => kubectl("get", "namespace", "default", "--output=jsonpath={.metadata.labels}");
    assert.ok((await labels()).includes(label));
    await upserting.delete("core/v1:Namespace", old);
    assert.ok(!(await labels()).includes(label));
    assert.equal(reveal(old.state.properties.kind), "Namespace");
  });
});
