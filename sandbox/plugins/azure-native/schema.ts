/** The part of the azure-native package's schema that the stand-in supports, for YAML programs and for `get-schema`. */
import type { Kind } from "../../azure/resourceManager/kind";
import { kinds } from "../../azure/resourceManager/kinds";
import type { Rule } from "../../azure/resourceManager/properties";
import { version } from "./version";

const text = { type: "string" };
const anything = { $ref: "pulumi.json#/Any" };

/** The provider settings that change what the stand-in does. */
const providerSettings = { subscriptionId: text, tenantId: text, location: text };

const types: Record<string, object> = {};

export const schema = {
  name: "azure-native",
  version,
  config: { variables: providerSettings },
  provider: { inputProperties: providerSettings },
  resources: Object.fromEntries(Object.entries(kinds).map(([token, kind]) => [token, resourceSchema(token, kind)])),
  types,
};

function resourceSchema(token: string, { parameters, properties }: Kind) {
  const inputs = { ...parameters, ...only(properties, rule => !rule.readOnly) };
  return {
    inputProperties: propertiesSchema(token, inputs),
    requiredInputs: Object.keys(inputs).filter(name => inputs[name].required && !isFilled(name, parameters)),
    properties: { ...propertiesSchema(token, properties, "Response"), azureApiVersion: text },
  };
}

/** The plugin fills in names and locations that a program leaves out. */
function isFilled(name: string, parameters: Record<string, Rule>): boolean {
  return name === "location" || name === Object.keys(parameters).at(-1);
}

function only(rules: Record<string, Rule>, wanted: (rule: Rule) => boolean): Record<string, Rule> {
  return Object.fromEntries(Object.entries(rules).filter(([, rule]) => wanted(rule)));
}

function propertiesSchema(token: string, rules: Record<string, Rule>, suffix = ""): Record<string, object> {
  return Object.fromEntries(
    Object.entries(rules).map(([name, rule]) => [name, typeSchema(`${token}${capital(name)}`, rule, suffix)]),
  );
}

/** Each object gets its own type, because YAML reads properties only of declared objects. */
function typeSchema(token: string, rule: Rule, suffix: string): object {
  switch (rule.type) {
    case "any":
      return anything;
    case "stringSet":
      return suffix === "" ? { type: "array", items: text } : { type: "object", additionalProperties: anything };
    case "list":
      return { type: "array", items: typeSchema(token, rule.items ?? { type: "any" }, suffix) };
    case "map":
      return { type: "object", additionalProperties: typeSchema(token, rule.items ?? { type: "any" }, suffix) };
    case "object": {
      const inner = suffix === "" ? only(rule.properties ?? {}, one => !one.readOnly) : (rule.properties ?? {});
      const name = `${token}${suffix}`;
      types[name] = {
        type: "object",
        properties: propertiesSchema(token, inner, suffix),
        required: suffix === "" ? Object.keys(inner).filter(key => inner[key].required) : [],
      };
      return { $ref: `#/types/${name}` };
    }
    default:
      return { type: rule.type };
  }
}

function capital(name: string): string {
  return name[0].toUpperCase() + name.slice(1);
}
