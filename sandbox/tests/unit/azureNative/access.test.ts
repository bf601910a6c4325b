import assert from "node:assert/strict";
import type { PropertyMap } from "../../../protocol/values";
import { acrPull, createAzure, groupId, inGroup, makeSurroundings, outputs, roleOf } from "./azureNativeStandIn";
import type { Deployed, Driver, TestAzure } from "./azureNativeStandIn";

describe("azure-native stand-in: identities and registries", () => {
  let azure: TestAzure;
  let plugin: Driver;
  let identity: Deployed;
  let subnet: Deployed;

  beforeEach(async () => {
    azure = createAzure();
    plugin = await azure.plugin();
    ({ identity, subnet } = await makeSurroundings(plugin));
  });
  afterEach(() => azure.remove());

  const refused = (type: string, inputs: PropertyMap, message: RegExp) =>
    assert.rejects(plugin.create(type, inputs), message);

  it("creates identities and role assignments as Azure does", async () => {
    const { clientId, principalId, tenantId } = outputs(identity);
    for (const id of [clientId, principalId, tenantId])
      assert.match(String(id), /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const role = await plugin.create("authorization:RoleAssignment", roleOf(principalId, subnet.state.id));
    assert.match(
      role.state.id,
      new RegExp(
        `^${subnet.state.id}/providers/Microsoft\\.Authorization/roleAssignments/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`,
      ),
    );
    assert.equal(outputs(role).scope, subnet.state.id);
    const again = {
      ...roleOf(principalId, subnet.state.id),
      roleAssignmentName: "10000000-0000-4000-8000-000000000000",
    };
    await refused("authorization:RoleAssignment", again, /Status=409 Code="RoleAssignmentExists"/);
    const { replaces } = await plugin.diff(role, roleOf(principalId, groupId));
    assert.deepEqual(replaces, ["scope"]);
    await assert.rejects(
      plugin.update(role, roleOf(principalId, subnet.state.id, acrPull)),
      /RoleAssignmentUpdateNotPermitted/,
    );
  });

  it("refuses a principal that does not exist, and one of the wrong type", async () => {
    const stranger = "10000000-0000-4000-8000-000000000000";
    await refused("authorization:RoleAssignment", roleOf(stranger, groupId), /Code="PrincipalNotFound" .*10000000/);
    const { principalType, ...asUser } = roleOf(outputs(identity).principalId, groupId);
    assert.equal(principalType, "ServicePrincipal");
    await refused("authorization:RoleAssignment", asUser, /Code="UnmatchedPrincipalType"/);
  });

  it("gives a registry name only once, and refuses features that its SKU lacks", async () => {
    const registry = { ...inGroup, registryName: "factory1", sku: { name: "Basic" } };
    await plugin.create("containerregistry:Registry", registry);
    await plugin.create("resources:ResourceGroup", { resourceGroupName: "other" });
    await refused(
      "containerregistry:Registry",
      { ...registry, resourceGroupName: "other", registryName: "Factory1" },
      /Code="AlreadyInUse"/,
    );
    await refused(
      "containerregistry:Registry",
      { ...registry, registryName: "factory2", zoneRedundancy: "Enabled" },
      /SKU Basic does not support zone redundancy/,
    );
    assert.deepEqual(await plugin.failures("containerregistry:Registry", { ...registry, registryName: "a-b" }), [
      "'registryName' is too short (3): at least 5 characters required",
      "'registryName' does not match expression '^[a-zA-Z0-9]*$'",
    ]);
  });
});
