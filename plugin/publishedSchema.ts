/** Turns the schema that Pulumi's analyzer reads from the types into the one from which SDKs are generated. */

/** A property, or a part of its type, as the analyzer describes it. */
export interface Property {
  description?: string;
  type?: string;
  $ref?: string;
  plain?: boolean;
  items?: Property;
  additionalProperties?: Property;
  optional?: boolean;
}

/** A type or a resource as the analyzer describes it. */
export interface ObjectType {
  description?: string;
  type: string;
  properties?: Record<string, Property>;
  required?: string[];
  inputProperties?: Record<string, Property>;
  requiredInputs?: string[];
  enum?: { name: string; description?: string; value: string }[];
  isComponent?: boolean;
}

/** The schema that the analyzer returns. */
export interface Analyzed {
  name: string;
  version: string;
  description: string;
  language: Record<string, object>;
  types: Record<string, ObjectType>;
  resources: Record<string, ObjectType>;
}

/**
 * The published schema:
 * - Types of arguments lose `Args` from their names, because the generators of most languages append it. A name that a type of
 *   outputs has already becomes another one: `IssuerRefArgs` is `IssuerReference`.
 * - Items of plain lists are not plain, because Go's generator makes code of them that does not compile. The plugin unwraps them
 *   (plainInputs.js).
 * - Numbers are integers: no argument and no output has a fraction.
 * - Outputs whose description says "Secret." are marked as secret.
 */
export function publishedSchema(analyzed: Pick<Analyzed, "types" | "resources">) {
  const tokens = new Map(Object.keys(analyzed.types).map(token => [token, publishedToken(token, analyzed.types)]));
  const renamed = (type: ObjectType) => mapped(type, property => publishedProperty(property, tokens));
  return {
    types: Object.fromEntries(
      Object.entries(analyzed.types).map(([token, type]) => [tokens.get(token)!, renamed(type)]),
    ),
    resources: Object.fromEntries(
      Object.entries(analyzed.resources).map(([token, resource]) => [token, withSecrets(renamed(resource))]),
    ),
  };
}

function publishedToken(token: string, types: Record<string, ObjectType>): string {
  if (!token.endsWith("Args")) return token;
  const stripped = token.replace(/Args$/, "");
  if (!(stripped in types)) return stripped;
  const other = stripped.replace(/Ref$/, "Reference");
  if (other in types)
    throw new Error(`${token} has no other name than ${stripped}, which is taken: rename one of them`);
  return other;
}

/** The name of a published type in TypeScript, among all `types`. */
export function typeScriptName(token: string, isArgument: boolean, types: object): string {
  const original = token.replace(/Reference$/, "Ref");
  const name = (original in types ? original : token).split(":").at(-1)!;
  return isArgument ? `${name}Args` : name;
}

/** The type or the resource with each of its arguments and outputs changed. */
export function mapped(type: ObjectType, change: (property: Property) => Property): ObjectType {
  const all = (properties: Record<string, Property> | undefined) =>
    properties && Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, change(property)]));
  return { ...type, properties: all(type.properties), inputProperties: all(type.inputProperties) };
}

function publishedProperty(property: Property, tokens: Map<string, string>): Property {
  const { $ref, type, items, additionalProperties } = property;
  return {
    ...property,
    ...($ref !== undefined && { $ref: publishedReference($ref, tokens) }),
    ...(type === "number" && { type: "integer" }),
    ...(items && { items: { ...publishedProperty(items, tokens), plain: undefined } }),
    ...(additionalProperties && { additionalProperties: publishedProperty(additionalProperties, tokens) }),
  };
}

function publishedReference(reference: string, tokens: Map<string, string>): string {
  const prefix = "#/types/";
  const token = reference.startsWith(prefix) ? tokens.get(reference.slice(prefix.length)) : undefined;
  return token === undefined ? reference : prefix + token;
}

function withSecrets(resource: ObjectType): ObjectType {
  const marked = Object.entries(resource.properties ?? {}).map(([name, property]) => [
    name,
    /(^|\. )Secret\./.test(property.description ?? "") ? { ...property, secret: true } : property,
  ]);
  return { ...resource, properties: Object.fromEntries(marked) as Record<string, Property> };
}
