import assert from "node:assert/strict";
import { faultsOfArguments, faultsOfResult } from "./azureSdk";

/** A cluster in the SDK's terms. */
const cluster = {
  resourceGroupName: "factory",
  identity: { type: "SystemAssigned" },
  sku: { name: "Base", tier: "Standard" },
  agentPoolProfiles: [{ name: "system", count: 3, mode: "System", tags: { team: "mqtt" } }],
  networkProfile: { networkPlugin: "azure", networkPolicy: undefined },
};

/** The mocked engine checks every registration and call of the other tests against the SDK's types. */
describe("The types of @pulumi/azure-native", () => {
  it("accept valid inputs, even with values that are not known yet", () => {
    assert.deepEqual(faultsOfArguments("containerservice:ManagedCluster", cluster), []);
    const place = { resourceGroupName: undefined, virtualNetworkName: "net", subnetName: "nodes" };
    assert.deepEqual(faultsOfArguments("network:getSubnet", place), []);
    assert.deepEqual(faultsOfResult("network:getSubnet", { addressPrefixes: ["10.0.0.0/16"] }), []);
  });

  const faults: Record<string, [object, string]> = {
    "a name that does not exist": [{ ...cluster, nodeGroup: "nodes" }, "ManagedCluster.nodeGroup does not exist"],
    "a nested name that does not exist": [
      { ...cluster, networkProfile: { podCIDR: "10.244.0.0/16" } },
      "ManagedCluster.networkProfile.podCIDR does not exist",
    ],
    "a value of another type": [
      { ...cluster, agentPoolProfiles: [{ name: "system", count: "3" }] },
      "ManagedCluster.agentPoolProfiles[0].count is not a number",
    ],
    "one item in place of a list": [
      { ...cluster, agentPoolProfiles: { name: "system" } },
      "ManagedCluster.agentPoolProfiles is not a list",
    ],
    "no resource group": [{ identity: { type: "SystemAssigned" } }, "ManagedCluster.resourceGroupName is missing"],
    "a pool without its name": [
      { ...cluster, agentPoolProfiles: [{ count: 3 }] },
      "ManagedCluster.agentPoolProfiles[0].name is missing",
    ],
    "a value that an enumeration does not have": [
      { ...cluster, sku: { name: "Base", tier: "Gold" } },
      'ManagedCluster.sku.tier is "Gold", not one of Premium, Standard, Free',
    ],
    "a map value of another type": [{ ...cluster, tags: { team: 1 } }, "ManagedCluster.tags.team is not a string"],
  };
  for (const [what, [inputs, fault]] of Object.entries(faults)) {
    it(`find ${what}`, () => {
      assert.deepEqual(faultsOfArguments("containerservice:ManagedCluster", inputs), [`containerservice:${fault}`]);
    });
  }

  it("find a fault in a call and in its result", () => {
    const place = { resourceGroupName: "factory", virtualNetworkName: "net" };
    assert.deepEqual(faultsOfArguments("network:getSubnet", place), ["network:getSubnet.subnetName is missing"]);
    assert.deepEqual(faultsOfResult("network:getSubnet", { prefix: "10.0.0.0/16" }), [
      "network:getSubnet.prefix does not exist",
    ]);
  });
});
