/** A `NamespaceIsolation` of the pods that serve a `Broker`. */
import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { Broker, NamespaceIsolation } from "../../../../index";
import { createTestStack, planned } from "../../../../sandbox/testing/testStack";
import type { TestStack } from "../../../../sandbox/testing/testStack";
import { tryConnections } from "../../connections";
import type { Connection } from "../../connections";
import {
  apply,
  busyboxPod,
  deleteNamespace,
  eventually,
  kubectl,
  makeNamespace,
} from "../../../../sandbox/testing/kubectl";
import { inNamespace, runtime } from "../../../../sandbox/testing/iotOperationsStandIn";

const [first, second, ofDefault] = [9301, 9302, 18883];
const clientLabel = "isolation-test/mqtt-client";

/** In order: each test starts from the cluster that the one before left. */
export function isolationTests(): void {
  const namespaces: string[] = [];
  let ports = [first];
  let test: TestStack;

  before(async () => {
    for (const role of ["client", "stranger"]) {
      const made = await makeNamespace(`isolated-${role}`);
      namespaces.push(made);
      await apply(busyboxPod(made, "pod", ["sleep", "3600"]));
    }
    await kubectl("label", "namespace", namespaces[0], `${clientLabel}=yes`);
    for (const made of namespaces) {
      await kubectl("wait", "pod/pod", "-n", made, "--for=condition=Ready", "--timeout=60s");
    }
    test = await createTestStack({ run: program });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await Promise.all(namespaces.map(deleteNamespace));
  });

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", {});
    const listeners = [{ listenerName: "isolated", ports: ports.map(port => ({ port })) }];
    const broker = new Broker("iot", { kubernetes: {}, listeners }, { provider });
    const { podLabels } = broker.listeners[0];
    new NamespaceIsolation(
      "frontends",
      {
        namespace: broker.namespace,
        podLabels,
        clientNamespaceLabels: { [clientLabel]: "yes" },
        tcpPorts: broker.listeners.apply(all => all.flatMap(({ containerPorts }) => containerPorts)),
        policyEngine: "calico",
        strict: true,
      },
      { provider },
    );
    return { podLabels };
  }

  /** The verdicts on connections to the pod that serves the listener, one per line. */
  async function verdicts(podLabels: Record<string, string>): Promise<string> {
    const selector = Object.entries(podLabels).map(([key, value]) => `${key}=${value}`);
    const address = "jsonpath={.items[*].status.podIP}";
    const host = await inNamespace("get", "pods", "--selector", selector.join(), "--output", address);
    const tried = namespaces.flatMap(from =>
      [first, second, ofDefault].map((port): Connection => ({ from: { namespace: from, pod: "pod" }, host, port })),
    );
    const seen = await tryConnections(tried);
    return tried.map(({ port }, index) => `${index < 3 ? "client" : "stranger"} ${port} ${seen[index]}`).join("\n");
  }

  const strangers = [first, second, ofDefault].map(port => `stranger ${port} time-out`);

  it("lets clients in on the listeners' ports, and nobody on others", async () => {
    const { outputs } = await test.stack.up();
    await eventually(() => runtime("isolated"), "Running");
    const podLabels = outputs.podLabels.value as Record<string, string>;
    const expected = [`client ${first} open`, `client ${second} time-out`, `client ${ofDefault} time-out`];
    await eventually(() => verdicts(podLabels), [...expected, ...strangers].join("\n"));
    assert.deepEqual(await planned(test.stack), []);
  });

  it("does not disturb the operator and its webhooks, and follows the listeners", async () => {
    ports = [first, second];
    const { outputs } = await test.stack.up();
    await eventually(() => runtime("isolated"), "Running");
    const podLabels = outputs.podLabels.value as Record<string, string>;
    const expected = [`client ${first} open`, `client ${second} open`, `client ${ofDefault} time-out`];
    await eventually(() => verdicts(podLabels), [...expected, ...strangers].join("\n"));
    assert.deepEqual(await planned(test.stack), []);
    assert.deepEqual(
      await inNamespace("get", "networkpolicies", "--output=name"),
      "networkpolicy.networking.k8s.io/frontends\n",
    );
  });
}
