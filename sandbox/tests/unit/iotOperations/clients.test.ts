import assert from "node:assert/strict";
import fc from "../../../testing/random";
import type { IConnackPacket, IConnectPacket, Packet } from "mqtt-packet";
import { decode, encode, framesOf } from "../../../azure/iotOperations/frontend/frames";
import type { Frame } from "../../../azure/iotOperations/frontend/frames";
import { guard } from "../../../azure/iotOperations/frontend/guard";
import type { Material } from "../../../azure/iotOperations/frontend/custom";
import type { OpenPort, ServerMaterial } from "../../../azure/iotOperations/frontend/openPort";
import { servedPorts } from "../../../azure/iotOperations/frontend/servedPorts";
import type { Configuration, PortConfiguration } from "../../../azure/iotOperations/configuration";
import { connect, connected, nextOf } from "./client";

const frame = (packet: Packet): Frame => {
  const bytes = encode(packet, 5);
  return { type: bytes[0] >> 4, bytes };
};

describe("MQTT packets in the stand-in for Azure IoT Operations", () => {
  it("are the same however the stream is cut", async () => {
    const payloads = fc.array(fc.uint8Array({ maxLength: 300 }), { minLength: 1, maxLength: 5 });
    await fc.assert(
      fc.asyncProperty(payloads, fc.integer({ min: 1, max: 200 }), async (given, size) => {
        const packets = given.map(payload =>
          encode({ cmd: "publish", topic: "t", qos: 0, dup: false, retain: false, payload: Buffer.from(payload) }, 5),
        );
        const whole = Buffer.concat(packets);
        const pieces = Array.from({ length: Math.ceil(whole.length / size) }, (_, index) =>
          whole.subarray(index * size, (index + 1) * size),
        );
        const cut: Buffer[] = [];
        for await (const { bytes } of framesOf(streamOf(pieces))) cut.push(bytes);
        assert.deepEqual(cut, packets);
      }),
    );
  });

  it("are refused if they are not MQTT", async () => {
    await assert.rejects(async () => {
      for await (const one of framesOf(streamOf([Buffer.from([0x10, 0xff, 0xff, 0xff, 0xff, 0xff])])))
        assert.fail(`packet ${one.type}`);
    }, /this is not MQTT/);
  });
});

describe("a client of the stand-in for Azure IoT Operations", () => {
  it("reaches Mosquitto without its credentials, and gets its authentication method back", async () => {
    const properties = { authenticationMethod: "K8S-SAT", authenticationData: Buffer.from("token") };
    const { client, mosquitto, shown } = connected({ rules: undefined });
    client.write(encode({ ...connect, username: "K8S-SAT", password: Buffer.from("token"), properties }, 5));
    const arrived = (await nextOf(mosquitto)) as IConnectPacket;
    assert.deepEqual([arrived.clientId, arrived.username, arrived.password], ["me", undefined, undefined]);
    assert.equal(arrived.properties?.authenticationMethod, undefined);
    assert.deepEqual(shown[0].authenticationData, Buffer.from("token"));
    mosquitto.write(encode({ cmd: "connack", reasonCode: 0, sessionPresent: false }, 5));
    const connack = (await nextOf(client)) as IConnackPacket;
    assert.deepEqual([connack.reasonCode, connack.properties?.authenticationMethod], [0, "K8S-SAT"]);
  });

  for (const [version, expected] of [
    [5, { reasonCode: 138, returnCode: undefined }],
    [4, { reasonCode: undefined, returnCode: 5 }],
  ] as const) {
    it(`of MQTT ${version === 5 ? "5" : "3.1.1"} learns why it was turned away, and never reaches Mosquitto`, async () => {
      const { client, reached } = connected({ authenticate: () => Promise.resolve({ fail: 138, why: "banned" }) });
      client.write(encode({ ...connect, protocolVersion: version }, version));
      const { reasonCode, returnCode } = (await nextOf(client, version)) as IConnackPacket;
      assert.deepEqual({ reasonCode, returnCode }, expected);
      assert.equal(reached(), false);
    });
  }

  it("may not set a will that it may not publish", async () => {
    const rules = [{ principals: { clientIds: ["me"] }, brokerResources: [{ method: "Connect" as const }] }];
    const { client } = connected({ rules });
    client.write(encode({ ...connect, will: { topic: "t", payload: "x" } }, 5));
    assert.equal(((await nextOf(client)) as IConnackPacket).reasonCode, 135);
  });
});

