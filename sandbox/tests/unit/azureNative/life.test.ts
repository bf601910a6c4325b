import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { InitializationError } from "../../../protocol/serve";
import type { PropertyMap } from "../../../protocol/values";
import { callOf, createAzure, groupId, inGroup, listener, outputs } from "./azureNativeStandIn";
import type { Driver, TestAzure } from "./azureNativeStandIn";

describe("azure-native stand-in: what it does", () => {
  let azure: TestAzure;
  let plugin: Driver;

  beforeEach(async () => {
    azure = createAzure();
    plugin = await azure.plugin();
  });
  afterEach(() => azure.remove());

  describe("a resource", () => {
    it("has ids and outputs in ARM's form, and survives a restart of the plugin", async () => {
      const made = await plugin.create("resources:ResourceGroup", { ...inGroup, tags: { a: "b" } });
      assert.equal(made.state.id, groupId);
      assert.deepEqual(outputs(made), {
        location: "westeurope",
        tags: { a: "b" },
        properties: { provisioningState: "Succeeded" },
        name: "factory",
        type: "Microsoft.Resources/resourceGroups",
        azureApiVersion: "2024-03-01",
      });
      const found = await (await azure.plugin()).refresh(made);
      assert.deepEqual(found, made);
    });

    it("reports how far an operation has come", async () => {
      const seen: string[] = [];
      const status = (text: string) => void seen.push(text);
      await plugin.create("resources:ResourceGroup", inGroup, { status });
      const news = await plugin.checked("resources:ResourceGroup", { ...inGroup, tags: { a: "b" } });
      await plugin.provider.update(
        callOf("resources:ResourceGroup", { status }),
        { id: groupId, properties: {} },
        {},
        news,
      );
      assert.deepEqual(seen, ["Accepted", "Succeeded", "Updating", "Succeeded"]);
    });

    it("finishes what a plugin that ended left half done", async () => {
      const made = await plugin.create("resources:ResourceGroup", inGroup);
      const file = path.join(azure.folder, "azure", "resources.json");
      fs.writeFileSync(file, fs.readFileSync(file, "utf8").replace('"Succeeded"', '"Accepted"'));
      assert.deepEqual(await plugin.refresh(made), made);
      assert.doesNotMatch(fs.readFileSync(file, "utf8"), /Accepted/);
    });

    it("refuses to create an existing resource", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      await assert.rejects(plugin.create("resources:ResourceGroup", inGroup), {
        message: `cannot create already existing resource '${groupId}'`,
      });
    });

    it("keeps its state readable only for its owner, and takes the writes of several plugins in turn", async () => {
      const plugins = await Promise.all([1, 2, 3].map(() => azure.plugin()));
      const names = Array.from({ length: 12 }, (_, i) => `group-${i}`);
      const create = (resourceGroupName: string, i: number) =>
        plugins[i % plugins.length].create("resources:ResourceGroup", { resourceGroupName });
      await Promise.all(names.map(create));
      const file = path.join(azure.folder, "azure", "resources.json");
      const kept = JSON.parse(fs.readFileSync(file, "utf8")) as { parameters: { resourceGroupName: string } }[];
      assert.deepEqual(kept.map(({ parameters }) => parameters.resourceGroupName).sort(), [...names].sort());
      assert.equal(fs.statSync(file).mode & 0o777, 0o600);
      assert.equal(fs.statSync(path.dirname(file)).mode & 0o777, 0o700);
    }).timeout(60_000);

    it("adopts in a refresh what others changed, without Azure's defaults", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      const inputs = {
        ...inGroup,
        clusterName: "edge",
        agentPublicKeyCertificate: "",
        identity: { type: "SystemAssigned" },
        tags: { owner: "a" },
      };
      const made = await plugin.create("kubernetes:ConnectedCluster", inputs);
      assert.deepEqual((await plugin.refresh(made))?.news, made.news);

      const other = await azure.plugin();
      await other.update(made, { ...inputs, tags: { owner: "b", more: "c" }, distribution: "k3s" });
      const refreshed = await plugin.refresh(made);
      assert.deepEqual(refreshed?.news, { ...made.news, tags: { owner: "b", more: "c" }, distribution: "k3s" });
      const { changes } = await plugin.diff(refreshed, inputs);
      assert.deepEqual(changes, { "tags.owner": "update", "tags.more": "delete", distribution: "delete" });
    });

    it("imports by id, with inputs that show no change", async () => {
      const made = await plugin.create("resources:ResourceGroup", { ...inGroup, tags: { a: "b" } });
      const found = await plugin.provider.read(
        callOf("resources:ResourceGroup"),
        { id: made.state.id, properties: {} },
        {},
      );
      assert.deepEqual(found?.inputs, { ...made.news });
      await assert.rejects(
        async () => plugin.provider.read(callOf("resources:ResourceGroup"), { id: "factory", properties: {} }, {}),
        /'factory' is no id of azure-native:resources:ResourceGroup: it should have the form \/subscriptions\//,
      );
    });

    it("has nothing left after a delete, and may be deleted again", async () => {
      const made = await plugin.create("resources:ResourceGroup", inGroup);
      await plugin.delete(made);
      assert.equal(await plugin.refresh(made), undefined);
      await plugin.delete(made);
    });
  });

  describe("ARM's answers", () => {
    const refused = (type: string, inputs: PropertyMap, message: RegExp) =>
      assert.rejects(plugin.create(type, inputs), (error: Error) => {
        assert.match(error.message, message);
        assert.ok(!(error instanceof InitializationError), "it must not be in state");
        return true;
      });
    const cluster = {
      ...inGroup,
      clusterName: "edge",
      agentPublicKeyCertificate: "",
      identity: { type: "SystemAssigned" },
    };
    const clusterId = `${groupId}/providers/Microsoft.Kubernetes/connectedClusters/edge`;

    it("reports an unknown resource group and an unknown parent", async () => {
      await refused(
        "kubernetes:ConnectedCluster",
        cluster,
        /^Status=404 Code="ResourceGroupNotFound" Message="Resource group 'factory' could not be found\."$/,
      );
      await plugin.create("resources:ResourceGroup", inGroup);
      await refused(
        "iotoperations:BrokerListener",
        listener,
        /^Status=404 Code="ParentResourceNotFound" .*instances\/aio\/brokers\/default'/,
      );
    });

    it("refuses a value outside an enumeration, which the plugin accepts", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      await refused(
        "kubernetes:ConnectedCluster",
        { ...cluster, identity: { type: "Mine" } },
        /^Status=400 Code="InvalidRequestContent" .*'identity\.type'\. Allowed values are None, SystemAssigned/,
      );
    });

    it("refuses a reference to a missing resource, and a second custom location for a namespace", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      const location = { ...inGroup, resourceName: "edge", hostResourceId: clusterId, namespace: "aio" };
      await refused(
        "extendedlocation:CustomLocation",
        location,
        /Code="InvalidResourceReference" .*connectedClusters\/edge referenced/,
      );
      await plugin.create("kubernetes:ConnectedCluster", cluster);
      await assert.rejects(plugin.create("extendedlocation:CustomLocation", location), InitializationError);
      await refused(
        "extendedlocation:CustomLocation",
        { ...location, resourceName: "other" },
        /Code="NamespaceAlreadyInUse"/,
      );
    });

    it("keeps what ARM accepted in state, as Failed, if the operation fails", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      const made = await plugin.create("kubernetes:ConnectedCluster", cluster);
      assert.equal(outputs(made).connectivityStatus, "Connecting");
      const location = { ...inGroup, resourceName: "edge", hostResourceId: clusterId, namespace: "aio" };
      await assert.rejects(plugin.create("extendedlocation:CustomLocation", location), (error: Error) => {
        assert.ok(error instanceof InitializationError);
        assert.match(error.message, /^Code="ClusterNotConnected" /);
        assert.equal(error.state.properties.provisioningState, "Failed");
        assert.ok(!error.message.includes("a-token-that-must-not-show"));
        return true;
      });
    });

    it("accepts a version only without automatic upgrades", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      await plugin.create("kubernetes:ConnectedCluster", cluster);
      const extension = {
        ...inGroup,
        clusterRp: "Microsoft.Kubernetes",
        clusterResourceName: "connectedClusters",
        clusterName: "edge",
        extensionName: "aio",
        extensionType: "microsoft.iotoperations",
        version: "1.2.36",
      };
      await refused(
        "kubernetesconfiguration:Extension",
        extension,
        /'version' can only be set when 'autoUpgradeMinorVersion' is false/,
      );
      const made = await plugin.create("kubernetesconfiguration:Extension", {
        ...extension,
        autoUpgradeMinorVersion: false,
      });
      assert.equal(made.state.id, `${clusterId}/providers/Microsoft.KubernetesConfiguration/extensions/aio`);
      assert.equal(outputs(made).currentVersion, "1.2.36");
      assert.equal(outputs(made).releaseTrain, "Stable");
      const type = "kubernetes:ConnectedCluster";
      await assert.rejects(
        async () => plugin.provider.delete(callOf(type), { id: clusterId, properties: {} }, {}),
        /CannotDeleteResource/,
      );
      await plugin.provider.delete(callOf("resources:ResourceGroup"), { id: groupId, properties: {} }, {});
      assert.equal(await plugin.refresh(made), undefined);
    });

    it("lists its types if asked for an unknown one", async () => {
      await assert.rejects(
        async () => plugin.checked("storage:StorageAccount", {}),
        /no resource type azure-native:storage:StorageAccount; it has azure-native:resources:ResourceGroup, /,
      );
    });
  });

  describe("functions", () => {
    it("return who is asking", async () => {
      const config = await plugin.provider.invoke?.("azure-native:authorization:getClientConfig", {});
      assert.deepEqual(Object.keys(config ?? {}).sort(), ["clientId", "objectId", "subscriptionId", "tenantId"]);
      const other = await azure.plugin({ subscriptionId: "mine", tenantId: "ours" });
      const given = await other.provider.invoke?.("azure-native:authorization:getClientConfig", {});
      assert.deepEqual([given?.subscriptionId, given?.tenantId], ["mine", "ours"]);
    });

    it("return the subnets of a network", async () => {
      await plugin.create("resources:ResourceGroup", inGroup);
      const network = { ...inGroup, virtualNetworkName: "net" };
      await plugin.create("network:VirtualNetwork", { ...network, addressSpace: { addressPrefixes: ["10.0.0.0/16"] } });
      const subnet = { ...network, subnetName: "nodes", addressPrefix: "10.0.4.0/22" };
      const made = await plugin.create("network:Subnet", subnet);
      const found = await plugin.provider.invoke?.("azure-native:network:getVirtualNetwork", network);
      const [{ id, name, addressPrefix }, ...others] = found?.subnets as Record<string, unknown>[];
      assert.deepEqual([id, name, addressPrefix, others], [made.state.id, "nodes", "10.0.4.0/22", []]);
    });

    it("look resources up, and report missing ones", async () => {
      const made = await plugin.create("resources:ResourceGroup", inGroup);
      const token = "azure-native:resources:getResourceGroup";
      assert.deepEqual(await plugin.provider.invoke?.(token, inGroup), { ...outputs(made), id: groupId });
      await assert.rejects(
        async () => plugin.provider.invoke?.(token, { resourceGroupName: "none" }),
        /^Error: request failed .*resourceGroups\/none: Status=404 Code="ResourceGroupNotFound"/,
      );
      await assert.rejects(
        async () => plugin.provider.invoke?.("azure-native:storage:listKeys", {}),
        /has no function azure-native:storage:listKeys/,
      );
    });
  });
});
