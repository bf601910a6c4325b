import assert from "node:assert/strict";
import * as path from "node:path";
import { createTestStack, pulumi } from "../../../sandbox/testing/testStack";
import { unreachableCluster } from "../unreachable";

const programs = path.join(__dirname, "programs");
const folder = path.join(programs, "bad-input");
const users = [{ name: "meter" }];

/** The arguments of the broker, and what the CLI must print. The unit tests have the other cases. */
const cases = [
  {
    what: "a plain value",
    broker: { namespace: "mqtt", users, listeners: [{ port: 8883 }, { port: 80 }] },
    says: /listeners\[1\]\.port: is 80, but must be a whole number from 1024 to 65535/,
  },
  {
    what: "an Output",
    broker: { namespace: "Not A Namespace", users, listeners: [{ port: 1883 }] },
    says: /namespace: is ['"]Not A Namespace['"]/,
  },
  {
    what: "a combination",
    broker: { namespace: "mqtt", listeners: [{ port: 1883 }] },
    says: /users: is empty and allowAnonymous is not true/,
  },
];

describe("bad arguments on the command line", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;

  before(async () => {
    cluster = await unreachableCluster();
  });
  after(() => cluster.remove());

  for (const { what, broker, says } of cases) {
    it(`fail the preview, which names the property: ${what}`, async () => {
      const test = await createTestStack(
        { folder },
        { variables: { KUBECONFIG: cluster.kubeconfig }, config: { broker: JSON.stringify(broker) } },
      );
      try {
        const preview = pulumi(["preview", "--stack", test.stack.name], folder, test.environment);
        await assert.rejects(preview, says);
      } finally {
        await test.remove();
      }
    });
  }

  it("of a Broker are reported once, and not again for each of its listeners", async () => {
    const folder = path.join(programs, "bad-listener");
    const test = await createTestStack({ folder }, { variables: { KUBECONFIG: cluster.kubeconfig } });
    try {
      const preview = pulumi(["preview", "--stack", test.stack.name], folder, test.environment);
      const said = await preview.then(
        () => assert.fail("the preview is well"),
        (error: Error) => error.message,
      );
      assert.equal(said.split('InputPropertyError: namespace: is "Azure IoT"').length - 1, 1, said);
    } finally {
      await test.remove();
    }
  });
});
