/** A client's connection to the stand-in for Azure IoT Operations, without a network. */
import { duplexPair } from "node:stream";
import type { Duplex } from "node:stream";
import type { IConnectPacket, Packet } from "mqtt-packet";
import { serveClient } from "../../../azure/iotOperations/frontend/client";
import type { Surroundings } from "../../../azure/iotOperations/frontend/client";
import { decode } from "../../../azure/iotOperations/frontend/frames";

export const connect: IConnectPacket = {
  cmd: "connect",
  clientId: "me",
  protocolVersion: 5,
  protocolId: "MQTT",
  clean: true,
  keepalive: 60,
};

/** The client's end of a connection, and Mosquitto's. */
export function connected(more: Partial<Surroundings>) {
  const [client, near] = duplexPair();
  const [far, mosquitto] = duplexPair();
  const shown: Parameters<Surroundings["authenticate"]>[0][] = [];
  let reached = false;
  const served = serveClient(near, {
    certificates: [],
    rules: undefined,
    authenticate: credentials => {
      shown.push(credentials);
      return Promise.resolve({ pass: { username: "me", attributes: {} } });
    },
    mosquitto: () => {
      reached = true;
      return far;
    },
    log: () => undefined,
    ...more,
  });
  return { client, near, mosquitto, shown, served, reached: () => reached };
}

export async function nextOf(stream: Duplex, version: 4 | 5 = 5): Promise<Packet> {
  const [bytes] = await new Promise<Buffer[]>(resolve => stream.once("data", (...data: Buffer[]) => resolve(data)));
  return decode({ type: 0, bytes }, version);
}
