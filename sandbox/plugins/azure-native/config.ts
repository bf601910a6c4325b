/** The provider's configuration: which Azure it talks to. It takes no credentials, since this Azure asks for none. */
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

/** Names the folder with the simulated Azure's state. By default, the state lies with the machine-local cluster. */
const FOLDER_VARIABLE = "AKS_MQTT_AZURE";

export interface Settings {
  subscriptionId: string;
  tenantId: string;
  /** The location of resources that name none. */
  location: string | undefined;
  folder: string;
  cluster: () => Cluster;
}

/** Like the plugin, replaces nothing when the configuration changes. */
export function diffConfig(olds: PropertyMap, news: PropertyMap): Difference {
  return { changes: changedPaths(olds, news), replaces: [] };
}

/** Reads the settings from the program, else from the plugin's environment variables. */
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

/** That cluster's kubeconfig: the file if KUBECONFIG names a single one, else what the client library loads by default. */
export function currentKubeconfig(): string {
  const file = process.env.KUBECONFIG ?? "";
  if (fs.existsSync(file)) return fs.readFileSync(file, "utf8");
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return kubeConfig.exportConfig();
}

/** The KUBECONFIG cluster, which stands for every cluster of this Azure. */
function currentCluster(): Cluster {
  const kubeConfig = new KubeConfig();
  kubeConfig.loadFromDefault();
  return new Cluster(kubeConfig, kubeConfig.getCurrentCluster()?.server ?? "");
}