describe("the guard of a client's packets", () => {
  const only = {
    connect: true,
    publish: (topic: string) => topic === "mine",
    subscribe: (topic: string) => topic === "mine",
  };
  const publish = { cmd: "publish" as const, dup: false, retain: false, payload: "x" };
  const answerOf = (packet: Packet, version: 4 | 5) => {
    const bytes = encode(packet, version);
    const { pass, answer } = guard(only, version).outbound({ type: bytes[0] >> 4, bytes });
    return { passed: pass !== undefined, answer: answer && decode({ type: 0, bytes: answer }, version) };
  };

  it("answers refused messages as each MQTT version allows", () => {
    const refused = { ...publish, topic: "other", messageId: 7 };
    const codes = ([4, 5] as const).flatMap(version =>
      ([0, 1, 2] as const).map(qos => {
        const { passed, answer } = answerOf({ ...refused, qos }, version);
        return [passed, answer?.cmd, answer && "reasonCode" in answer ? answer.reasonCode : undefined];
      }),
    );
    assert.deepEqual(codes, [
      [false, undefined, undefined],
      [false, "puback", undefined],
      [false, "pubrec", undefined],
      [false, undefined, undefined],
      [false, "puback", 135],
      [false, "pubrec", 135],
    ]);
    assert.equal(answerOf({ ...refused, topic: "mine", qos: 1 }, 5).passed, true);
  });

  it("ends a QoS 2 exchange that it has refused, and no other", () => {
    const { outbound } = guard(only, 4);
    const send = (packet: Packet) => {
      const bytes = encode(packet, 4);
      return outbound({ type: bytes[0] >> 4, bytes });
    };
    send({ ...publish, topic: "other", qos: 2, messageId: 7 });
    assert.ok(send({ cmd: "pubrel", messageId: 8 }).pass);
    const { answer, pass } = send({ cmd: "pubrel", messageId: 7 });
    assert.deepEqual([pass, answer && decode({ type: 0, bytes: answer }, 4).cmd], [undefined, "pubcomp"]);
    assert.ok(send({ cmd: "pubrel", messageId: 7 }).pass, "the number is free again");
  });

  it("knows a topic by its alias, and Mosquitto never sees the alias", () => {
    const { outbound } = guard(only, 5);
    const aliased = (topic: string, topicAlias: number) =>
      outbound(frame({ ...publish, topic, qos: 1, messageId: 1, properties: { topicAlias } }));
    assert.equal(aliased("other", 1).pass, undefined);
    assert.equal(aliased("", 1).pass, undefined);
    for (const topic of ["mine", ""]) {
      const { pass } = aliased(topic, 2);
      const packet = pass && decode({ type: 3, bytes: pass }, 5);
      assert.ok(packet?.cmd === "publish");
      assert.deepEqual([packet.topic, packet.properties?.topicAlias], ["mine", undefined]);
    }
  });

  it("passes only the allowed filters to Mosquitto, and answers for all of them", () => {
    const { outbound, inbound } = guard(only, 5);
    const subscriptions = ["other", "mine", "#"].map(topic => ({ topic, qos: 1 as const }));
    const { pass } = outbound(frame({ cmd: "subscribe", messageId: 9, subscriptions }));
    const asked = pass && decode({ type: 8, bytes: pass }, 5);
    assert.deepEqual(asked?.cmd === "subscribe" && asked.subscriptions.map(({ topic }) => topic), ["mine"]);
    const others = frame({ cmd: "suback", messageId: 8, granted: [0] });
    assert.deepEqual(inbound(others), { pass: others.bytes });
    const answer = inbound(frame({ cmd: "suback", messageId: 9, granted: [1] })).pass;
    assert.ok(answer);
    const suback = decode({ type: 9, bytes: answer }, 5);
    assert.deepEqual(suback.cmd === "suback" && suback.granted, [135, 1, 135]);
  });
});

