import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import type { AksClusterArgs } from "../../../index";
import { ResourceManager } from "../../../sandbox/azure/resourceManager/resourceManager";
import { SUBSCRIPTION_ID, TENANT_ID } from "../../../sandbox/azure/resourceManager/subscription";
import { createTestStack, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";

const folder = path.join(__dirname, "bad-input");

/** What exists in Azure: see `makeHub`. */
const virtualNetworkId = `/subscriptions/${SUBSCRIPTION_ID}/resourceGroups/there/providers/Microsoft.Network/virtualNetworks/hub`;
const subnetId = `${virtualNetworkId}/subnets/nodes`;

interface Case {
  what: string;
  name?: string;
  aks: AksClusterArgs;
  says: RegExp;
}

/** The arguments of the cluster, and what the CLI must print. The unit tests have the other cases. */
const cases: Case[] = [
  {
    what: "a subnet that is one address too small",
    aks: { network: { overlay: true, subnetAddressPrefix: "10.240.0.0/29" } },
    says: /network\.subnetAddressPrefix: has 3 addresses in 10\.240\.0\.0\/29, but 4 are needed/,
  },
  {
    what: "Services in a range that Azure reserves",
    aks: { network: { serviceCidr: "172.30.0.0/16" } },
    says: /network\.serviceCidr: is 172\.30\.0\.0\/16, but Azure reserves 172\.30\.0\.0\/16:/,
  },
  {
    what: "a pool name that is not valid",
    aks: { pools: [{ name: "Work-1" }] },
    says: /pools\[0\]\.name: is ['"]Work-1['"], but must be 1 to 12 lower-case letters/,
  },
  {
    what: "a name that is too long with the provider's region",
    name: "factory-in-the-east",
    aks: {},
    says: /nodeResourceGroup: is missing, .*_westeurope, has 83 characters, but AKS allows at most 80/,
  },
  {
    what: "an existing subnet that is one address too small",
    aks: { network: { subnetId } },
    says: /network\.subnetId: has 123 addresses in 10\.250\.0\.0\/25, but 124 are needed/,
  },
  {
    what: "a new subnet that overlaps an existing one",
    aks: { network: { virtualNetworkId, subnetAddressPrefix: "10.250.0.0/22" } },
    says: /network\.subnetAddressPrefix: is 10\.250\.0\.0\/22, which overlaps .* network\.virtualNetworkId, 10\.250\.0\.0\/25/,
  },
];

/** A network that belongs to others. */
async function makeHub(azure: string): Promise<void> {
  const cluster = () => assert.fail("a network needs no cluster");
  const arm = new ResourceManager({ folder: azure, subscriptionId: SUBSCRIPTION_ID, tenantId: TENANT_ID, cluster });
  const [group, network] = [{ resourceGroupName: "there" }, { virtualNetworkName: "hub" }];
  const location = "westeurope";
  await arm.record("azure-native:resources:ResourceGroup", group, { location });
  const addressSpace = { addressPrefixes: ["10.250.0.0/16"] };
  await arm.record("azure-native:network:VirtualNetwork", { ...group, ...network }, { location, addressSpace });
  const subnet = { ...group, ...network, subnetName: "nodes" };
  await arm.record("azure-native:network:Subnet", subnet, { addressPrefix: "10.250.0.0/25" });
}

describe("bad arguments of an AksCluster on the command line", function () {
  this.timeout(180_000);
  let azure: string;
  let test: TestStack;

  before(async () => {
    azure = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    await makeHub(azure);
    test = await createTestStack(
      { folder },
      { variables: { AKS_MQTT_AZURE: azure }, config: { "azure-native:location": "westeurope" } },
    );
  });
  after(async () => {
    await test?.remove();
    await fs.rm(azure, { recursive: true });
  });

  for (const { what, name = "factory", aks, says } of cases) {
    it(`fail the preview, which names the property: ${what}`, async () => {
      await test.stack.setAllConfig({ name: { value: name }, aks: { value: JSON.stringify(aks) } });

      await assert.rejects(pulumi(["preview", "--stack", test.stack.name], folder, test.environment), says);
    });
  }

  it("valid arguments pass the preview", async () => {
    const aks = { network: { virtualNetworkId, subnetAddressPrefix: "10.250.4.0/22" } };
    await test.stack.setAllConfig({ name: { value: "factory" }, aks: { value: JSON.stringify(aks) } });

    await pulumi(["preview", "--stack", test.stack.name], folder, test.environment);
  });
});
