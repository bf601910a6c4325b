/** One program in four languages. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { allPlanned, createTestStack } from "../../sandbox/testing/testStack";
import { goVariables } from "../languages/go";
import { languages, writeProgram } from "../languages/program";
import type { Language } from "../languages/program";
import { unreachableCluster } from "../preview/unreachable";

describe("A program in another language", function () {
  // The first compilation of Pulumi's Go SDK takes a minute by itself.
  this.timeout(900_000);
  const previews = new Map<Language, Planned[]>();

  before(async () => {
    for (const language of languages) previews.set(language, await preview(language));
  });

  for (const language of languages.filter(name => name !== "typescript")) {
    it(`previews what the same program in TypeScript previews: ${language}`, () => {
      assert.deepEqual(previews.get(language), previews.get("typescript"));
    });
  }
});

/** What the tests compare of a step. */
interface Planned {
  urn: string;
  inputs: Record<string, unknown>;
}

/** The resources of the first preview, without providers, which a program in TypeScript does not have for this package. */
async function preview(language: Language): Promise<Planned[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-language-"));
  const cluster = await unreachableCluster();
  try {
    await writeProgram(folder, language);
    const test = await createTestStack(
      { folder },
      {
        config: { namespace: "mqtt", image: "docker.io/library/eclipse-mosquitto:2.0.22" },
        variables: { ...goVariables, KUBECONFIG: cluster.kubeconfig },
      },
    );
    try {
      const steps = (await allPlanned(test.stack)).filter(({ type }) => !type.startsWith("pulumi:providers:"));
      assert.ok(steps.length > 10, JSON.stringify(steps));
      return steps
        .map(({ urn, inputs }) => ({ urn: urn.replaceAll(test.stack.name, "STACK"), inputs }))
        .sort((a, b) => a.urn.localeCompare(b.urn));
    } finally {
      await test.remove();
    }
  } finally {
    await cluster.remove();
    await fs.rm(folder, { recursive: true });
  }
}
