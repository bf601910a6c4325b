/** Drives the stand-in for the azure-native plugin as the engine does, each Azure in a folder of its own. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { azureNativeProvider } from "../../../plugins/azure-native/provider";
import type { CallContext, Provider, ResourceState } from "../../../protocol/serve";
import type { PropertyMap } from "../../../protocol/values";
import { reveal } from "../../../protocol/values";
import { plain, unreachableKubeconfig } from "../../../testing/kubernetesStandIn";

/** A resource as the engine keeps it: its type, the last inputs from the program, and the provider's state. */
export interface Deployed {
  type: string;
  news: PropertyMap;
  state: ResourceState;
}

/** An Azure for one test, whose clusters cannot be reached. */
export interface TestAzure {
  folder: string;
  /** The plugin, freshly started: it knows only what is in the folder. */
  plugin(config?: PropertyMap): Promise<Driver>;
  remove(): void;
}

export type Driver = ReturnType<typeof drive>;

export function createAzure(): TestAzure {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-azure-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  fs.writeFileSync(kubeconfig, unreachableKubeconfig);
  const former = { ...process.env };
  Object.assign(process.env, { AKS_MQTT_AZURE: path.join(folder, "azure"), KUBECONFIG: kubeconfig });
  return {
    folder,
    async plugin(config = { location: "westeurope" }) {
      const provider = azureNativeProvider();
      await provider.configure(config);
      return drive(provider);
    },
    remove() {
      for (const name of ["AKS_MQTT_AZURE", "KUBECONFIG"]) {
        if (former[name] === undefined) Reflect.deleteProperty(process.env, name);
        else process.env[name] = former[name];
      }
      fs.rmSync(folder, { recursive: true });
    },
  };
}

/** The call context for the resource `example` of a type such as `iotoperations:Broker`. */
export function callOf(type: string, more: Partial<CallContext> = {}): CallContext {
  const token = `azure-native:${type}`;
  const urn = `urn:pulumi:test::project::${token}::example`;
  return {
    urn,
    type: token,
    name: "example",
    preview: false,
    timeout: 0,
    signal: new AbortController().signal,
    ...more,
  };
}

/** The calls that the engine makes, each preceded by a check. */
export function drive(provider: Provider) {
  const checked = async (type: string, inputs: PropertyMap, olds: PropertyMap = {}) => {
    const result = await provider.check(callOf(type), olds, inputs, Buffer.from("seed"));
    assert.deepEqual(result.failures, []);
    return result.inputs;
  };
  return {
    provider,
    checked,
    async failures(type: string, inputs: PropertyMap): Promise<string[]> {
      const { failures = [] } = await provider.check(callOf(type), {}, inputs, Buffer.from("seed"));
      return failures.map(({ reason }) => reason);
    },
    async create(type: string, inputs: PropertyMap, more?: Partial<CallContext>): Promise<Deployed> {
      const news = await checked(type, inputs);
      return { type, news, state: await provider.create(callOf(type, more), news) };
    },
    async preview(type: string, inputs: PropertyMap): Promise<PropertyMap> {
      return (await provider.create(callOf(type, { preview: true }), await checked(type, inputs))).properties;
    },
    async update({ type, news: olds, state }: Deployed, inputs: PropertyMap): Promise<Deployed> {
      const news = await checked(type, inputs, olds);
      const properties = await provider.update(callOf(type), state, olds, news);
      return { type, news, state: { id: state.id, properties } };
    },
    async diff({ type, news: olds, state }: Deployed, inputs: PropertyMap) {
      return plain(await provider.diff(callOf(type), state, olds, await checked(type, inputs, olds)));
    },
    async refresh({ type, news, state }: Deployed): Promise<Deployed | undefined> {
      const found = await provider.read(callOf(type), state, news);
      return found && { type, news: found.inputs, state: found.state };
    },
    delete: ({ type, news, state }: Deployed) => provider.delete(callOf(type), state, news),
  };
}

/** The outputs as plain values, with their secrets in plain text. */
export function outputs({ state }: Deployed): Record<string, unknown> {
  return reveal(state.properties) as Record<string, unknown>;
}

/** The id of the subscription that the stand-in uses if none is given. */
export const subscription = "/subscriptions/00000000-0000-4000-8000-000000000001";

/** The resource group of all tests, and its id. */
export const inGroup = { resourceGroupName: "factory" };
export const groupId = `${subscription}/resourceGroups/factory`;

/** A listener of the default broker, which Azure IoT Operations comes with. */
export const listener: PropertyMap = {
  ...inGroup,
  instanceName: "aio",
  brokerName: "default",
  listenerName: "outside",
  extendedLocation: {
    name: `${groupId}/providers/Microsoft.ExtendedLocation/customLocations/edge`,
    type: "CustomLocation",
  },
  properties: {
    serviceType: "LoadBalancer",
    ports: [{ port: 8883, tls: { mode: "Manual", manual: { secretRef: "server" } } }],
  },
};

const roleDefinitions = `${subscription}/providers/Microsoft.Authorization/roleDefinitions`;
const networkContributor = `${roleDefinitions}/4d97b98b-1d4f-4787-a291-c67834d212e7`;
export const acrPull = `${roleDefinitions}/7f951dda-4ed3-4680-a7ca-43fe172d538d`;

const network = {
  ...inGroup,
  virtualNetworkName: "net",
  addressSpace: { addressPrefixes: ["10.240.0.0/16"] },
};
export const subnetInputs = {
  ...inGroup,
  virtualNetworkName: "net",
  subnetName: "nodes",
  addressPrefix: "10.240.0.0/22",
};

/** Makes what must exist before a cluster. */
export async function makeSurroundings(plugin: Driver): Promise<{ identity: Deployed; subnet: Deployed }> {
  await plugin.create("resources:ResourceGroup", inGroup);
  await plugin.create("network:VirtualNetwork", network);
  const subnet = await plugin.create("network:Subnet", subnetInputs);
  const identity = { ...inGroup, resourceName: "cluster" };
  return { subnet, identity: await plugin.create("managedidentity:UserAssignedIdentity", identity) };
}

/** The inputs of a role assignment for an identity. */
export function roleOf(principalId: unknown, scope: string, roleDefinitionId = networkContributor): PropertyMap {
  return { principalId: principalId as string, principalType: "ServicePrincipal", roleDefinitionId, scope };
}
