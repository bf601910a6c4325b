/** Where the sandbox keeps what it builds and what it runs; whatever it writes elsewhere is undone. */
import * as os from "node:os";
import * as path from "node:path";

/** The checkout. */
export const projectFolder = path.resolve(__dirname, "..");

/** Holds the machine-local cluster and its Pulumi state; `sandbox down` empties the machine part. */
export const stateFolder =
  process.env.AKS_MQTT_STATE ??
  path.join(process.env.XDG_STATE_HOME ?? path.join(os.homedir(), ".local", "state"), "aks-mqtt");

/** Holds programs built from pinned sources; all checkouts of this user share it. */
export const cacheFolder =
  process.env.AKS_MQTT_CACHE ?? path.join(process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), ".cache"), "aks-mqtt");
