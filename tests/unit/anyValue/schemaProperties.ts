/** The properties of a component's arguments, as its schema declares them. */
import * as fs from "node:fs";
import * as path from "node:path";
import { typeScriptName } from "../../../plugin/publishedSchema";

interface SchemaType {
  type?: string;
  $ref?: string;
  plain?: boolean;
  items?: SchemaType;
  additionalProperties?: SchemaType;
  properties?: Record<string, SchemaType>;
  required?: string[];
  enum?: unknown[];
}

const schema = JSON.parse(fs.readFileSync(path.join(__dirname, "../../../schema.json"), "utf8")) as {
  types: Record<string, SchemaType>;
  resources: Record<string, { inputProperties: Record<string, SchemaType>; requiredInputs?: string[] }>;
};

/** The names of all components. */
export const components = Object.keys(schema.resources).map(token => token.split(":").pop()!);

/** A property that some arguments have. */
export interface Property {
  /** Its path, as errors name it. */
  path: string;
  /** The same, except that a member of a map has the map's path. */
  told: string;
  /** Its path, as keys. */
  keys: (string | number)[];
  /** The schema's type, such as `string`, which enumerations have too; `map` for an object with any keys. */
  type: string;
  /** Whether it is a value of an enumeration. */
  isEnum: boolean;
  /** Whether it must not be left out, as an item of a list. */
  isRequired: boolean;
  /** Whether it must be plain. */
  plain: boolean;
  /** The property in its type, such as `ListenerPortArgs.port`. Items have the property of their list. */
  of: string;
}

/** All properties of the arguments at any depth, including list items. */
export function propertiesOf(component: string, args: object): Property[] {
  const { inputProperties: properties, requiredInputs: required } = schema.resources[`aks-mqtt:index:${component}`];
  return membersOf(args, { properties, required }, component, { path: "", told: "", keys: [] });
}

/** All properties that a component's arguments may have, as in `Property.of`. */
export function declaredProperties(component: string): Set<string> {
  const found = new Set<string>();
  const visit = (type: SchemaType, owner: string) => {
    for (const [name, member] of Object.entries(type.properties ?? {})) {
      const of = `${owner}.${name}`;
      if (found.has(of)) continue;
      found.add(of);
      for (const ref of [member, member.items, member.additionalProperties]) visit(resolved(ref ?? {}), nameOf(ref));
    }
  };
  visit({ properties: schema.resources[`aks-mqtt:index:${component}`].inputProperties }, component);
  return found;
}

type Place = Pick<Property, "path" | "told" | "keys">;

function membersOf(value: object, type: SchemaType, owner: string, { path, keys }: Place): Property[] {
  return Object.entries(value).flatMap(([name, member]) => {
    const own = type.properties?.[name];
    const of = own ?? type.additionalProperties;
    if (of === undefined) throw new Error(`${owner} has no ${name}`);
    const inMap = `${path}[${JSON.stringify(name)}]`;
    const at = path === "" ? name : own === undefined ? inMap : `${path}.${name}`;
    const place = { path: at, told: own === undefined ? path : at, keys: [...keys, name] };
    const isRequired = type.required?.includes(name) ?? false;
    return propertyOf(member, of, own === undefined ? owner : `${owner}.${name}`, place, isRequired);
  });
}

function propertyOf(value: unknown, declared: SchemaType, of: string, at: Place, isRequired: boolean): Property[] {
  const type = resolved(declared);
  const isMap = type.additionalProperties !== undefined;
  const own: Property = {
    ...at,
    of,
    type: isMap ? "map" : (type.type ?? "object"),
    plain: declared.plain === true,
    isEnum: type.enum !== undefined,
    isRequired,
  };
  if (type.type === "any") return [];
  if (Array.isArray(value)) {
    // In TypeScript, the items of a plain list are plain too.
    const ofItems = { ...type.items, plain: declared.plain };
    const items = value.flatMap((item, index) => propertyOf(item, ofItems, of, itemOf(at, index), true));
    return [own, ...items];
  }
  if (typeof value !== "object" || value === null) return [own];
  return [own, ...membersOf(value, type, declared.$ref === undefined ? of : nameOf(declared), at)];
}

function itemOf({ path, keys }: Place, index: number): Place {
  return { path: `${path}[${index}]`, told: `${path}[${index}]`, keys: [...keys, index] };
}

function resolved(type: SchemaType): SchemaType {
  // Pulumi's own type for any value is not among the types.
  return type.$ref === undefined ? type : (schema.types[type.$ref.replace("#/types/", "")] ?? { type: "any" });
}

function nameOf(type: SchemaType | undefined): string {
  return type?.$ref === undefined ? "" : typeScriptName(type.$ref.replace("#/types/", ""), true, schema.types);
}
