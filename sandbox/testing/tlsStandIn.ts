/** Drives the stand-in for the tls plugin as the engine does: check first, then create, diff, update or read. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Difference } from "../protocol/diffResponse";
import type { CallContext, ResourceState } from "../protocol/serve";
import { reveal } from "../protocol/values";
import type { PropertyMap } from "../protocol/values";
import { CLOCK_OFFSET_VARIABLE } from "../plugins/tls/clock";
import { tlsProvider } from "../plugins/tls/provider";

export type TypeName = "PrivateKey" | "CertRequest" | "SelfSignedCert" | "LocallySignedCert";

export function callOf(typeName: TypeName, preview = false): CallContext {
  const type = `tls:index/${typeName[0].toLowerCase()}${typeName.slice(1)}:${typeName}`;
  const urn = `urn:pulumi:test::project::${type}::example`;
  return { urn, type, name: "example", preview, timeout: 0, signal: new AbortController().signal };
}

/** The checked inputs; fails the test if the check fails. */
export async function checked(typeName: TypeName, inputs: PropertyMap): Promise<PropertyMap> {
  const result = await tlsProvider.check(callOf(typeName), {}, inputs, Buffer.alloc(0));
  assert.deepEqual(result.failures ?? [], []);
  return result.inputs;
}

/** The failures of a check as `property: reason`. */
export async function failuresOf(typeName: TypeName, inputs: PropertyMap): Promise<string[]> {
  const result = await tlsProvider.check(callOf(typeName), {}, inputs, Buffer.alloc(0));
  return (result.failures ?? []).map(failure => `${failure.property}: ${failure.reason}`);
}

export async function create(typeName: TypeName, inputs: PropertyMap): Promise<ResourceState> {
  return tlsProvider.create(callOf(typeName), await checked(typeName, inputs));
}

export async function previewCreate(typeName: TypeName, inputs: PropertyMap): Promise<PropertyMap> {
  return (await tlsProvider.create(callOf(typeName, true), await checked(typeName, inputs))).properties;
}

/** The differences that `preview` reports between `state` and a program that asks for `inputs`. */
export async function diff(typeName: TypeName, state: ResourceState, inputs: PropertyMap): Promise<Difference> {
  return tlsProvider.diff(callOf(typeName), state, {}, await checked(typeName, inputs));
}

export async function update(typeName: TypeName, state: ResourceState, inputs: PropertyMap): Promise<ResourceState> {
  const news = await checked(typeName, inputs);
  return { id: state.id, properties: await tlsProvider.update(callOf(typeName), state, {}, news) };
}

export async function refresh(typeName: TypeName, state: ResourceState, inputs: PropertyMap) {
  return tlsProvider.read(callOf(typeName), state, inputs);
}

/** The outputs with their secrets in plain text. */
export function outputs(state: ResourceState): Record<string, string> {
  return reveal(state.properties) as Record<string, string>;
}

export async function ecdsaKey(): Promise<string> {
  return outputs(await create("PrivateKey", { algorithm: "ECDSA", ecdsaCurve: "P256" })).privateKeyPem;
}

/** Runs `body` with the stand-in's clock moved forward, or back if `hours` is negative. */
export async function hoursLater<T>(hours: number, body: () => Promise<T>): Promise<T> {
  process.env[CLOCK_OFFSET_VARIABLE] = String(hours);
  try {
    return await body();
  } finally {
    Reflect.deleteProperty(process.env, CLOCK_OFFSET_VARIABLE);
  }
}

/** Runs a program on files that hold `texts`; each argument `@name` becomes the path of that file. */
export function run(program: string, args: string[], texts: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), "tls-stand-in-"));
  try {
    for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text, { mode: 0o600 });
    const paths = args.map(arg => (arg.startsWith("@") ? join(folder, arg.slice(1)) : arg));
    return execFileSync(program, paths, { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
  } finally {
    rmSync(folder, { recursive: true });
  }
}
