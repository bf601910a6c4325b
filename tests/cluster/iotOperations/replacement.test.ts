/** Changes an immutable setting of a broker: through Azure its listeners are replaced with it. No operator takes part. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import { Broker } from "../../../index";
import type { MemoryProfile } from "../../../index";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { AzureProvider, iotOperationsInstance } from "../../../sandbox/testing/azureNativeStack";
import { defineBrokerResources } from "../../../sandbox/testing/brokerDefinitions";
import { apply, deleteNamespace, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";

/** What is replaced through each control plane. */
const planes = [
  {
    plane: "azure",
    what: "is replaced with the listener, and its Service is awaited again, as the preview says",
    expected: ["iot-broker", "iot-outside-endpoint-job", "iot-outside-listener"],
  },
  { plane: "kubernetes", what: "is replaced, and the listener stays, as the preview says", expected: ["iot-broker"] },
] as const;

for (const { plane, what, expected } of planes) {
  describe(`A Broker with a listener through ${plane}`, function () {
    this.timeout(240_000);
    let undefine: () => Promise<void>;
    let namespace: string;
    let folder: string;
    let test: TestStack;
    let memoryProfile: MemoryProfile = "Tiny";

    before(async () => {
      undefine = await defineBrokerResources();
      namespace = await makeNamespace("broker-replacement");
      folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
      await apply({
        apiVersion: "v1",
        kind: "Service",
        metadata: { namespace, name: "outside" },
        spec: { type: "LoadBalancer", ports: [{ name: "mqtt-8883", port: 8883, protocol: "TCP" }] },
      });
      test = await createTestStack({ run: program }, { variables: { AKS_MQTT_AZURE: path.join(folder, "azure") } });
    });
    after(async () => {
      await test?.stack.destroy();
      await test?.remove();
      await fs.rm(folder, { recursive: true });
      await deleteNamespace(namespace);
      await undefine();
    });

    // eslint-disable-next-line @typescript-eslint/require-await
    async function program(): Promise<void> {
      const azureProvider = new AzureProvider("azure");
      const { resourceGroupName, instanceName, extendedLocation } = iotOperationsInstance(namespace, azureProvider);
      const azure = { resourceGroupName, instanceName, customLocationId: extendedLocation.name };
      const tls = { secretName: "server-cert-secret" };
      new Broker(
        "iot",
        {
          ...(plane === "azure" ? { azure } : { kubernetes: {} }),
          namespace,
          brokerName: "own",
          settings: { memoryProfile },
          listeners: [
            { listenerName: "outside", ports: [{ port: 8883, authenticationRef: { name: "my-authn" }, tls }] },
          ],
        },
        { providers: [azureProvider, new kubernetes.Provider("cluster", {})] },
      );
    }

    const uidOf = (kind: string, name: string) =>
      kubectl(
        "get",
        `${kind}.v1.mqttbroker.iotoperations.azure.com`,
        name,
        "-n",
        namespace,
        "-o=jsonpath={.metadata.uid}",
      );
    const jobOf = () => kubectl("get", "job", "iot-outside-endpoint", "-n", namespace, "-o=jsonpath={.metadata.uid}");
    const names = ["iot-broker", "iot-outside-endpoint-job", "iot-outside-listener"];
    const uids = () => Promise.all([uidOf("brokers", "own"), jobOf(), uidOf("brokerlisteners", "outside")]);

    it(what, async () => {
      await test.stack.up();
      assert.deepEqual(await planned(test.stack), []);
      const before = await uids();

      memoryProfile = "Low";
      const replaced = (await planned(test.stack)).filter(({ op }) => op === "replace").map(({ name }) => name);
      assert.deepEqual(replaced.sort(), expected);
      await test.stack.up();

      const after = await uids();
      assert.deepEqual(
        names.filter((_, index) => after[index] !== before[index]),
        expected,
      );
      assert.deepEqual(await planned(test.stack), []);
    });
  });
}
