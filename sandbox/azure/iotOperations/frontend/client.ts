/** One client's connection: admits it or not, then forwards its packets to Mosquitto and back, except what it may not do. */
import type { Duplex } from "node:stream";
import { pipeline } from "node:stream/promises";
import type { IAuthPacket, IConnackPacket, IConnectPacket } from "mqtt-packet";
import type { AuthorizationRule } from "../customResources";
import type { Decision } from "./authenticate";
import { permissionsOf } from "./authorize";
import type { Permissions } from "./authorize";
import { decode, encode, framesOf, types } from "./frames";
import type { Frame, ProtocolVersion } from "./frames";
import { guard } from "./guard";
import { reasons } from "./identity";
import type { ClientCertificate, Credentials, Identity } from "./identity";

/** What a connection needs from its surroundings. */
export interface Surroundings {
  /** From the TLS handshake. */
  certificates: ClientCertificate[];
  authenticate: (credentials: Credentials) => Promise<Decision>;
  rules: readonly AuthorizationRule[] | undefined;
  /** A new connection to Mosquitto. */
  mosquitto: () => Duplex;
  log: (line: string) => void;
}

/** A connection that can be ended from outside. */
export interface Client {
  end: (reason: number) => void;
}

/** A client that has not identified itself by then is disconnected. */
const patienceMilliseconds = 30_000;
/** The longest delay of a timer. */
const longestTimer = 2 ** 31 - 1;
/** How long a client has to receive its last packet. */
const farewellMilliseconds = 1000;
/** MQTT 3.1.1's return code. */
const refusedNotAuthorized = 5;

