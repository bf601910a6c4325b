/** Stands in for Pulumi's `azure-native` plugin, in front of a simulated Azure. README.md lists what is missing. */
import { ArmError, OperationError } from "../../azure/resourceManager/armError";
import { parsePath } from "../../azure/resourceManager/ids";
import type { JsonObject } from "../../azure/resourceManager/json";
import type { Kind } from "../../azure/resourceManager/kind";
import { kindOf } from "../../azure/resourceManager/kinds";
import { ResourceManager } from "../../azure/resourceManager/resourceManager";
import type { ArmResource } from "../../azure/resourceManager/store";
import { InitializationError } from "../../protocol/serve";
import type { CallContext, Provider, ResourceState } from "../../protocol/serve";
import { Secret, Unknown, isList, isMap, reveal } from "../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../protocol/values";
import { failuresOf } from "./check";
import { diffConfig, readConfig } from "./config";
import type { Settings } from "./config";
import { difference } from "./diff";
import { invoke } from "./functions";
import { withName } from "./naming";
import { adoptedInputs, outputsOf, previewedOutputs, refreshedInputs } from "./outputs";
import { schema } from "./schema";
import { version } from "./version";

/** Two hours, as in the plugin. */
const DEFAULT_TIMEOUT_SECONDS = 7200;

/** The provider that the engine talks to. */
export function azureNativeProvider(): Provider {
  let configured: { settings: Settings; arm: ResourceManager } | undefined;
  const use = () => {
    if (!configured) throw new Error("the azure-native provider was used before it was configured");
    return configured;
  };

  return {
    version,
    schema,
    diffConfig,
    configure: config => {
      const settings = readConfig(config);
      configured = { settings, arm: new ResourceManager(settings) };
    },

    check: (call, olds, news, randomSeed) => {
      const { settings, arm } = use();
      const kind = kindOf(call.type);
      const given = withoutNulls(news) as PropertyMap;
      const named = withName(kind, given, olds, call.name, randomSeed);
      const inputs = { azureApiVersion: kind.apiVersion, ...withLocation(kind, named, olds, settings, arm) };
      return { inputs, failures: failuresOf(kind, reveal(inputs) as PropertyMap) };
    },

    diff: (call, _old, oldInputs, news) => Promise.resolve(difference(kindOf(call.type), oldInputs, news)),

    async create(call, inputs) {
      const kind = kindOf(call.type);
      if (call.preview) return { id: "", properties: previewedOutputs(kind, inputs) };
      const { arm } = use();
      const id = arm.idOf(call.type, parametersOf(kind, inputs));
      if (arm.find(id)) throw new Error(`cannot create already existing resource '${id}'`);
      return { id, properties: await put(arm, call, id, inputs) };
    },

    async read(call, old, oldInputs) {
      const { arm } = use();
      const kind = kindOf(call.type);
      if (!parsePath(kind.path, old.id)) {
        throw new Error(`'${old.id}' is no id of ${call.type}: it should have the form ${kind.path}`);
      }
      const found = await arm.get(old.id, call).catch(ignoreNotFound);
      if (!found) return undefined;
      const adopted = Object.keys(oldInputs).length === 0;
      const inputs = adopted
        ? adoptedInputs(kind, found)
        : refreshedInputs(kind, oldInputs, old.properties, found.body);
      return { state: { id: found.id, properties: outputsOf(kind, found, inputs) }, inputs };
    },

    async update(call, old, _oldInputs, news) {
      if (!call.preview) return put(use().arm, call, old.id, news);
      const stable = ["name", "location"].filter(name => name in old.properties);
      const known = Object.fromEntries(stable.map(name => [name, old.properties[name]]));
      return { ...previewedOutputs(kindOf(call.type), news), ...known };
    },

    async delete(call, old) {
      const signal = deadline(call);
      await use()
        .arm.delete(old.id, { signal, status: call.status })
        .catch((error: unknown) => {
          throw signal.aborted ? new Error(canceled(old.id), { cause: error }) : error;
        });
    },

    invoke: (token, args) => invoke(use().arm, token, reveal(args) as JsonObject),
  };
}

/** A resource that ARM accepted stays in state, whatever happens to the operation: the next update repairs it. */
async function put(arm: ResourceManager, call: CallContext, id: string, inputs: PropertyMap): Promise<PropertyMap> {
  const kind = kindOf(call.type);
  const stateOf = (resource: ArmResource): ResourceState => ({
    id: resource.id,
    properties: outputsOf(kind, resource, inputs),
  });
  const operation = { signal: deadline(call), status: call.status };
  try {
    return stateOf(await arm.put(call.type, parametersOf(kind, inputs), bodyOf(kind, inputs), operation)).properties;
  } catch (error) {
    const accepted = arm.find(id);
    const { aborted } = operation.signal;
    if (!accepted || !(error instanceof OperationError || aborted)) throw error;
    const reason = aborted ? canceled(id) : (error as Error).message;
    throw new InitializationError(stateOf(accepted), inputs, [reason]);
  }
}

function canceled(id: string): string {
  return `${id}: canceled, or out of time, while Azure was still at work`;
}

function parametersOf(kind: Kind, inputs: PropertyMap): Record<string, string> {
  const names = Object.keys(kind.parameters);
  return Object.fromEntries(names.map(name => [name, reveal(inputs[name]) as string]));
}

function bodyOf(kind: Kind, inputs: PropertyMap): JsonObject {
  const given = Object.entries(inputs).filter(([name]) => name in kind.properties);
  return reveal(Object.fromEntries(given)) as JsonObject;
}

/** If no location is given, takes that of a former run, the configuration or the resource group, in this order. */
function withLocation(
  kind: Kind,
  inputs: PropertyMap,
  olds: PropertyMap,
  settings: Settings,
  arm: ResourceManager,
): PropertyMap {
  if (!("location" in kind.properties) || inputs.location !== undefined) return inputs;
  const location = olds.location ?? settings.location ?? locationOfGroup(reveal(inputs.resourceGroupName ?? null), arm);
  return location === undefined ? inputs : { ...inputs, location };
}

function locationOfGroup(name: PropertyValue, arm: ResourceManager): PropertyValue | undefined {
  if (name instanceof Unknown) return Unknown.value;
  if (typeof name !== "string") return undefined;
  return arm.find(`/subscriptions/${arm.subscriptionId}/resourceGroups/${name}`)?.body.location;
}

function deadline({ signal, timeout }: CallContext): AbortSignal {
  return AbortSignal.any([signal, AbortSignal.timeout((timeout || DEFAULT_TIMEOUT_SECONDS) * 1000)]);
}

function ignoreNotFound(error: unknown): undefined {
  if (!(error instanceof ArmError) || error.status !== 404) throw error;
}

function withoutNulls(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return new Secret(withoutNulls(value.value));
  if (isList(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const present = Object.entries(value).filter(([, item]) => item !== null && item !== undefined);
  return Object.fromEntries(present.map(([key, item]) => [key, withoutNulls(item)]));
}
