import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../../../components/inputs/arguments";
import { sourceOf } from "../../../components/inputs/failures";
import { input } from "../../../components/inputs/input";
import { PropertyPath } from "../../../components/inputs/path";
import { attempt, isKnown, valueOf } from "../engine/engine";

/** The errors of a program that uses the value `of` its arguments. */
async function errorsOf(args: () => object, of: (args: Record<string, unknown>) => unknown) {
  const { errors } = await attempt(() => pulumi.output(of(argumentsOf(args()) as Record<string, unknown>)));
  return errors;
}

const failing = (error: unknown) => pulumi.output(Promise.reject(error as Error));

describe("The arguments of a component", () => {
  it("must be there, and plain", () => {
    for (const args of [undefined, null, [], "text", 5, pulumi.output({})]) {
      assert.throws(() => argumentsOf(args as never), { propertyPath: "args" });
    }
    assert.deepEqual(argumentsOf({ a: { b: [1] }, c: undefined }), { a: { b: [1] }, c: undefined });
  });

  it("have undefined in place of a hole in a list", () => {
    const list = ["a"];
    list.length = 2;

    assert.deepEqual(Object.keys(argumentsOf({ list }).list), ["0", "1"]);
  });

  it("may not have what Pulumi cannot pass on", () => {
    const tags = JSON.parse('{"__proto__": "a"}') as object;
    const circle: object[] = [];
    circle.push({ circle });

    assert.throws(() => argumentsOf({ ports: [8883n] }), /ports\[0\]: is a bigint, which Pulumi cannot pass on: use a/);
    assert.throws(() => argumentsOf({ values: { text: () => "a" } }), /values\.text: is a function/);
    assert.throws(() => argumentsOf({ circle }), /circle\[0\]\.circle: contains itself/);
    assert.throws(() => argumentsOf({ tags }), /tags\["__proto__"\]: has a name that JavaScript/);
    assert.deepEqual(argumentsOf({ tags: { constructor: "a" } }), { tags: { constructor: "a" } });
  });

  it("name the one whose Output fails, with the reason", async () => {
    const error = new Error("no such host");
    const cases: [args: () => object, of: (args: Record<string, unknown>) => unknown, path: string][] = [
      [() => ({ host: failing(error) }), ({ host }) => host, "host"],
      [() => ({ host: Promise.reject(error) }), ({ host }) => host, "host"],
      [() => ({ of: { hosts: ["a", failing(error)] } }), args => args.of, "of.hosts[1]"],
      [() => ({ labels: { "a/b": failing(error) } }), ({ labels }) => labels, 'labels["a/b"]'],
    ];
    for (const [args, of, path] of cases) {
      const [found] = await errorsOf(args, of);
      assert.ok(pulumi.InputPropertyError.isInstance(found), String(found));
      assert.equal(found.propertyPath, path);
      assert.match(found.reason, /: is an Output that failed: "no such host"$/);
      // Printed whole, it might show what the Output held.
      assert.equal(found.cause, undefined);
    }
  });

  it("leave an error alone that already says what is wrong, and hide one that looks like a password", async () => {
    const ours = new pulumi.InputPropertyError({ propertyPath: "other", reason: "other: is bad" });
    for (const error of [ours, new pulumi.RunError("Reading the address: there is none")]) {
      assert.equal(
        (
          await errorsOf(
            () => ({ host: failing(error) }),
            ({ host }) => host,
          )
        )[0],
        error,
      );
    }
    const [hidden] = await errorsOf(
      () => ({ host: failing(new Error("https://me:secret@a")) }),
      ({ host }) => host,
    );
    assert.match(hidden.message, /host: is an Output that failed: a text that looks like a key or a password$/);
  });

  it("keep what is known of an Output: its value, its secrecy, and what it comes from", async () => {
    const secret = pulumi.secret("a");
    const unknown = pulumi.output(pulumi.unknown) as pulumi.Output<string>;
    const args = argumentsOf({ secret, unknown });

    assert.equal(await valueOf(args.secret), "a");
    assert.equal(await pulumi.isSecret(args.secret), true);
    assert.equal(await isKnown(args.unknown), false);
    assert.equal(sourceOf(args.secret), secret);
    assert.equal(sourceOf("a"), "a");

    const { result, errors } = await attempt(async () => {
      const other = new pulumi.ComponentResource("test:index:Other", "other");
      const { urn } = argumentsOf({ urn: other.urn });
      const { allResources } = urn as unknown as { allResources: () => Promise<Set<pulumi.Resource>> };
      return [...(await allResources())].map(({ __name }: pulumi.Resource & { __name?: string }) => __name);
    });
    assert.deepEqual(errors, []);
    assert.deepEqual(await result, ["other"]);
  });

  it("keep what a component has checked at once for a child that checks it again", () => {
    const path = PropertyPath.root.child("count");
    const checked = input(1, path, value => value);
    const seen: number[] = [];

    input(argumentsOf({ count: checked }).count, path, value => seen.push(value));
    assert.deepEqual(seen, [1]);
  });
});
