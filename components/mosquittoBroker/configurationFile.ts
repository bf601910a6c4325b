/** Mosquitto's configuration file, and where its parts are in the container. */
import { ListenerProtocol } from "../listeners/protocol";

/** Of the file `mosquitto.conf`. */
export const configurationFolder = "/mosquitto/config";
/** Of the file `acl`. */
export const aclFolder = "/mosquitto/acl";
/** Of the file `passwords`. */
export const passwordFolder = "/mosquitto/passwords";
/** Of a folder for each port with TLS. */
export const certificatesFolder = "/mosquitto/certs";
/** Of retained messages and sessions. */
export const dataFolder = "/mosquitto/data";
/** A volume of the image, which is kept empty. */
export const logFolder = "/mosquitto/log";

/** The folder of a port's certificate and key. */
export function certificateFolder(port: number): string {
  return `${certificatesFolder}/${port}`;
}

/** What the configuration file is made from. */
export interface Configuration {
  listeners: ConfiguredListener[];
  allowAnonymous: boolean;
  hasPasswordFile: boolean;
  hasAcl: boolean;
  isPersistent: boolean;
  /** More lines, none of which belongs to a listener. */
  extraConfig?: string;
}

/** One port of it. */
export interface ConfiguredListener {
  port: number;
  protocol: ListenerProtocol;
  tls: boolean;
  /** More lines of this listener. */
  extraConfig?: string;
}

/** What a node that fails takes with it is at most a minute old; Mosquitto's own default is half an hour. */
const persistenceLines = ["persistence true", `persistence_location ${dataFolder}/`, "autosave_interval 60"];

/** The file, read alike by Mosquitto 2.0.11 to 2.1: without `per_listener_settings`, which 2.1 wants no more. */
export function configurationFile(configuration: Configuration): string {
  const { listeners, allowAnonymous, hasPasswordFile, hasAcl, isPersistent, extraConfig } = configuration;
  const general = [
    ...(isPersistent ? persistenceLines : ["persistence false"]),
    // Not stdout: Mosquitto fills a buffer before any of it arrives.
    "log_dest stderr",
    "log_timestamp_format %Y-%m-%dT%H:%M:%S",
    `allow_anonymous ${allowAnonymous}`,
    ...(hasPasswordFile ? [`password_file ${passwordFolder}/passwords`] : []),
    ...(hasAcl ? [`acl_file ${aclFolder}/acl`] : []),
    ...linesOf(extraConfig),
  ];
  return [general, ...listeners.map(listenerLines)].map(lines => `${lines.join("\n")}\n`).join("\n");
}

// Without tls_version Mosquitto takes TLS 1.2 and whatever came after it.
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
