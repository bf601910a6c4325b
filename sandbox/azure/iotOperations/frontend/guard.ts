/** Stops what a client may not do among its packets, and answers like a broker that refuses it. */
import type { IPublishPacket, ISubackPacket, ISubscribePacket } from "mqtt-packet";
import type { Permissions } from "./authorize";
import { decode, encode, types } from "./frames";
import type { Frame, ProtocolVersion } from "./frames";
import { reasons } from "./identity";

/** What happens to a packet: what is passed to the other side, and what its sender is told at once. */
export interface Outcome {
  pass?: Buffer;
  answer?: Buffer;
}

interface Guard {
  /** For the client's packets. */
  outbound: (frame: Frame) => Outcome;
  /** For Mosquitto's. */
  inbound: (frame: Frame) => Outcome;
}

/** A refusal in a SUBACK of MQTT 3.1.1. */
const subscriptionFailed = 0x80;

export function guard(permissions: Permissions, version: ProtocolVersion): Guard {
  const topicOf = topicsByAlias();
  /** Refused QoS 2 messages that the client has yet to release. */
  const refused = new Set<number>();
  /** Partly refused SUBSCRIBEs: which of their filters were passed on. */
  const partly = new Map<number, boolean[]>();
  const refusal = version === 5 ? reasons.notAuthorized : subscriptionFailed;

  const publish = (frame: Frame): Outcome => {
    const packet = decode(frame, version) as IPublishPacket;
    const topic = topicOf(packet);
    if (permissions.publish(topic)) {
      if (packet.properties?.topicAlias === undefined) return { pass: frame.bytes };
      // Mosquitto has not seen the aliases of messages that were refused.
      return {
        pass: encode({ ...packet, topic, properties: { ...packet.properties, topicAlias: undefined } }, version),
      };
    }
    const { messageId, qos } = packet;
    if (qos === 0 || messageId === undefined) return {};
    const reasonCode = version === 5 ? reasons.notAuthorized : undefined;
    // In MQTT 5, an error ends the exchange. MQTT 3.1.1 knows no errors and completes it.
    if (qos === 2 && version !== 5) refused.add(messageId);
    return { answer: encode({ cmd: qos === 1 ? "puback" : "pubrec", messageId, reasonCode }, version) };
  };

  /** Ends a QoS 2 exchange itself if the message was not passed on. */
  const released = (frame: Frame, kept: Set<number>): Outcome => {
    const { messageId = 0 } = decode(frame, version);
    if (!kept.delete(messageId)) return { pass: frame.bytes };
    return { answer: encode({ cmd: "pubcomp", messageId }, version) };
  };

  const topicFromMosquitto = topicsByAlias();
  /** QoS 2 messages that were withheld from the client and that Mosquitto has yet to release. */
  const withheld = new Set<number>();

  /** Sessions outlive the rules under which their subscriptions were made. */
  const deliver = (frame: Frame): Outcome => {
    const packet = decode(frame, version) as IPublishPacket;
    if (permissions.subscribe(topicFromMosquitto(packet))) return { pass: frame.bytes };
    const { messageId, qos } = packet;
    if (qos === 0 || messageId === undefined) return {};
    if (qos === 2) withheld.add(messageId);
    return { answer: encode({ cmd: qos === 1 ? "puback" : "pubrec", messageId }, version) };
  };

  const subscribe = (frame: Frame): Outcome => {
    const packet = decode(frame, version) as ISubscribePacket;
    const allowed = packet.subscriptions.map(({ topic }) => permissions.subscribe(topic));
    if (allowed.every(Boolean)) return { pass: frame.bytes };
    const { messageId = 0 } = packet;
    if (!allowed.some(Boolean)) {
      return { answer: encode({ cmd: "suback", messageId, granted: allowed.map(() => refusal) }, version) };
    }
    partly.set(messageId, allowed);
    const subscriptions = packet.subscriptions.filter((_, index) => allowed[index]);
    return { pass: encode({ ...packet, subscriptions }, version) };
  };

  const granted = (frame: Frame): Outcome => {
    const packet = decode(frame, version) as ISubackPacket;
    const { messageId = 0 } = packet;
    const allowed = partly.get(messageId);
    if (allowed === undefined) return { pass: frame.bytes };
    partly.delete(messageId);
    const answers = [...(packet.granted as number[])];
    const all = allowed.map(passed => (passed ? (answers.shift() ?? refusal) : refusal));
    return { pass: encode({ ...packet, granted: all }, version) };
  };

  return {
    outbound(frame) {
      if (frame.type === types.publish) return publish(frame);
      if (frame.type === types.pubrel) return released(frame, refused);
      if (frame.type === types.subscribe) return subscribe(frame);
      return { pass: frame.bytes };
    },
    inbound(frame) {
      if (frame.type === types.publish) return deliver(frame);
      if (frame.type === types.pubrel && withheld.size > 0) return released(frame, withheld);
      if (frame.type === types.suback && partly.size > 0) return granted(frame);
      return { pass: frame.bytes };
    },
  };
}

/** Gives the topic of each message, which may be that of an earlier one with the same alias. */
function topicsByAlias(): (packet: IPublishPacket) => string {
  const aliases = new Map<number, string>();
  return ({ topic, properties: { topicAlias } = {} }) => {
    if (topicAlias === undefined) return topic;
    if (topic !== "") aliases.set(topicAlias, topic);
    return aliases.get(topicAlias) ?? "";
  };
}
