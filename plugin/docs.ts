/**
 * The tables of arguments and outputs in docs/, made from schema.json: `npm run docs` writes them. Comments in the pages say
 * where each table stands. Beside those of the components there is one table for each type, to which all others link.
 */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { runCommand } from "../sandbox/command";
import { typeScriptName } from "./publishedSchema";

const library = path.dirname(__dirname);
const docsFolder = path.join(library, "docs");

/** The type of a value, as the schema has it. */
interface Type {
  $ref?: string;
  type?: string;
  items?: Type;
  additionalProperties?: Type;
}

interface Property extends Type {
  description?: string;
  plain?: boolean;
}

type Properties = Record<string, Property>;

/** The part of the package's schema that the pages show. */
export interface Schema {
  types: Record<string, { properties?: Properties; required?: string[]; enum?: { value: string }[] }>;
  resources: Record<
    string,
    { properties?: Properties; required?: string[]; inputProperties?: Properties; requiredInputs?: string[] }
  >;
}

/** The text of each page, by the name of its file. */
export type Pages = Record<string, string>;

interface Table {
  kind: "argument" | "output";
  properties: Properties;
  required: string[];
}

const marked = /^<!-- ((?:arguments|outputs): \w+) -->\n[^]*?^<!-- end -->$/gm;

/** The pages with all tables as the schema has them. Throws if a table has no place. */
export function withTables(pages: Pages, schema: Schema): Pages {
  const tables = tablesOf(schema);
  const places = placesOf(pages);
  for (const title of tables.keys()) {
    if (!places.has(title))
      fail(`no page has <!-- ${title} -->: put it, and <!-- end -->, below a heading in docs, and run npm run docs`);
  }
  const write = (page: string, title: string) => {
    const table = tables.get(title) ?? fail(`${page} has <!-- ${title} -->, but schema.json has no such properties`);
    return [
      `<!-- ${title} -->`,
      `<!-- prettier-ignore -->\n${written(table, type => words(type, { page, schema, places }))}`,
      "<!-- end -->",
    ].join("\n\n");
  };
  return Object.fromEntries(
    Object.entries(pages).map(([page, text]) => [page, text.replace(marked, (_, title: string) => write(page, title))]),
  );
}

/** All tables of a schema, by what their comments say. */
export function tablesOf(schema: Schema): Map<string, Table> {
  const tables = new Map<string, Table>();
  const add = (kind: Table["kind"], name: string, properties: Properties = {}, required: string[] = []) => {
    if (Object.keys(properties).length > 0) tables.set(titleOf(kind, name), { kind, properties, required });
  };
  for (const [token, component] of Object.entries(schema.resources)) {
    add("argument", nameIn(token), component.inputProperties, component.requiredInputs);
    add("output", nameIn(token), component.properties, component.required);
  }
  for (const [token, { properties, required }] of Object.entries(schema.types)) {
    const kind = kindOf(token, schema);
    add(kind, typeScriptName(token, kind === "argument", schema.types), properties, required);
  }
  return tables;
}

/** Whether a type is one of arguments or of outputs: none is both. */
function kindOf(token: string, { types, resources }: Schema): Table["kind"] {
  const reached = new Set<string>();
  const visit = (properties: Properties = {}) => Object.values(properties).forEach(visitType);
  const visitType = ({ $ref, items, additionalProperties }: Type) => {
    if (items) visitType(items);
    if (additionalProperties) visitType(additionalProperties);
    const referred = $ref?.replace("#/types/", "");
    if (referred === undefined || reached.has(referred)) return;
    reached.add(referred);
    visit(types[referred]?.properties);
  };
  for (const { inputProperties } of Object.values(resources)) visit(inputProperties);
  return reached.has(token) ? "argument" : "output";
}

function titleOf(kind: Table["kind"], name: string): string {
  return `${kind}s: ${name}`;
}

function nameIn(token: string): string {
  return token.split(":").at(-1)!;
}

