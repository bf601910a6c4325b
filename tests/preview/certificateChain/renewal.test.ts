import assert from "node:assert/strict";
import * as tls from "@pulumi/tls";
import type { EngineEvent, PreviewOptions } from "@pulumi/pulumi/automation";
import { CertificateChain } from "../../../index";
import { CLOCK_OFFSET_VARIABLE } from "../../../sandbox/plugins/tls/clock";
import { createTestStack } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";

/** The first update was long enough ago that a root with default lifetimes is just due for renewal. */
const atFirst = "-35041";

/** A chain, and another resource that can be updated alone. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program() {
  new CertificateChain("chain", {});
  const other = new tls.PrivateKey("other", { algorithm: "ED25519" });
  return { other: other.urn };
}

describe("the preview of a chain whose root is due", function () {
  this.timeout(180_000);
  let test: TestStack;
  let other: string;

  before(async () => {
    test = await createTestStack({ run: program }, { variables: { [CLOCK_OFFSET_VARIABLE]: atFirst } });
    const { outputs } = await test.stack.up();
    other = outputs.other.value as string;
    test.stack.workspace.envVars[CLOCK_OFFSET_VARIABLE] = "0";
  });
  after(async () => {
    await test.stack.destroy();
    await test.remove();
  });

  it("shows both certificates replaced, keeps their keys and warns of nothing", async () => {
    const { replaced, warnings } = await preview();
    assert.deepEqual(replaced, ["chain-intermediate", "chain-root"]);
    assert.deepEqual(warnings, []);
  });

  it("warns about both certificates on the chain if --target excludes their renewal", async () => {
    const { replaced, warnings } = await preview({ target: [other] });
    assert.deepEqual(replaced, []);
    const said = warnings.map(({ urn, message }) => `${urn?.split("::").at(-1)}: ${message.split("20")[0]}`);
    assert.deepEqual(said.sort(), [
      "chain: The certificate 'CN=chain intermediate CA' expires on ",
      "chain: The certificate 'CN=chain root CA' expires on ",
    ]);
    for (const { message } of warnings)
      assert.match(message, /but this run does not renew it: run pulumi up on the whole/);
  });

  it("shows new certificates if a key is replaced on request, such as after a theft", async () => {
    test.stack.workspace.envVars[CLOCK_OFFSET_VARIABLE] = atFirst;
    const { replaced } = await preview({ replace: ["**::chain-root-key"] });
    assert.deepEqual(replaced, ["chain-intermediate", "chain-root", "chain-root-key"]);
  });

  async function preview(options: PreviewOptions = {}) {
    const events: EngineEvent[] = [];
    await test.stack.preview({ ...options, onEvent: event => events.push(event) });
    const steps = events.flatMap(({ resourcePreEvent }) => (resourcePreEvent ? [resourcePreEvent.metadata] : []));
    const replaced = steps.filter(({ op }) => op === "replace").map(({ urn }) => urn.split("::").at(-1));
    const messages = events.flatMap(({ diagnosticEvent }) => (diagnosticEvent ? [diagnosticEvent] : []));
    return { replaced: replaced.sort(), warnings: messages.filter(({ severity }) => severity === "warning") };
  }
});
