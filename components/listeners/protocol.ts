/** What a listener speaks. */
import { checkOneOf } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";

/** The protocol of a listener. */
export const ListenerProtocol = {
  /** MQTT directly on TCP or TLS */
  Mqtt: "Mqtt",
  /** MQTT in WebSockets, for browsers */
  WebSockets: "WebSockets",
} as const;
export type ListenerProtocol = (typeof ListenerProtocol)[keyof typeof ListenerProtocol];

/** Refuses what is no protocol of a listener. */
export function checkListenerProtocol(
  protocol: ListenerProtocol,
  propertyPath: PropertyPath | string,
): ListenerProtocol {
  return checkOneOf(protocol, ListenerProtocol, propertyPath);
}
