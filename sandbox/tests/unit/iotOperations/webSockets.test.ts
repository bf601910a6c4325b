import assert from "node:assert/strict";
import { once } from "node:events";
import * as net from "node:net";
import type { AddressInfo } from "node:net";
import { WebSocket } from "ws";
import { openPort } from "../../../azure/iotOperations/frontend/openPort";
import type { OpenPort } from "../../../azure/iotOperations/frontend/openPort";

describe("a WebSockets port of the stand-in for Azure IoT Operations", () => {
  let served: OpenPort;
  let address: string;
  let clients = 0;

  before(async () => {
    const port = await freePort();
    address = `127.0.0.1:${port}`;
    served = await openPort({ port, protocol: "WebSockets" }, undefined, () => {
      clients += 1;
      return { end: () => undefined };
    });
  });
  after(() => served.close());

  it("accepts clients that offer MQTT's subprotocol, and confirms it", async () => {
    const socket = new WebSocket(`ws://${address}`, ["mqttv3.1", "mqtt"]);
    await once(socket, "open");
    assert.equal(socket.protocol, "mqtt");
    socket.terminate();
    assert.equal(clients, 1);
  });

  it("refuses clients that offer no subprotocol or another one, and plain HTTP", async () => {
    for (const offered of [[], ["notmqtt"]]) {
      const socket = new WebSocket(`ws://${address}`, offered);
      const [, response] = (await once(socket, "unexpected-response")) as [unknown, { statusCode: number }];
      assert.equal(response.statusCode, 400);
      socket.on("error", () => undefined).terminate(); // It was never open.
    }
    assert.equal((await fetch(`http://${address}/`)).status, 426);
    assert.equal(clients, 1);
  });
});

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  return port;
}
