/** The provider's configuration: from the program, else from the environment, as the plugin documents it. */
import * as fs from "node:fs";
import { KubeConfig } from "@kubernetes/client-node";
import { changedPaths } from "../../protocol/diff";
import type { Difference } from "../../protocol/diffResponse";
import type { Checked } from "../../protocol/serve";
import { Unknown, reveal } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { sameValue } from "../../kubernetes/objects";

/** What the configuration determines, apart from the cluster itself. */
export interface Settings {
  /** Undefined if no usable kubeconfig was found; `reason` says why. */
  kubeConfig?: KubeConfig;
  reason: string;
  defaultNamespace: string;
  deleteUnreachable: boolean;
  skipUpdateUnreachable: boolean;
  upsertExistingObjects: boolean;
  enableConfigMapMutable: boolean;
  enableSecretMutable: boolean;
  enablePatchForce: boolean;
  suppressDeprecationWarnings: boolean;
}

const SET_UP =
  "set up the provider as per https://www.pulumi.com/registry/packages/kubernetes/installation-configuration/";

/** Refuses what the stand-in cannot do, instead of doing something else. */
export function checkConfig(news: PropertyMap): Checked {
  const config = reveal(news) as PropertyMap;
  const failures = [];
  if (config.renderYamlToDirectory) {
    failures.push({ property: "renderYamlToDirectory", reason: "the stand-in cannot render YAML: remove this option" });
  }
  if (!flag(config, "enableServerSideApply", true)) {
    failures.push({
      property: "enableServerSideApply",
      reason: "the stand-in has no client-side apply: remove this option, or set it to true",
    });
  }
  return { inputs: news, failures };
}

/** Replaces every resource, but only if the active cluster or its given identifier changes. */
export function diffConfig(olds: PropertyMap, news: PropertyMap): Difference {
  const changes = changedPaths(olds, news);
  const [before, after] = [reveal(olds) as PropertyMap, reveal(news) as PropertyMap];
  const changed = (key: string) => !sameValue(before[key], after[key]);
  const identified = before.clusterIdentifier !== undefined && after.clusterIdentifier !== undefined;
  if (identified) return { changes, replaces: changed("clusterIdentifier") ? ["clusterIdentifier"] : [] };

  const keys = ["kubeconfig", "context", "cluster"];
  const unknown = keys.find(key => after[key] instanceof Unknown);
  if (unknown) return { changes, replaces: [unknown] };
  const [oldCluster, newCluster] = [activeCluster(before), activeCluster(after)];
  const moved = oldCluster !== undefined && newCluster !== undefined && oldCluster !== newCluster;
  return { changes, replaces: moved ? keys.filter(changed) : [] };
}

/** Reads the configuration. A missing or broken kubeconfig is not yet an error: a program may use only functions. */
export function readConfig(properties: PropertyMap): Settings {
  const config = reveal(properties) as PropertyMap;
  const settings = {
    deleteUnreachable: flag(config, "deleteUnreachable", false),
    skipUpdateUnreachable: flag(config, "skipUpdateUnreachable", false),
    upsertExistingObjects: flag(config, "upsertExistingObjects", false),
    enableConfigMapMutable: flag(config, "enableConfigMapMutable", false),
    enableSecretMutable: flag(config, "enableSecretMutable", false),
    enablePatchForce: flag(config, "enablePatchForce", false),
    suppressDeprecationWarnings: flag(config, "suppressDeprecationWarnings", false),
  };
  const namespace = text(config, "namespace");
  try {
    const kubeConfig = loadKubeConfig(config);
    const context = kubeConfig.getContextObject(kubeConfig.getCurrentContext());
    if (!kubeConfig.getCurrentCluster()) {
      throw new Error(
        `context "${kubeConfig.getCurrentContext()}" is not in the kubeconfig, or names no cluster there`,
      );
    }
    return { ...settings, kubeConfig, reason: "", defaultNamespace: namespace ?? (context?.namespace || "default") };
  } catch (error) {
    const reason =
      "unable to load Kubernetes client configuration from kubeconfig file. Make sure you have: \n\n" +
      ` \t • ${SET_UP} \n\n ${(error as Error).message}`;
    return { ...settings, reason, defaultNamespace: namespace ?? "default" };
  }
}

function loadKubeConfig(config: PropertyMap): KubeConfig {
  const kubeConfig = new KubeConfig();
  const given = text(config, "kubeconfig");
  if (config.kubeconfig instanceof Unknown) throw new Error("the kubeconfig is not known yet");
  if (given === undefined) {
    kubeConfig.loadFromDefault();
  } else if (fs.existsSync(given)) {
    kubeConfig.loadFromFile(given);
  } else {
    loadContents(kubeConfig, given);
  }
  // The library sends nothing without TLS unless this is set; kubectl and the plugin just do what the URL says.
  kubeConfig.clusters = kubeConfig.clusters.map(cluster =>
    cluster.server.startsWith("http:") ? { ...cluster, skipTLSVerify: true } : cluster,
  );
  const context = text(config, "context");
  if (context !== undefined) kubeConfig.setCurrentContext(context);
  const cluster = text(config, "cluster");
  const current = kubeConfig.getContextObject(kubeConfig.getCurrentContext());
  if (cluster !== undefined && current) {
    const others = kubeConfig.contexts.filter(other => other !== current);
    kubeConfig.contexts = [...others, { ...current, cluster }];
  }
  return kubeConfig;
}

/** Hides the YAML parser's message: it quotes what it read, and a kubeconfig holds credentials. */
function loadContents(kubeConfig: KubeConfig, contents: string): void {
  try {
    kubeConfig.loadFromString(contents);
  } catch {
    throw new Error("`kubeconfig` is neither the path of a file nor the contents of a kubeconfig");
  }
}

function activeCluster(config: PropertyMap): string | undefined {
  try {
    return JSON.stringify(loadKubeConfig(config).getCurrentCluster() ?? undefined);
  } catch {
    return undefined;
  }
}

function text(config: PropertyMap, key: string): string | undefined {
  const value = config[key];
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** A switch comes from the program (as text or a boolean), else from `PULUMI_K8S_...`. */
function flag(config: PropertyMap, key: string, otherwise: boolean): boolean {
  const variable = `PULUMI_K8S_${key.replaceAll(/([A-Z])/g, "_$1").toUpperCase()}`;
  const value = config[key] ?? process.env[variable];
  return value === undefined ? otherwise : value === true || value === "true";
}