describe("the guard of messages to a session", () => {
  const only = { connect: true, publish: () => false, subscribe: (topic: string) => topic === "mine" };
  const message = (topic: string, qos: 0 | 1 | 2, topicAlias?: number) =>
    frame({
      ...{ cmd: "publish" as const, dup: false, retain: false, payload: "x", messageId: 7 },
      ...{ topic, qos, properties: { topicAlias } },
    });
  const answerIn = ({ answer }: { answer?: Buffer }) => answer && decode({ type: 0, bytes: answer }, 5).cmd;

  it("withholds messages that the client may not have, and acknowledges them to Mosquitto", () => {
    const { inbound, outbound } = guard(only, 5);
    const mine = message("mine", 2);
    assert.deepEqual(inbound(mine), { pass: mine.bytes });
    for (const [qos, answer] of [
      [0, undefined],
      [1, "puback"],
      [2, "pubrec"],
    ] as const) {
      const outcome = inbound(message("other", qos));
      assert.deepEqual([outcome.pass, answerIn(outcome)], [undefined, answer]);
    }
    const release = frame({ cmd: "pubrel", messageId: 7 });
    assert.ok(outbound(release).pass, "the client's numbers are others");
    assert.deepEqual([inbound(release).pass, answerIn(inbound(release))], [undefined, undefined]);
    assert.deepEqual(inbound(release), { pass: release.bytes }, "the number is free again");
  });

  it("recognizes them by their alias too", () => {
    const { inbound } = guard(only, 5);
    const passed = [message("other", 0, 1), message("", 0, 1), message("mine", 0, 1), message("", 0, 1)].map(
      one => inbound(one).pass !== undefined,
    );
    assert.deepEqual(passed, [false, false, true, true]);
  });
});

