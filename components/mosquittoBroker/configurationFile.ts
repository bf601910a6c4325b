/** Mosquitto's configuration file, and the folders in the container. */
import { ListenerProtocol } from "../listeners/protocol";

/** Holds `mosquitto.conf`. */
export const configurationFolder = "/mosquitto/config";
/** Holds the file `acl`. */
export const aclFolder = "/mosquitto/acl";
/** Holds the file `passwords`. */
export const passwordFolder = "/mosquitto/passwords";
/** Holds a folder for each port with TLS. */
export const certificatesFolder = "/mosquitto/certs";
/** Holds retained messages and sessions. */
export const dataFolder = "/mosquitto/data";
/** A volume of the image. It stays empty. */
export const logFolder = "/mosquitto/log";

/** The folder with the certificate and key of a port. */
export function certificateFolder(port: number): string {
  return `${certificatesFolder}/${port}`;
}

/** The settings in the configuration file. */
export interface Configuration {
  listeners: ConfiguredListener[];
  allowAnonymous: boolean;
  hasPasswordFile: boolean;
  hasAcl: boolean;
  isPersistent: boolean;
  /** More lines, none of them for a single listener. */
  extraConfig?: string;
}

/** The settings of one listener. */
export interface ConfiguredListener {
  port: number;
  protocol: ListenerProtocol;
  tls: boolean;
  /** More lines for this listener. */
  extraConfig?: string;
}

/** A failing node loses at most the last minute. By default, Mosquitto saves only every half hour. */
const persistenceLines = ["persistence true", `persistence_location ${dataFolder}/`, "autosave_interval 60"];

/** The file, valid for Mosquitto 2.0.11 to 2.1. It has no `per_listener_settings`, which 2.1 deprecates. */
export function configurationFile(configuration: Configuration): string {
  const { listeners, allowAnonymous, hasPasswordFile, hasAcl, isPersistent, extraConfig } = configuration;
  const general = [
    ...(isPersistent ? persistenceLines : ["persistence false"]),
    // Not stdout, which Mosquitto buffers.
    "log_dest stderr",
    "log_timestamp_format %Y-%m-%dT%H:%M:%S",
    `allow_anonymous ${allowAnonymous}`,
    ...(hasPasswordFile ? [`password_file ${passwordFolder}/passwords`] : []),
    ...(hasAcl ? [`acl_file ${aclFolder}/acl`] : []),
    ...linesOf(extraConfig),
  ];
  return [general, ...listeners.map(listenerLines)].map(lines => `${lines.join("\n")}\n`).join("\n");
}

// Without tls_version, Mosquitto accepts TLS 1.2 and later.
function listenerLines({ port, protocol, tls, extraConfig }: ConfiguredListener): string[] {
  const folder = certificateFolder(port);
  return [
    `listener ${port}`,
    `protocol ${protocol === ListenerProtocol.WebSockets ? "websockets" : "mqtt"}`,
    ...(tls ? [`certfile ${folder}/tls.crt`, `keyfile ${folder}/tls.key`] : []),
    ...linesOf(extraConfig),
  ];
}

function linesOf(text = ""): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}
