import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { deleteNamespace, eventually, makeNamespace } from "../../../sandbox/testing/kubectl";
import { exchange } from "../../../sandbox/testing/mqtt";

/** A preview merges what is applied into what a default provider made: a volume of another type would be refused. */
describe("a MosquittoBroker that gets its first files, with default provider settings", function () {
  this.timeout(300_000);
  let namespace: string;
  let test: TestStack;
  let hasFiles = false;

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const { authority } = new CertificateChain("chain", {});
    const first: Partial<MosquittoBrokerArgs> = {
      users: [{ name: "first", password: "first password" }],
      listeners: [{ port: 1883 }, { port: 8883, tls: { issued: { authority } } }],
      files: [{ path: "/etc/note", content: "first" }],
      persistence: { size: "64Mi", retain: false },
    };
    const broker = new MosquittoBroker(
      "broker",
      {
        namespace,
        image: mosquittoImage,
        listeners: [{ port: 1883 }],
        allowAnonymous: true,
        tcpService: { type: ServiceType.LoadBalancer },
        ...(hasFiles ? first : {}),
      },
      { provider: new kubernetes.Provider("cluster", {}) },
    );
    return { address: broker.endpoints.apply(([{ host }]) => host) };
  }

  before(async () => {
    namespace = await makeNamespace("first-files");
    test = await createTestStack({ run: program });
    await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
  });

  for (const [what, changed] of Object.entries({ "are added": true, "are removed": false })) {
    it(`previews and serves the right state when they ${what}`, async () => {
      hasFiles = changed;
      const steps = (await planned(test.stack)).filter(({ type }) => type === "kubernetes:apps/v1:Deployment");
      assert.deepEqual(
        steps.map(({ op }) => op),
        ["update"],
      );
      const { outputs } = await test.stack.up();
      const host = outputs.address.value as string;
      const connection = { host, port: 1883, protocol: "mqtt", username: "first", password: "first password" } as const;
      await eventually(() => exchange(connection, "hello"), "hello");
      assert.deepEqual(await planned(test.stack), []);
    });
  }
});
