import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Broker, BrokerAuthentication } from "../../../index";
import type { AzureControlPlaneArgs } from "../../../index";
import { createTestStack, pulumi as pulumiCli } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { AzureProvider, iotOperationsInstance } from "../../../sandbox/testing/azureNativeStack";
import { defineBrokerResources } from "../../../sandbox/testing/brokerDefinitions";
import { apply, deleteNamespace, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";
import { leaksIn } from "../../../sandbox/testing/leaks";
import type { SecretValue } from "../../../sandbox/testing/leaks";

const header = "Bearer only the authentication server may know this";

/** The test stands in for the operator: it makes the listener's Service. */
describe("The secrets of a Broker", function () {
  this.timeout(180_000);
  let undefine: () => Promise<void>;
  let folder: string;
  let certificate: KeyPair;
  let secrets: SecretValue[];

  before(async () => {
    undefine = await defineBrokerResources();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
    certificate = await makeSigned(await makeRoot(), { isCa: false, dnsNames: ["mqtt.example.com"] });
    secrets = [
      { what: "the key", value: certificate.privateKeyPem },
      { what: "the header", value: header },
    ];
  });
  after(async () => {
    await fs.rm(folder, { recursive: true });
    await undefine();
  });

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program(namespace: string, plane: "azure" | "kubernetes"): Promise<void> {
    const cluster = new kubernetes.Provider("cluster", {});
    const azureProvider = new AzureProvider("azure");
    const opts = { providers: [cluster, azureProvider] };
    const instance = plane === "azure" ? { azure: azureInstance(namespace, azureProvider) } : { kubernetes: {} };
    const common = { namespace, brokerName: "own", ...instance };
    const { certificatePem: chainPem, privateKeyPem } = certificate;
    const tls = {
      secretName: "server-cert-secret",
      // The key is given as plain text: the component must know that it is a secret.
      certificate: { chainPem, privateKeyPem, hosts: ["mqtt.example.com"] },
    };
    const ports = [{ port: 8883, authenticationRef: { name: "my-authn" }, tls }];
    const listeners = [{ listenerName: "outside", ports }];
    const own = new Broker("iot", { ...common, settings: {}, listeners }, opts);
    const custom = { endpoint: "https://auth.example.com", headers: { Authorization: pulumi.secret(header) } };
    const { brokerName } = own;
    new BrokerAuthentication("server", { ...common, brokerName, methods: [{ custom }] }, opts);
  }

  for (const plane of ["azure", "kubernetes"] as const) {
    it(`are neither in the state nor in what the CLI prints: ${plane}`, async () => {
      const namespace = await makeNamespace(`secrets-${plane}`);
      const variables = { AKS_MQTT_AZURE: path.join(folder, plane) };
      let test: TestStack | undefined;
      try {
        await apply({
          apiVersion: "v1",
          kind: "Service",
          metadata: { namespace, name: "outside" },
          spec: { type: "LoadBalancer", ports: [{ name: "mqtt-8883", port: 8883, protocol: "TCP" }] },
        });
        test = await createTestStack({ run: () => program(namespace, plane) }, { variables });
        const { stack } = test;
        let printed = "";
        const shown = { diff: true, onOutput: (text: string) => (printed += text) };
        await stack.preview(shown);
        await stack.up(shown);
        await stack.preview({ ...shown, color: "never" });
        const state = await pulumiCli(
          ["stack", "export", "--stack", stack.name],
          stack.workspace.workDir,
          test.environment,
        );

        // They must be where they belong, or this would look for nothing.
        assert.deepEqual(leaksIn(await inCluster(namespace), secrets), [
          "a PEM private key in base64",
          "the key in base64",
          "the header",
        ]);
        assert.match(printed, /server-authentication/);
        assert.deepEqual(leaksIn(printed, secrets), []);
        assert.match(state, /server-authentication[^]*"ciphertext"/);
        assert.deepEqual(leaksIn(state, secrets), []);
      } finally {
        await test?.stack.destroy();
        await test?.remove();
        await deleteNamespace(namespace);
      }
    });
  }
});

function azureInstance(namespace: string, provider: AzureProvider): AzureControlPlaneArgs {
  const { resourceGroupName, instanceName, extendedLocation } = iotOperationsInstance(namespace, provider);
  return { resourceGroupName, instanceName, customLocationId: extendedLocation.name };
}

/** The listener's Secret and the authentication, as the broker finds them. */
function inCluster(namespace: string): Promise<string> {
  const authentication = "brokerauthentication.v1.mqttbroker.iotoperations.azure.com/server";
  return kubectl("get", "secret/server-cert-secret", authentication, "--namespace", namespace, "--output", "json");
}
