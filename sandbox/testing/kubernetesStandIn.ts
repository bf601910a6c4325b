/** Drives the stand-in for the kubernetes plugin as the engine does: configure, then check, create, diff and so on. */
import assert from "node:assert/strict";
import type { Difference } from "../protocol/diffResponse";
import type { CallContext, Provider } from "../protocol/serve";
import type { PropertyMap } from "../protocol/values";
import { kubernetesProvider } from "../plugins/kubernetes/provider";

/** A kubeconfig for an address where nothing listens: loopback port 9 (discard) is never in use. */
export const unreachableKubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  "current-context": "nowhere",
  clusters: [{ name: "nowhere", cluster: { server: "https://127.0.0.1:9" } }],
  users: [{ name: "nobody", user: { token: "a-token-that-must-not-show" } }],
  contexts: [{ name: "nowhere", context: { cluster: "nowhere", user: "nobody", namespace: "from-context" } }],
});

/** The call context for the resource `example` of a type such as `core/v1:Secret`. */
export function callOf(type: string, more: Partial<CallContext> = {}): CallContext {
  const token = `kubernetes:${type}`;
  const urn = `urn:pulumi:test::project::${token}::example`;
  const signal = new AbortController().signal;
  return { urn, type: token, name: "example", preview: false, timeout: 0, signal, ...more };
}

export async function configured(config: PropertyMap): Promise<Provider> {
  const provider = kubernetesProvider();
  const checked = provider.checkConfig?.(config);
  assert.deepEqual(checked?.failures, []);
  await provider.configure(config);
  return provider;
}

export function offlineProvider(config: PropertyMap = {}): Promise<Provider> {
  return configured({ kubeconfig: unreachableKubeconfig, ...config });
}

/** The checked inputs; fails if the check finds anything wrong. */
export async function checked(
  provider: Provider,
  type: string,
  news: PropertyMap,
  olds: PropertyMap = {},
): Promise<PropertyMap> {
  const result = await provider.check(callOf(type), olds, news, Buffer.from("seed"));
  assert.deepEqual(result.failures, []);
  return result.inputs;
}

/** A difference as plain values: the changed paths with their kinds, and whether they replace. */
export function plain({ changes, replaces, deleteBeforeReplace }: Difference): {
  changes: Record<string, string>;
  replaces: string[];
  deleteBeforeReplace: boolean;
} {
  return { changes: Object.fromEntries(changes), replaces, deleteBeforeReplace: deleteBeforeReplace ?? false };
}
