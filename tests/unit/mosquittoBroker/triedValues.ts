/** Values of settings in `mosquitto.conf`, as Mosquitto 2.0.11, 2.0.21 and 2.1.2 take them; a cluster test tries them. */
import { settingNamed } from "../../../components/mosquittoBroker/settings";

/** A setting and values for it. */
export interface TriedValues {
  name: string;
  /** With these, each version starts that has the setting. */
  good: string[];
  /** With these, some version starts. */
  goodForSome?: string[];
  /** With these, no version starts. */
  bad: string[];
  /** What the error says would be right. */
  right: string;
}

const upTo65535 = { good: ["10", "65535"], bad: ["-1", "65536"], right: "a whole number from 0 to 65535" };
const qos = {
  good: ["0", "2"],
  goodForSome: ["1MB", "2.5", "0x2"],
  bad: ["-1", "3"],
  right: "a whole number from 0 to 2",
};
const address = {
  good: ["127.0.0.1", "127.0.0.1:1", "::1:1883", "127.0.0.1:1 127.0.0.1:65535", "127.0.0.1:1 # a:0", "127.0.0.1:01"],
  bad: ["127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:mqtt", "mqtt://127.0.0.1", "127.0.0.1:1 127.0.0.1:", "fe80::abcd"],
  right: "HOST or HOST:PORT, with a port from 1 to 65535",
};

export const triedValues: TriedValues[] = [
  {
    name: "log_facility",
    good: ["0", "7"],
    goodForSome: ["local0", "0x20"],
    bad: ["-1", "8", "8th"],
    right: "a whole number from 0 to 7",
  },
  {
    name: "max_inflight_messages",
    good: ["-1", "0", "65535", "65535 # most"],
    goodForSome: ["none", "4294967295"],
    bad: ["65536", "70000x"],
    right: "a whole number up to 65535",
  },
  { ...upTo65535, name: "max_keepalive", goodForSome: ["0", "600s"] },
  {
    name: "max_packet_size",
    good: ["20", "+20", "\t20", "2147483647"],
    goodForSome: ["20MB", "0x20", "020", "4294967316"],
    bad: ["-1", "0", "19", "1MB", "1.5", "all"],
    right: "a whole number from 20 up",
  },
  {
    name: "memory_limit",
    good: ["0", "4294967295", "9223372036854775808"],
    goodForSome: ["all", "0x20"],
    bad: ["-1", "-1MB"],
    right: "a whole number from 0 up",
  },
  {
    name: "message_size_limit",
    good: ["0", "268435455"],
    goodForSome: ["256MB"],
    bad: ["-1", "268435456"],
    right: "a whole number from 0 to 268435455",
  },
  { ...upTo65535, name: "packet_buffer_size", good: ["0", "65535"] },
  {
    name: "persistent_client_expiration",
    good: ["1h", "14d", "3w", "2m", "1y", "1day", "12h30m", "1.5d", "1d # c"],
    goodForSome: ["30s", "2years"],
    bad: ["30", "0d", "-1d", "d", "1D", "1 d", "12mo", "forever", "1d#"],
    right: "a whole number from 1 up with h, d, w, m or y for hours, days, weeks, months or years, such as 14d",
  },
  { ...upTo65535, name: "sys_interval", good: ["0", "65535"], goodForSome: ["off"] },
  { ...upTo65535, name: "websockets_headers_size", good: ["0", "65535"] },
  { name: "enable_proxy_protocol", good: ["1", "2"], bad: ["0", "3", "true"], right: "a whole number from 1 to 2" },
  { ...qos, name: "max_qos" },
  { ...qos, name: "maximum_qos" },
  { ...upTo65535, name: "max_topic_alias", good: ["0", "65535"] },
  { ...upTo65535, name: "max_topic_alias_broker", good: ["0", "65535"] },
  { ...address, name: "address" },
  { ...address, name: "addresses" },
  { ...upTo65535, name: "bridge_max_topic_alias", good: ["0", "65535"] },
  {
    name: "bridge_receive_maximum",
    good: ["1", "65535"],
    bad: ["0", "65536", "all"],
    right: "a whole number from 1 to 65535",
  },
  {
    name: "bridge_session_expiry_interval",
    good: ["0", "2147483647"],
    bad: ["-1"],
    right: "a whole number from 0 up",
  },
  {
    name: "keepalive_interval",
    good: ["-1", "0", "65535"],
    goodForSome: ["60s"],
    bad: ["65536"],
    right: "a whole number up to 65535",
  },
  {
    name: "log_dest",
    good: ["none", "file /tmp/mosquitto.log", "file /nowhere/mosquitto.log", "stdout # c"],
    bad: ["file", "file ", "file \t"],
    right: "file PATH",
  },
];

/** The lines with a value, for the broker as a whole and for its listener. */
export function linesWith(name: string, value: string): { general: string; ofListener: string } {
  const line = `${name} ${value}`;
  const section = settingNamed(name)?.section;
  if (section === "listener") return { general: "", ofListener: line };
  const address = name.startsWith("address") ? "" : "address 127.0.0.1:1\n";
  return {
    general: section === "bridge" ? `connection central\n${address}topic # out\n${line}` : line,
    ofListener: "",
  };
}