/** Where each table stands: the page, and the anchor of the heading above it. */
function placesOf(pages: Pages): Map<string, { page: string; anchor: string }> {
  const places = new Map<string, { page: string; anchor: string }>();
  for (const [page, text] of Object.entries(pages)) {
    for (const { 1: title, index } of text.matchAll(marked)) {
      const anchor =
        anchorsOf(text.slice(0, index)).at(-1) ?? fail(`${page}: <!-- ${title} --> stands below no heading`);
      if (places.has(title)) fail(`${page} and ${places.get(title)!.page} both have <!-- ${title} -->`);
      places.set(title, { page, anchor });
    }
  }
  return places;
}

/** The anchors that GitHub gives to the headings of a page. */
export function anchorsOf(text: string): string[] {
  const withoutCode = text.replace(/^ *```[^]*?^ *```$/gm, "");
  return [...withoutCode.matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, "")
      .replaceAll(" ", "-"),
  );
}

/** What is required comes first. */
function written({ kind, properties, required }: Table, wordsOf: (type: Type) => string): string {
  const names = Object.keys(properties);
  const inOrder = [...names.filter(name => required.includes(name)), ...names.filter(name => !required.includes(name))];
  const rows = inOrder.map(name => {
    const property = properties[name];
    const marks = [wordsOf(property)];
    if (kind === "argument" && required.includes(name)) marks.push("required");
    if (kind === "output" && !required.includes(name)) marks.push("optional");
    if (property.plain) marks.push("plain");
    return [`\`${name}\``, marks.join(", "), inOneLine(property.description ?? "")];
  });
  const lines = [[kind, "type", "what it is"], ["---", "---", "---"], ...rows];
  return lines.map(cells => `| ${cells.map(cell => cell.replaceAll("|", "\\|")).join(" | ")} |`).join("\n");
}

function inOneLine(description: string): string {
  const paragraphs = description.trim().split(/\n{2,}/);
  return paragraphs.map(paragraph => paragraph.replace(/\s+/g, " ")).join("<br>");
}

interface Around {
  page: string;
  schema: Schema;
  places: Map<string, { page: string; anchor: string }>;
}

/** A type in words that fit every language. */
function words(type: Type, around: Around, s = ""): string {
  if (type.$ref !== undefined) return referred(type.$ref, around, s);
  if (type.items !== undefined) return `list${s} of ${words(type.items, around, "s")}`;
  if (type.type === "object") return `map${s} of ${words(type.additionalProperties ?? {}, around, "s")}`;
  if (type.type === "boolean") return "true or false";
  if (type.type === "string") return "text";
  return type.type === "integer" ? `whole number${s}` : `any value${s}`;
}

function referred(reference: string, { page, schema, places }: Around, s: string): string {
  const token = reference.replace("#/types/", "");
  if (!(token in schema.types)) return `any value${s}`;
  const values = schema.types[token].enum?.map(({ value }) => `\`${value}\``);
  if (values !== undefined)
    return `${nameIn(token)}: ${[values.slice(0, -1).join(", "), ...values.slice(-1)].join(" or ")}`;
  const kind = kindOf(token, schema);
  const name = typeScriptName(token, kind === "argument", schema.types);
  const place = places.get(titleOf(kind, name));
  if (place === undefined) return "an empty object, `{}`";
  return `[${name}](${place.page === page ? "" : place.page}#${place.anchor})`;
}

function fail(message: string): never {
  throw new Error(message);
}

/** The pages as they are. */
export async function readPages(): Promise<Pages> {
  const names = (await fs.readdir(docsFolder)).filter(name => name.endsWith(".md"));
  const read = async (name: string) => [name, await fs.readFile(path.join(docsFolder, name), "utf8")] as const;
  return Object.fromEntries(await Promise.all(names.map(read)));
}

/** The schema as it is. */
export async function readSchema(): Promise<Schema> {
  return JSON.parse(await fs.readFile(path.join(library, "schema.json"), "utf8")) as Schema;
}

async function main(): Promise<void> {
  for (const [page, text] of Object.entries(withTables(await readPages(), await readSchema()))) {
    await fs.writeFile(path.join(docsFolder, page), text);
  }
}

if (require.main === module) runCommand(main);
