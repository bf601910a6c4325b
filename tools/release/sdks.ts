/** The SDKs of a release. */
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { promisify } from "node:util";
import { mapped } from "../../plugin/publishedSchema";
import type { ObjectType } from "../../plugin/publishedSchema";
import published from "../../schema.json";

const run = promisify(execFile);

/** The part of a schema that has descriptions. */
export interface Schema {
  types: Record<string, ObjectType>;
  resources: Record<string, ObjectType>;
}

/** Generates the SDKs with a built sdk-generator, each into a folder of its language in `folder`. */
export async function generateSdks(generator: string, folder: string): Promise<void> {
  const schema = path.join(folder, "schema.json");
  await fs.writeFile(schema, JSON.stringify(withReferences(published)));
  await run(generator, [schema, folder]);
  await fs.rm(schema);
}

/** Names of several words, which languages spell differently. */
const severalWords = /`([a-z]+[A-Z]\w*)`/g;

/**
 * The schema with references in place of the names of properties in descriptions, so that generators spell them as their
 * language does. Not in the published schema, because Pulumi's CLI before 3.250 shows references as they are.
 */
export function withReferences(schema: Schema): Schema {
  const owners = new Map<string, string[]>();
  const each = <T>(work: (type: ObjectType, place: string) => T) =>
    (["types", "resources"] as const).map(kind =>
      Object.entries(schema[kind]).map(([token, type]) => [token, work(type, `#/${kind}/${token}`)] as const),
    );
  each((type, place) => {
    for (const [name, reference] of referencesTo(type, place))
      owners.set(name, [...(owners.get(name) ?? []), reference]);
  });
  const [types, resources] = each((type, place) => {
    const own = referencesTo(type, place);
    return described(type, text =>
      text?.replace(severalWords, (written, name: string) => {
        const all = owners.get(name) ?? [];
        const reference = own.get(name) ?? (all.length === 1 ? all[0] : undefined);
        return reference === undefined ? written : `{{% ref ${reference} %}}`;
      }),
    );
  }).map(entries => Object.fromEntries(entries));
  return { ...schema, types, resources };
}

/** The references to the properties of a type; an argument goes before an output of the same name. */
function referencesTo(type: ObjectType, place: string): Map<string, string> {
  const lists = ["properties", "inputProperties"] as const;
  return new Map(
    lists.flatMap(list => Object.keys(type[list] ?? {}).map(name => [name, `${place}/${list}/${name}`] as const)),
  );
}

function described(type: ObjectType, change: (text: string | undefined) => string | undefined): ObjectType {
  const ofProperties = mapped(type, property => ({ ...property, description: change(property.description) }));
  return { ...ofProperties, description: change(type.description) };
}
