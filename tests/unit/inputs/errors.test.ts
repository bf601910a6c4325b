import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../../components/inputs/errors";
import { PropertyPath } from "../../../components/inputs/path";

const path = PropertyPath.root;

/** The error that `work` throws. */
function thrownBy(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

function assertPaths(error: unknown, paths: string[]): void {
  assert.ok(pulumi.InputPropertiesError.isInstance(error));
  assert.deepEqual(
    error.errors?.map(({ propertyPath }) => propertyPath),
    paths,
  );
}

describe("Errors of arguments", () => {
  it("have the property's path, and repeat it in the reason", () => {
    const error = thrownBy(() => refuse(path.child("ports").index(1), "is 0"));

    assert.ok(pulumi.InputPropertyError.isInstance(error));
    assert.deepEqual([error.propertyPath, error.reason], ["ports[1]", "ports[1]: is 0"]);
  });

  it("are one InputPropertyError when one argument is bad", () => {
    const error = thrownBy(() => checkAll({ good: () => 1, bad: () => refuse(path.child("bad"), "is bad") }));

    assert.ok(pulumi.InputPropertyError.isInstance(error));
    assert.equal(error.message, "bad: is bad");
  });

  it("are reported together, each once, from any depth", () => {
    const item = (value: number, at: PropertyPath) =>
      checkAll({
        whole: () => (Number.isInteger(value) ? value : refuse(at, "is not whole")),
        positive: () => (value > 0 ? value : refuse(at, "is not positive")),
      });

    const error = thrownBy(() =>
      checkAll({
        name: () => refuse(path.child("name"), "is missing"),
        numbers: () => checkEach([1, -0.5, 2, -3], path.child("numbers"), item),
      }),
    );

    assertPaths(error, ["name", "numbers[1]", "numbers[1]", "numbers[3]"]);
    assert.equal(
      (error as Error).message,
      [
        "4 arguments are not valid:",
        "- name: is missing",
        "- numbers[1]: is not whole",
        "- numbers[1]: is not positive",
        "- numbers[3]: is not positive",
      ].join("\n"),
    );
  });

  it("are reported once if two checks find the same fault", () => {
    const bad = () => refuse(path.child("bad"), "is bad");

    const one = thrownBy(() => checkAll({ alone: bad, withOthers: bad }));
    const two = thrownBy(() =>
      checkAll({ alone: bad, withOthers: bad, worse: () => refuse(path.child("bad"), "is worse") }),
    );

    assert.ok(pulumi.InputPropertyError.isInstance(one));
    assertPaths(two, ["bad", "bad"]);
  });

  it("do not hide another error, such as a bug", () => {
    const fault = new TypeError("not a function");

    const thrown = thrownBy(() =>
      checkAll({
        bad: () => refuse(path.child("bad"), "is bad"),
        faulty: () => {
          throw fault;
        },
      }),
    );

    assert.equal(thrown, fault);
  });

  it("do not occur for good arguments, whose results keep their names and order", () => {
    assert.deepEqual(checkAll({ a: () => 1, b: () => "two" }), { a: 1, b: "two" });
    assert.deepEqual(
      checkEach(["a", "b"], path.child("list"), (value, at) => `${String(at)}=${value}`),
      ["list[0]=a", "list[1]=b"],
    );
  });
});

describe("A property path", () => {
  it("is written as Pulumi writes it", () => {
    assert.equal(String(path.child("ports").index(1).child("tls").child("secretName")), "ports[1].tls.secretName");
    assert.equal(String(path.child("tags").key("a b")), 'tags["a b"]');
  });
});
