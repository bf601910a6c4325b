/** The protocol of a listener. */
export const ListenerProtocol = {
  /** MQTT directly on TCP or TLS */
  Mqtt: "Mqtt",
  /** MQTT in WebSockets, for browsers */
  WebSockets: "WebSockets",
} as const;
export type ListenerProtocol = (typeof ListenerProtocol)[keyof typeof ListenerProtocol];
