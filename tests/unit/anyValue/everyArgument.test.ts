/** Values of every kind, as YAML and JavaScript allow them, for every argument of every component. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import type { Registered } from "../engine/engine";
import { saidBy } from "../engine/said";
import { components, declaredProperties, propertiesOf } from "./schemaProperties";
import type { Property } from "./schemaProperties";
import { circumstances, examples, spareStackTraces, valueAt, withValue } from "./examples";
import { mayBeLeftOut } from "./leftOut";
import { wrongValuesFor } from "./wrongValues";
import type { Given } from "./wrongValues";

/** What a program declares, and its errors. */
interface Outcome {
  declared: string;
  errors: Error[];
}

async function outcomeOf(program: () => unknown): Promise<Outcome> {
  const { resources, errors } = await saidBy(program, circumstances);
  const ours = resources.filter(({ type }) => !type.startsWith("test:"));
  return {
    errors,
    // The order is that in which inputs become known.
    declared: ours.map(asText).sort().join("\n"),
  };
}

function asText({ type, name, inputs }: Registered): string {
  return JSON.stringify({ name, type, inputs }, (_, value: unknown) =>
    typeof value === "bigint" ? String(value) : value,
  );
}

/** Whether all errors are about arguments, and one is about this one, or about something missing in it. */
function isRefusedAt(told: string, errors: Error[]): boolean {
  const isAbout = (message: string) =>
    [":", ".", "["].some(after => withoutQuotes(message).includes(withoutQuotes(told) + after)) ||
    // Exactly one of several members must be set: which one, only the object can say.
    message.includes(`${told.replace(/\.\w+$/, "")}: has nothing: set exactly one of`);
  return errors.every(isRefusal) && errors.some(({ message }) => isAbout(message));
}

/** Whether an error is about an argument. The engine wraps errors about the inputs of a resource. */
function isRefusal(error: Error): boolean {
  return (
    pulumi.InputPropertyError.isInstance(error) ||
    pulumi.InputPropertiesError.isInstance(error) ||
    /^(error serializing property "\w+": )+(\d+ arguments are not valid:|[a-z][^ ]*: )/i.test(error.message)
  );
}

/** The same path with `.key` for `["key"]`: without the schema, a map cannot be told from an object. */
function withoutQuotes(path: string): string {
  return path.replace(/\["([a-z_]\w*)"\]/gi, ".$1");
}

function isSame(one: Outcome, other: Outcome): boolean {
  const messages = ({ errors }: Outcome) => errors.map(({ message }) => message).join("\n");
  return one.declared === other.declared && messages(one) === messages(other);
}

describe("A value of any kind for any argument", () => {
  spareStackTraces();

  it("is tried for every argument of every component", async function () {
    this.timeout(120_000);
    const given = await Promise.all(examples.map(async ({ component, args }) => propertiesOf(component, await args())));
    const tried = new Set(given.flat().map(({ of }) => of));
    const all = components.flatMap(component => [...declaredProperties(component)]);
    assert.deepEqual(
      [...all, ...mayBeLeftOut].filter(of => !tried.has(of)),
      [],
    );
  });

  for (const component of components) {
    it(`is refused in place of all arguments of ${component}`, async function () {
      this.timeout(120_000);
      const { make, args } = examples.find(example => example.component === component)!;
      const good = await args();
      const wrong = { null: null, text: "x", number: 5, false: false, list: [good], output: pulumi.output(good) };
      for (const [kind, value] of Object.entries(wrong)) {
        const { errors } = await outcomeOf(() => make(value as never));
        assert.ok(errors.length > 0 && isRefusedAt("args", errors), `${kind}: ${errors.join("; ")}`);
      }
      const { errors } = await outcomeOf(() => make(undefined as never));
      assert.ok(errors.length === 0 || isRefusedAt("args", errors), errors.join("; "));
    });
  }

  /** A place that several examples of a component have is tried in the first of them. */
  const triedPlaces = new Set<string>();

  for (const { component, what, args: makeArgs, make } of examples) {
    it(`is taken as it is or refused by its name, in a ${component} ${what}`, async function () {
      this.timeout(600_000);
      const args = await makeArgs();
      const outcomeWith = ({ keys }: Property, value: () => unknown) =>
        outcomeOf(() => make(withValue(args, keys, value()) as never));
      const untouched = await outcomeOf(() => make(args as never));
      assert.deepEqual(untouched.errors, []);
      assert.notEqual(untouched.declared, "", "nothing is declared");

      const isRight = (property: Property, { isNothing, fits }: Given, outcome: Outcome, leftOut?: Outcome) => {
        if (outcome.errors.length > 0 && isRefusedAt(fits ? "" : property.told, outcome.errors)) return true;
        if (isNothing && leftOut !== undefined) return isSame(outcome, leftOut);
        return fits === true && outcome.errors.length === 0;
      };
      const wrong: string[] = [];
      for (const property of propertiesOf(component, args)) {
        const { path, keys, of, isRequired } = property;
        const place = `${component} ${path.replace(/\[\d+\]/g, "[]")}`;
        if (triedPlaces.has(place)) continue;
        triedPlaces.add(place);
        const isOptional = mayBeLeftOut.has(of) && !isRequired;
        const leftOut = isOptional ? await outcomeWith(property, () => undefined) : undefined;
        for (const given of wrongValuesFor(property, valueAt(args, keys))) {
          const outcome = await outcomeWith(property, given.value);
          if (isRight(property, given, outcome, leftOut)) continue;
          const found = outcome.errors.length === 0 ? "accepted" : `reported as ${outcome.errors.join("; ")}`;
          wrong.push(`${path} (${of}): ${given.what} is ${found}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
});
