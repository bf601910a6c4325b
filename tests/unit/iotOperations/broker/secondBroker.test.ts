import assert from "node:assert/strict";
import { Broker } from "../../../../index";
import type { BrokerArgs } from "../../../../index";
import { run } from "../../engine/engine";
import { azure } from "../iotOperations";
import { warningsOf } from "../../engine/warnings";

describe("A second Broker besides 'default'", () => {
  const warnings = (args: Partial<BrokerArgs>) => warningsOf(() => run(() => new Broker("own", { azure, ...args })));

  it("causes a warning when it is created, since Microsoft's documents allow only one broker", async () => {
    assert.deepEqual(await warnings({ brokerName: "own", settings: {} }), [
      "settings: create the broker 'own', but Microsoft's documents allow only one broker for each deployment, named " +
        "'default': Azure IoT Operations may not serve this one.",
    ]);
  });

  it("causes no warning if it already exists", async () => {
    assert.deepEqual(await warnings({ brokerName: "own" }), []);
  });
});
