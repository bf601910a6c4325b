import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { AksCluster } from "../../../index";
import { find, run } from "../engine/engine";

const clusterType = "azure-native:containerservice:ManagedCluster";

describe("The options of an AksCluster", () => {
  it("let a transformation add a property that no argument sets", async () => {
    const addonProfiles = { azurepolicy: { enabled: true } };
    const addPolicy: pulumi.ResourceTransformation = ({ type, props, opts }) =>
      type === clusterType ? { props: { ...props, addonProfiles }, opts } : undefined;

    const { resources } = await run(() => new AksCluster("factory", {}, { transformations: [addPolicy] }));

    assert.deepEqual(find(resources, clusterType, "factory-cluster").inputs.addonProfiles, addonProfiles);
  });
});
