/** The package's schema, read from the types of the components. `npm run schema` keeps it in schema.json. */
import { ComponentProvider, getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as exported from "../index";
import manifest from "../package.json";

const library = path.dirname(__dirname);

/** Where the schema is kept. */
export const schemaFile = path.join(library, "schema.json");

/** A property as the analyzer describes it. */
interface Property {
  optional?: boolean;
}

/** A type or a resource as the analyzer describes it. */
interface ObjectType {
  description?: string;
  type: string;
  properties?: Record<string, Property>;
  required?: string[];
  inputProperties?: Record<string, Property>;
  requiredInputs?: string[];
  enum?: { name: string; description?: string; value: string }[];
  isComponent?: boolean;
}

/** What the analyzer finds. */
interface Analyzed {
  name: string;
  version: string;
  description: string;
  language: Record<string, object>;
  types: Record<string, ObjectType>;
  resources: Record<string, ObjectType>;
}

/** The schema as text, in the words and the order in which `pulumi package get-schema` prints it. */
export async function generateSchema(): Promise<string> {
  const components = getPulumiComponents(exported);
  const analyzer = new ComponentProvider({ name: manifest.name, dirname: library, components });
  const { name, version, description, language, types, resources } = JSON.parse(await analyzer.getSchema()) as Analyzed;
  const schema = {
    name,
    version,
    description,
    language: sorted(language),
    config: {},
    types: sorted(types, objectType),
    resources: sorted(resources, objectType),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function objectType(given: ObjectType): object {
  return {
    description: given.description,
    properties: unlessEmpty(sorted(given.properties ?? {}, property)),
    type: given.type,
    required: unlessEmpty(given.required),
    enum: given.enum?.map(({ name, description, value }) => ({ name, description, value })),
    inputProperties: unlessEmpty(sorted(given.inputProperties ?? {}, property)),
    requiredInputs: unlessEmpty(given.requiredInputs),
    isComponent: given.isComponent,
  };
}

/** Without the analyzer's own mark: the lists of required ones say the same. */
function property(given: Property): object {
  return { ...given, optional: undefined };
}

function sorted<T extends object>(given: Record<string, T>, written: (value: T) => object = value => value) {
  const names = Object.keys(given).sort();
  return Object.fromEntries(names.map(name => [name, written(given[name])]));
}

function unlessEmpty<T extends object>(value: T | undefined): T | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}

if (require.main === module) void generateSchema().then(text => fs.writeFile(schemaFile, text));
