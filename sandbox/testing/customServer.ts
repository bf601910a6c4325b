/** A server that decides who may connect, by the protocol that the documents describe. */
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { network } from "../machine/layout";
import { makeSigned } from "./certificates";
import type { KeyPair } from "./certificates";

/** A request from the broker. */
export interface Asked {
  path?: string;
  header?: string | string[];
  body: { type: string; username?: string; password?: string };
}

/** Accepts "good", bans "banned" and drops the connection for everyone else. */
export async function customServer(root: KeyPair, asked: Asked[]): Promise<https.Server> {
  const made = await makeSigned(root, { isCa: false, commonName: "custom", ipAddresses: [network.nodeAddress] });
  const options = { cert: made.certificatePem, key: made.privateKeyPem };
  const server = https.createServer(options, (request, response) => {
    void text(request).then(written => {
      const body = JSON.parse(written) as Asked["body"];
      asked.push({ path: request.url, header: request.headers["x-key"], body });
      if (body.username === "good") response.writeHead(200).end(JSON.stringify({ attributes: {} }));
      else if (body.username === "banned") response.writeHead(403).end(JSON.stringify({ reason: 138 }));
      else response.destroy();
    });
  });
  await new Promise<void>(resolve => server.listen(0, network.nodeAddress, resolve));
  return server;
}

/** The URL where the cluster reaches the server. */
export function endpointOf(server: https.Server): string {
  return `https://${network.nodeAddress}:${(server.address() as AddressInfo).port}`;
}
