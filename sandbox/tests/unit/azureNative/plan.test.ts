import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { Secret, Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { createAzure, inGroup, listener } from "./azureNativeStandIn";
import type { Driver, TestAzure } from "./azureNativeStandIn";

function withProperties(properties: PropertyMap): PropertyMap {
  return { ...listener, properties };
}

describe("azure-native stand-in: what it plans", () => {
  let azure: TestAzure;
  let plugin: Driver;

  beforeEach(async () => {
    azure = createAzure();
    plugin = await azure.plugin();
  });
  afterEach(() => azure.remove());

  describe("check", () => {
    it("gives a resource at the top of a path a random suffix, and one below it the resource's name", async () => {
      assert.deepEqual(await plugin.checked("resources:ResourceGroup", {}), {
        azureApiVersion: "2024-03-01",
        location: "westeurope",
        resourceGroupName: (await plugin.checked("resources:ResourceGroup", {})).resourceGroupName,
        __createBeforeDelete: true,
      });
      const { resourceGroupName } = await plugin.checked("resources:ResourceGroup", {});
      assert.match(resourceGroupName as string, /^example[0-9a-f]{8}$/);
      const { listenerName, ...rest } = listener;
      assert.equal(listenerName, "outside");
      assert.equal((await plugin.checked("iotoperations:BrokerListener", rest)).listenerName, "example");
    });

    it("keeps the name that an earlier run gave", async () => {
      const olds = { resourceGroupName: "example0a1b2c3d", __createBeforeDelete: true, location: "northeurope" };
      const news = await plugin.checked("resources:ResourceGroup", {}, olds);
      assert.equal(news.resourceGroupName, "example0a1b2c3d");
      assert.equal(news.location, "northeurope");
    });

    it("uses the resource group's location if neither the program nor the configuration gives one", async () => {
      const bare = await azure.plugin({});
      assert.deepEqual(await bare.failures("resources:ResourceGroup", inGroup), [
        "missing required property 'location'. Either set it explicitly or configure it with 'pulumi config set azure-native:location <value>'.",
      ]);
      await bare.create("resources:ResourceGroup", { ...inGroup, location: "swedencentral" });
      const inputs = { ...inGroup, clusterName: "edge", agentPublicKeyCertificate: "", identity: { type: "None" } };
      assert.equal((await bare.checked("kubernetes:ConnectedCluster", inputs)).location, "swedencentral");
      const unknown = await bare.checked("kubernetes:ConnectedCluster", {
        ...inputs,
        resourceGroupName: Unknown.value,
      });
      assert.equal(unknown.location, Unknown.value);
    });

    it("names each property that is missing, of the wrong type, out of range, or malformed", async () => {
      const wrong: [PropertyMap, string][] = [
        [{}, "missing required property 'properties.ports'"],
        [{ ports: 8883 }, "'properties.ports' should be of type 'array' but got a number"],
        [{ ports: [{ port: 70000 }] }, "'properties.ports[0].port' is too high (70000 > 65535)"],
        [{ ports: [{ port: 1.5 }] }, "'properties.ports[0].port' must be an integer but got 1.5"],
        [{ ports: [{ port: 1, tls: {} }] }, "missing required property 'properties.ports[0].tls.mode'"],
        [{ ports: [], colour: "red" }, "'properties.colour' is not known to the stand-in for azure-native"],
        [
          { ports: [], provisioningState: "Succeeded" },
          "'properties.provisioningState' is not known to the stand-in for azure-native",
        ],
      ];
      for (const [properties, reason] of wrong) {
        assert.deepEqual(await plugin.failures("iotoperations:BrokerListener", withProperties(properties)), [reason]);
      }
      assert.deepEqual(await plugin.failures("iotoperations:BrokerListener", { ...listener, brokerName: "No" }), [
        "'brokerName' is too short (2): at least 3 characters required",
        "'brokerName' does not match expression '^[a-z0-9][a-z0-9-]*[a-z0-9]$'",
      ]);
    });

    it("accepts unknown values and any string for an enumeration, as the plugin does", async () => {
      const open = withProperties({
        serviceType: "Loadbalancer",
        ports: [{ port: Unknown.value, tls: Unknown.value }],
      });
      assert.deepEqual(await plugin.failures("iotoperations:BrokerListener", open), []);
    });
  });

  describe("diff", () => {
    const deployed = async (inputs = listener) => {
      const news = await plugin.checked("iotoperations:BrokerListener", inputs);
      return { type: "iotoperations:BrokerListener", news, state: { id: "x", properties: {} } };
    };

    it("updates the body in place, and names exactly what has changed", async () => {
      const ports = [{ port: 8883, tls: { mode: "Manual", manual: { secretRef: "server" } } }, { port: 1883 }];
      const changed = withProperties({ serviceType: "NodePort", ports });
      assert.deepEqual(await plugin.diff(await deployed(), changed), {
        changes: { "properties.serviceType": "update", "properties.ports[1]": "add" },
        replaces: [],
        deleteBeforeReplace: false,
      });
    });

    it("replaces for a changed id or extended location, and deletes first unless the name is random", async () => {
      const moved = {
        ...listener,
        brokerName: "other",
        extendedLocation: { name: "elsewhere", type: "CustomLocation" },
      };
      assert.deepEqual(await plugin.diff(await deployed(), moved), {
        changes: { brokerName: "update", "extendedLocation.name": "update" },
        replaces: ["brokerName", "extendedLocation.name"],
        deleteBeforeReplace: true,
      });
      const made = await plugin.create("resources:ResourceGroup", {});
      assert.deepEqual(await plugin.diff(made, { location: "northeurope" }), {
        changes: { location: "update" },
        replaces: ["location"],
        deleteBeforeReplace: false,
      });
    });

    it("treats two spellings of a location as one", async () => {
      const made = await plugin.create("resources:ResourceGroup", { ...inGroup, location: "westeurope" });
      assert.deepEqual((await plugin.diff(made, { ...inGroup, location: "West Europe" })).changes, {});
    });

    it("counts an unknown value as changed", async () => {
      const { changes } = await plugin.diff(
        await deployed(),
        withProperties({ serviceType: "LoadBalancer", ports: Unknown.value }),
      );
      assert.deepEqual(changes, { "properties.ports": "update" });
    });
  });

  describe("preview", () => {
    it("echoes inputs and their secrets, and leaves unknown what Azure will answer", async () => {
      const previewed = await plugin.preview("resources:ResourceGroup", { ...inGroup, tags: new Secret({ a: "b" }) });
      assert.equal(previewed.location, "westeurope");
      assert.deepEqual(previewed.tags, new Secret({ a: "b" }));
      for (const name of ["name", "type", "properties", "managedBy"])
        assert.equal(previewed[name], Unknown.value, name);
    });

    it("reaches into objects and lists", async () => {
      const { properties } = await plugin.preview("iotoperations:BrokerListener", listener);
      const { ports, provisioningState } = properties as { ports: PropertyMap[]; provisioningState: unknown };
      assert.equal(provisioningState, Unknown.value);
      assert.equal(ports[0].port, 8883);
      assert.equal(ports[0].protocol, Unknown.value);
    });

    it("writes nothing", async () => {
      await plugin.preview("resources:ResourceGroup", inGroup);
      assert.equal(fs.existsSync(path.join(azure.folder, "azure")), false);
    });
  });
});
