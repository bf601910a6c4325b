import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { gated, ifPlain, input, inputItems, optional, optionalInput, plain } from "../../../components/inputs/input";
import { PropertyPath } from "../../../components/inputs/path";
import { ifGiven, wholeNumber } from "../../../components/inputs/values";
import { attempt, valueOf } from "../engine/engine";

const path = PropertyPath.root.child("count");
const count = wholeNumber({ least: 1, greatest: 9 });

/** The Output fails with such an error, as does everything derived from it. */
async function assertFails(program: () => pulumi.Output<unknown>, says: RegExp): Promise<void> {
  const { errors } = await attempt(program);
  assert.match(errors[0]?.message ?? "no error", says);
}

const later = <T>(value: T) => pulumi.output(Promise.resolve(value)) as pulumi.Output<T>;

describe("An input", () => {
  it("is checked at once if it is plain, with all its members", () => {
    assert.throws(() => input(0, path, count), /count: is 0, but must be a whole number from 1 to 9/);
    assert.throws(
      () => input({ a: { b: 0 } }, path, ({ a }, at) => count(a.b, at.child("a").child("b"))),
      /count\.a\.b/,
    );
  });

  it("is checked once it is known if it is an Output, and its result fails with it", async () => {
    assert.equal(await valueOf(input(later(5), path, count)), 5);
    await assertFails(() => input(later(0), path, count), /count: is 0/);
    await assertFails(
      () => input({ of: later(0) }, path, ({ of }, at) => count(of, at.child("of"))),
      /count\.of: is 0/,
    );
  });

  it("may be left out, but may not be null", async () => {
    assert.equal(optionalInput(undefined as number | undefined, path, count), undefined);
    assert.equal(await valueOf(optionalInput(3, path, count)!), 3);
    const missing = later<number | undefined>(undefined) as pulumi.Output<number>;
    await assertFails(() => optionalInput(missing, path, count)!, /count: is undefined/);
    assert.equal(await valueOf(input(missing, path, ifGiven(count))), undefined);
    assert.equal(optional(undefined, path, count), undefined);
    assert.equal(optional(3, path, count), 3);
    assert.throws(() => optional(null as unknown as number, path, count), /count: is null, but must be a whole number/);
  });

  it("may be a list, whose plain items are all checked at once", async () => {
    assert.throws(() => inputItems([later(1), 0, 10], path, count), /count\[1\]: is 0[^]*count\[2\]: is 10/);
    await assertFails(() => inputItems([1, later(0)], path, count), /count\[1\]: is 0/);
    await assertFails(() => inputItems(later([1, 0]), path, count), /count\[1\]: is 0/);
    assert.deepEqual(await valueOf(inputItems(later([1, 2]), path, count)), [1, 2]);
    assert.throws(() => inputItems("1" as unknown as number[], path, count), /count: is text, but must be a list/);
  });

  it("stays plain after its check, so that a check of several arguments runs at once on their results", async () => {
    const doubled = (value: number, at: typeof path) => 2 * count(value, at);
    const sum = ({ one, others }: { one: number; others: number[] }) => one + others.reduce((all, of) => all + of, 0);
    const seen: number[] = [];
    const check = (all: Parameters<typeof sum>[0]) => seen.push(sum(all));

    input({ one: input(1, path, doubled), others: inputItems([2, 3], path, doubled) }, path, check);
    assert.deepEqual(seen, [12]);
    await valueOf(
      input({ one: input(1, path, doubled), others: inputItems([2, later(4)], path, doubled) }, path, check),
    );
    assert.deepEqual(seen, [12, 14]);
    input(
      input({ one: input(1, path, doubled), others: [3] }, path, all => all),
      path,
      check,
    );
    assert.deepEqual(seen, [12, 14, 5]);
  });

  it("waits for the checks of other inputs", async () => {
    assert.equal(await valueOf(gated(pulumi.output(1), later("passed"))), 1);
    await assertFails(() => gated(pulumi.output(1), input(later(0), path, count)), /count: is 0/);
  });

  it("must not be an Output if it decides which resources exist", () => {
    assert.equal(plain(1, path), 1);
    assert.throws(() => plain(later(1), path), /count: is an Output, but decides which resources exist/);
    assert.throws(() => plain(Promise.resolve(1), path), /count: is an Output/);
    assert.equal(ifPlain(later(1)), undefined);
    assert.equal(ifPlain(1), 1);
  });
});
