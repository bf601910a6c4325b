import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { ArmError, OperationError } from "../../../azure/resourceManager/armError";
import { ResourceManager } from "../../../azure/resourceManager/resourceManager";
import type { ArmResource } from "../../../azure/resourceManager/store";
import type { Cluster } from "../../../kubernetes/client";

const type = "azure-native:extendedlocation:CustomLocation";
const group = { resourceGroupName: "factory" };
const parameters = { ...group, resourceName: "edge" };

/** A custom location serves as the example, because making one looks up its namespace in the cluster. */
describe("long-running operations of the simulated Azure", () => {
  let folder: string;
  let lookUp: () => Promise<object | undefined>;
  let inputs: { hostResourceId: string; namespace: string };
  let arm: ResourceManager;
  let id: string;
  const quiet = () => ({ signal: new AbortController().signal });
  const stateOf = ({ body }: ArmResource) => body.provisioningState;

  beforeEach(async () => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    lookUp = () => Promise.resolve({});
    const cluster = { get: () => lookUp(), list: () => Promise.resolve([]) };
    arm = new ResourceManager({
      folder,
      subscriptionId: "mine",
      tenantId: "ours",
      cluster: () => cluster as unknown as Cluster,
    });
    await arm.put("azure-native:resources:ResourceGroup", group, { location: "here" }, quiet());
    const host = await arm.put(
      "azure-native:kubernetes:ConnectedCluster",
      { ...group, clusterName: "edge" },
      { location: "here", agentPublicKeyCertificate: "", identity: { type: "SystemAssigned" } },
      quiet(),
    );
    inputs = { hostResourceId: host.id, namespace: "aio" };
    id = arm.idOf(type, parameters);
  });
  afterEach(() => fs.rmSync(folder, { recursive: true }));

  const make = (tags: Record<string, string> = {}, operation = quiet()) =>
    arm.put(type, parameters, { location: "here", ...inputs, tags }, operation);

  it("are visible to anyone who looks meanwhile, and do not start again", async () => {
    const cluster = held();
    lookUp = cluster.lookUp;
    const making = make();
    await cluster.asked;
    assert.equal(stateOf(await arm.get(id, quiet())), "Accepted");
    cluster.answer();
    assert.equal(stateOf(await making), "Succeeded");
    assert.equal(cluster.times(), 1);
  });

  it("are decided by the one that started last", async () => {
    const cluster = held();
    lookUp = cluster.lookUp;
    const first = make({ by: "first" });
    await cluster.asked;
    lookUp = () => Promise.resolve({});
    await make({ by: "second" });
    cluster.answer();
    await first;
    assert.deepEqual((await arm.get(id, quiet())).body.tags, { by: "second" });
  });

  it("do not bring back what was deleted meanwhile", async () => {
    const cluster = held();
    lookUp = cluster.lookUp;
    const making = make();
    await cluster.asked;
    await arm.delete(id, quiet());
    cluster.answer();
    await making;
    await assert.rejects(arm.get(id, quiet()), ArmError);
  });

  it("fail whatever breaks them, so that the next one can repair it", async () => {
    lookUp = () => Promise.reject(new Error("ENOENT: no kubeconfig"));
    await assert.rejects(make(), (error: Error) => {
      assert.ok(error instanceof OperationError);
      assert.equal(error.message, 'Code="InternalServerError" Message="ENOENT: no kubeconfig"');
      return true;
    });
    assert.equal(stateOf(await arm.get(id, quiet())), "Failed");
    lookUp = () => Promise.resolve({});
    assert.equal(stateOf(await make()), "Succeeded");
  });

  it("continue by themselves if nobody waits any longer", async () => {
    const canceling = new AbortController();
    lookUp = () => {
      canceling.abort();
      return Promise.reject(new Error("canceled"));
    };
    await assert.rejects(make({}, { signal: canceling.signal }), { message: "canceled" });
    lookUp = () => Promise.resolve({});
    assert.equal(stateOf(await arm.get(id, quiet())), "Succeeded");
  });

  describe("whose process was killed", () => {
    const killedWhile = (state: string) => {
      const file = path.join(folder, "resources.json");
      const all = JSON.parse(fs.readFileSync(file, "utf8")) as ArmResource[];
      const resource = all.find(one => one.id === id);
      assert.ok(resource);
      resource.body.provisioningState = state;
      resource.operation = { id: "theirs", process: { pid: process.pid, startTime: 0, bootId: "another" } };
      fs.writeFileSync(file, JSON.stringify(all));
    };

    it("are finished by whoever looks next", async () => {
      await make();
      killedWhile("Updating");
      assert.equal(stateOf(await arm.get(id, quiet())), "Succeeded");
    });

    it("show as failed, without an error, if finishing fails", async () => {
      await make();
      killedWhile("Accepted");
      lookUp = () => Promise.reject(new Error("away"));
      assert.equal(stateOf(await arm.get(id, quiet())), "Failed");
    });

    it("are finished for a deletion too", async () => {
      await make();
      killedWhile("Deleting");
      await assert.rejects(arm.get(id, quiet()), { status: 404 });
    });
  });
});

/** A cluster that answers only when told to. */
function held() {
  let answer: () => void = () => undefined;
  let ask: () => void = () => undefined;
  let times = 0;
  const answered = new Promise<object>(resolve => (answer = () => resolve({})));
  const asked = new Promise<void>(resolve => (ask = resolve));
  const lookUp = () => {
    times += 1;
    ask();
    return answered;
  };
  return { lookUp, asked, answer: () => answer(), times: () => times };
}
