import assert from "node:assert/strict";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import {
  Broker,
  BrokerAuthentication,
  BrokerAuthorization,
  BrokerListener,
  CertificateChain,
  CertificateIssuer,
  CertManager,
  MosquittoBroker,
  ServerCertificate,
  ServiceEndpoint,
  ServiceType,
  TrustBundle,
} from "../../index";
import { allPlanned, createTestStack } from "../../sandbox/testing/testStack";
import type { CertificateAuthorityArgs } from "../../index";
import type { Step, TestStack } from "../../sandbox/testing/testStack";
import { AzureProvider } from "../../sandbox/testing/azureNativeStack";
import { emptyChart, unreachableCluster } from "./unreachable";

const password = "only the broker may know this";

/** Every component, with explicit providers only. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program(kubeconfig: string) {
  const providers = [
    new kubernetes.Provider("own-kubernetes", { kubeconfig }),
    new tls.Provider("own-tls"),
    new AzureProvider("own-azure"),
  ];
  const { authority, rootCertificatePem } = new CertificateChain("chain", {}, { providers });
  const certManager = new CertManager("cert-manager", { chart: { path: emptyChart() } }, { providers });
  const issuer = new CertificateIssuer(
    "issuer",
    { namespace: "default", selfSigned: {} },
    { providers, dependsOn: certManager },
  );
  const broker = new MosquittoBroker(
    "broker",
    {
      namespace: "default",
      listeners: [
        { port: 1883 },
        { port: 8883, tls: { issued: { authority } } },
        { port: 8884, tls: { issued: { issuerRef: issuer.issuerRef } } },
      ],
      tlsService: { type: ServiceType.LoadBalancer },
      users: [{ name: "generated" }, { name: "given", password }],
    },
    { providers },
  );
  new ServerCertificate("server", { namespace: "default", authority, dnsNames: ["example.net"] }, { providers });
  const requested = { namespace: "default", issuerRef: issuer.issuerRef, dnsNames: ["example.net"] };
  new ServerCertificate("requested", requested, { providers });
  new ServiceEndpoint("late", { awaitedService: { namespace: "default", name: "later" } }, { providers });
  new TrustBundle(
    "trust",
    { namespaces: ["default"], certificatesPem: [rootCertificatePem, issuer.trustBundlePem] },
    { providers },
  );
  for (const plane of ["kubernetes", "azure"] as const) {
    declareBroker(plane, { authority, trustBundlePem: rootCertificatePem }, providers);
  }
  // With a namespace that only the update knows, the preview asks no cluster for the listener.
  const namespace = rootCertificatePem.apply(() => "factory");
  const defaultListenerPorts = [{ port: 1885, authenticationRef: { name: "default" } }];
  new Broker("default", { kubernetes: {}, namespace, defaultListenerPorts }, { providers });
  return { passwords: broker.passwords, given: pulumi.secret(password) };
}

/** A broker of Azure IoT Operations with one authentication, one authorization and its listeners. */
function declareBroker(
  plane: "azure" | "kubernetes",
  { authority, trustBundlePem }: { authority: CertificateAuthorityArgs; trustBundlePem: pulumi.Output<string> },
  providers: pulumi.ProviderResource[],
): void {
  const chosen = plane === "kubernetes" ? { kubernetes: {} } : { azure: instance };
  const common = { ...chosen, brokerName: "own" };
  const methods = [{ x509: { trustedClientCaPem: [trustBundlePem] } }];
  const { authenticationRef } = new BrokerAuthentication(
    `${plane}-authentication`,
    { ...common, methods },
    { providers },
  );
  const rules = [{ principals: { usernames: ["meter"] }, brokerResources: [{ method: "Connect" as const }] }];
  const { authorizationRef } = new BrokerAuthorization(`${plane}-authorization`, { ...common, rules }, { providers });
  const port = (number: number) => ({
    port: number,
    authenticationRef,
    authorizationRef,
    tls: { issued: { authority } },
  });
  const listeners = [{ listenerName: "outside", ports: [port(8883)] }];
  new Broker(`${plane}-broker`, { ...common, settings: {}, listeners }, { providers });
  const atNodes = { listenerName: "at-nodes", serviceType: "NodePort" as const, nodeAddresses: ["10.240.0.4"] };
  new BrokerListener(`${plane}-listener`, { ...common, ...atNodes, ports: [port(8884)] }, { providers });
}

const instance = {
  resourceGroupName: "factory",
  instanceName: "aio",
  customLocationId:
    "/subscriptions/own/resourceGroups/factory/providers/Microsoft.ExtendedLocation/customLocations/here",
};

describe("a preview under pulumi:disable-default-providers", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;
  let test: TestStack;
  let steps: Step[];
  let output = "";

  before(async () => {
    cluster = await unreachableCluster();
    test = await createTestStack(
      { run: () => program(cluster.kubeconfig) },
      {
        variables: {
          KUBECONFIG: cluster.kubeconfig,
          AKS_MQTT_AZURE: path.join(path.dirname(cluster.kubeconfig), "azure"),
        },
        config: { "pulumi:disable-default-providers": JSON.stringify(["*"]) },
      },
    );
    steps = await allPlanned(test.stack);
    await test.stack.preview({ diff: true, onOutput: text => (output += text) });
  });
  after(async () => {
    await test?.remove();
    await cluster.remove();
  });

  it("creates every child with the providers of its component", () => {
    const used = steps.filter(({ provider }) => provider !== "").map(({ provider }) => provider.split("::").at(-2));
    assert.deepEqual([...new Set(used)].sort(), ["own-azure", "own-kubernetes", "own-tls"]);
    const kinds = ["Broker", "BrokerAuthentication", "BrokerAuthorization", "BrokerListener"];
    const cluster = "kubernetes:mqttbroker.iotoperations.azure.com/v1";
    for (const type of [
      "kubernetes:helm.sh/v3:Release",
      "kubernetes:cert-manager.io/v1:Issuer",
      "kubernetes:cert-manager.io/v1:Certificate",
      ...kinds.flatMap(kind => [`${cluster}:${kind}`, `azure-native:iotoperations:${kind}`]),
      `${cluster}:BrokerListenerPatch`,
    ]) {
      assert.ok(
        steps.some(step => step.type === type),
        type,
      );
    }
  });

  it("prints no password, neither in plain text nor in base64", () => {
    assert.match(output, /data +: \[secret\]/);
    assert.ok(!output.includes(password));
    assert.ok(!output.includes(Buffer.from(password).toString("base64")));
    assert.ok(!JSON.stringify(steps).includes(password));
  });
});
