import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ListenerProtocol, MosquittoBroker } from "../../../index";
import type { MosquittoListenerArgs } from "../../../index";
import { find, run } from "../engine/engine";
import { warningsOf } from "../engine/warnings";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { live } from "./fullMosquitto";

const webSockets: MosquittoListenerArgs = { port: 9001, protocol: ListenerProtocol.WebSockets };

const broker = (image: pulumi.Input<string> | undefined, ...listeners: MosquittoListenerArgs[]) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners, allowAnonymous: true, image });

const says = /listeners: has WebSockets only, .*: add a listener with protocol Mqtt, or use Mosquitto 2\.1\.1 or later/;
const cases: Case[] = ["eclipse-mosquitto:2.0", "docker.io/library/eclipse-mosquitto:2.0.22-openssl"].map(image => ({
  what: `WebSockets alone with ${image}`,
  program: give => broker(give(image), webSockets, { ...webSockets, port: 9002 }),
  path: "listeners",
  says,
}));

/** The program makes the Deployment, and the warning is the only one. */
async function worksWith(program: () => unknown, { preview = false, warning = "" } = {}): Promise<void> {
  const warnings = await warningsOf(async () => {
    const { resources } = await run(program, { live, preview });
    find(resources, "kubernetes:apps/v1:Deployment", "broker");
  });
  assert.deepEqual(warnings.join("\n").trim(), warning);
}

describe("A MosquittoBroker with WebSockets", () => {
  itRefuses({
    what: "them alone with the default image",
    program: () => broker(undefined, webSockets),
    path: "listeners",
    says,
  });
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);

  const images = [
    "eclipse-mosquitto:2.1.2",
    "eclipse-mosquitto:2",
    "eclipse-mosquitto",
    "myacr.azurecr.io/eclipse-mosquitto:2.1.2",
    "myacr.azurecr.io/mosquitto:2.0.22",
    "myacr.azurecr.io/my-eclipse-mosquitto:2.0.22",
    "myacr.azurecr.io/eclipse-mosquitto/built-by-us:2.0.22",
  ];
  for (const image of images) {
    it(`may have them alone with ${image}`, () => worksWith(() => broker(image, webSockets)));
  }

  const mirror = "myacr.azurecr.io/eclipse-mosquitto:2.0.22";
  for (const image of [
    mirror,
    "docker.io/mine/eclipse-mosquitto:2.0",
    "localhost:5000/eclipse-mosquitto:2.0.22-openssl",
  ]) {
    const warning =
      `listeners: has WebSockets only, with which the official image of Mosquitto 2.0 does not start. If ${image} is a ` +
      "copy, add a listener with protocol Mqtt, or use Mosquitto 2.1.1 or later";
    it(`may have them alone with ${image}, of which a preview warns once`, async () => {
      const preview = true;
      await worksWith(() => broker(image, webSockets, { ...webSockets, port: 9002 }), { preview, warning });
      await worksWith(() => broker(pulumi.output(image), webSockets), { preview, warning });
    });
  }

  it("may have them next to a listener for MQTT", async () => {
    for (const image of [undefined, mirror]) await worksWith(() => broker(image, webSockets, { port: 1883 }));
  });
});
