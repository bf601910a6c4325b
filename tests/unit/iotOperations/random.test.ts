/**
 * Azure Resource Manager and the cluster's webhook accept everything that the Azure IoT Operations components accept. Tested
 * with random arguments, plain and as Outputs, and the rules of the stand-ins for both.
 */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import fc from "../../../sandbox/testing/random";
import { Broker, BrokerAuthentication, BrokerAuthorization, BrokerListener } from "../../../index";
import type { BrokerListener as Listener } from "../../../sandbox/azure/iotOperations/customResources";
import { defaultResources } from "../../../sandbox/azure/iotOperations/defaultBroker";
import { refusalOf } from "../../../sandbox/azure/iotOperations/operator/refusals";
import { checkChoices, withDefaults } from "../../../sandbox/azure/resourceManager/body";
import type { JsonObject } from "../../../sandbox/azure/resourceManager/json";
import { kindOf } from "../../../sandbox/azure/resourceManager/kinds";
import { failuresOf } from "../../../sandbox/plugins/azure-native/check";
import { Unknown } from "../../../sandbox/protocol/values";
import type { PropertyMap, PropertyValue } from "../../../sandbox/protocol/values";
import { authentications, authorizations, azureInstances, brokers, listeners } from "./arbitraryArguments";
import type { Plane } from "./iotOperations";
import { attempt } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { warningsOf } from "../engine/warnings";

const numRuns = 60;

const types: Record<Plane, string> = {
  azure: "azure-native:iotoperations:",
  kubernetes: "kubernetes:mqttbroker.iotoperations.azure.com/v1:",
};

/** What a component declared in a preview, and its errors about the rest. */
interface Outcome {
  declared: Registered[];
  errors: Error[];
}

async function outcomeOf(plane: Plane, make: () => unknown): Promise<Outcome> {
  let outcome: Awaited<ReturnType<typeof attempt>> | undefined;
  await warningsOf(async () => void (outcome = await attempt(make, { preview: true })));
  const { errors, resources } = outcome!;
  const declared = resources.filter(({ type }) => type.startsWith(types[plane]));
  // By name: they are registered in the order in which their inputs become known.
  return { errors, declared: declared.sort((a, b) => a.name.localeCompare(b.name)) };
}

/** Every component, with random arguments for both control planes. */
const components = [
  { kind: "Broker", args: brokers, make: (args: object) => new Broker("fuzz", args) },
  { kind: "BrokerListener", args: listeners, make: (args: object) => new BrokerListener("fuzz", args as never) },
  {
    kind: "BrokerAuthentication",
    args: authentications,
    make: (args: object) => new BrokerAuthentication("fuzz", args as never),
  },
  {
    kind: "BrokerAuthorization",
    args: authorizations,
    make: (args: object) => new BrokerAuthorization("fuzz", args as never),
  },
] as const;

/**
 * What a random run found: the first listener has an Output, so Azure's second listener is declared before it. The plan is
 * the same nevertheless.
 */
const secondListenerFirst = {
  listeners: [
    {
      listenerName: "a1b",
      serviceType: "NodePort",
      ports: [
        { port: 1, authenticationRef: { name: "policy" } },
        { port: 2, authenticationRef: { name: "policy" }, authorizationRef: { name: "policy" } },
      ],
    },
    {
      listenerName: "mqtts-endpoint",
      serviceType: "LoadBalancer",
      ports: [{ port: 3, authenticationRef: { name: "policy" }, authorizationRef: { name: "policy" } }],
    },
  ],
};
const customLocations =
  "/subscriptions/test/resourceGroups/factory/providers/Microsoft.ExtendedLocation/customLocations";
const azure = { resourceGroupName: "factory", instanceName: "instance", customLocationId: `${customLocations}/here` };

