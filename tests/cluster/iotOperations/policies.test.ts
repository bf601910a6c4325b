import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { BrokerAuthentication, BrokerAuthorization, CertificateChain } from "../../../index";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { defineBrokerResources } from "../../../sandbox/testing/brokerDefinitions";
import { deleteNamespace, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";

describe("An authentication and an authorization of Azure IoT Operations", function () {
  this.timeout(180_000);
  let undefine: () => Promise<void>;
  let namespace: string;
  let test: TestStack;
  const wanted = { audience: "first", topic: "first/#", authorizationName: "rules", chains: ["one"] };

  // eslint-disable-next-line @typescript-eslint/require-await
  const program = async () => {
    const opts = { provider: new kubernetes.Provider("cluster", { enableConfigMapMutable: true }) };
    const common = { kubernetes: {}, namespace };
    const trustedClientCaPem = wanted.chains.map(name => new CertificateChain(name, {}).trustBundlePem);
    const methods = [{ serviceAccountToken: { audiences: [wanted.audience] } }, { x509: { trustedClientCaPem } }];
    new BrokerAuthentication("clients", { ...common, methods }, opts);
    const brokerResources = [{ method: "Connect" as const }, { method: "Publish" as const, topics: [wanted.topic] }];
    const rules = [{ principals: { usernames: ["meter"] }, brokerResources }];
    new BrokerAuthorization("rules", { ...common, authorizationName: wanted.authorizationName, rules }, opts);
  };

  before(async () => {
    undefine = await defineBrokerResources();
    namespace = await makeNamespace("policies");
    test = await createTestStack({ run: program });
    await test.stack.up();
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
    await undefine();
  });

  const inCluster = (what: string, path: string) =>
    kubectl("--namespace", namespace, "get", ...what.split(" "), `--output=jsonpath={${path}}`);
  const plan = async () =>
    (await planned(test.stack)).map(({ op, name, changes }) => ({ op, name, paths: Object.keys(changes) }));

  it("stay as they are after the first update", async () => {
    assert.deepEqual(await plan(), []);
    await test.stack.refresh({ expectNoChanges: true });
  });

  it("show only the rule that changes", async () => {
    wanted.topic = "second/#";

    assert.deepEqual(await plan(), [
      {
        op: "update",
        name: "rules-authorization",
        paths: ["spec.authorizationPolicies.rules[0].brokerResources[1].topics[0]"],
      },
    ]);
    await test.stack.up();
    const path = ".spec.authorizationPolicies.rules[0].brokerResources[1].topics[0]";
    assert.equal(await inCluster("brokerauthorization rules", path), "second/#");
  });

  it("show only the audience that changes", async () => {
    wanted.audience = "second";

    assert.deepEqual(await plan(), [
      {
        op: "update",
        name: "clients-authentication",
        paths: ["spec.authenticationMethods[0].serviceAccountTokenSettings.audiences[0]"],
      },
    ]);
    await test.stack.up();
  });

  it("accept another client CA without a change of the authentication", async () => {
    wanted.chains.push("two");

    const changed = (await plan()).filter(({ name }) => !name.startsWith("two"));
    assert.deepEqual(changed, [{ op: "update", name: "clients-client-ca", paths: ['data["ca.crt"]'] }]);
    await test.stack.up();
    const pem = await inCluster("configmap clients-client-ca", ".data.ca\\.crt");
    assert.equal(pem.split("-----BEGIN CERTIFICATE-----").length - 1, 2);
  });

  it("are replaced under another name, and the old ones are deleted", async () => {
    wanted.authorizationName = "renamed";

    await test.stack.up();
    assert.deepEqual(await plan(), []);
    assert.equal(await inCluster("brokerauthorizations", ".items[*].metadata.name"), "renamed");
  });
});
