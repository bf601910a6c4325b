import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../../../components/inputs/path";
import { checkExtraConfig } from "../../../components/mosquittoBroker/extraConfiguration";
import { MosquittoBroker } from "../../../index";
import { itRefuses } from "../inputs/badInput";
import { attempt } from "../engine/engine";
import { live } from "./fullMosquitto";
import { linesWith, triedValues } from "./triedValues";

/** Checks a value as part of the lines for the broker or for its listener. */
function check(name: string, value: string): void {
  const { general, ofListener } = linesWith(name, value);
  checkExtraConfig("broker")(general, PropertyPath.root);
  checkExtraConfig("listener")(ofListener, PropertyPath.root);
}

const broker = (extraConfig: pulumi.Input<string>) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true, extraConfig });

describe("The values of Mosquitto's settings", () => {
  for (const { name, good, goodForSome = [], bad, right } of triedValues) {
    it(`of ${name} are refused if no Mosquitto starts with them`, () => {
      const message = new RegExp(`sets ${name} in line \\d to .+: use ${right}$`);
      for (const value of bad) assert.throws(() => check(name, value), { message }, value);
    });

    it(`of ${name} may be what some Mosquitto starts with`, () => {
      for (const value of [...good, ...goodForSome]) assert.doesNotThrow(() => check(name, value), value);
    });
  }

  itRefuses({
    what: "a bridge to a port that does not exist",
    program: give => broker(give("connection central\naddress a:1883 b:188388\ntopic # out")),
    path: "extraConfig",
    says: /sets address in line 2 to "b:188388": use HOST or HOST:PORT, with a port from 1 to 65535$/m,
  });

  it("are not in errors if they are secret", async () => {
    const { errors } = await attempt(() => broker(pulumi.secret("max_packet_size 7")), { live });
    const messages = errors.map(({ message }) => message).join("\n");
    assert.match(messages, /sets \[secret\] in line 1 to \[secret\]: use a whole number from 20 up$/m);
  });
});
