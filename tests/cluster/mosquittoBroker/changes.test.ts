import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { Step, TestStack } from "../../../sandbox/testing/testStack";
import type { BrokerChange } from "./change";
import { brokerChanges } from "./changes";
import { deleteNamespace, makeNamespace } from "../../../sandbox/testing/kubectl";
import { fieldsWrittenOtherwise } from "../sentFields";

/** Uses the default Kubernetes provider, which replaces Secrets and ConfigMaps. */
describe("the preview of a changed argument of a MosquittoBroker", function () {
  this.timeout(300_000);
  let namespace: string;
  let test: TestStack;
  let changed: BrokerChange | undefined;

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const opts = { provider: new kubernetes.Provider("cluster") };
    const { authority } = new CertificateChain("chain", {});
    const brokers: Record<BrokerChange["broker"], MosquittoBrokerArgs> = {
      bare: { namespace, image: mosquittoImage, listeners: [{ port: 1883 }], allowAnonymous: true },
      full: {
        namespace,
        image: mosquittoImage,
        listeners: [{ port: 1883 }, { port: 8883, tls: { issued: { authority } } }],
        tlsService: { type: ServiceType.LoadBalancer },
        users: [{ name: "meter", password: "open sesame" }],
        acl: "topic readwrite #\n",
        files: [{ path: "/etc/motd", content: "one" }],
      },
    };
    for (const name of ["bare", "full"] as const) {
      const given = brokers[name];
      const change = changed?.broker === name ? changed.change(given, authority) : {};
      new MosquittoBroker(name, { ...given, ...change }, opts);
    }
  }

  before(async () => {
    namespace = await makeNamespace("changes");
    test = await createTestStack({ run: program });
    await test.stack.up();
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
  });

  it("follows a deployment in which nothing depends on the content of a Secret or ConfigMap", async () => {
    const { deployment } = (await test.stack.exportStack()) as { deployment: { resources: Depending[] } };
    const deployments = deployment.resources
      .filter(({ type }) => type === "kubernetes:apps/v1:Deployment")
      .sort((one, other) => one.urn.localeCompare(other.urn));
    const named = deployments.map(({ urn, dependencies = [], propertyDependencies = {} }) => {
      const files = (urns: string[]) => [...new Set(urns.filter(of => /:(Secret|ConfigMap)::/.test(of)).map(nameIn))];
      return {
        of: nameIn(urn),
        after: files(dependencies).sort(),
        by: files(Object.values(propertyDependencies).flat()),
      };
    });
    assert.deepEqual(named, [
      { of: "bare", after: ["bare-config"], by: [] },
      { of: "full", after: ["full-8883-tls-secret", "full-config", "full-files", "full-passwords"], by: [] },
    ]);
  });

  it("follows a deployment that sent nothing that the API server rewrites", async () => {
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
  });

  it("shows nothing if nothing has changed", async () => {
    changed = undefined;
    assert.deepEqual(await planned(test.stack), []);
  });

  for (const [argument, changes] of Object.entries(brokerChanges)) {
    for (const change of changes) {
      it(`names what ${argument} changes: ${change.what} of the ${change.broker} broker`, async () => {
        changed = change;
        const { names = [], further } = change;
        const lines = linesOf(await planned(test.stack));
        assert.deepEqual(lines.sort(), [...names, ...further].sort());
        if (names.length > 0) assert.ok(further.length <= 5, `${further.length} further lines beside an addition`);
      });
    }
  }
});

/** A resource of a stack's state. */
interface Depending {
  type: string;
  urn: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

function nameIn(urn: string): string {
  return urn.split("::").at(-1)!;
}

/** One line for each resource that is made, replaced or deleted, and for each path that changes in another. */
function linesOf(steps: Step[]): string[] {
  // Of the steps of a replacement, keeps the one that describes it.
  const replaced = new Set(steps.filter(({ op }) => op === "replace").map(({ urn }) => urn));
  return steps.flatMap(({ op, type, name, urn, changes }) => {
    const kind = type.split(":").at(-1);
    if (replaced.has(urn) && op !== "replace") return [];
    const paths = Object.entries(changes).map(([property, how]) => `${op} ${kind} ${name}: ${how} ${property}`);
    // The TLS provider reports no paths.
    return paths.length > 0 && !type.startsWith("tls:") ? paths : [`${op} ${kind} ${name}`];
  });
}
