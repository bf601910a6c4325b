/** The document's three tests. Each sets one configuration value, runs one `up`, and then probes from the client. */
import type { OpType, Stack } from "@pulumi/pulumi/automation";
import type { Report } from "../../../sandbox/progress";
import { expectVerdicts } from "./probes";
import type { Verdict } from "./probes";

/** One test: the changes in the preview, and the expected result of each probe. */
export interface DocumentTest {
  value: 0 | 1 | 2;
  title: string;
  /** Undefined for the first test, which makes everything. */
  changes?: string[];
  verdicts: Verdict[];
}

/** The tests, in order. */
export const tests: DocumentTest[] = [
  { value: 0, title: "no policy", verdicts: ["open", "open", "open", "open"] },
  {
    value: 1,
    title: "isolated",
    changes: ["create NamespaceIsolation dgraph-allow-client", "create NetworkPolicy dgraph-allow-client-isolation"],
    verdicts: ["time-out", "time-out", "time-out", "time-out"],
  },
  {
    value: 2,
    title: "isolated, client labelled",
    changes: ["update Namespace pydgraph-client"],
    verdicts: ["open", "open", "open", "time-out"],
  },
];

/** A stack of this example, and the environment in which `kubectl` finds its cluster. */
export interface Deployment {
  stack: Stack;
  environment: NodeJS.ProcessEnv;
}

/** Sets the value, checks the preview, deploys, and resolves to the results of the probes if they are as expected. */
export async function runTest(
  { stack, environment }: Deployment,
  test: DocumentTest,
  report: Report,
): Promise<Verdict[]> {
  const { value, title, changes, verdicts } = test;
  await stack.setConfig("test", { value: String(value) });
  if (changes !== undefined) {
    report(`test ${value}: preview`);
    const shown = await changesOf(stack);
    if (shown.join() !== changes.join()) {
      throw new Error(`Test ${value}: the preview should show ${changes.join(", ")}, but shows ${shown.join(", ")}.`);
    }
  }
  report(`test ${value}: pulumi up`);
  await stack.up();
  report(`test ${value}: probes`);
  return expectVerdicts(environment, verdicts, `Test ${value} (${title})`);
}

/** The changes in a preview, such as "update Namespace pydgraph-client", sorted. */
export async function changesOf(stack: Stack): Promise<string[]> {
  const changes: string[] = [];
  const unchanged: OpType[] = ["same", "read"];
  await stack.preview({
    onEvent: ({ resourcePreEvent }) => {
      if (resourcePreEvent === undefined) return;
      const { op, type, urn } = resourcePreEvent.metadata;
      if (!unchanged.includes(op)) changes.push(`${op} ${type.split(":").at(-1)} ${urn.split("::").at(-1)}`);
    },
  });
  return changes.sort();
}
