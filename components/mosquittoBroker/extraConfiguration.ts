/** The user's own lines in Mosquitto's configuration file. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";

/** Settings that this package writes, or that would keep Mosquitto from running, and what to do instead. */
const taken = new Map<string, string>([
  ["acl_file", "use acl"],
  ["allow_anonymous", "use allowAnonymous"],
  ["bind_address", "use listeners"],
  ["certfile", "use listeners[].tls"],
  ["daemon", "remove it: the container would end as soon as Mosquitto moves to the background"],
  ["keyfile", "use listeners[].tls"],
  ["listener", "use listeners"],
  ["log_timestamp_format", "remove it: it is already set, and Mosquitto accepts it only once"],
  ["password_file", "use users, passwordFile or passwordFileSecret"],
  ["per_listener_settings", "users and acl apply to all listeners: use a second MosquittoBroker for different ones"],
  ["persistence", "use persistence"],
  ["persistence_file", "use persistence"],
  ["persistence_location", "use persistence"],
  ["pid_file", "remove it: the broker may not write that file"],
  ["port", "use listeners"],
  ["protocol", "use listeners[].protocol"],
  ["retained_persistence", "use persistence"],
  ["user", "remove it: the pod sets the user"],
]);

/** Settings of a listener. Before the first listener, they would open another one on port 1883 without TLS. */
const ofListener = new Set([
  "accept_protocol_versions",
  "bind_interface",
  "cafile",
  "capath",
  "ciphers",
  "ciphers_tls1.3",
  "crlfile",
  "dhparamfile",
  "disable_client_cert_date_checks",
  "disable_protocol_v3",
  "disable_protocol_v4",
  "disable_protocol_v5",
  "enable_proxy_protocol",
  "http_dir",
  "listener_allow_anonymous",
  "listener_auto_id_prefix",
  "max_connections",
  "max_qos",
  "max_topic_alias",
  "max_topic_alias_broker",
  "maximum_qos",
  "mount_point",
  "proxy_protocol_v2_require_tls",
  "psk_hint",
  "require_certificate",
  "socket_domain",
  "tls_engine",
  "tls_engine_kpass_sha1",
  "tls_keyform",
  "tls_version",
  "use_identity_as_username",
  "use_subject_as_username",
  "use_username_as_clientid",
  "websockets_origin",
]);

/** Refuses lines that are not for the broker as a whole. Never shows their values, which may be secret. */
export function checkExtraConfig(text: string, path: PropertyPath): string {
  return checkLines(text, path, false);
}

/** Refuses lines that are not for a listener. */
export function checkListenerExtraConfig(text: string, path: PropertyPath): string {
  return checkLines(text, path, true);
}

/** The name, if it looks like a setting. Any other word may be part of a password that has a line break. */
function nameOf(setting: string): string {
  return ofListener.has(setting) || /^[a-z]+(_[a-z0-9]+)+$/.test(setting) ? unlessSecret(setting) : "a setting";
}

function checkLines(text: string, path: PropertyPath, forListener: boolean): string {
  if (typeof text !== "string") refuse(path, "is not text: set lines of mosquitto.conf, or remove it");
  text.split("\n").forEach((line, index) => {
    if (line.trim() === "" || line.startsWith("#")) return;
    const where = `in line ${index + 1}`;
    const setting = /^ *([A-Za-z][^ ]*)/.exec(line.trimEnd())?.[1];
    if (setting === undefined || /\s/.test(setting)) {
      refuse(
        path,
        `does not name a setting ${where}: separate words by spaces only, and let a comment start with '#' at once`,
      );
    }
    const instead = taken.get(setting);
    if (instead !== undefined) refuse(path, `sets ${setting} ${where}: ${instead}`);
    if (ofListener.has(setting) !== forListener) {
      const fault = forListener
        ? "is not a setting of a listener: move it to the extraConfig of the broker"
        : "belongs to a listener: move it to listeners[].extraConfig";
      refuse(path, `sets ${nameOf(setting)} ${where}, which ${fault}`);
    }
  });
  return text;
}
