import { ListenerProtocol, MosquittoBroker } from "../../../index";
import type { MosquittoListenerArgs } from "../../../index";
import { find, run } from "../engine/engine";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { live } from "./fullMosquitto";

const webSockets: MosquittoListenerArgs = { port: 9001, protocol: ListenerProtocol.WebSockets };

const broker = (image: string | undefined, ...listeners: MosquittoListenerArgs[]) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners, allowAnonymous: true, image });

const says = /listeners: has WebSockets only, .*: add a listener with protocol Mqtt, or use Mosquitto 2\.1\.1 or later/;
const cases: Case[] = ["eclipse-mosquitto:2.0", "docker.io/library/eclipse-mosquitto:2.0.22-openssl"].map(image => ({
  what: `WebSockets alone with ${image}`,
  program: give => broker(give(image), webSockets, { ...webSockets, port: 9002 }),
  path: "listeners",
  says,
}));

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
    "registry.example.com/eclipse-mosquitto:2.0.21",
    "docker.io/mine/eclipse-mosquitto:2.0.21",
  ];
  for (const image of images) {
    it(`may have them alone with ${image}`, async () => {
      const { resources } = await run(() => broker(image, webSockets), { live });
      find(resources, "kubernetes:apps/v1:Deployment", "broker");
    });
  }

  it("may have them with the default image next to a listener for MQTT", async () => {
    const { resources } = await run(() => broker(undefined, webSockets, { port: 1883 }), { live });
    find(resources, "kubernetes:apps/v1:Deployment", "broker");
  });
});
