/**
 * Checks what components send against the types of @pulumi/azure-native, which they do not use: names, types, required members
 * and enumerations. Reads the SDK's declarations, since its enumerations are open to the compiler.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as ts from "typescript";

const sdk = path.dirname(require.resolve("@pulumi/azure-native/package.json"));

/** What the SDK would not accept as arguments of a resource or a function, such as `containerservice:ManagedCluster`. */
export function faultsOfArguments(token: string, args: object): string[] {
  return faultsOfMembers(args, declared(token, "Args"), token);
}

/** Members of a function's result that the SDK does not know, or has with another type. Required ones may be missing. */
export function faultsOfResult(token: string, result: object): string[] {
  return faultsOfMembers(result, declared(token, "Result"), token).filter(fault => !fault.endsWith(missing));
}

const missing = "is missing";

/** The interface of a resource or a function, by the last part of its name. */
function declared(token: string, what: "Args" | "Result"): ts.InterfaceDeclaration {
  const [module, name] = token.split(":");
  const file = `${module}/${name[0].toLowerCase()}${name.slice(1)}.d.ts`;
  return interfaceIn(parsed(file).statements, `${name[0].toUpperCase()}${name.slice(1)}${what}`);
}

const sources = new Map<string, ts.SourceFile>();

/** A file of the SDK, or one namespace in it: with all namespaces a file has 8 MB. */
function parsed(file: string, namespace?: string): ts.SourceFile {
  const key = `${file} ${namespace}`;
  const known = sources.get(key);
  if (known !== undefined) return known;
  const text = fs.readFileSync(path.join(sdk, file), "utf8");
  const start = "\nexport declare namespace ";
  const part = namespace === undefined ? text : text.split(start).find(one => one.startsWith(`${namespace} {`));
  const source = ts.createSourceFile(file, namespace === undefined ? text : `${start}${part}`, ts.ScriptTarget.Latest);
  sources.set(key, source);
  return source;
}

function interfaceIn(statements: ts.NodeArray<ts.Statement>, name: string): ts.InterfaceDeclaration {
  const found = statements.find(one => ts.isInterfaceDeclaration(one) && one.name.text === name);
  if (found === undefined) throw new Error(`@pulumi/azure-native has no ${name}`);
  return found as ts.InterfaceDeclaration;
}

function faultsOfMembers(value: object, { members }: ts.InterfaceDeclaration, at: string): string[] {
  const properties = new Map(
    members.filter(ts.isPropertySignature).map(member => [(member.name as ts.Identifier).text, member]),
  );
  const unknown = Object.keys(value).filter(name => !properties.has(name));
  return [
    ...unknown.map(name => `${at}.${name} does not exist`),
    ...[...properties].flatMap(([name, { type, questionToken }]) => {
      // A value that is not known yet is present, as undefined.
      if (!(name in value)) return questionToken === undefined ? [`${at}.${name} ${missing}`] : [];
      return faultsOf((value as Record<string, unknown>)[name], type!, `${at}.${name}`);
    }),
  ];
}

function faultsOf(value: unknown, type: ts.TypeNode, at: string): string[] {
  if (value === undefined) return [];
  const types = alternatives(type);
  // In a union of string and an enumeration, the enumeration counts.
  const strict = types.some(isEnumeration) ? types.filter(isEnumeration) : types;
  const found = strict.map(one => faultsOfOne(value, one, at));
  return found.reduce((fewest, faults) => (faults.length < fewest.length ? faults : fewest));
}

/** The types of a union without Inputs around them. */
function alternatives(type: ts.TypeNode): ts.TypeNode[] {
  if (ts.isUnionTypeNode(type)) return type.types.flatMap(alternatives);
  if (ts.isParenthesizedTypeNode(type)) return alternatives(type.type);
  if (ts.isTypeReferenceNode(type) && nameParts(type).join(".") === "pulumi.Input") {
    return alternatives(type.typeArguments![0]);
  }
  return [type];
}

function isEnumeration(type: ts.TypeNode): boolean {
  return ts.isTypeReferenceNode(type) && nameParts(type)[0] === "enums";
}

function nameParts({ typeName }: ts.TypeReferenceNode): string[] {
  return nameOf(typeName);
}

function nameOf(name: ts.EntityName): string[] {
  return ts.isIdentifier(name) ? [name.text] : [...nameOf(name.left), name.right.text];
}

/** The `typeof` that each keyword allows. */
const keywords = new Map([
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.NumberKeyword, "number"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
]);

function faultsOfOne(value: unknown, type: ts.TypeNode, at: string): string[] {
  const keyword = keywords.get(type.kind);
  if (keyword !== undefined) return typeof value === keyword ? [] : [`${at} is not a ${keyword}`];
  if (type.kind === ts.SyntaxKind.AnyKeyword) return [];
  if (ts.isArrayTypeNode(type)) {
    if (!Array.isArray(value)) return [`${at} is not a list`];
    return value.flatMap((item, index) => faultsOf(item, type.elementType, `${at}[${index}]`));
  }
  const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
  if (ts.isTypeLiteralNode(type)) {
    const { type: member } = type.members[0] as ts.IndexSignatureDeclaration;
    if (!isObject) return [`${at} is not a map`];
    return Object.entries(value).flatMap(([key, item]) => faultsOf(item, member, `${at}.${key}`));
  }
  if (!ts.isTypeReferenceNode(type)) return [`${at} has a type that this test does not know`];
  const [root, module, name] = nameParts(type);
  if (root === "enums") {
    const values = valuesOf(module, name);
    return values.includes(value) ? [] : [`${at} is ${JSON.stringify(value)}, not one of ${values.join(", ")}`];
  }
  if (!isObject) return [`${at} is not an object`];
  return faultsOfMembers(value, nested(root === "inputs" ? "input" : "output", module, name), at);
}

/** An interface in a module's namespace. */
function nested(kind: "input" | "output", module: string, name: string): ts.InterfaceDeclaration {
  const [namespace] = parsed(`types/${kind}.d.ts`, module).statements;
  return interfaceIn(((namespace as ts.ModuleDeclaration).body as ts.ModuleBlock).statements, name);
}

function valuesOf(module: string, name: string): unknown[] {
  const { statements } = parsed(`types/enums/${module}/index.d.ts`);
  const declarations = statements.filter(ts.isVariableStatement).flatMap(one => [...one.declarationList.declarations]);
  const { type } = declarations.find(one => (one.name as ts.Identifier).text === name)!;
  return (type as ts.TypeLiteralNode).members.map(member => {
    const { literal } = (member as ts.PropertySignature).type as ts.LiteralTypeNode;
    return (literal as ts.StringLiteral).text;
  });
}
