import assert from "node:assert/strict";
import * as path from "node:path";
import * as components from "../../../index";
import { createTestStack, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { unreachableCluster } from "../unreachable";

const folder = path.join(__dirname, "programs", "secret-input");

/** With upper case, so that suggestions derived from it show. No argument allows both its space and its length. */
const marker = `Hunter2 Marker ${"x".repeat(60)}`;
/** In any case and with anything between its parts, as suggestions have it. */
const traces = /hunter.{0,2}2|marker/i;
/** What looks like a key is hidden even if it is plain. */
const key = `-----BEGIN PRIVATE KEY-----\n${marker}\n-----END PRIVATE KEY-----\n`;

const names = Object.entries(components)
  .filter(([, exported]) => typeof exported === "function")
  .map(([name]) => name);

describe("Everything that the command line prints", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;
  let test: TestStack;

  before(async () => {
    cluster = await unreachableCluster();
    test = await createTestStack({ folder }, { variables: { KUBECONFIG: cluster.kubeconfig } });
    await test.stack.setConfig("secret", { value: marker, secret: true });
  });
  after(async () => {
    await test?.remove();
    await cluster.remove();
  });

  for (const component of names) {
    it(`shows nothing of a wrong secret Output of ${component}`, async () => {
      const said = await failedPreview(component);
      assert.match(said, /InputPropert/);
      assert.doesNotMatch(said, traces);
    });

    it(`shows nothing of keys in several wrong arguments of ${component}`, async () => {
      const said = await failedPreview(component, key);
      assert.match(said, /InputPropertiesError[^]*2 arguments are not valid/);
      assert.doesNotMatch(said, traces);
    });
  }

  it("shows a wrong value that is neither, so the tests above can fail", async () => {
    assert.match(await failedPreview("MosquittoBroker", marker), traces);
  });

  /** What a preview prints that must fail, with this plain value or else with the secret. */
  async function failedPreview(component: string, plain?: string): Promise<string> {
    const environment = { ...test.environment, COMPONENT: component, ...(plain !== undefined && { PLAIN: plain }) };
    return pulumi(["preview", "--diff", "--stack", test.stack.name], folder, environment).then(
      () => assert.fail("the preview succeeds"),
      (error: Error) => error.message,
    );
  }
});
