/** MQTT clients for the tests. They check the server's certificate and name, as any client should. */
import { setTimeout as sleep } from "node:timers/promises";
import mqtt from "mqtt";
import type { ErrorWithSubackPacket, IClientOptions, MqttClient } from "mqtt";

/** Where a client connects, and as whom. */
export interface Connection {
  host: string;
  port: number;
  /** The server name that the client sends and checks, if it is not `host`; an empty one is not sent. */
  servername?: string;
  /** Default: `mqtts`. */
  protocol?: "mqtt" | "mqtts" | "ws" | "wss";
  /** The CA certificates that the client trusts, in PEM. Default: the machine's. */
  ca?: string;
  username?: string;
  password?: string;
  version?: ProtocolVersion;
  clientId?: string;
  /** Whether the broker discards the client's earlier session. Default: true. */
  clean?: boolean;
  /** The client's own certificate and key, in PEM. */
  cert?: string;
  key?: string;
  properties?: ConnectProperties;
}

/** Properties of an MQTT 5 CONNECT packet. */
export interface ConnectProperties {
  /** In seconds. Without it a session ends with its connection. */
  sessionExpiryInterval?: number;
  authenticationMethod?: string;
  authenticationData?: Buffer;
}

export type ProtocolVersion = "MQTT 5" | "MQTT 3.1.1";

const levels = { "MQTT 5": 5, "MQTT 3.1.1": 4 } as const;
const patience = 30_000;
let lastTopic = 0;

/** Why a client was turned away: the name of a TLS error, or the reason code of the broker's CONNACK. */
export interface Refusal extends Error {
  code?: string | number;
}

/** Subscribes, publishes `text` on another connection, and returns what the subscriber received. */
export async function exchange(connection: Connection, text: string, publisher = connection): Promise<string> {
  const topic = `test/${process.pid}/${++lastTopic}`;
  const subscription = await subscribe(connection, topic);
  const client = await reach(publisher);
  await client.publishAsync(topic, text, { qos: 1 });
  return subscription.message.finally(() => client.endAsync());
}

/** Resolves when the broker has the subscription; `message` is the first message that arrives. */
export async function subscribe(connection: Connection, topic: string): Promise<{ message: Promise<string> }> {
  const client = await reach(connection);
  const message = new Promise<string>((resolve, reject) => {
    const deadline = setTimeout(() => reject(new Error(`no message on ${topic} within ${patience} ms`)), patience);
    client.once("message", (_, payload) => {
      clearTimeout(deadline);
      resolve(payload.toString());
    });
  }).finally(() => client.endAsync(true));
  await client.subscribeAsync(topic, { qos: 1 });
  return { message };
}

/** Connects and returns why that failed; throws if it succeeded. */
export async function refusal(connection: Connection): Promise<Refusal> {
  let client;
  try {
    client = await connect(connection);
  } catch (error) {
    return error as Refusal;
  }
  await client.endAsync(true);
  throw new Error(`${connection.host}:${connection.port} let the client in`);
}

/** Connects even if the pod has only just become ready: until the nodes know, they refuse connections. */
async function reach(connection: Connection): Promise<MqttClient> {
  const deadline = Date.now() + patience;
  for (;;) {
    try {
      return await connect(connection);
    } catch (error) {
      if ((error as Refusal).code !== "ECONNREFUSED" || Date.now() > deadline) throw error;
      await sleep(200);
    }
  }
}

/** Connects once; rejects with the reason if the client is turned away. */
export async function connect({ protocol = "mqtts", version = "MQTT 5", host, port, ...rest }: Connection) {
  const options: IClientOptions = {
    ...rest,
    protocolVersion: levels[version],
    connectTimeout: patience,
    reconnectPeriod: 0,
  };
  const client = await mqtt.connectAsync(`${protocol}://${host}:${port}`, options, false);
  // Otherwise a reset would end the process, whichever test is running; tests count `close` instead.
  client.on("error", () => undefined);
  return client;
}

/** The broker's answer to each filter of a SUBSCRIBE. */
export async function answersTo(client: MqttClient, filters: string[]): Promise<unknown[]> {
  try {
    return (await client.subscribeAsync(filters)).map(({ qos }) => qos);
  } catch (error) {
    return (error as ErrorWithSubackPacket).packet.granted;
  }
}
