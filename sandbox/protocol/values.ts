/**
 * Pulumi property values as plain JavaScript: what the engine's gRPC messages carry, with secrets and unknowns made
 * visible as classes instead of magic strings. Follows the SDK's `runtime/rpc` (signatures and unknown sentinels).
 */
import { Struct } from "google-protobuf/google/protobuf/struct_pb";

const SIGNATURE_KEY = "4dabf18193072939515e22adb298388d";
const SECRET_SIGNATURE = "1b47061264138c4ac30d75fd1eb44270";
const OUTPUT_SIGNATURE = "d0e6a833031e9bbcd3f4e8bde6ca49a4";
const UNKNOWN_STRING = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
/** The engine sends one sentinel for each type that an unknown could have; a provider need not tell them apart. */
const UNKNOWN_SENTINELS = new Set([
  UNKNOWN_STRING,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7", // boolean
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421", // number
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2", // array
  "030794c1-ac77-496b-92df-f27374a8bd58", // asset
  "e48ece36-62e2-4504-bad9-02848725956a", // archive
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff", // object
]);

/** A value that a preview cannot know yet. */
export class Unknown {
  static readonly value = new Unknown();
  private constructor() {}
}

/** A value that the engine encrypts in state and hides in output. */
export class Secret {
  constructor(readonly value: PropertyValue) {}
}

export type PropertyValue = null | boolean | number | string | PropertyValue[] | PropertyMap | Secret | Unknown;
export interface PropertyMap {
  [key: string]: PropertyValue;
}

/** Reads a message's property map; a missing message is an empty map. */
export function fromStruct(struct: Struct | undefined): PropertyMap {
  return struct ? (decode(struct.toJavaScript()) as PropertyMap) : {};
}

/** Writes a property map for a message. Keys whose value is undefined are left out. */
export function toStruct(properties: PropertyMap): Struct {
  return Struct.fromJavaScript(encode(properties) as Parameters<typeof Struct.fromJavaScript>[0]);
}

/** The value with every secret opened. */
export function reveal(value: PropertyValue): PropertyValue {
  if (value instanceof Secret) return reveal(value.value);
  return mapChildren(value, reveal);
}

export function containsUnknown(value: PropertyValue | undefined): boolean {
  if (value instanceof Unknown) return true;
  if (value instanceof Secret) return containsUnknown(value.value);
  if (isList(value)) return value.some(containsUnknown);
  return isMap(value) && Object.values(value).some(containsUnknown);
}

export function containsSecret(value: PropertyValue | undefined): boolean {
  if (value instanceof Secret) return true;
  if (isList(value)) return value.some(containsSecret);
  return isMap(value) && Object.values(value).some(containsSecret);
}

export function isMap(value: PropertyValue | undefined): value is PropertyMap {
  return (
    typeof value === "object" &&
    value !== null &&
    !isList(value) &&
    !(value instanceof Secret) &&
    !(value instanceof Unknown)
  );
}

/** `Array.isArray` alone would make the elements `any`. */
export function isList(value: PropertyValue | undefined): value is PropertyValue[] {
  return Array.isArray(value);
}

/** `value` with secrets at the same paths as `pattern`: an output that echoes a secret input is secret too. */
export function copySecrets(value: PropertyValue, pattern: PropertyValue | undefined): PropertyValue {
  if (pattern instanceof Secret) return value instanceof Secret ? value : new Secret(value);
  if (isList(value) && isList(pattern)) return value.map((item, i) => copySecrets(item, pattern[i]));
  if (isMap(value) && isMap(pattern)) {
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, copySecrets(item, pattern[key])]));
  }
  return value;
}

function mapChildren(value: PropertyValue, visit: (child: PropertyValue) => PropertyValue): PropertyValue {
  if (isList(value)) return value.map(visit);
  if (isMap(value)) return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, visit(child)]));
  return value;
}

type Wire = null | boolean | number | string | Wire[] | { [key: string]: Wire };

function decode(wire: Wire): PropertyValue {
  if (typeof wire === "string") return UNKNOWN_SENTINELS.has(wire) ? Unknown.value : wire;
  if (isList(wire)) return wire.map(decode);
  if (typeof wire !== "object" || wire === null) return wire;
  const signature = wire[SIGNATURE_KEY];
  if (signature === SECRET_SIGNATURE) return new Secret(decode(wire.value));
  if (signature === OUTPUT_SIGNATURE) {
    const value = "value" in wire ? decode(wire.value) : Unknown.value;
    return wire.secret === true ? new Secret(value) : value;
  }
  return Object.fromEntries(Object.entries(wire).map(([key, child]) => [key, decode(child)]));
}

function encode(value: PropertyValue): Wire {
  if (value instanceof Unknown) return UNKNOWN_STRING;
  if (value instanceof Secret) return { [SIGNATURE_KEY]: SECRET_SIGNATURE, value: encode(value.value) };
  if (isList(value)) return value.map(encode);
  if (isMap(value)) {
    return Object.fromEntries(
      Object.entries(value)
        .filter(([, child]) => child !== undefined)
        .map(([key, child]) => [key, encode(child)]),
    );
  }
  return value;
}
