/** The package's schema, generated from the types of the components. `npm run schema` writes it to schema.json. */
import { ComponentProvider, getPulumiComponents } from "@pulumi/pulumi/provider/experimental/provider";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as exported from "../index";
import manifest from "../package.json";
import { publishedSchema } from "./publishedSchema";
import type { Analyzed, ObjectType, Property } from "./publishedSchema";

const library = path.dirname(__dirname);

/** The committed schema. */
export const schemaFile = path.join(library, "schema.json");

/** The published schema as text, exactly as `pulumi package get-schema` prints it. */
export async function generateSchema(): Promise<string> {
  const components = getPulumiComponents(exported);
  const analyzer = new ComponentProvider({ name: manifest.name, dirname: library, components });
  const { name, version, description, language, types, resources } = JSON.parse(await analyzer.getSchema()) as Analyzed;
  const published = publishedSchema({ types, resources });
  const schema = {
    name,
    displayName: "AKS MQTT",
    version,
    description,
    keywords: manifest.keywords,
    license: manifest.license,
    // SDKs that say which version of the plugin they are for, and that each language can package.
    meta: { supportPack: true },
    language: sorted({ ...language, python: { ...language.python, pyproject: { enabled: true } } }),
    config: {},
    types: sorted(published.types, objectType),
    resources: sorted(published.resources, objectType),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

function objectType(analyzed: ObjectType): object {
  return {
    description: analyzed.description,
    properties: unlessEmpty(sorted(analyzed.properties ?? {}, property)),
    type: analyzed.type,
    required: unlessEmpty(analyzed.required),
    enum: analyzed.enum?.map(({ name, description, value }) => ({ name, description, value })),
    inputProperties: unlessEmpty(sorted(analyzed.inputProperties ?? {}, property)),
    requiredInputs: unlessEmpty(analyzed.requiredInputs),
    isComponent: analyzed.isComponent,
  };
}

/** A property without the analyzer's own `optional`: the lists of required properties say the same. */
function property(analyzed: Property): object {
  return { ...analyzed, optional: undefined };
}

function sorted<T extends object>(entries: Record<string, T>, written: (value: T) => object = value => value) {
  const names = Object.keys(entries).sort();
  return Object.fromEntries(names.map(name => [name, written(entries[name])]));
}

function unlessEmpty<T extends object>(value: T | undefined): T | undefined {
  return value === undefined || Object.keys(value).length === 0 ? undefined : value;
}

if (require.main === module) void generateSchema().then(text => fs.writeFile(schemaFile, text));