/** By kind, arguments and what of them is an Output, to be tried before random ones. */
const knownCases: Record<string, [{ azure: object; kubernetes: object }, Plane, Pick[]][]> = {
  Broker: [
    [
      { azure: { azure, ...secondListenerFirst }, kubernetes: { kubernetes: {}, ...secondListenerFirst } },
      "azure",
      ["plain", "plain", "known", "plain"],
    ],
  ],
};

describe("The components of Azure IoT Operations with random arguments", function () {
  this.timeout(120_000);

  for (const { kind, args, make } of components) {
    const inputs: fc.Arbitrary<{ kubernetes?: object }> = args;
    const planes = fc.record({ given: inputs, azure: azureInstances }).map(({ given, azure }) => {
      const { kubernetes, ...rest } = given;
      return { kubernetes: { kubernetes, ...rest }, azure: { azure, ...rest } };
    });

    it(`refuse a ${kind} that Azure would refuse, and declare the same resources in the cluster`, async () => {
      const seen = { accepted: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(planes, async given => {
          const inAzure = await outcomeOf("azure", () => make(given.azure));
          inAzure.declared.forEach(assertTaken);
          assertProperties(inAzure.errors);
          seen[inAzure.errors.length === 0 ? "accepted" : "refused"]++;
          if (inAzure.errors.length > 0) {
            assert.deepEqual(inAzure.declared, [], "what is plain is refused before anything is declared");
            return;
          }
          const inCluster = await outcomeOf("kubernetes", () => make(given.kubernetes));
          assert.deepEqual(inCluster.errors, []);
          assert.deepEqual(inCluster.declared.map(treeInCluster), inAzure.declared.map(treeInAzure));
          assertAdmitted(inCluster.declared);
        }),
        { numRuns },
      );
      assertBoth(seen);
    });

    it(`treat Outputs of a ${kind} like plain values`, async () => {
      const seen = { accepted: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(planes, eitherPlane, picks("plain", "known"), async (args, plane, picked) => {
          const plain = await outcomeOf(plane, () => make(args[plane]));
          const late = await outcomeOf(plane, () => make(withOutputs(kind, args[plane], picked) as object));
          assertProperties(late.errors);
          const accepted = plain.errors.length === 0;
          seen[accepted ? "accepted" : "refused"]++;
          assert.equal(late.errors.length === 0, accepted, String([...plain.errors, ...late.errors]));
          if (accepted) assert.deepEqual(late.declared.map(inputsOf), plain.declared.map(inputsOf));
          else if (plane === "azure") late.declared.forEach(assertTaken);
        }),
        { numRuns, examples: knownCases[kind] as never },
      );
      assertBoth(seen);
    });

    it(`preview a ${kind} with unknown values in a form that Azure accepts`, async () => {
      let unknown = 0;
      await fc.assert(
        fc.asyncProperty(planes, picks("plain", "plain", "known", "unknown"), async (given, picked) => {
          const outcome = await outcomeOf("azure", () => make(withOutputs(kind, given.azure, picked) as object));
          assertProperties(outcome.errors);
          outcome.declared.forEach(assertTaken);
          if (outcome.declared.some(({ inputs }) => hasUnknown(inputs))) unknown++;
        }),
        { numRuns },
      );
      assert.ok(unknown > numRuns / 10, `${unknown} of ${numRuns} had something unknown`);
    });
  }
});

const eitherPlane = fc.constantFrom<Plane>("azure", "kubernetes");

/** The test is only meaningful if some arguments are accepted and some refused. */
function assertBoth(seen: { accepted: number; refused: number }): void {
  assert.ok(seen.accepted > numRuns / 10 && seen.refused > numRuns / 20, JSON.stringify(seen));
}

type Pick = "known" | "plain" | "unknown";

/** How the values are given, one after another; the list repeats from the start. */
const picks = (...kinds: Pick[]) => fc.array(fc.constantFrom(...kinds), { minLength: 1, maxLength: 30 });

