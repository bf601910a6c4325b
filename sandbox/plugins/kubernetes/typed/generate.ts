/**
 * Writes types.json, which says what a round trip through Kubernetes' Go types does to each field, from their sources:
 *
 *   npx tsx sandbox/plugins/kubernetes/typed/generate.ts API APIMACHINERY
 *
 * The arguments are the folders of two Go modules; `go mod download -json k8s.io/api@v0.36.3` prints where it put one.
 */
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Folders of `k8s.io/api` whose kinds programs create, each with its group as in an object's `apiVersion`. */
const groups: Record<string, string> = {
  admissionregistration: "admissionregistration.k8s.io",
  apps: "apps",
  autoscaling: "autoscaling",
  batch: "batch",
  certificates: "certificates.k8s.io",
  coordination: "coordination.k8s.io",
  core: "",
  discovery: "discovery.k8s.io",
  events: "events.k8s.io",
  networking: "networking.k8s.io",
  node: "node.k8s.io",
  policy: "policy",
  rbac: "rbac.authorization.k8s.io",
  scheduling: "scheduling.k8s.io",
  storage: "storage.k8s.io",
};
const versions = ["v1", "v2"];

interface Field {
  type: string;
  omitEmpty: boolean;
}

interface Package {
  imports: Record<string, string>;
  structs: Record<string, Record<string, Field>>;
  /** Embedded structs by the name of the struct that holds them. */
  embedded: Record<string, string[]>;
  aliases: Record<string, string>;
}

const packages: Record<string, Package> = {};

/** A field's code: `?` if empty or zero is omitted, `[]` a list, `{}` a map, then `quantity`, `bytes`, a type or nothing. */
type Code = string;

function main([api, machinery]: string[]): void {
  for (const group of Object.keys(groups)) {
    for (const version of readdirSync(join(api, group)).filter(name => versions.includes(name))) {
      packages[`${group}/${version}`] = parse(readFileSync(join(api, group, version, "types.go"), "utf8"));
    }
  }
  packages.meta = parse(readFileSync(join(machinery, "pkg/apis/meta/v1/types.go"), "utf8"));

  const kinds: Record<string, string> = {};
  for (const [path, { embedded }] of Object.entries(packages)) {
    const [group, version] = path.split("/");
    for (const [name, parents] of Object.entries(embedded)) {
      const isKind = parents.some(parent => parent.endsWith("TypeMeta")) && parents.includes("metav1.ObjectMeta");
      if (isKind) kinds[[groups[group], version, name].filter(Boolean).join("/")] = `${path}.${name}`;
    }
  }
  const types: Record<string, Record<string, Code>> = {};
  for (const kind of Object.values(kinds)) addType(kind, types);
  dropTypesWithoutFields(types);
  const used = Object.fromEntries(Object.entries(kinds).filter(([, type]) => type in types));
  const lines = (map: object) =>
    Object.entries(map)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]) => `    ${JSON.stringify(key)}: ${JSON.stringify(value)}`)
      .join(",\n");
  const text = `{\n  "kinds": {\n${lines(used)}\n  },\n  "types": {\n${lines(types)}\n  }\n}\n`;
  writeFileSync(join(import.meta.dirname, "types.json"), text);
}

/** Kubernetes' sources have one field on each line, formatted by gofmt. */
function parse(source: string): Package {
  const found: Package = { imports: {}, structs: {}, embedded: {}, aliases: {} };
  for (const [, alias, path] of source.matchAll(/^\s+(?:(\w+) )?"(k8s\.io\/[^"]+)"$/gm)) {
    found.imports[alias ?? path.split("/").pop()] = path;
  }
  for (const [, name, type] of source.matchAll(/^type (\w+) (?!struct\b|interface\b)(\S+)/gm))
    found.aliases[name] = type;
  for (const [, name, body] of source.matchAll(/^type (\w+) struct \{\n([^]*?)^\}/gm)) {
    found.structs[name] = {};
    found.embedded[name] = [];
    for (const [, field, , type, json] of body.matchAll(/^\t(?:(\w+)(\s+))?(\S+)\s+`(?:[^`]* )?json:"([^"]*)"/gm)) {
      const [key, ...options] = json.split(",");
      if (!field) found.embedded[name].push(type);
      if (key) found.structs[name][key] = { type, omitEmpty: options.includes("omitempty") };
    }
  }
  return found;
}

