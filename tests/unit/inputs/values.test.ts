import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import {
  checkBoolean,
  checkList,
  checkNotCombined,
  checkObject,
  exactlyOne,
  givenNames,
  oneOf,
  text,
  wholeNumber,
} from "../../../components/inputs/values";

const path = PropertyPath.root.child("value");
const as = <T>(value: unknown) => value as T;

describe("A known value", () => {
  it("is a whole number within limits", () => {
    const hours = wholeNumber({ least: 1, unit: "hours" });
    const port = wholeNumber({ least: 1, greatest: 65535, because: "TCP has no others" });

    for (const value of [1, 65535]) assert.equal(port(value, path), value);
    assert.equal(hours(1e9, path), 1e9);
    for (const value of [0, 65536, 1.5, NaN, Infinity, as<number>("1"), as<number>(null)]) {
      assert.throws(
        () => port(value, path),
        /value: is .*, but must be a whole number from 1 to 65535: TCP has no others/,
      );
    }
    assert.throws(() => hours(0, path), /value: is 0, but must be a whole number of hours from 1 up/);
    assert.throws(() => port(as<number>(8883n), path), /value: is 8883, but must be a whole number/);
    assert.throws(() => port(NaN, path), /value: is NaN, but must be a whole number/);
  });

  it("is not a number as text, for which the error gives the right form", () => {
    const port = wholeNumber({ least: 1, greatest: 65535 });

    assert.throws(() => port(as<number>("8883"), path), /value: is "8883", .* Did you mean 8883, without quotes\?$/);
    for (const text of ["70000", "port", "", "8883.0"]) {
      assert.throws(() => port(as<number>(text), path), /value: is ".*", but must be a whole number from 1 to 65535$/);
    }
    assert.throws(() => checkBoolean(as<boolean>("true"), path), /must be true or false\. Remove the quotes$/);
  });

  it("is one of an enumeration, in any case, and is spelt as the enumeration has it", () => {
    const protocol = oneOf({ Mqtt: "Mqtt", WebSockets: "WebSockets" });

    assert.equal(protocol("websockets", path), "WebSockets");
    for (const value of ["http", as<string>(undefined), as<string>(3), as<string>(["Mqtt"])]) {
      assert.throws(() => protocol(value, path), /value: is .*, but must be one of Mqtt, WebSockets/);
    }
  });

  it("is a text that matches its pattern", () => {
    const name = text(/^[a-z]+$/, "lower-case letters");

    assert.equal(name("abc", path), "abc");
    assert.throws(() => name("A", path), /value: is "A", but must be lower-case letters/);
    assert.throws(() => name(as<string>(undefined), path), /value: is missing, but must be lower-case letters/);
    assert.throws(() => name(as<string>(["abc"]), path), /value: is a list, but must be lower-case letters/);
  });

  it("is a text for which the error suggests a similar one, if that is valid and not a secret", () => {
    const name = text(/^[a-z]{1,40}$/, "lower-case letters", value => value.toLowerCase());

    assert.throws(() => name("Abc", path), /value: is "Abc", but must be lower-case letters\. Did you mean "abc"\?$/);
    assert.throws(() => name("A1", path), /but must be lower-case letters$/);
    const password = text(/^[a-z0-9]+$/, "lower-case letters", value => value.toLowerCase());
    assert.throws(
      () => password("aB1".repeat(12), path),
      /is a text that looks like .*, but must be lower-case letters$/,
    );
  });

  it("is true or false, a list, or an object", () => {
    assert.equal(checkBoolean(false, path), false);
    assert.throws(() => checkBoolean(as<boolean>("false"), path), /value: is "false", but must be true or false/);
    assert.deepEqual(checkList([1], path), [1]);
    for (const value of [{}, null, undefined]) {
      assert.throws(() => checkList(as<[]>(value), path), /value: is .*, but must be a list/);
    }
    assert.deepEqual(checkObject({}, path), {});
    for (const value of [[], null, undefined, 1]) {
      assert.throws(() => checkObject(as<object>(value), path), /value: is .*, but must have properties/);
    }
  });

  it("is not shown if it should be a list or an object, since it may be a password", () => {
    assert.throws(() => checkList(as<[]>("hunter2"), path), /value: is text, but/);
    assert.throws(() => checkObject(as<object>("hunter2"), path), /value: is text, but/);
  });

  it("has exactly one of several properties", () => {
    const names = ["issued", "secretName"] as const;

    assert.equal(exactlyOne({ issued: {} }, names, path), "issued");
    assert.throws(
      () => exactlyOne({}, names, path, "or leave value out"),
      /value: has nothing: set exactly one of issued and secretName, or leave value out/,
    );
    assert.throws(
      () => exactlyOne({ issued: {}, secretName: "a" }, names, path),
      /value: has issued and secretName: set exactly one of issued and secretName/,
    );
    assert.throws(() => exactlyOne({}, names, PropertyPath.root), /issued: has nothing/);
  });

  it("has no property that cannot be combined with another one", () => {
    checkNotCombined({ version: undefined }, "existing", path);
    assert.throws(
      () => checkNotCombined({ version: "1", values: null }, "existing", path),
      /value\.version: cannot be combined with existing: remove one of them[^]*value\.values: cannot be combined/,
    );
  });

  it("has a list of its given properties", () => {
    assert.deepEqual(givenNames({ a: 0, b: undefined, c: null }), ["a", "c"]);
  });
});
