/** A secret in every argument that takes text, and in the keys of maps: nothing that the program says may show it. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { saidBy } from "../engine/said";
import { propertiesOf } from "./schemaProperties";
import type { Property } from "./schemaProperties";
import { circumstances, examples, spareStackTraces, withValue } from "./examples";

/** In any case and with anything between its parts, as suggestions have it. */
const traces = /hunter.{0,2}2|marker/i;

const text = "Hunter2 Marker";
const password = "Hunter2Marker/ScJ9oRwFmX0vCk3yZpTq==";

/** Values that few arguments take, by type. Those that are not secret look like a password. */
const secretsByType: Record<string, Record<string, () => unknown>> = {
  string: {
    "a secret": () => pulumi.secret(text),
    "a secret of several lines": () => pulumi.secret(`${text}\n${"x".repeat(300)}`),
    "what looks like a password": () => password,
    "a URL with a password": () => "https://me:Hunter2Marker@example.com",
  },
  map: {
    "a secret map": () => pulumi.secret({ [text]: 5 }),
    "a key that looks like a password": () => ({ [password]: 5 }),
  },
};

describe("A secret in any argument that takes text", () => {
  spareStackTraces();
  const triedPlaces = new Set<string>();

  for (const { component, what, args: makeArgs, make } of examples) {
    it(`is not shown, in a ${component} ${what}`, async function () {
      this.timeout(600_000);
      const args = await makeArgs();
      const isNew = ({ path }: Property) => {
        const place = `${component} ${path.replace(/\[\d+\]/g, "[]")}`;
        return !triedPlaces.has(place) && triedPlaces.add(place);
      };
      const shown: string[] = [];
      for (const { path, keys, type } of propertiesOf(component, args).filter(isNew)) {
        for (const [secret, value] of Object.entries(secretsByType[type] ?? {})) {
          const { said } = await saidBy(() => make(withValue(args, keys, value()) as never), circumstances);
          const place = traces.exec(said)?.index;
          if (place !== undefined)
            shown.push(`${path}, ${secret}: ${said.slice(Math.max(0, place - 100), place + 50)}`);
        }
      }
      assert.deepEqual(shown, []);
    });
  }

  it("is looked for in what is said, so the tests above can fail", async () => {
    const { make, args: makeArgs } = examples.find(({ component }) => component === "TrustBundle")!;
    const args = await makeArgs();
    const { said } = await saidBy(() => make({ ...args, configMapName: "Hunter2 Marker" } as never), circumstances);

    assert.match(said, traces);
  });
});
