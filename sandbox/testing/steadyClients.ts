/** Clients that notice when a broker drops anyone: one that publishes steadily, many that stay, and many that come and go. */
import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { TLSSocket } from "node:tls";
import { connect } from "./mqtt";
import type { Connection } from "./mqtt";

/** What happened to a publisher's messages. */
export interface Delivery {
  sent: number;
  /** The numbers of the messages, in order of arrival. */
  received: number[];
  /** How often the publisher or its subscriber lost the connection. */
  disconnections: number;
}

/** Publishes numbered messages with QoS 1, twenty a second, until `stop` is called, which waits for the last ones. */
export async function publishSteadily(connection: Connection, topic: string): Promise<{ stop(): Promise<Delivery> }> {
  const [publisher, subscriber] = [await connect(connection), await connect(connection)];
  let disconnections = 0;
  for (const client of [publisher, subscriber]) client.on("close", () => disconnections++);
  const received: number[] = [];
  subscriber.on("message", (_, payload) => received.push(Number(payload.toString())));
  await subscriber.subscribeAsync(topic, { qos: 1 });
  const acknowledged: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const publication = publisher.publishAsync(topic, String(acknowledged.length), { qos: 1 });
    publication.catch(() => undefined); // stop() handles it.
    acknowledged.push(publication);
  }, 50);
  return {
    stop: async () => {
      clearInterval(timer);
      try {
        await Promise.all(acknowledged);
        const deadline = Date.now() + 30_000;
        while (received.length < acknowledged.length && Date.now() < deadline) await sleep(20);
        return { sent: acknowledged.length, received: [...received], disconnections };
      } finally {
        await Promise.all([publisher.endAsync(true), subscriber.endAsync(true)]);
      }
    },
  };
}

/** Does something while clients publish on these connections; fails if one is dropped or a message is lost. */
export async function dropsNobody(connections: Connection[], work: () => Promise<void>): Promise<void> {
  const publishers = await Promise.all(connections.map((to, index) => publishSteadily(to, `steady/${index}`)));
  let deliveries: Delivery[];
  try {
    await work();
  } finally {
    deliveries = await Promise.all(publishers.map(publisher => publisher.stop()));
  }
  for (const { sent, received, disconnections } of deliveries) {
    assert.deepEqual([received.length, disconnections], [sent, 0]);
  }
}

/** What happened to clients that only listened. */
export interface Audience {
  /** How many received a last message. */
  reached: number;
  /** How often one of them lost the connection. */
  disconnections: number;
}

/** Connects clients that subscribe and stay until `stop` is called, which sends them a last message. */
export async function listenSteadily(
  connection: Connection,
  count: number,
  topic: string,
): Promise<{ stop(): Promise<Audience> }> {
  let [reached, disconnections] = [0, 0];
  const clients = await Promise.all(
    Array.from({ length: count }, async () => {
      const client = await connect(connection);
      client.on("close", () => disconnections++);
      client.once("message", () => reached++);
      await client.subscribeAsync(topic, { qos: 1 });
      return client;
    }),
  );
  return {
    stop: async () => {
      try {
        const publisher = await connect(connection);
        await publisher.publishAsync(topic, "the last", { qos: 1 });
        await publisher.endAsync();
        const deadline = Date.now() + 30_000;
        while (reached < count && Date.now() < deadline) await sleep(20);
        return { reached, disconnections };
      } finally {
        await Promise.all(clients.map(client => client.endAsync(true)));
      }
    },
  };
}

const afterwards = 100;

/**
 * Reconnects up to twenty times a second and returns, for each attempt, what `tell` says of the certificate, or the error.
 * Ends after at least `atLeast` attempts and a hundred more after the first that met `last`; throws if none meets `last`
 * within `seconds`.
 */
export async function connectRepeatedly(
  connection: Connection,
  tell: (socket: TLSSocket) => string,
  { atLeast, last, seconds }: { atLeast: number; last: string; seconds: number },
): Promise<string[]> {
  const met: string[] = [];
  const deadline = Date.now() + seconds * 1000;
  // Checks that the new certificate stays: a second change of the files, or a broker restart, would come later.
  while (met.length < atLeast || !met.slice(0, -afterwards).includes(last)) {
    if (!met.includes(last) && Date.now() > deadline) {
      throw new Error(`None of ${met.length} connections in ${seconds} s met ${last}; the last met ${met.at(-1)}.`);
    }
    const next = sleep(50);
    met.push(
      await connect(connection).then(async client => {
        const said = tell(client.stream as TLSSocket);
        await client.endAsync();
        return said;
      }, String),
    );
    await next;
  }
  return met;
}
