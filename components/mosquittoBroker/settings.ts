/** The settings of `mosquitto.conf`, from Mosquitto 2.0.11 to 2.1. */
import { addresses, duration, logDestination, oneOfWords, wholeNumber } from "./settingValues";
import type { Values } from "./settingValues";

/** Where a setting may stand: above all listeners, below a listener, below the name of a bridge, or below a plugin. */
export type Section = "broker" | "listener" | "bridge" | "plugin";

/** What is known about a setting. */
export interface Setting {
  section: Section;
  /** The first version that has it, if not all have it. */
  since?: string;
  /** Unset where Mosquitto takes any text, or may take it. */
  values?: Values;
}

type Rule = Omit<Setting, "section">;

const text: Rule = {};
const flag = words("true", "false", "1", "0");
const upTo65535 = whole({ least: 0, greatest: 65535 });

function words(...values: string[]): Rule {
  return { values: oneOfWords(...values) };
}

function whole(limits: Parameters<typeof wholeNumber>[0]): Rule {
  return { values: wholeNumber(limits) };
}

function since(version: string, rule: Rule): Rule {
  return { ...rule, since: version };
}

const rules: Record<Section, Record<string, Rule>> = {
  broker: {
    acl_file: text,
    allow_anonymous: flag,
    allow_duplicate_messages: flag,
    allow_zero_length_clientid: flag,
    auth_plugin: text,
    auto_id_prefix: text,
    autosave_interval: text,
    autosave_on_changes: flag,
    check_retain_source: flag,
    clientid_prefixes: text,
    connection: text,
    connection_messages: flag,
    enable_control_api: since("2.1", flag),
    global_max_clients: since("2.1", text),
    global_max_connections: since("2.1", text),
    global_plugin: since("2.1", text),
    include_dir: text,
    listener: text,
    log_dest: { values: logDestination },
    log_facility: whole({ least: 0, greatest: 7 }),
    log_timestamp: flag,
    log_timestamp_format: text,
    log_type: words(
      "none",
      "information",
      "notice",
      "warning",
      "error",
      "debug",
      "subscribe",
      "unsubscribe",
      "internal",
      "websockets",
      "all",
    ),
    max_inflight_bytes: text,
    max_inflight_messages: whole({ greatest: 65535 }),
    max_keepalive: upTo65535,
    max_packet_size: whole({ least: 20 }),
    max_queued_bytes: text,
    max_queued_messages: text,
    memory_limit: whole({ least: 0 }),
    message_size_limit: whole({ least: 0, greatest: 268435455 }),
    packet_buffer_size: since("2.1", upTo65535),
    password_file: text,
    per_listener_settings: flag,
    persistence: flag,
    persistence_file: text,
    persistence_location: text,
    persistent_client_expiration: { values: duration },
    pid_file: text,
    plugin: text,
    plugin_load: since("2.1", text),
    psk_file: text,
    queue_qos0_messages: flag,
    retain_available: flag,
    retain_expiry_interval: since("2.0.21", text),
    retained_persistence: flag,
    retry_interval: text,
    set_tcp_nodelay: flag,
    sys_interval: upTo65535,
    upgrade_outgoing_qos: flag,
    user: text,
    websockets_headers_size: upTo65535,
    websockets_log_level: text,
  },
  listener: {
    accept_protocol_versions: since("2.1", text),
    bind_address: text,
    bind_interface: text,
    cafile: text,
    capath: text,
    certfile: text,
    ciphers: text,
    "ciphers_tls1.3": text,
    crlfile: text,
    dhparamfile: text,
    disable_client_cert_date_checks: since("2.1", flag),
    enable_proxy_protocol: since("2.1", whole({ least: 1, greatest: 2 })),
    http_dir: text,
    keyfile: text,
    listener_allow_anonymous: since("2.1", flag),
    listener_auto_id_prefix: since("2.1", text),
    max_connections: text,
    max_qos: whole({ least: 0, greatest: 2 }),
    max_topic_alias: upTo65535,
    max_topic_alias_broker: since("2.1", upTo65535),
    maximum_qos: whole({ least: 0, greatest: 2 }),
    mount_point: text,
    plugin_use: since("2.1", text),
    port: text,
    protocol: text,
    proxy_protocol_v2_require_tls: since("2.1", flag),
    psk_hint: text,
    require_certificate: flag,
    socket_domain: words("ipv4", "ipv6"),
    tls_engine: text,
    tls_engine_kpass_sha1: text,
    tls_keyform: text,
    tls_version: words("tlsv1.1", "tlsv1.2", "tlsv1.3"),
    use_identity_as_username: flag,
    use_subject_as_username: flag,
    use_username_as_clientid: flag,
    websockets_origin: since("2.1", text),
  },
  bridge: {
    address: { values: addresses },
    addresses: { values: addresses },
    bridge_alpn: text,
    bridge_attempt_unsubscribe: flag,
    bridge_bind_address: text,
    bridge_cafile: text,
    bridge_capath: text,
    bridge_certfile: text,
    bridge_ciphers: since("2.1", text),
    "bridge_ciphers_tls1.3": since("2.1", text),
    bridge_identity: text,
    bridge_insecure: flag,
    bridge_keyfile: text,
    bridge_max_packet_size: text,
    bridge_max_topic_alias: since("2.1", upTo65535),
    bridge_outgoing_retain: flag,
    bridge_protocol_version: words("mqttv31", "mqttv311", "mqttv50"),
    bridge_psk: text,
    bridge_receive_maximum: since("2.1", whole({ least: 1, greatest: 65535 })),
    bridge_reload_type: since("2.1", words("lazy", "immediate")),
    bridge_require_ocsp: flag,
    bridge_session_expiry_interval: since("2.1", whole({ least: 0 })),
    bridge_tcp_keepalive: since("2.1", text),
    bridge_tcp_user_timeout: since("2.1", text),
    bridge_tls_use_os_certs: since("2.1", flag),
    bridge_tls_version: text,
    cleansession: flag,
    clientid: text,
    idle_timeout: text,
    keepalive_interval: whole({ greatest: 65535 }),
    local_cleansession: flag,
    local_clientid: text,
    local_password: text,
    local_username: text,
    notification_topic: text,
    notifications: flag,
    notifications_local_only: flag,
    password: text,
    remote_clientid: text,
    remote_password: text,
    remote_username: text,
    restart_timeout: text,
    round_robin: flag,
    start_type: words("automatic", "lazy", "once"),
    threshold: text,
    topic: text,
    try_private: flag,
    username: text,
  },
  plugin: {
    // Also plugin_opt_* and auth_opt_*, with names that the plugin chooses.
    auth_plugin_deny_special_chars: flag,
  },
};

/** By name: all settings but those that a plugin names. */
export const settings: ReadonlyMap<string, Setting> = new Map(
  Object.entries(rules).flatMap(([section, byName]) =>
    Object.entries(byName).map(([name, rule]) => [name, { section: section as Section, ...rule }]),
  ),
);

/** The setting of this name. A plugin may name settings by a prefix and at least three letters. */
export function settingNamed(name: string): Setting | undefined {
  return /^(plugin|auth)_opt_.{3}/.test(name) ? { section: "plugin" } : settings.get(name);
}
