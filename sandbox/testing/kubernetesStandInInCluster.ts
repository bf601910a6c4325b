/** The stand-in for the kubernetes plugin on the sandbox's cluster, in a namespace of its own. */
import assert from "node:assert/strict";
import type { CallContext, Provider, ResourceState } from "../protocol/serve";
import type { PropertyMap } from "../protocol/values";
import { callOf, checked, configured, plain } from "./kubernetesStandIn";
import { deleteNamespace, kubectl, makeNamespace } from "./kubectl";

export const busybox = "docker.io/library/busybox:1.35.0";

/** A resource as the engine keeps it: the last inputs from the program, and the provider's state. */
export interface Deployed {
  news: PropertyMap;
  state: ResourceState;
}

/** A provider and the calls that the engine makes to it, each preceded by a check. */
export interface StandIn {
  provider: Provider;
  namespace: string;
  create: (type: string, inputs: PropertyMap, more?: Partial<CallContext>) => Promise<Deployed>;
  update: (type: string, old: Deployed, inputs: PropertyMap, more?: Partial<CallContext>) => Promise<Deployed>;
  diff: (type: string, old: Deployed, inputs: PropertyMap) => Promise<ReturnType<typeof plain>>;
  refresh: (type: string, old: Deployed) => Promise<Deployed | undefined>;
  delete: (type: string, old: Deployed, more?: Partial<CallContext>) => Promise<void>;
  /** What kubectl returns for a JSONPath of an object in the namespace. */
  get: (kind: string, name: string, path: string) => Promise<string>;
}

/** Makes the namespace before a suite's tests and deletes it afterwards; the stand-in exists once the tests begin. */
export function useStandIn(config: PropertyMap = {}): () => StandIn {
  let standIn: StandIn;
  before(async function () {
    this.timeout(60_000);
    const namespace = await makeNamespace("stand-in");
    standIn = standInFor(await configured({ ...config, namespace }), namespace);
  });
  after(() => deleteNamespace(standIn.namespace));
  return () => standIn;
}

/** The calls to a provider that is configured for `namespace`. */
export function standInFor(provider: Provider, namespace: string): StandIn {
  return {
    provider,
    namespace,
    async create(type, inputs, more) {
      const news = await checked(provider, type, inputs);
      return { news, state: await provider.create(callOf(type, more), news) };
    },
    async update(type, old, inputs, more) {
      const news = await checked(provider, type, inputs, old.news);
      const properties = await provider.update(callOf(type, more), old.state, old.news, news);
      return { news, state: { id: old.state.id, properties } };
    },
    async diff(type, old, inputs) {
      const news = await checked(provider, type, inputs, old.news);
      return plain(await provider.diff(callOf(type), old.state, old.news, news));
    },
    async refresh(type, old) {
      const found = await provider.read(callOf(type), old.state, old.news);
      return found && { news: found.inputs, state: found.state };
    },
    delete: (type, old, more) => provider.delete(callOf(type, more), old.state, old.news),
    get: (kind, name, path) => kubectl("--namespace", namespace, "get", kind, name, `--output=jsonpath=${path}`),
  };
}

/** The error that a promise rejects with; fails the test if it resolves. */
export async function failureOf(promise: Promise<unknown>): Promise<Error> {
  return promise.then(
    () => assert.fail("the promise should reject"),
    (error: unknown) => error as Error,
  );
}

/** Inputs of a Deployment with one busybox container that sleeps, unless `container` says otherwise. */
export function sleeper(name: string, container: PropertyMap = {}): PropertyMap {
  const main = { name: "main", image: busybox, command: ["sleep", "1000"], ...container };
  return {
    metadata: { name },
    spec: {
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name } },
        spec: { terminationGracePeriodSeconds: 0, containers: [main] },
      },
    },
  };
}
