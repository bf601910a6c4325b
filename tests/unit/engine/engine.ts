/** Runs components without an engine: records what they register, and answers as the providers would. */
import { setImmediate as nextTurn } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import type { MockResourceArgs, MockResourceResult } from "@pulumi/pulumi/runtime";
import type { CallContext } from "../../../sandbox/protocol/serve";
import { Secret } from "../../../sandbox/protocol/values";
import type { PropertyMap, PropertyValue } from "../../../sandbox/protocol/values";
import { tlsProvider } from "../../../sandbox/plugins/tls/provider";
import { unknownValue } from "../../../sandbox/testing/unknownValue";
import { armResource, isAzureType, tellOfAzure } from "./azure";
import type { ExistingAzure } from "./azure";

/** A resource that a component registered or read. */
export interface Registered {
  type: string;
  name: string;
  /** With secrets unwrapped and unknown values as undefined. */
  inputs: Record<string, unknown>;
  /** Paths of the secret inputs, at any depth, such as `data.tls.key`. */
  secretInputs: string[];
  provider: string;
  /** The id of a resource that was read, not created. */
  readId?: string;
}

/** What one run of a program did. */
export interface Run<T> {
  result: T;
  resources: Registered[];
}

/** How a program is run. */
export interface Circumstances {
  preview?: boolean;
  /** The objects in the API server, by `kind/namespace/name` or `kind/name`. */
  live?: Record<string, Record<string, unknown>>;
  /** The resources that exist in Azure. */
  azure?: ExistingAzure;
}

/** Runs a program until everything that it registered is done. Fails if anything in it failed. */
export async function run<T>(program: () => T, circumstances: Circumstances = {}): Promise<Run<T>> {
  const { result, resources, errors } = await attempt(program, circumstances);
  if (errors.length > 0) throw errors[0];
  return { result: result as T, resources };
}

/** Runs a program that may fail. Returns the errors and what was registered; `thrown` is what the program itself threw. */
export async function attempt<T>(program: () => T, circumstances: Circumstances = {}) {
  const resources: Registered[] = [];
  let answering = 0;
  const provider = mocks(resources, circumstances);
  const counted: pulumi.runtime.Mocks = {
    ...provider,
    newResource: async args => {
      answering++;
      try {
        return await provider.newResource(args);
      } finally {
        answering--;
      }
    },
  };
  await pulumi.runtime.setMocks(counted, "project", "stack", circumstances.preview ?? false);
  const errors: Error[] = [];
  const { failed, stopListening } = collectUnhandled(errors);
  let result: T | undefined;
  let thrown: Error | undefined;
  try {
    result = program();
  } catch (error) {
    thrown = error as Error;
    errors.push(thrown);
  }
  // After a failure, Pulumi's runtime waits forever for resources that can no longer be registered.
  await Promise.race([pulumi.runtime.disconnect(), failed]);
  // Everything else under way, such as further rejections, takes only a few turns after the last answer. Only a provider
  // that generates a key takes longer.
  for (let turn = 0; turn < 50; turn++) {
    await nextTurn();
    if (answering > 0) turn = 0;
  }
  stopListening();
  return { result, resources, errors, thrown };
}

/** The value of an Output, or undefined while it is unknown. */
export function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return (output as unknown as { promise(): Promise<T> }).promise();
}

/** Whether an Output is known. */
export function isKnown(output: pulumi.Output<unknown>): Promise<boolean> {
  return (output as unknown as { isKnown: Promise<boolean> }).isKnown;
}

/** The only resource of this type and name. */
export function find(resources: Registered[], type: string, name: string): Registered {
  const found = resources.filter(resource => resource.type === type && resource.name === name);
  if (found.length !== 1) {
    const all = resources.map(resource => `${resource.type} ${resource.name}`).join("\n");
    throw new Error(`${found.length} resources are ${type} ${name}; registered were\n${all}`);
  }
  return found[0];
}

/** Collects unhandled rejections, so that neither Node.js nor mocha ends the process. */
function collectUnhandled(errors: Error[]) {
  const others = process.listeners("unhandledRejection");
  process.removeAllListeners("unhandledRejection");
  const failed = new Promise<void>(resolve => {
    process.on("unhandledRejection", reason => {
      errors.push(reason as Error);
      resolve();
    });
  });
  const stopListening = () => {
    process.removeAllListeners("unhandledRejection");
    others.forEach(other => process.on("unhandledRejection", other));
  };
  return { failed, stopListening };
}

const secretSignature = "4dabf18193072939515e22adb298388d";

