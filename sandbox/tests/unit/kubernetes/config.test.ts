import assert from "node:assert/strict";
import { Secret, Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { kubernetesProvider } from "../../../plugins/kubernetes/provider";
import {
  callOf,
  checked,
  configured,
  offlineProvider,
  unreachableKubeconfig,
} from "../../../testing/kubernetesStandIn";

function replaces(olds: PropertyMap, news: PropertyMap): string[] | undefined {
  return kubernetesProvider().diffConfig?.(olds, news).replaces;
}

describe("kubernetes stand-in: configuration", () => {
  const moved = unreachableKubeconfig.replace("127.0.0.1:9", "127.0.0.2:9");
  const rotated = unreachableKubeconfig.replace("a-token-that-must-not-show", "another-token");

  it("replaces resources if the cluster moves, but not if credentials change", () => {
    assert.deepEqual(replaces({ kubeconfig: unreachableKubeconfig }, { kubeconfig: rotated }), []);
    assert.deepEqual(replaces({ kubeconfig: unreachableKubeconfig }, { kubeconfig: moved }), ["kubeconfig"]);
    const secret = { kubeconfig: new Secret(unreachableKubeconfig) };
    assert.deepEqual(replaces(secret, { kubeconfig: new Secret(moved) }), ["kubeconfig"]);
    assert.deepEqual(replaces({ kubeconfig: unreachableKubeconfig }, { kubeconfig: Unknown.value }), ["kubeconfig"]);
  });

  it("goes by the cluster's identifier if there is one", () => {
    const old = { kubeconfig: unreachableKubeconfig, clusterIdentifier: "a" };
    assert.deepEqual(replaces(old, { kubeconfig: moved, clusterIdentifier: "a" }), []);
    assert.deepEqual(replaces(old, { ...old, clusterIdentifier: "b" }), ["clusterIdentifier"]);
  });

  it("refuses unsupported options", () => {
    const failures = (config: PropertyMap) =>
      kubernetesProvider()
        .checkConfig?.(config)
        .failures?.map(f => f.property);
    assert.deepEqual(failures({ renderYamlToDirectory: "out" }), ["renderYamlToDirectory"]);
    assert.deepEqual(failures({ enableServerSideApply: "false" }), ["enableServerSideApply"]);
    assert.deepEqual(failures({ enableServerSideApply: "true", upsertExistingObjects: "true" }), []);
  });

  it("previews without a cluster, and says why everything else is impossible", async () => {
    const provider = await offlineProvider();
    const inputs = await checked(provider, "core/v1:ConfigMap", { metadata: { name: "a" }, data: { key: "value" } });
    const planned = await provider.create(callOf("core/v1:ConfigMap", { preview: true }), inputs);
    assert.deepEqual(planned, { id: "", properties: inputs });

    const old = { id: "from-context/a", properties: {} };
    const unreachable = /configured Kubernetes cluster is unreachable: .*127\.0\.0\.1:9/s;
    await assert.rejects(provider.create(callOf("core/v1:ConfigMap"), inputs), unreachable);
    await assert.rejects(provider.read(callOf("core/v1:ConfigMap"), old, {}), unreachable);
    await assert.rejects(provider.delete(callOf("core/v1:ConfigMap"), old, {}), /PULUMI_K8S_DELETE_UNREACHABLE/);
  });

  it("forgets resources of a lost cluster if told to", async () => {
    const provider = await offlineProvider({ deleteUnreachable: "true" });
    const old = { id: "from-context/a", properties: {} };
    assert.equal(await provider.read(callOf("core/v1:ConfigMap"), old, {}), undefined);
    await provider.delete(callOf("core/v1:ConfigMap"), old, {});
  });

  it("never quotes a kubeconfig that it cannot read", async () => {
    const provider = await configured({ kubeconfig: "token: [a-token-that-must-not-show" });
    const inputs = await checked(provider, "core/v1:ConfigMap", { metadata: { name: "a" } });
    await assert.rejects(provider.create(callOf("core/v1:ConfigMap"), inputs), (error: Error) => {
      assert.match(error.message, /`kubeconfig` is neither the path of a file nor the contents of a kubeconfig/);
      assert.doesNotMatch(error.message, /must-not-show/);
      return true;
    });
  });

  it("names a context that is not in the kubeconfig", async () => {
    const provider = await offlineProvider({ context: "elsewhere" });
    const inputs = await checked(provider, "core/v1:ConfigMap", { metadata: { name: "a" } });
    await assert.rejects(provider.create(callOf("core/v1:ConfigMap"), inputs), /context "elsewhere" is not in/);
  });
});
