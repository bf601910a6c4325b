import assert from "node:assert/strict";
import { definitions } from "../../../azure/iotOperations/definitions";
import type { Schema } from "../../../azure/iotOperations/definitions/schema";
import {
  brokerAuthenticationProperties,
  brokerAuthorizationProperties,
  brokerListenerProperties,
  brokerProperties,
} from "../../../azure/resourceManager/kinds/brokerProperties";
import type { Rule } from "../../../azure/resourceManager/properties";

type Rules = Record<string, Rule>;

const brokerRef = ".brokerRef: nothing in Azure, {} in the cluster";
/** Azure names the broker in the resource's id; the cluster sets some fields by itself. */
const known: Record<string, string[]> = {
  Broker: [],
  BrokerListener: [
    brokerRef,
    ".ports[].tls.certManagerCertificateSpec.issuerRef.group?: required in Azure, nothing in the cluster",
  ],
  BrokerAuthentication: [brokerRef],
  BrokerAuthorization: [brokerRef],
};

describe("what the stand-ins for Azure IoT Operations accept in Azure and in the cluster", () => {
  const inAzure: Record<string, Rules> = {
    Broker: brokerProperties,
    BrokerListener: brokerListenerProperties,
    BrokerAuthentication: brokerAuthenticationProperties,
    BrokerAuthorization: brokerAuthorizationProperties,
  };
  it("covers the same kinds", () => {
    assert.deepEqual(
      definitions()
        .map(({ spec }) => spec.names.kind)
        .sort(),
      Object.keys(inAzure).sort(),
    );
  });

  for (const { spec } of definitions()) {
    const { kind } = spec.names;
    it(`is the same for ${kind}, except for known differences`, () => {
      const [{ schema }] = spec.versions;
      const inCluster = (schema.openAPIV3Schema.properties as { spec: Schema }).spec;
      const [azure, cluster] = [ofRule({ type: "object", properties: inAzure[kind] }), ofSchema(inCluster)];
      const paths = [...new Set([...azure.keys(), ...cluster.keys()])].sort();
      const differing = paths
        // Azure does not look into Kubernetes' own selectors.
        .filter(path => azure.get(path) !== cluster.get(path) && !path.includes(".selector."))
        .map(
          path => `${path}: ${azure.get(path) ?? "nothing"} in Azure, ${cluster.get(path) ?? "nothing"} in the cluster`,
        );
      assert.deepEqual(differing.sort(), known[kind].sort());
    });
  }
});

/** Maps each path to what it may hold. */
function ofRule(
  { type, oneOf, minimum, maximum, default: value, items, properties = {} }: Rule,
  path = "",
): Map<string, string> {
  const here = describeLeaf(type === "integer" ? { minimum, maximum, value } : { oneOf, value });
  const inner = Object.entries(properties).flatMap(([name, rule]) => [
    ...(rule.required ? [[`${path}.${name}?`, "required"] as const] : []),
    ...ofRule(rule, `${path}.${name}`),
  ]);
  return new Map([[path, here], ...inner, ...(items ? ofRule(items, `${path}[]`) : [])]);
}

function ofSchema(schema: Schema, path = ""): Map<string, string> {
  const { type, enum: oneOf, minimum, maximum, default: value, required = [] } = schema;
  const properties = (schema.properties ?? {}) as Record<string, Schema>;
  const items = (schema.items ?? schema.additionalProperties) as Schema | undefined;
  const here = describeLeaf(type === "integer" ? { minimum, maximum, value } : { oneOf, value });
  const inner = Object.entries(properties).flatMap(([name, one]) => [
    ...((required as string[]).includes(name) ? [[`${path}.${name}?`, "required"] as const] : []),
    ...ofSchema(one, `${path}.${name}`),
  ]);
  return new Map([[path, here], ...inner, ...(items ? ofSchema(items, `${path}[]`) : [])]);
}

function describeLeaf(facts: object): string {
  return JSON.stringify(facts);
}
