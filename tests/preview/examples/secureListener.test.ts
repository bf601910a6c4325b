import assert from "node:assert/strict";
import { allPlanned, createTestStack } from "../../../sandbox/testing/testStack";
import { exampleFolder } from "../../cluster/examples/exampleStack";
import type { Step, TestStack } from "../../../sandbox/testing/testStack";
import { treeOf } from "../tree";
import { isUnknown, unreachableCluster } from "../unreachable";

describe("the first preview of examples/secure-listener", function () {
  this.timeout(180_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;
  let test: TestStack;
  let steps: Step[];

  before(async () => {
    cluster = await unreachableCluster();
    test = await createTestStack({ folder: exampleFolder }, { variables: { KUBECONFIG: cluster.kubeconfig } });
    steps = await allPlanned(test.stack);
  });
  after(async () => {
    await test?.remove();
    await cluster.remove();
  });

  it("shows everything that will be created", () => {
    // A changed name here replaces resources in every existing stack. Left out, since they have no
    // parent: the stack itself, and the default provider, whose name carries a version.
    assert.deepEqual(treeOf(steps.filter(({ parent }) => parent !== "")), [
      "create pulumi:providers:kubernetes cluster",
      "create aks-mqtt:index:MosquittoBroker mosquitto",
      "  create kubernetes:apps/v1:Deployment mosquitto",
      "  create aks-mqtt:index:ServerCertificate mosquitto-8883-tls",
      "    create tls:index/locallySignedCert:LocallySignedCert mosquitto-8883-tls-certificate",
      "    create tls:index/privateKey:PrivateKey mosquitto-8883-tls-key",
      "    create tls:index/certRequest:CertRequest mosquitto-8883-tls-request",
      "    create kubernetes:core/v1:Secret mosquitto-8883-tls-secret",
      "  create kubernetes:core/v1:ConfigMap mosquitto-config",
      "  create tls:index/privateKey:PrivateKey mosquitto-password-factory",
      "  create kubernetes:core/v1:Secret mosquitto-passwords",
      "  create tls:index/privateKey:PrivateKey mosquitto-salt",
      "  create kubernetes:core/v1:Service mosquitto-tls",
      "  create aks-mqtt:index:ServiceEndpoint mosquitto-tls-endpoint",
      "    read kubernetes:core/v1:Service mosquitto-tls-endpoint-service",
      "create aks-mqtt:index:CertificateChain mqtt",
      "  create tls:index/locallySignedCert:LocallySignedCert mqtt-intermediate",
      "  create tls:index/privateKey:PrivateKey mqtt-intermediate-key",
      "  create tls:index/certRequest:CertRequest mqtt-intermediate-request",
      "  create tls:index/selfSignedCert:SelfSignedCert mqtt-root",
      "  create tls:index/privateKey:PrivateKey mqtt-root-key",
      "create kubernetes:core/v1:Namespace mqtt",
      "create aks-mqtt:index:TrustBundle mqtt-trust",
      "  create kubernetes:core/v1:ConfigMap mqtt-trust-mqtt",
    ]);
  });

  it("leaves the address and the certificate's names unknown", () => {
    const { dnsNames, ipAddresses, subject } = inputsOf("mosquitto-8883-tls-request");
    assert.ok(isUnknown(ipAddresses), `ipAddresses: ${JSON.stringify(ipAddresses)}`);
    assert.ok(isUnknown(dnsNames), `dnsNames: ${JSON.stringify(dnsNames)}`);
    assert.deepEqual(subject, { commonName: "mosquitto-tls" });
  });

  it("creates every Kubernetes object with the example's own provider", () => {
    const objects = steps.filter(({ type }) => type.startsWith("kubernetes:"));
    const used = new Set(objects.map(({ provider }) => provider.split("::").slice(-3, -1).join(" ")));
    assert.deepEqual([...used], ["pulumi:providers:kubernetes cluster"]);
  });

  function inputsOf(name: string): Record<string, unknown> {
    return steps.find(step => step.name === name)?.inputs ?? assert.fail(`the preview has no ${name}`);
  }
});
