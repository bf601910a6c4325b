/** The notes of a release: its section of the changelog, and what changed in the schema since the release before. */

/** The parts of a schema that users of an SDK see. */
export interface Schema {
  types?: Record<string, ObjectType>;
  resources?: Record<string, ObjectType>;
}

interface ObjectType {
  properties?: Record<string, object>;
  inputProperties?: Record<string, object>;
  required?: string[];
  requiredInputs?: string[];
  enum?: { value: string }[];
}

/** The section of a version, without its heading. */
export function changelogSection(changelog: string, version: string): string {
  const [, section] = changelog.split(`\n## ${version} - `);
  if (section === undefined) throw new Error(`The changelog has no section of ${version}.`);
  const afterHeading = section.slice(section.indexOf("\n"));
  return afterHeading.split(/\n## /)[0].trim();
}

/** One line for each difference, in the order of the names. */
export function schemaDifferences(before: Schema, after: Schema): string[] {
  const [old, current] = [described(before), described(after)];
  return [...new Set([...old.keys(), ...current.keys()])].sort().flatMap(name => {
    if (!old.has(name)) return `added: ${name}`;
    if (!current.has(name)) return `removed: ${name}`;
    return old.get(name) === current.get(name) ? [] : `changed: ${name}`;
  });
}

/** Everything that has a name, with what matters about it. Descriptions do not. */
function described(schema: Schema): Map<string, string> {
  const all = new Map<string, string>();
  for (const [token, type] of Object.entries({ ...schema.types, ...schema.resources })) {
    const name = token.split(":").at(-1)!;
    all.set(name, "");
    for (const { value } of type.enum ?? []) all.set(`${name} ${value}`, "");
    const add = (kind: string, properties: Record<string, object> = {}, required: string[] = []) => {
      for (const [property, of] of Object.entries(properties)) {
        const isRequired = required.includes(property);
        all.set(`${name}.${property}${kind}`, JSON.stringify({ ...of, description: undefined, isRequired }));
      }
    };
    add("", type.properties, type.required);
    add(" (argument)", type.inputProperties, type.requiredInputs);
  }
  return all;
}