/** Properties that must be plain, since they decide which resources exist. */
const plainKeys = new Set([
  ...["azure", "kubernetes", "settings", "cardinality", "listeners", "listenerName", "serviceType", "serviceName"],
  ...["ports", "port", "nodePort", "protocol", "tls", "automatic", "issued"],
  ...["methods", "serviceAccountToken", "x509", "custom"],
]);

/** The same arguments with Outputs where these are allowed. */
function withOutputs(kind: string, args: object, picked: Pick[]): unknown {
  let index = 0;
  const wrap = (value: unknown, key: string): unknown => {
    const inner = Array.isArray(value)
      ? value.map(item => wrap(item, key))
      : typeof value === "object" && value !== null
        ? Object.fromEntries(Object.entries(value).map(([name, member]) => [name, wrap(member, name)]))
        : value;
    if (value === undefined || plainKeys.has(key) || (kind === "Broker" && key === "brokerName")) return inner;
    const pick = picked[index++ % picked.length];
    return pick === "plain" ? inner : pulumi.output(pick === "known" ? inner : pulumi.unknown);
  };
  return Object.fromEntries(Object.entries(args).map(([name, member]) => [name, wrap(member, name)]));
}

/** Checks that every error is about an argument. */
function assertProperties(errors: Error[]): void {
  for (const error of errors) {
    if (pulumi.InputPropertyError.isInstance(error) || pulumi.InputPropertiesError.isInstance(error)) continue;
    assert.match(
      error.message,
      /^error serializing property "\w+": (\d+ arguments are not valid:\n- )?[a-z][\w."[\]-]*: /i,
    );
  }
}

/** Checks that Azure accepts the resource, as far as it is known. */
function assertTaken({ type, inputs }: Registered): void {
  const kind = kindOf(type);
  const known = unknownAsSuch(inputs) as PropertyMap;
  assert.deepEqual(failuresOf(kind, known), [], JSON.stringify(inputs));
  if (hasUnknown(inputs)) return;
  const { properties, extendedLocation } = inputs as JsonObject;
  checkChoices(kind.properties, withDefaults(kind.properties, { properties, extendedLocation }));
}

/** Checks that the cluster's webhook accepts the listeners beside the default one. */
function assertAdmitted(declared: Registered[]): void {
  const all = declared
    .filter(({ type }) => type === `${types.kubernetes}BrokerListener`)
    .map(({ inputs }) => inputs as unknown as Listener);
  const builtIn = defaultResources("uid").filter(({ kind }) => kind === "BrokerListener") as unknown as Listener[];
  all.forEach((listener, index) => {
    assert.equal(refusalOf(listener, [...builtIn, ...all.slice(0, index)]), undefined, JSON.stringify(listener));
  });
}

const inputsOf = ({ type, name, inputs }: Registered) => ({ type, name, inputs });

function treeInAzure({ type, name, inputs }: Registered) {
  const kind = type.slice(types.azure.length);
  const own = kind === "Broker" ? inputs.brokerName : inputs[ownNames[kind]];
  const brokerRef = kind === "Broker" ? undefined : inputs.brokerName;
  return { kind, name, own, brokerRef, tree: inputs.properties };
}

const ownNames: Record<string, string> = {
  BrokerListener: "listenerName",
  BrokerAuthentication: "authenticationName",
  BrokerAuthorization: "authorizationName",
};

function treeInCluster({ type, name, inputs }: Registered) {
  const { brokerRef, ...tree } = inputs.spec as Record<string, unknown>;
  return {
    kind: type.slice(types.kubernetes.length),
    name,
    own: (inputs.metadata as { name: string }).name,
    brokerRef,
    tree,
  };
}

/** Whether only an update knows some part of it. */
function hasUnknown(value: unknown): boolean {
  if (value === undefined) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hasUnknown);
}

function unknownAsSuch(value: unknown): PropertyValue {
  if (value === undefined) return Unknown.value;
  if (Array.isArray(value)) return value.map(unknownAsSuch);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, unknownAsSuch(member)]));
}
