import assert from "node:assert/strict";
import type { PropertyMap } from "../../../protocol/values";
import { createAzure, inGroup, makeSurroundings, outputs, roleOf } from "./azureNativeStandIn";
import type { Deployed, Driver, TestAzure } from "./azureNativeStandIn";

describe("azure-native stand-in: clusters that AKS refuses", () => {
  let azure: TestAzure;
  let plugin: Driver;
  let identity: Deployed;
  let subnet: Deployed;

  beforeEach(async () => {
    azure = createAzure();
    plugin = await azure.plugin();
    ({ identity, subnet } = await makeSurroundings(plugin));
    await plugin.create("authorization:RoleAssignment", roleOf(outputs(identity).principalId, subnet.state.id));
  });
  afterEach(() => azure.remove());

  const pool = (more: PropertyMap = {}) => ({
    name: "system",
    mode: "System",
    count: 3,
    vmSize: "Standard_D4s_v5",
    vnetSubnetID: subnet.state.id,
    ...more,
  });
  const cluster = (more: PropertyMap = {}): PropertyMap => ({
    ...inGroup,
    resourceName: "aks",
    dnsPrefix: "factory",
    identity: { type: "UserAssigned", userAssignedIdentities: [identity.state.id] },
    agentPoolProfiles: [pool()],
    networkProfile: { networkPlugin: "azure", networkPolicy: "calico" },
    ...more,
  });

  it("are refused in Azure's words, and not made", async () => {
    const wrong: [PropertyMap, RegExp][] = [
      [{ agentPoolProfiles: [pool({ mode: "User" })] }, /Must define at least one system pool/],
      [
        { agentPoolProfiles: [pool({ name: "System" })] },
        /agentPoolProfiles\[0\]\.name is invalid: "System"|"System\\"/,
      ],
      [
        { agentPoolProfiles: [pool({ count: 40 })] },
        /Code="InsufficientSubnetSize" .*IPs 1364 exceeds IPs available 1019 in Subnet Cidr 10\.240\.0\.0\/22/,
      ],
      [
        { agentPoolProfiles: [pool({ vnetSubnetID: `${subnet.state.id}x` })] },
        /Code="InvalidResourceReference" .*nodesx/,
      ],
      [
        { networkProfile: { networkPlugin: "azure", networkPolicy: "calico", networkDataplane: "cilium" } },
        /Network policy calico is not supported/,
      ],
      [
        { networkProfile: { networkPlugin: "azure", serviceCidr: "10.240.0.0/16", dnsServiceIP: "10.240.0.10" } },
        /ServiceCidrOverlapExistingSubnetsCidr/,
      ],
      [{ networkProfile: { networkPlugin: "azure", dnsServiceIP: "10.0.0.1" } }, /Code="InvalidDnsServiceIP"/],
      [
        { networkProfile: { networkPlugin: "azure", serviceCidr: "172.30.0.0/24", dnsServiceIP: "172.30.0.10" } },
        /must not overlap 172\.30\.0\.0\/16/,
      ],
      [{ agentPoolProfiles: [pool({ count: 2, maxPods: 14 })] }, /agentPoolProfiles\[0\]\.maxPods is invalid/],
      [
        { apiServerAccessProfile: { enablePrivateCluster: true, authorizedIPRanges: ["203.0.113.0/24"] } },
        /Code="InvalidParameter" Message="Private cluster cannot be enabled with AuthorizedIPRanges\."/,
      ],
      [
        { apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.0/24", "0.0.0.0/32"] } },
        /Code="InvalidParameter" .*0\.0\.0\.0\/32 is not allowed with other IP ranges/,
      ],
      [
        { apiServerAccessProfile: { authorizedIPRanges: ["203.0.113.7/24"] } },
        /203\.0\.113\.7\/24 is not a valid IPv4 CIDR/,
      ],
      [
        { apiServerAccessProfile: { authorizedIPRanges: Array.from({ length: 201 }, (_, i) => `203.0.113.${i}/32`) } },
        /authorized IP ranges is 201\. The maximum is 200/,
      ],
      [
        { agentPoolProfiles: [pool({ nodeTaints: ["CriticalAddonsOnly=true:NoSchedule", "gpu:NoExecute"] })] },
        /Code="SystemPoolHasRestrictedTaint" .*\(except 'CriticalAddonsOnly' taint or taint effect is 'PreferNoSchedule'\)/,
      ],
      [{ agentPoolProfiles: [pool({ nodeTaints: ["gpu:Never"] })] }, /The node taint 'gpu:Never' is not valid/],
      [
        { agentPoolProfiles: [pool({ nodeLabels: { "kubernetes.azure.com/mode": "mine" } })] },
        /Code="BadRequest" Message="Invalid node label key kubernetes\.azure\.com\/mode\./,
      ],
      [
        { agentPoolProfiles: [pool({ nodeLabels: { "node-role.kubernetes.io/mqtt": "" } })] },
        /must begin with an allowed prefix \(kubelet\.kubernetes\.io, node\.kubernetes\.io\)/,
      ],
      [{ disableLocalAccounts: true }, /aadProfile is missing/],
      [{ nodeResourceGroup: "n".repeat(81) }, /Code="InvalidParameter" .*maximum length is 80 .* provided is 81/],
      // MC_factory_NAME_westeurope
      [{ resourceName: "n".repeat(59) }, /Code="InvalidParameter" .*maximum length is 80 .* provided is 81/],
      [{ sku: { name: "Base", tier: "Gold" } }, /'sku\.tier'\. Allowed values are Free, Standard, Premium/],
    ];
    for (const [change, message] of wrong) {
      await assert.rejects(plugin.create("containerservice:ManagedCluster", cluster(change)), message);
    }
    const overlay = { networkPlugin: "azure", networkPluginMode: "overlay", networkPolicy: "calico" };
    await plugin.create(
      "containerservice:ManagedCluster",
      cluster({
        resourceName: "n".repeat(58),
        agentPoolProfiles: [pool({ count: 40 })],
        networkProfile: overlay,
      }),
    );
  });
});