/** Serves a client until either side ends. */
export function serveClient(socket: Duplex, surroundings: Surroundings): Client {
  let version: ProtocolVersion = 4;
  /** The method of MQTT 5's enhanced authentication in the CONNECT. */
  let method: string | undefined;
  let admitted = false;
  /** The client was told to go: anything that it still sends is ignored. */
  let gone = false;
  let expiry: NodeJS.Timeout | undefined;
  const patience = setTimeout(() => socket.destroy(), patienceMilliseconds);
  const leave = () => {
    gone = true;
    socket.end();
    setTimeout(() => socket.destroy(), farewellMilliseconds).unref();
  };
  const end = (reasonCode: number) => {
    // MQTT 3.1.1 has no packet for it.
    if (admitted && version === 5) socket.write(encode({ cmd: "disconnect", reasonCode }, version));
    leave();
  };
  const refuse = (reasonCode: number) => {
    const connack: IConnackPacket =
      version === 5
        ? { cmd: "connack", sessionPresent: false, reasonCode }
        : { cmd: "connack", sessionPresent: false, returnCode: refusedNotAuthorized };
    socket.write(encode(connack, version));
    leave();
  };
  const endAtExpiry = ({ expires }: Identity) => {
    clearTimeout(expiry);
    if (expires === undefined || gone || socket.destroyed) return;
    const left = Math.min(Math.max(expires - Date.now(), 0), longestTimer);
    // As documented, without a DISCONNECT.
    expiry = setTimeout(() => {
      surroundings.log("a client's credentials have expired");
      leave();
    }, left);
  };

  /** What the client may do; undefined if it was refused. */
  const admit = async (connect: IConnectPacket): Promise<Permissions | undefined> => {
    const decision = await surroundings.authenticate(credentialsIn(connect, surroundings.certificates));
    if ("fail" in decision) {
      surroundings.log(`client ${connect.clientId} was refused: ${decision.why}`);
      refuse(decision.fail);
      return undefined;
    }
    const { clientId, will } = connect;
    const permissions = permissionsOf(surroundings.rules, { ...decision.pass, clientId });
    if (!permissions.connect || (will !== undefined && !permissions.publish(will.topic))) {
      surroundings.log(`client ${clientId} (${decision.pass.username}) may not connect`);
      refuse(reasons.notAuthorized);
      return undefined;
    }
    endAtExpiry(decision.pass);
    return permissions;
  };

  /** MQTT 5: a client proves its identity again, e.g. with its next token. */
  const reauthenticate = async ({ properties }: IAuthPacket): Promise<void> => {
    const { authenticationMethod, authenticationData } = properties ?? {};
    if (method === undefined || authenticationMethod !== method) return end(reasons.protocolError);
    const shown = { packet: "auth" as const, authenticationMethod, authenticationData, certificates: [] };
    const decision = await surroundings.authenticate(shown);
    if (gone) return;
    const answer = (reasonCode: number) =>
      void socket.write(encode({ cmd: "auth", reasonCode, properties: { authenticationMethod } }, version));
    if ("pass" in decision) {
      endAtExpiry(decision.pass);
      return answer(reasons.success);
    }
    // As documented, a client that cannot be judged now may try again.
    if (decision.fail === reasons.serverUnavailable) return answer(reasons.continueAuthentication);
    end(reasons.notAuthorized);
  };

  const serve = async (): Promise<void> => {
    const frames = framesOf(socket);
    const first = await frames.next();
    if (first.done) return;
    if (first.value.type !== types.connect) throw new Error("the first packet is not a CONNECT");
    const connect = decode(first.value) as IConnectPacket;
    version = connect.protocolVersion ?? 4;
    method = connect.properties?.authenticationMethod;
    const permissions = await admit(connect);
    clearTimeout(patience);
    // A client that has left meanwhile would disconnect its own successor.
    if (permissions === undefined || gone || socket.destroyed) return;

    const mosquitto = surroundings.mosquitto();
    const guarded = surroundings.rules === undefined ? undefined : guard(permissions, version);
    async function* onward(): AsyncGenerator<Buffer> {
      yield encode(withoutCredentials(connect), version);
      for await (const frame of frames) {
        if (gone) continue;
        if (frame.type === types.auth) await reauthenticate(decode(frame, version) as IAuthPacket);
        else if (guarded === undefined) yield frame.bytes;
        else {
          const { pass, answer } = guarded.outbound(frame);
          if (answer !== undefined) socket.write(answer);
          if (pass !== undefined) yield pass;
        }
      }
    }
    async function* back(): AsyncGenerator<Buffer> {
      for await (const frame of framesOf(mosquitto)) {
        if (gone) continue;
        if (frame.type === types.connack) {
          admitted = true;
          yield method === undefined ? frame.bytes : withMethod(frame, method, version);
        } else if (guarded === undefined) yield frame.bytes;
        else {
          const { pass, answer } = guarded.inbound(frame);
          if (answer !== undefined) mosquitto.write(answer);
          if (pass !== undefined) yield pass;
        }
      }
    }
    const away = pipeline(onward, mosquitto).catch(() => mosquitto.destroy());
    await pipeline(back, socket, { end: false }).finally(() => mosquitto.destroy());
    leave();
    await away;
  };

  socket.on("error", () => undefined); // Clients come and go as they like.
  socket.once("close", () => {
    clearTimeout(patience);
    clearTimeout(expiry);
  });
  serve().catch((error: Error) => {
    if (!socket.destroyed) surroundings.log(`a client was dropped: ${error.message}`);
    socket.destroy();
  });
  return { end };
}

function credentialsIn(connect: IConnectPacket, certificates: ClientCertificate[]): Credentials {
  const { username, password, properties } = connect;
  const { authenticationMethod, authenticationData } = properties ?? {};
  return { packet: "connect", username, password, authenticationMethod, authenticationData, certificates };
}

/** Mosquitto accepts everybody who comes this way. */
function withoutCredentials(connect: IConnectPacket): IConnectPacket {
  const properties = { ...connect.properties };
  delete properties.authenticationMethod;
  delete properties.authenticationData;
  return { ...connect, username: undefined, password: undefined, properties };
}

/** MQTT 5 requires the CONNECT's method in the CONNACK. */
function withMethod(frame: Frame, authenticationMethod: string, version: ProtocolVersion): Buffer {
  const connack = decode(frame, version) as IConnackPacket;
  if (connack.reasonCode !== reasons.success) return frame.bytes;
  return encode({ ...connack, properties: { ...connack.properties, authenticationMethod } }, version);
}
