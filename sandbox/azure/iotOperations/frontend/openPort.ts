/** One port of a listener: terminates TLS, speaks MQTT over TCP or WebSockets, and hands on each client. */
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import type { Duplex } from "node:stream";
import * as tls from "node:tls";
import { WebSocketServer, createWebSocketStream } from "ws";
import type { PortConfiguration } from "../configuration";
import type { Client } from "./client";
import { reasons } from "./identity";
import type { ClientCertificate } from "./identity";

/** What a port with TLS presents, and whom it trusts if it asks clients for certificates. */
export interface ServerMaterial {
  cert: string;
  key: string;
  clientCas?: string[];
}

export interface OpenPort {
  /** Replaces its certificate; connections stay open. */
  renew: (material: ServerMaterial) => void;
  /** Ends all connections; the port stays open. */
  endClients: () => void;
  close: () => void;
}

export type Handler = (socket: Duplex, certificates: ClientCertificate[]) => Client;

/** How long clients have to receive their last packet. */
const farewellMilliseconds = 1000;

type Server = net.Server & { setSecureContext?: (options: tls.SecureContextOptions) => void };

/** Resolves when the port accepts connections. */
export async function openPort(
  { port, protocol }: PortConfiguration,
  material: ServerMaterial | undefined,
  handle: Handler,
): Promise<OpenPort> {
  const clients = new Set<Client>();
  const sockets = new Set<Duplex>();
  const take = (stream: Duplex, raw: Duplex) => {
    const certificates = raw instanceof tls.TLSSocket ? chainOf(raw) : [];
    // As documented, a handshake succeeds only if the client's chain was verified.
    if (raw instanceof tls.TLSSocket && certificates.length > 0 && !raw.authorized) {
      console.error(`Port ${port}: a client's certificate was refused: ${String(raw.authorizationError)}`);
      raw.destroy();
      return;
    }
    const client = handle(stream, certificates);
    clients.add(client);
    raw.once("close", () => clients.delete(client));
  };
  const server: Server = serverFor(protocol, material, take);
  server.on("connection", (socket: net.Socket) => {
    sockets.add(socket);
    socket.once("close", () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "0.0.0.0", resolve);
  });
  server.on("error", error => console.error(`Port ${port}:`, error));
  const endClients = () => clients.forEach(client => client.end(reasons.administrativeAction));
  return {
    renew: renewed => server.setSecureContext?.(secureContext(renewed)),
    endClients,
    close() {
      server.close();
      endClients();
      setTimeout(() => sockets.forEach(socket => socket.destroy()), farewellMilliseconds);
    },
  };
}

function serverFor(
  protocol: string,
  material: ServerMaterial | undefined,
  take: (stream: Duplex, raw: Duplex) => void,
): Server {
  // Clients are asked for a certificate, but those without one may have other credentials.
  const options = material && {
    ...secureContext(material),
    requestCert: material.clientCas !== undefined,
    rejectUnauthorized: false,
  };
  if (protocol !== "WebSockets") {
    const direct = (socket: net.Socket) => take(socket, socket);
    const server = options ? tls.createServer(options, direct) : net.createServer(direct);
    return server.on("tlsClientError", () => undefined);
  }
  const upgradeFirst: http.RequestListener = (_request, response) => response.writeHead(426).end();
  const server = options ? https.createServer(options, upgradeFirst) : http.createServer(upgradeFirst);
  const webSockets = new WebSocketServer({
    server,
    // MQTT 5, 6.0: a client must offer this subprotocol, and the server confirms it.
    verifyClient: ({ req }, decide) =>
      decide(/(^|,)\s*mqtt\s*(,|$)/.test(req.headers["sec-websocket-protocol"] ?? ""), 400),
    handleProtocols: () => "mqtt",
  });
  webSockets.on("connection", (webSocket, request) => take(createWebSocketStream(webSocket), request.socket));
  // It repeats the errors of the underlying server.
  webSockets.on("error", () => undefined);
  return server;
}

function secureContext({ cert, key, clientCas }: ServerMaterial): tls.SecureContextOptions {
  return { cert, key, ca: clientCas, minVersion: "TLSv1.2" };
}

/** The client's certificate and its issuers'. */
function chainOf(socket: tls.TLSSocket): ClientCertificate[] {
  const chain: ClientCertificate[] = [];
  const seen = new Set<string>();
  let certificate: tls.DetailedPeerCertificate | undefined = socket.getPeerCertificate(true);
  // A self-signed certificate is its own issuer.
  while (certificate?.raw !== undefined && !seen.has(certificate.fingerprint256)) {
    seen.add(certificate.fingerprint256);
    const base64 = certificate.raw.toString("base64").replace(/.{64}/g, "$&\n");
    const pem = `-----BEGIN CERTIFICATE-----\n${base64}\n-----END CERTIFICATE-----\n`;
    const subject = { ...certificate.subject } as unknown as Record<string, string | string[]>;
    chain.push({ subject, pem, validTo: Date.parse(certificate.valid_to) });
    certificate = certificate.issuerCertificate;
  }
  return chain;
}