function mocks(resources: Registered[], circumstances: Circumstances): pulumi.runtime.Mocks {
  return {
    newResource: async args => {
      const inputs = opened(args.inputs) as Record<string, unknown>;
      const { type, name, provider = "" } = args;
      const readId = args.custom && args.id ? args.id : undefined;
      resources.push({ type, name, inputs, secretInputs: secretPaths(args.inputs), provider, readId });
      if (!args.custom) return { id: undefined, state: {} };
      if (readId) return read(type, readId, circumstances);
      if (type.startsWith("tls:index/")) return made(args, inputs, circumstances);
      if (kubernetesTypes.includes(type)) return object(type, inputs, circumstances);
      if (isAzureType(type)) return armResource(args, inputs, circumstances);
      if (type === "kubernetes:helm.sh/v3:Release") return release(type, inputs, circumstances);
      // The engine records a provider's inputs as its outputs.
      if (type === "pulumi:providers:kubernetes")
        return { id: "provider", state: args.inputs as Record<string, unknown> };
      throw new Error(`A component registered a resource of the unexpected type ${type}.`);
    },
    call: args => {
      const told = tellOfAzure(args, circumstances.azure ?? {});
      if (told === undefined) throw new Error(`A component called the unexpected function ${args.token}.`);
      return told;
    },
  };
}

/** The types of Kubernetes objects that components create. */
const kubernetesTypes = [
  "apps/v1:Deployment",
  "batch/v1:Job",
  "cert-manager.io/v1:Certificate",
  "cert-manager.io/v1:CertificateRequest",
  "cert-manager.io/v1:ClusterIssuer",
  "cert-manager.io/v1:Issuer",
  "core/v1:ConfigMap",
  "core/v1:Namespace",
  "core/v1:PersistentVolumeClaim",
  "core/v1:Secret",
  "core/v1:Service",
  "core/v1:ServiceAccount",
  "mqttbroker.iotoperations.azure.com/v1:Broker",
  "mqttbroker.iotoperations.azure.com/v1:BrokerAuthentication",
  "mqttbroker.iotoperations.azure.com/v1:BrokerAuthorization",
  "mqttbroker.iotoperations.azure.com/v1:BrokerListener",
  "mqttbroker.iotoperations.azure.com/v1:BrokerListenerPatch",
  "networking.k8s.io/v1:NetworkPolicy",
  "rbac.authorization.k8s.io/v1:ClusterRole",
  "rbac.authorization.k8s.io/v1:ClusterRoleBinding",
  "rbac.authorization.k8s.io/v1:Role",
  "rbac.authorization.k8s.io/v1:RoleBinding",
  "route.openshift.io/v1:Route",
].map(type => `kubernetes:${type}`);

/** An object as the API server returns it. In a preview, only a live object has an id and a status. */
function object(type: string, inputs: Record<string, unknown>, circumstances: Circumstances): MockResourceResult {
  const { preview, live = {} } = circumstances;
  const { namespace, name } = inputs.metadata as { namespace?: string; name: string };
  const id = namespace ? `${namespace}/${name}` : name;
  const found = live[liveKey(type, id)];
  return { id: preview && !found ? undefined : id, state: found ? { ...inputs, status: found.status } : inputs };
}

/** A release as Helm leaves it, of the first revision unless the test sets another. In a preview it has no id and no status. */
function release(
  type: string,
  inputs: Record<string, unknown>,
  { preview, live = {} }: Circumstances,
): MockResourceResult {
  const id = `${inputs.namespace as string}/${inputs.name as string}`;
  if (preview) return { id: undefined, state: inputs };
  return { id, state: { status: { revision: 1 }, ...live[liveKey(type, id)], ...inputs } };
}

function read(type: string, id: string, { live = {} }: Circumstances): MockResourceResult {
  if (id === unknownValue) return { id, state: {} };
  const key = liveKey(type, id);
  if (!(key in live)) throw new Error(`resource '${id}' does not exist: the test has no ${key}`);
  return { id, state: live[key] };
}

function liveKey(type: string, id: string): string {
  return `${type.split(":").pop()}/${id}`;
}

/** Keys and certificates from the sandbox's TLS provider, the code that also serves real updates there. */
async function made(
  { type, name }: MockResourceArgs,
  inputs: Record<string, unknown>,
  { preview = false }: Circumstances,
): Promise<MockResourceResult> {
  if (preview) return { id: undefined, state: inputs };
  const call: CallContext = {
    urn: `urn:pulumi:stack::project::${type}::${name}`,
    type,
    name,
    preview,
    timeout: 0,
    signal: new AbortController().signal,
  };
  const checked = await tlsProvider.check(call, {}, inputs as PropertyMap, Buffer.alloc(0));
  if (checked.failures?.length) throw new Error(`${type} ${name}: ${JSON.stringify(checked.failures)}`);
  const { id, properties } = await tlsProvider.create(call, checked.inputs);
  return { id, state: Object.fromEntries(Object.entries(properties).map(([key, value]) => [key, asOutput(value)])) };
}

function asOutput(value: PropertyValue): unknown {
  return value instanceof Secret ? pulumi.secret(value.value) : value;
}

function isSecret(value: unknown): value is { value: unknown } {
  return typeof value === "object" && value !== null && secretSignature in value;
}

function opened(value: unknown): unknown {
  if (isSecret(value)) return opened(value.value);
  if (pulumi.isUnknown(value) || value === unknownValue) return undefined;
  if (Array.isArray(value)) return value.map(opened);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, opened(child)]));
}

function secretPaths(value: unknown, path: string[] = []): string[] {
  if (isSecret(value)) return [path.join(".")];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, child]) => secretPaths(child, [...path, key]));
}
