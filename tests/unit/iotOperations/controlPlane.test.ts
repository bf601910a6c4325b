import assert from "node:assert/strict";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BrokerAuthorization } from "../../../index";
import type { AzureControlPlaneArgs } from "../../../index";
import { attempt, find, run } from "../engine/engine";
import { azure } from "./iotOperations";

/** An authorization whose custom location a preview does not know, since the program creates it. */
function authorization(args: Partial<AzureControlPlaneArgs> = {}) {
  const customLocationId = new Namespace("location", { metadata: { name: "location" } }).id;
  const rules = [{ principals: { usernames: ["sensor"] }, brokerResources: [{ method: "Connect" as const }] }];
  return new BrokerAuthorization("authz", { azure: { ...azure, customLocationId, ...args }, rules });
}

describe("Azure as a control plane, with a custom location that a preview does not know", () => {
  it("shows its other arguments", async () => {
    const { resources } = await run(() => authorization(), { preview: true });

    const { inputs } = find(resources, "azure-native:iotoperations:BrokerAuthorization", "authz-authorization");
    assert.deepEqual([inputs.resourceGroupName, inputs.instanceName], ["factory", "my-instance"]);
    assert.deepEqual(inputs.extendedLocation, { name: undefined, type: "CustomLocation" });
  });

  for (const [name, value] of [
    ["instanceName", "Bad_Name"],
    ["resourceGroupName", "no group"],
  ]) {
    it(`refuses a bad ${name} in the preview`, async () => {
      const { thrown } = await attempt(() => authorization({ [name]: value }), { preview: true });

      assert.equal((thrown as pulumi.InputPropertyError | undefined)?.propertyPath, `azure.${name}`);
    });
  }
});
