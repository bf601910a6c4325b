import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import {
  CertificateChain,
  CertificateIssuer,
  CertManager,
  MosquittoBroker,
  ServerCertificate,
  ServiceEndpoint,
  ServiceType,
  TrustBundle,
} from "../../index";
import { allPlanned, createTestStack } from "../engine";
import type { Step, TestStack } from "../engine";
import { emptyChart, unreachableCluster } from "./unreachable";

const password = "only the broker may know this";

/** Every component, with nothing but explicit providers. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program(kubeconfig: string) {
  const providers = [new kubernetes.Provider("own-kubernetes", { kubeconfig }), new tls.Provider("own-tls")];
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
  return { passwords: broker.passwords, given: pulumi.secret(password) };
}

describe("a preview under pulumi:disable-default-providers", function () {
  this.timeout(60_000);
  let cluster: Awaited<ReturnType<typeof unreachableCluster>>;
  let test: TestStack;
  let steps: Step[];
  let output = "";

  before(async () => {
    cluster = await unreachableCluster();
    test = await createTestStack(
      { run: () => program(cluster.kubeconfig) },
      {
        variables: { KUBECONFIG: cluster.kubeconfig },
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

  it("makes every child with the providers that the component was given", () => {
    const used = steps.filter(({ provider }) => provider !== "").map(({ provider }) => provider.split("::").at(-2));
    assert.deepEqual([...new Set(used)].sort(), ["own-kubernetes", "own-tls"]);
    for (const type of ["helm.sh/v3:Release", "cert-manager.io/v1:Issuer", "cert-manager.io/v1:Certificate"]) {
      assert.ok(
        steps.some(step => step.type === `kubernetes:${type}`),
        type,
      );
    }
  });

  it("prints no password, neither in the clear nor in base64", () => {
    assert.match(output, /data +: \[secret\]/);
    assert.ok(!output.includes(password));
    assert.ok(!output.includes(Buffer.from(password).toString("base64")));
    assert.ok(!JSON.stringify(steps).includes(password));
  });
});