function addType(type: string, types: Record<string, Record<string, Code>>): void {
  if (type in types) return;
  const [path, name] = type.split(".");
  const { structs, embedded } = packages[path];
  const fields: Record<string, Code> = (types[type] = {});
  for (const [key, field] of Object.entries(structs[name])) {
    if (key === "status") continue;
    const code = codeOf(field.type, path);
    const zero = field.omitEmpty && !field.type.startsWith("*") && code.zeroable ? "?" : "";
    if (code.type) addType(code.type, types);
    if (zero + code.text !== "") fields[key] = zero + code.text;
  }
  for (const parent of embedded[name].filter(embeddedType => !(embeddedType in { "metav1.ObjectMeta": 0 }))) {
    const { type: inlined } = codeOf(parent, path);
    if (!inlined || inlined === "meta.TypeMeta") continue;
    addType(inlined, types);
    Object.assign(fields, types[inlined]);
  }
}

/** What a Go type does to its value; `zeroable` if its zero value counts as empty. */
function codeOf(type: string, path: string): { text: string; zeroable: boolean; type?: string } {
  const inner = (prefix: string, rest: string) => {
    const code = codeOf(rest, path);
    const text = code.text === "" ? "" : prefix + code.text;
    return { text, zeroable: true, type: code.type };
  };
  if (type === "[]byte") return { text: "bytes", zeroable: true };
  if (type.startsWith("*")) return { ...codeOf(type.slice(1), path), zeroable: false };
  if (type.startsWith("[]")) return inner("[]", type.slice(2));
  const [, element] = /^map\[\w+\](.+)$/.exec(type) ?? [];
  if (element) return inner("{}", element);
  if (/^(string|bool|u?int(8|16|32|64)?|float64)$/.test(type)) return { text: "", zeroable: true };

  const [qualifier, name] = type.includes(".") ? type.split(".") : ["", type];
  const target = qualifier === "" ? path : pathOf(packages[path].imports[qualifier]);
  if (name === "Quantity") return { text: "quantity", zeroable: false };
  const found = target === undefined ? undefined : packages[target];
  if (found && name in found.aliases) return codeOf(found.aliases[name], target as string);
  if (found && name in found.structs && !["Time", "FieldsV1"].includes(name)) {
    return { text: `${target}.${name}`, zeroable: false, type: `${target}.${name}` };
  }
  return { text: "", zeroable: false };
}

function pathOf(importPath: string | undefined): string | undefined {
  if (importPath === "k8s.io/apimachinery/pkg/apis/meta/v1") return "meta";
  return importPath?.startsWith("k8s.io/api/") ? importPath.slice("k8s.io/api/".length) : undefined;
}

/** Drops types whose fields all stay as they are. */
function dropTypesWithoutFields(types: Record<string, Record<string, Code>>): void {
  const isPlain = (code: Code) => {
    const type = code.replace(/^[?[\]{}]*/, "");
    return type.includes(".") && !(type in types);
  };
  for (let changed = true; changed;) {
    changed = false;
    for (const [name, fields] of Object.entries(types)) {
      for (const [key, code] of Object.entries(fields).filter(([, fieldCode]) => isPlain(fieldCode))) {
        if (code.startsWith("?")) fields[key] = "?";
        else Reflect.deleteProperty(fields, key);
        changed = true;
      }
      if (Object.keys(fields).length === 0) changed = Reflect.deleteProperty(types, name);
    }
  }
}

main(process.argv.slice(2));
