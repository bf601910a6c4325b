import assert from "node:assert/strict";
import type { Duplex } from "node:stream";
import { mock } from "node:test";
import { setImmediate as turn } from "node:timers/promises";
import type { IAuthPacket, IConnectPacket, Packet } from "mqtt-packet";
import type { Surroundings } from "../../../azure/iotOperations/frontend/client";
import { decode, encode, framesOf } from "../../../azure/iotOperations/frontend/frames";
import { connect, connected, nextOf } from "./client";

const method = "K8S-SAT";
const enhanced = { authenticationMethod: method, authenticationData: Buffer.from("first") };
const me = { username: "me", attributes: {} };
type Decide = Surroundings["authenticate"];
type Connection = ReturnType<typeof connected>;

describe("a client's credentials in the stand-in for Azure IoT Operations", () => {
  // Mock time: a slow machine could miss real expiry times.
  beforeEach(() => mock.timers.enable({ apis: ["setTimeout", "Date"], now: Date.now() }));
  afterEach(() => mock.timers.reset());

  it("end the connection when they expire, without a DISCONNECT", async () => {
    const { client } = await admitted(() => Promise.resolve({ pass: { ...me, expires: Date.now() + 50 } }));
    mock.timers.tick(50);
    assert.deepEqual(await rest(client), []);
  });

  it("last longer if the client sends new ones", async () => {
    const answers = [Date.now() + 50, undefined].map(expires => ({ pass: { ...me, expires } }));
    const { client, shown } = await admitted(() => Promise.resolve(answers.shift() ?? { fail: 135, why: "no more" }));
    reauthenticate(client);
    assert.deepEqual(await answer(client), ["auth", 0, method]);
    assert.deepEqual(
      shown.map(({ packet, authenticationData }) => [packet, String(authenticationData)]),
      [
        ["connect", "first"],
        ["auth", "next"],
      ],
    );
    mock.timers.tick(50);
    reauthenticate(client);
    assert.deepEqual(await answer(client), ["disconnect", 135, undefined], "it was connected until then");
  });

  it("can be sent again if they cannot be judged now", async () => {
    const answers = [{ pass: me }, { fail: 136, why: "away" }, { pass: me }];
    const { client } = await admitted(() => Promise.resolve(answers.shift() ?? { pass: me }));
    reauthenticate(client);
    assert.deepEqual(await answer(client), ["auth", 24, method]);
    reauthenticate(client);
    assert.deepEqual(await answer(client), ["auth", 0, method]);
  });

  it("end the connection if refused, with a code that a DISCONNECT may carry", async () => {
    const answers = [{ pass: me }, { fail: 138, why: "banned" }];
    const { client } = await admitted(() => Promise.resolve(answers.shift() ?? { pass: me }));
    reauthenticate(client);
    assert.deepEqual(await answer(client), ["disconnect", 135, undefined]);
  });

  for (const [of, first, next] of [
    ["no", {}, method],
    ["another", enhanced, "other"],
  ] as const) {
    it(`sent after a CONNECT with ${of} method are an error, and nobody is asked`, async () => {
      const { client, shown } = await admitted(() => Promise.resolve({ pass: me }), first);
      reauthenticate(client, next);
      assert.deepEqual(await answer(client), ["disconnect", 130, undefined]);
      assert.equal(shown.length, 1);
    });
  }
});

describe("a client that must go", () => {
  it("is not heard any more, although it keeps its side open", async () => {
    const { client, mosquitto, served } = await admitted(() => Promise.resolve({ pass: me }));
    served.end(152);
    assert.deepEqual(await answer(client), ["disconnect", 152, undefined]);
    client.write(encode({ cmd: "publish", topic: "late", qos: 0, dup: false, retain: false, payload: "x" }, 5));
    client.end();
    assert.deepEqual(await rest(mosquitto), []);
  });

  for (const [how, leave] of [
    ["is told to go", ({ served }: Connection) => served.end(152)],
    ["goes", ({ near }: Connection) => void near.destroy()],
  ] as const) {
    it(`never reaches Mosquitto when it ${how} while it is being judged`, async () => {
      let decide: (decision: Awaited<ReturnType<Decide>>) => void = () => undefined;
      const connection = connected({
        authenticate: credentials => {
          connection.shown.push(credentials);
          return new Promise(resolve => (decide = resolve));
        },
      });
      connection.client.write(encode(connect, 5));
      while (connection.shown.length === 0) await turn();
      leave(connection);
      await turn();
      decide({ pass: me });
      await turn();
      assert.equal(connection.reached(), false);
    });
  }
});

/** A client that has received its CONNACK. */
async function admitted(decide: Decide, properties: IConnectPacket["properties"] = enhanced) {
  const connection = connected({
    authenticate: credentials => {
      connection.shown.push(credentials);
      return decide(credentials);
    },
  });
  const { client, mosquitto } = connection;
  client.write(encode({ ...connect, properties }, 5));
  await nextOf(mosquitto);
  mosquitto.write(encode({ cmd: "connack", reasonCode: 0, sessionPresent: false }, 5));
  assert.equal((await nextOf(client)).cmd, "connack");
  return connection;
}

function reauthenticate(client: Duplex, authenticationMethod: string = method): void {
  const properties = { authenticationMethod, authenticationData: Buffer.from("next") };
  client.write(encode({ cmd: "auth", reasonCode: 25, properties }, 5));
}

async function answer(client: Duplex): Promise<unknown[]> {
  const packet = (await nextOf(client)) as IAuthPacket;
  return [packet.cmd, packet.reasonCode, packet.properties?.authenticationMethod];
}

/** The packets that still arrive before the end. */
async function rest(stream: Duplex): Promise<Packet[]> {
  const packets: Packet[] = [];
  for await (const frame of framesOf(stream)) packets.push(decode(frame, 5));
  return packets;
}
