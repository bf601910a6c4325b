import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import { Broker, BrokerAuthentication, BrokerAuthorization, CertificateChain } from "../../../index";
import type { BrokerArgs, DeclaredListener } from "../../../index";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { AzureProvider, iotOperationsInstance } from "../../../sandbox/testing/azureNativeStack";
import { defineBrokerResources } from "../../../sandbox/testing/brokerDefinitions";
import { apply, deleteNamespace, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";

/** What one control plane left in the cluster, and the program's outputs. */
interface Declared {
  specs: Record<string, unknown>;
  listeners: DeclaredListener[];
}

/** The test stands in for the operator: it makes the listeners' Services. */
describe("The two control planes of Azure IoT Operations", function () {
  this.timeout(180_000);
  let undefine: () => Promise<void>;
  let folder: string;

  before(async () => {
    undefine = await defineBrokerResources();
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-planes-"));
  });
  after(async () => {
    await fs.rm(folder, { recursive: true });
    await undefine();
  });

  const declaredBy: Record<string, Declared> = {};
  for (const plane of ["azure", "kubernetes"] as const) {
    it(`declare a Broker with its listeners in one update, and show no change after it: ${plane}`, async () => {
      const namespace = await makeNamespace(plane);
      const variables = { AKS_MQTT_AZURE: path.join(folder, plane) };
      let test: TestStack | undefined;
      try {
        test = await createTestStack({ run: () => program(namespace, plane) }, { variables });
        await apply(
          serviceOf(namespace, "outside", "LoadBalancer", 8883),
          serviceOf(namespace, "at-nodes", "NodePort", 8884),
        );
        const { outputs } = await test.stack.up();
        assert.deepEqual(await planned(test.stack), []);

        declaredBy[plane] = {
          specs: await specsIn(namespace),
          listeners: outputs.listeners.value as DeclaredListener[],
        };
        await assertCertified(namespace, declaredBy[plane].listeners);
        await test.stack.refresh({ expectNoChanges: true });
        await test.stack.destroy();
        assert.deepEqual(Object.keys(await specsIn(namespace)), []);
      } finally {
        await test?.stack.destroy();
        await test?.remove();
        await deleteNamespace(namespace);
      }
    });
  }

  it("leave the same in the cluster", () => {
    assert.deepEqual(declaredBy.azure.specs, declaredBy.kubernetes.specs);
    assert.deepEqual(Object.keys(declaredBy.azure.specs).sort(), [
      "Broker own",
      "BrokerAuthentication tokens",
      "BrokerAuthorization meters",
      "BrokerListener at-nodes",
      "BrokerListener outside",
    ]);
  });

  it("have the same outputs, except for addresses and certificates", () => {
    const withoutAddresses = ({ listeners }: Declared) =>
      listeners.map(({ name, serviceName, externalHostname, endpoints }) => ({
        name,
        serviceName,
        externalHostname,
        endpoints: endpoints.map(({ protocol, port, tls }) => ({
          protocol,
          tls,
          port: port < 30000 ? port : "a node port",
        })),
      }));
    assert.deepEqual(withoutAddresses(declaredBy.azure), withoutAddresses(declaredBy.kubernetes));
  });
});

// eslint-disable-next-line @typescript-eslint/require-await
async function program(namespace: string, plane: "azure" | "kubernetes") {
  const provider = new kubernetes.Provider("cluster", {});
  const azureProvider = plane === "azure" ? new AzureProvider("azure") : undefined;
  const opts = { providers: [provider, ...(azureProvider ? [azureProvider] : [])] };
  const instance = { namespace, ...controlPlaneOf(namespace, azureProvider) };
  const settings = {
    memoryProfile: "Tiny" as const,
    cardinality: { frontendReplicas: 1, backendPartitions: 1, backendRedundancyFactor: 2 },
  };
  // Without listeners, since what they refer to belongs to the broker.
  const own = new Broker("own", { ...instance, brokerName: "own", settings }, opts);
  const common = { ...instance, brokerName: own.brokerName };
  const { authority } = new CertificateChain("chain", {});
  const listenerTls = { tls: { issued: { authority } } };
  const methods = [{ serviceAccountToken: { audiences: ["mine"] } }];
  const rules = [{ principals: { usernames: ["meter"] }, brokerResources: [{ method: "Connect" as const }] }];
  const authentication = new BrokerAuthentication("tokens", { ...common, methods }, opts);
  const authorization = new BrokerAuthorization("meters", { ...common, rules }, opts);
  const { authenticationRef } = authentication;
  const { authorizationRef } = authorization;
  const broker = new Broker(
    "iot",
    {
      ...instance,
      brokerName: "own",
      listeners: [
        {
          listenerName: "outside",
          ports: [
            { port: 8883, authenticationRef, authorizationRef, ...listenerTls },
            { port: 8885, authenticationRef, tls: { secretName: "server-cert-secret" } },
            {
              port: 8886,
              authenticationRef,
              tls: { automatic: { issuerRef: { name: "my-issuer", kind: "Issuer" }, dnsNames: ["mqtt.example.com"] } },
            },
          ],
        },
        {
          listenerName: "at-nodes",
          serviceType: "NodePort",
          nodeAddresses: ["10.240.0.4"],
          ports: [{ port: 8884, authenticationRef, ...listenerTls }],
        },
      ],
    },
    { ...opts, dependsOn: own },
  );
  return { listeners: broker.listeners };
}

function controlPlaneOf(
  namespace: string,
  provider: AzureProvider | undefined,
): Pick<BrokerArgs, "azure" | "kubernetes"> {
  if (provider === undefined) return { kubernetes: {} };
  const { resourceGroupName, instanceName, extendedLocation } = iotOperationsInstance(namespace, provider);
  return { azure: { resourceGroupName, instanceName, customLocationId: extendedLocation.name } };
}

function serviceOf(namespace: string, name: string, type: string, port: number): object {
  return {
    apiVersion: "v1",
    kind: "Service",
    metadata: { namespace, name },
    spec: { type, ports: [{ name: `mqtt-${port}`, port, protocol: "TCP" }] },
  };
}

/** The specs of all custom resources, without the field that names their broker. */
async function specsIn(namespace: string): Promise<Record<string, unknown>> {
  const kinds = ["brokers", "brokerlisteners", "brokerauthentications", "brokerauthorizations"];
  const list = kinds.map(kind => `${kind}.v1.mqttbroker.iotoperations.azure.com`).join(",");
  // The names in automatic certificates contain the namespace.
  const said = (await kubectl("get", list, "-n", namespace, "-o", "json")).replaceAll(namespace, "NAMESPACE");
  const { items } = JSON.parse(said) as {
    items: { kind: string; metadata: { name: string }; spec: Record<string, unknown> }[];
  };
  return Object.fromEntries(
    items.map(({ kind, metadata, spec: { brokerRef, ...spec } }) => {
      assert.ok(brokerRef === undefined || brokerRef === "own");
      return [`${kind} ${metadata.name}`, spec];
    }),
  );
}

/** Fails unless the listeners' Secrets hold certificates for the addresses of their Services. */
async function assertCertified(namespace: string, [outside, atNodes]: DeclaredListener[]): Promise<void> {
  const addresses: [string, string | undefined, DeclaredListener][] = [
    ["outside-8883-tls", outside.externalIp, outside],
    ["at-nodes-8884-tls", "10.240.0.4", atNodes],
  ];
  for (const [secret, address, { clusterIp }] of addresses) {
    const pem = await kubectl("get", "secret", secret, "-n", namespace, "-o", "jsonpath={.data.tls\\.crt}");
    const certificate = new X509Certificate(Buffer.from(pem, "base64"));
    assert.ok(address && certificate.checkIP(address), `${secret} is not for ${address}`);
    assert.ok(clusterIp && certificate.checkIP(clusterIp), `${secret} is not for ${clusterIp}`);
  }
  assert.equal(atNodes.endpoints[0].host, "10.240.0.4");
  assert.ok(atNodes.endpoints[0].port >= 30000, "the endpoint is at the node port");
}
