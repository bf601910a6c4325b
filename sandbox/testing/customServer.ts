/** A server that decides who may connect, as the documents ask of one. */
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { network } from "../machine/layout";
import { makeSigned } from "./certificates";
import type { KeyPair } from "./certificates";

/** What the broker asked it. */
export interface Asked {
  path?: string;
  header?: string | string[];
  body: { type: string; username?: string; password?: string };
}

/** Knows "good", bans "banned" and breaks off for everybody else. */
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

/** Where the cluster reaches it. */
export function endpointOf(server: https.Server): string {
  return `https://${network.nodeAddress}:${(server.address() as AddressInfo).port}`;
}
