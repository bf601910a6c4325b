/** MQTT's control packets as bytes. Most are forwarded as they are; only a few are decoded. */
import { generate, parser } from "mqtt-packet";
import type { Packet } from "mqtt-packet";

/** The type numbers of the packets that matter here. */
export const types = { connect: 1, connack: 2, publish: 3, pubrel: 6, subscribe: 8, suback: 9, auth: 15 } as const;

/** One control packet. */
export interface Frame {
  type: number;
  bytes: Buffer;
}

export type ProtocolVersion = 3 | 4 | 5;

/** Splits a stream into control packets; throws if it is not MQTT. */
export async function* framesOf(stream: AsyncIterable<Buffer>): AsyncGenerator<Frame> {
  let rest: Buffer = Buffer.alloc(0);
  for await (const chunk of stream) {
    rest = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    for (let size = sizeOf(rest); size !== undefined && size <= rest.length; size = sizeOf(rest)) {
      yield { type: rest[0] >> 4, bytes: rest.subarray(0, size) };
      rest = rest.subarray(size);
    }
  }
}

/** The size of the packet that begins here, as soon as it is known. */
function sizeOf(bytes: Buffer): number | undefined {
  let length = 0;
  for (let index = 1; index <= 4 && index < bytes.length; index += 1) {
    length += (bytes[index] & 0x7f) * 128 ** (index - 1);
    if (bytes[index] < 0x80) return length + index + 1;
    if (index === 4) throw new Error("this is not MQTT: a packet's length has more than four bytes");
  }
  return undefined;
}

/** The packet that the bytes encode. */
export function decode({ bytes }: Frame, protocolVersion?: ProtocolVersion): Packet {
  const read = parser({ protocolVersion });
  const found: Packet[] = [];
  let trouble: Error | undefined;
  read.on("packet", (packet: Packet) => found.push(packet));
  read.on("error", (error: Error) => (trouble ??= error));
  read.parse(bytes);
  if (trouble !== undefined) throw trouble;
  if (found.length !== 1) throw new Error("this is not an MQTT packet");
  return found[0];
}

/** The bytes of a packet. */
export function encode(packet: Packet, protocolVersion: ProtocolVersion): Buffer {
  return generate(packet, { protocolVersion });
}
