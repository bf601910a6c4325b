/** Where the sandbox keeps what it builds and what it runs; nothing is written anywhere else without being undone. */
import * as os from "node:os";
import * as path from "node:path";

/** The checkout. */
export const projectFolder = path.resolve(__dirname, "..");

/** Everything that the machine-local cluster and its Pulumi state consist of; `sandbox down` empties its machine part. */
export const stateFolder =
  process.env.AKS_MQTT_STATE ??
  path.join(process.env.XDG_STATE_HOME ?? path.join(os.homedir(), ".local", "state"), "aks-mqtt");

/** Programs built from pinned sources, shared by every checkout of this user. */
export const cacheFolder =
  process.env.AKS_MQTT_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "aks-mqtt");
