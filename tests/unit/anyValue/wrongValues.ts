/** What stands in place of an argument by mistake: nothing, another kind of value, an Output that fails. */
import * as pulumi from "@pulumi/pulumi";
import type { Property } from "./schemaProperties";

/** A value in place of an argument. */
export interface Given {
  what: string;
  /** Made anew for each program: an Output that fails must not fail before it is used. */
  value: () => unknown;
  /** Whether it may be taken as left out, which null and undefined may be. */
  isNothing?: boolean;
  /** Whether it is of the right kind, and may be valid. */
  fits?: boolean;
}

const tooLarge = "a".repeat(1024 * 1024 + 1);
/** Texts that go into a ConfigMap or a Secret. Elsewhere, a text may have any length. */
const stored = new Set([
  "MosquittoBroker.acl",
  "MosquittoBroker.extraConfig",
  "MosquittoBroker.passwordFile",
  "MosquittoFileArgs.content",
  "MosquittoListenerArgs.extraConfig",
]);

/** The values to try in place of an argument that has this value. */
export function wrongValuesFor(property: Property, valid: unknown): Given[] {
  const { of, plain, isRequired } = property;
  const kinds = wrongKinds(property, valid);
  if (plain) {
    // In an Output of a root, only the certificate is checked.
    const output = {
      what: "an Output",
      value: () => pulumi.output(valid),
      fits: of === "CertificateChain.existingRoot",
    };
    return [...(isRequired ? [missing] : []), ...kinds, output];
  }
  return [
    ...(isRequired ? [missing] : []),
    ...kinds,
    ...kinds.filter(({ asOutput }) => asOutput).map(inOutput),
    { ...inOutput(missing), isNothing: true },
    { what: "an Output that fails", value: () => Promise.reject(new Error("the server did not answer")) },
  ];
}

const missing: Given = { what: "nothing", value: () => undefined };

function inOutput({ what, value, ...rest }: Given): Given {
  return { ...rest, what: `an Output of ${what}`, value: () => pulumi.output(value()) };
}

interface Kind extends Given {
  /** Whether to try it as an Output too: each is tried so in most places. */
  asOutput?: boolean;
}

function wrongKinds(property: Property, valid: unknown): Kind[] {
  return [
    { what: "null", value: () => null, isNothing: true, asOutput: true },
    { what: "the value in a list", value: () => [valid], asOutput: property.type !== "map" },
    ...(ofType[property.type]?.(valid, property) ?? []),
  ];
}

const just = (value: unknown): Kind => ({ what: told(value), value: () => value });
const both = (value: unknown): Kind => ({ ...just(value), asOutput: true });

function told(value: unknown): string {
  if (typeof value === "bigint") return `${value}n`;
  return typeof value === "number" || value === undefined ? String(value) : JSON.stringify(value);
}

/** Wrong values by the type in the schema, and some of the right kind. Helm takes numbers as quantities. */
const ofType: Record<string, (valid: unknown, property: Property) => Kind[]> = {
  string: (_, { isEnum, of }) => [
    { ...both(5), fits: of.startsWith("CertManagerResourcesArgs.") },
    just(NaN),
    just(5n),
    just(true),
    just({}),
    { what: "a Buffer", value: () => Buffer.from("x") },
    { what: "a resource", value: () => new pulumi.ComponentResource("test:index:Other", "other") },
    { ...just(""), fits: !isEnum },
    { ...just("x"), fits: !isEnum },
    { what: "more than 1 MiB of text", value: () => tooLarge, fits: !stored.has(of) },
  ],
  number: valid => [both(String(valid)), both(NaN), just(Infinity), just(BigInt(Number(valid))), just(true), just({})],
  boolean: valid => [both(String(valid)), just(""), just(0), just(NaN), just({})],
  array: valid => [
    both("x"),
    just(5),
    just(false),
    both({}),
    { what: "its first item", value: () => (valid as unknown[])[0], asOutput: true },
    { what: "a list with a hole", value: () => withHole(valid as unknown[]), asOutput: true },
    { ...just([]), fits: true },
  ],
  object: () => [both("x"), just(""), just(false), just(5)],
  map: valid => [
    both("x"),
    just(false),
    just(5),
    { what: "a map with __proto__", value: () => withKey(valid as object, "__proto__") },
    { what: "a map with constructor", value: () => withKey(valid as object, "constructor"), fits: true },
    { what: "a map with undefined", value: () => ({ ...(valid as object), empty: undefined }), fits: true },
  ],
};

function withHole(list: unknown[]): unknown[] {
  const longer = [...list];
  longer.length++;
  return longer;
}

/** The map with a copy of its first value under this key. */
function withKey(map: object, key: string): object {
  const [value] = Object.values(map) as unknown[];
  return Object.fromEntries([...Object.entries(map), [key, value]]);
}
