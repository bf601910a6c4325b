import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { checkNamespaceName, checkObjectName, checkServiceName } from "../../../components/kubernetes/names";

describe("The name of a Kubernetes object", () => {
  const path = PropertyPath.root.child("name");

  for (const [what, check, name, near] of [
    ["an object, with its dots", checkObjectName, "Plant.High", "plant.high"],
    ["an object, with its digits", checkObjectName, "3_phase", "3-phase"],
    ["an object, without empty parts", checkObjectName, "-plant..high-", "plant.high"],
    ["a Namespace, without dots", checkNamespaceName, "plant.High", "plant-high"],
    ["a Service, which begins with a letter", checkServiceName, "1 Mqtt", "mqtt"],
  ] as const) {
    it(`is suggested for ${what}`, () => {
      assert.throws(() => check(name, path), new RegExp(`name: is ".*", but .*Did you mean "${near}"\\?`));
      assert.equal(check(near, path), near);
    });
  }
});
