/** The provider's configuration: which Azure it talks to. It takes no credentials, since this one asks for none. */
import * as fs from "node:fs";
import * as path from "node:path";
import { KubeConfig } from "@kubernetes/client-node";
import { SUBSCRIPTION_ID, TENANT_ID } from "../../azure/resourceManager/subscription";
import { machineFolder } from "../../machine/layout";
import { Cluster } from "../../kubernetes/client";
import { changedPaths } from "../../protocol/diff";
import type { Difference } from "../../protocol/diffResponse";
import { reveal } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";

/** Names the folder with the state of the simulated Azure; it goes with the machine-local cluster otherwise. */
const FOLDER_VARIABLE = "AKS_MQTT_AZURE";

export interface Settings {
  subscriptionId: string;
  tenantId: string;
  /** Where resources live that name no location. */
  location: string | undefined;
  folder: string;
  cluster: () => Cluster;
}

/** Like the plugin, replaces nothing for another configuration. */
export function diffConfig(olds: PropertyMap, news: PropertyMap): Difference {
  return { changes: changedPaths(olds, news), replaces: [] };
}

/** From the program, else from the variables that the plugin reads. */
export function readConfig(properties: PropertyMap): Settings {
  const config = reveal(properties) as PropertyMap;
  const setting = (name: string, variable?: string) => {
    const value = config[name];
    if (typeof value === "string" && value !== "") return value;
    return (variable && process.env[variable]) || undefined;
  };
  let cluster: Cluster | undefined;
  return {
    subscriptionId: setting("subscriptionId", "ARM_SUBSCRIPTION_ID") ?? SUBSCRIPTION_ID,
    tenantId: setting("tenantId", "ARM_TENANT_ID") ?? TENANT_ID,
    location: setting("location"),
    folder: process.env[FOLDER_VARIABLE] ?? path.join(machineFolder, "azure"),
    cluster: () => (cluster ??= currentCluster()),
  };
}

/** The kubeconfig of that cluster: the file where it is one, else what several come to. */
export function currentKubeconfig(): string {
  const file = process.env.KUBECONFIG ?? "";
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return kubeConfig.exportConfig();
}

/** The cluster of KUBECONFIG: it stands for every cluster of this Azure. */
function currentCluster(): Cluster {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return new Cluster(kubeConfig, kubeConfig.getCurrentCluster()?.server ?? "");
}
