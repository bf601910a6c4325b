/** The first preview of the program in one language. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { allPlanned, createTestStack } from "../../sandbox/testing/testStack";
import { unreachableCluster } from "../preview/unreachable";
import { goVariables } from "./go";
import { writeProgram } from "./program";
import type { Language } from "./program";

/** What tests compare of a resource. */
export interface Planned {
  urn: string;
  inputs: Record<string, unknown>;
}

/** How the program runs, if not with the plugin in the checkout. */
export interface Circumstances {
  /** Changes the program's folder. */
  change?: (folder: string) => Promise<void>;
  variables?: Record<string, string>;
}

/** Its resources, without providers, which a program in TypeScript does not have for this package. */
export async function previewed(
  language: Language,
  { change, variables = {} }: Circumstances = {},
): Promise<Planned[]> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-language-"));
  const cluster = await unreachableCluster();
  try {
    await writeProgram(folder, language);
    await change?.(folder);
    const test = await createTestStack(
      { folder },
      {
        config: { namespace: "mqtt", image: "docker.io/library/eclipse-mosquitto:2.0.22" },
        variables: { ...goVariables, ...variables, KUBECONFIG: cluster.kubeconfig },
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
