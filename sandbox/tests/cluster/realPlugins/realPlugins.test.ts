import type { EngineEvent } from "@pulumi/pulumi/automation";
import assert from "node:assert/strict";
import { allPlanned, createTestStack } from "../../../testing/testStack";
import type { Step, TestStack } from "../../../testing/testStack";
import { deleteNamespace, makeNamespace } from "../../../testing/kubectl";
import { registerResources, settings } from "./program";
import { defineRenewals } from "./renewal";
import { table } from "./table";
import type { Row, Shown } from "./table";

/** Tests whichever plugins are installed: the stand-ins here, Pulumi's own where they can be downloaded. */
describe("the kubernetes and tls plugins", function () {
  this.timeout(300_000);
  let namespace: string;
  let undefine: () => Promise<void>;
  let test: TestStack;
  let given = settings;
  const shown: Record<string, string[]> = {};

  before(async () => {
    namespace = await makeNamespace("real-plugins");
    undefine = await defineRenewals(namespace);
    // eslint-disable-next-line @typescript-eslint/require-await
    test = await createTestStack({ run: async () => registerResources(namespace, given) });
    await test.stack.up({ onEvent: noteStatus });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await undefine?.();
    await deleteNamespace(namespace);
  });
  afterEach(() => {
    given = settings;
  });

  function noteStatus({ diagnosticEvent }: EngineEvent): void {
    if (!diagnosticEvent?.ephemeral || !diagnosticEvent.urn) return;
    const name = diagnosticEvent.urn.split("::").at(-1) as string;
    (shown[name] ??= []).push(plainText(diagnosticEvent.message));
  }

  it("report in their own words how far an object has come", () => {
    assert.equal(shown.broker.at(-1), "Deployment initialization complete");
    assert.ok(
      shown.broker.includes("Waiting for app ReplicaSet to be available (0/1 Pods available)"),
      shown.broker.join(),
    );
  });

  it("leave nothing for a refresh to find", async () => {
    await test.stack.refresh({ expectNoChanges: true });
  });

  for (const row of table) {
    it(`show for ${row.what}: ${summary(row)}`, async () => {
      given = { ...settings, ...row.change };
      const steps = await allPlanned(test.stack);
      assert.deepEqual(shownOf(steps, row), row.steps);
    });
  }

  it("show a duration in another form as a change in every preview and refresh", async () => {
    given = { ...settings, duration: "87600h" };
    const row = { steps: { renewal: { op: "update" as const, changes: { "spec.duration": "update" } } } };
    await test.stack.up();
    assert.deepEqual(shownOf(await allPlanned(test.stack), row), row.steps);
    await assert.rejects(test.stack.refresh({ expectNoChanges: true }));
    assert.deepEqual(shownOf(await allPlanned(test.stack), row), row.steps);
    given = settings;
    assert.deepEqual(shownOf(await allPlanned(test.stack), { steps: {} }), {});
  });
});

function summary({ steps }: Row): string {
  const all = Object.entries(steps).map(([name, { op }]) => `${op} ${name}`);
  return all.length === 0 ? "no change" : all.join(", ");
}

/** The steps that change something, each with the details that the row mentions. */
function shownOf(steps: Step[], row: Pick<Row, "steps">): Record<string, Shown> {
  const found: Record<string, Shown> = {};
  for (const { op, name, type, changes, diffs, replacedBy } of steps) {
    if (op !== "update" && op !== "replace") continue;
    const expected = row.steps[name] ?? { op: "update", changes: {} };
    const isKubernetes = type.startsWith("kubernetes:");
    assert.deepEqual(isKubernetes ? diffs : Object.keys(changes), [], `${name} tells of its changes in the other form`);
    found[name] = {
      op,
      ...(expected.changes ? { changes } : {}),
      ...(expected.names ? { names: diffs } : {}),
      ...(expected.replacedBy ? { replacedBy: [...replacedBy].sort() } : {}),
    };
  }
  return found;
}

/** A message without the engine's colour marks. */
function plainText(message: string): string {
  return message.replaceAll(/<\{%.*?%\}>/g, "").trim();
}
