import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { aks } from "./aksInput";
import { attempt } from "../engine/engine";

describe("Several bad inputs of an AksCluster", () => {
  it("are reported together, without their consequences", async () => {
    const { thrown } = await attempt(() =>
      aks({
        location: "west-europe",
        tags: { team: 5 as never, "a/b": "c" },
        upgradeChannel: "weekly" as never,
        network: { serviceCidr: "10.0.0.0/29", podCidr: "10.9.0.0/16" },
        systemPool: { name: "System", count: 0 },
        pools: [{ name: "work", vmSize: "D4s_v5" }, { name: "1" }],
        registry: { sku: "Gold" as never },
        aad: { adminGroupObjectIds: ["admins"], tenantId: "contoso.com" },
      }),
    );

    assert.ok(pulumi.InputPropertiesError.isInstance(thrown));
    assert.deepEqual(
      thrown.errors?.map(({ propertyPath }) => propertyPath),
      [
        "location",
        'tags["team"]',
        "tags",
        "upgradeChannel",
        "network.podCidr",
        "network.serviceCidr",
        "systemPool.name",
        "systemPool.count",
        "pools[0].vmSize",
        "pools[1].name",
        "registry.sku",
        "aad.adminGroupObjectIds[0]",
        "aad.tenantId",
      ],
    );
  });
});
