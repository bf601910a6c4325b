/** What Helm has recorded about a release in the cluster. */
import { loadYaml } from "@kubernetes/client-node";
import type { KubeConfig } from "@kubernetes/client-node";
import type { PropertyMap } from "../../../protocol/values";
import type { Cluster } from "../../../kubernetes/client";
import { HelmError, helm } from "./command";

/** Names a release. */
export interface ReleaseName {
  namespace: string;
  name: string;
}

/** The latest revision of a release. */
export interface ReleaseRecord {
  revision: number;
  /** Helm's status, such as "deployed", "failed" or "pending-install". */
  status: string;
  /** The chart's name. */
  chart: string;
  /** The chart's version. */
  version: string;
  appVersion: string;
  /** The values that the user gave. */
  values: PropertyMap;
  /** Its objects, as YAML documents. */
  manifest: string;
}

/** The release, or undefined if there is none of that name. */
export async function findRelease(
  kubeConfig: KubeConfig,
  { namespace, name }: ReleaseName,
): Promise<ReleaseRecord | undefined> {
  const ask = (...args: string[]) =>
    helm({ args: [...args, name, "--namespace", namespace, "--output=json"], kubeConfig });
  try {
    const [metadata, status] = await Promise.all([ask("get", "metadata"), ask("status")]);
    const { chart, version, appVersion } = JSON.parse(metadata) as ReleaseRecord;
    const release = JSON.parse(status) as {
      version: number;
      info: { status: string };
      config?: PropertyMap;
      manifest?: string;
    };
    return {
      revision: release.version,
      status: release.info.status,
      chart,
      version,
      appVersion,
      values: release.config ?? {},
      manifest: release.manifest ?? "",
    };
  } catch (error) {
    if (error instanceof HelmError && error.message.includes("release: not found")) return undefined;
    throw error;
  }
}

/** Whether an operation on the release ended before it was finished: Helm then refuses to touch the release. */
export function isPending({ status }: ReleaseRecord): boolean {
  return status.startsWith("pending-");
}

/** Makes Helm forget unfinished revisions. Their objects stay, and the next revision takes them over. */
export async function forgetPending(cluster: Cluster, { namespace, name }: ReleaseName): Promise<void> {
  const kind = { apiVersion: "v1", kind: "Secret" };
  const labelSelector = `owner=helm,name=${name},status in (pending-install,pending-upgrade,pending-rollback)`;
  const records = await cluster.list<{ metadata: { name: string } }>(kind, namespace, { labelSelector });
  for (const { metadata } of records) {
    await cluster.delete({ ...kind, namespace, name: metadata.name }, "Background");
  }
}

/** The names of a manifest's objects by kind: `{"Deployment.apps/apps/v1": ["broker"], "Secret/v1": ["web/password"]}`. */
export function resourceNames(manifest: string): Record<string, string[]> {
  const names = new Map<string, Set<string>>();
  for (const document of manifest.split(/^---.*$/m)) {
    // Templates that render nothing leave comments behind.
    if (!/^[^#\s]/m.test(document)) continue;
    const { apiVersion, kind, metadata } = loadYaml<ManifestObject>(document, { json: true });
    if (!apiVersion || !kind) continue;
    const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
    const key = `${kind}${group}/${apiVersion}`;
    const { name = "", namespace } = metadata ?? {};
    names.set(key, (names.get(key) ?? new Set()).add(namespace ? `${namespace}/${name}` : name));
  }
  return Object.fromEntries([...names].map(([key, found]) => [key, [...found].sort()]));
}

interface ManifestObject {
  apiVersion?: string;
  kind?: string;
  metadata?: { name?: string; namespace?: string };
}