describe("the ports of the stand-in for Azure IoT Operations", () => {
  const secure: PortConfiguration = { port: 8883, protocol: "Mqtt", secret: "server" };
  const certificates = new Map([["server", { cert: "c1", key: "k1" }]]);
  const material: Material = { certificate: name => certificates.get(name), configMap: () => undefined };

  it("stay open while their certificates, policies and neighbours change", async () => {
    const { serve, events } = recordedPorts();
    assert.deepEqual(await serve({ ports: [secure] }, material), { 8883: "serving" });
    certificates.set("server", { cert: "c2", key: "k2" });
    await serve({ ports: [secure, { port: 1883, protocol: "Mqtt" }] }, material);
    certificates.delete("server");
    assert.deepEqual(await serve({ ports: [secure] }, material), { 8883: "serving" }, "it goes on with what it has");
    await serve({ ports: [{ ...secure, authorization: [] }] }, material);
    assert.deepEqual(events, ["open 8883", "renew 8883 c2", "open 1883", "close 1883", "end clients of 8883"]);
  });

  it("close if their new certificate or CA is missing, and open once it exists", async () => {
    const { serve, events } = recordedPorts();
    certificates.clear();
    certificates.set("server", { cert: "c", key: "k" });
    const authorities = new Map([["ours", ["ca"]]]);
    const both: Material = { ...material, configMap: name => authorities.get(name) };
    const exchanged = { ...secure, secret: "other" };
    await serve({ ports: [secure] }, both);
    const missing = "Server certificate other not found. Awaiting creation of secret.";
    assert.deepEqual(await serve({ ports: [exchanged] }, both), { 8883: missing });
    certificates.set("other", { cert: "c2", key: "k2" });
    assert.deepEqual(await serve({ ports: [exchanged] }, both), { 8883: "serving" });
    await serve({ ports: [secure] }, both);
    assert.deepEqual(events, ["open 8883", "close 8883", "open 8883", "renew 8883 c"], "both are there: nobody waits");

    events.length = 0;
    const trusting = (trustedClientCaCert: string) => ({
      ...secure,
      authentication: [{ method: "X509" as const, x509Settings: { trustedClientCaCert } }],
    });
    await serve({ ports: [trusting("ours")] }, both);
    assert.match((await serve({ ports: [trusting("theirs")] }, both))[8883], /^ConfigMap theirs .* not found/);
    assert.deepEqual(events, ["close 8883", "open 8883", "close 8883"], "nobody is let in by the former authorities");
  });

  it("wait for what they need, and reopen if their settings change", async () => {
    const { serve, events } = recordedPorts();
    certificates.clear();
    const missing = "Server certificate server not found. Awaiting creation of secret.";
    assert.deepEqual(await serve({ ports: [secure] }, material), { 8883: missing });
    certificates.set("server", { cert: "c", key: "k" });
    const authentication = [{ method: "X509" as const }];
    const states = await serve({ ports: [{ ...secure, authentication }] }, material);
    assert.match(states[8883], /^ConfigMap client-ca .* not found/);
    await serve({ ports: [secure] }, material);
    await serve({ ports: [{ ...secure, protocol: "WebSockets" }] }, material);
    assert.deepEqual(events, ["open 8883", "close 8883", "open 8883"]);
  });

  it("are all closed until every manual Secret exists, and open with the last one", async () => {
    const { serve, events } = recordedPorts();
    certificates.clear();
    const open: PortConfiguration = { port: 1883, protocol: "Mqtt" };
    await serve({ ports: [open] }, material);
    // "later" belongs to a port that its policies keep closed.
    const wanted = { ports: [open, secure], manualSecrets: ["server", "later"] };
    const awaiting = (secret: string) => {
      const missing = `Server certificate ${secret} not found. Awaiting creation of secret.`;
      return { 1883: missing, 8883: missing };
    };
    assert.deepEqual(await serve(wanted, material), awaiting("server"));
    certificates.set("server", { cert: "c", key: "k" });
    assert.deepEqual(await serve(wanted, material), awaiting("later"));
    certificates.set("later", { cert: "c", key: "k" });
    assert.deepEqual(await serve(wanted, material), { 1883: "serving", 8883: "serving" });
    assert.deepEqual(events, ["open 1883", "close 1883", "open 1883", "open 8883"]);
  });

  it("stay open if a manual Secret is deleted, until another missing one is wanted", async () => {
    const { serve, events } = recordedPorts();
    certificates.clear();
    certificates.set("server", { cert: "c", key: "k" });
    const wanted = { ports: [secure], manualSecrets: ["server"] };
    await serve(wanted, material);
    certificates.delete("server");
    assert.deepEqual(await serve(wanted, material), { 8883: "serving" });
    await serve({ ...wanted, manualSecrets: ["server", "other"] }, material);
    certificates.set("other", { cert: "c", key: "k" });
    const missing = "Server certificate server not found. Awaiting creation of secret.";
    assert.deepEqual(await serve({ ...wanted, manualSecrets: ["server", "other"] }, material), { 8883: missing });
    assert.deepEqual(events, ["open 8883", "close 8883"]);
  });
});

/** Ports that only record what is done to them. */
function recordedPorts() {
  const events: string[] = [];
  const open = ({ port }: PortConfiguration): Promise<OpenPort> => {
    events.push(`open ${port}`);
    return Promise.resolve({
      renew: ({ cert }: ServerMaterial) => void events.push(`renew ${port} ${cert}`),
      endClients: () => void events.push(`end clients of ${port}`),
      close: () => void events.push(`close ${port}`),
    });
  };
  const serve = servedPorts(() => () => ({ end: () => undefined }), open);
  return {
    serve: (wanted: Partial<Configuration>, material: Material) =>
      serve({ ports: [], manualSecrets: [], ...wanted }, material),
    events,
  };
}

async function* streamOf(pieces: Buffer[]): AsyncGenerator<Buffer> {
  yield* pieces;
  await Promise.resolve();
}
