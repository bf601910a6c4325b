/** The package works from programs that are not written in TypeScript: here, from YAML. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { allPlanned, createTestStack, planned, pulumi } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { emptyChart } from "../preview/unreachable";
import { importRecorded } from "../upgrade/upgradeStack";
import { pluginFolder, previewedProgram } from "./previewedProgram";
import type { PreviewedProgram } from "./previewedProgram";

const program = `
name: yaml
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(pluginFolder)}
resources:
  chain:
    type: aks-mqtt:CertificateChain
    properties:
      algorithm: EcdsaP256
      rootCommonName: Test root
outputs:
  root: \${chain.rootCertificatePem}
`;

describe("YAML program", function () {
  this.timeout(180_000);
  let folder: string;
  let test: TestStack;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-yaml-"));
    await fs.writeFile(path.join(folder, "Pulumi.yaml"), program);
    test = await createTestStack({ folder });
  });

  after(async () => {
    await test.stack.destroy();
    await test.remove();
    await fs.rm(folder, { recursive: true });
  });

  it("deploys a component of the package, and previews no change afterwards", async () => {
    const steps = await planned(test.stack);
    const chain = steps.find(({ type }) => type === "aks-mqtt:index:CertificateChain");
    assert.ok(chain, steps.map(({ type }) => type).join(", "));
    assert.ok(steps.some(({ type, parent }) => type.startsWith("tls:") && parent === chain.urn));

    const { outputs } = await test.stack.up();
    assert.match(String(outputs.root.value), /^-----BEGIN CERTIFICATE-----/);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("keeps no key unencrypted in its state", async () => {
    const state = await pulumi(["stack", "export", "--stack", test.stack.name], folder, test.environment);
    assert.match(state, /tls:index\/privateKey:PrivateKey/);
    assert.ok(!state.includes("PRIVATE KEY"));
    assert.ok(!state.includes(Buffer.from("PRIVATE KEY").toString("base64").slice(0, 12)));
  });
});

describe("YAML stack deployed when the plugin was the whole repository", function () {
  this.timeout(180_000);
  let folder: string;
  let test: TestStack;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-yaml-"));
    await fs.writeFile(path.join(folder, "Pulumi.yaml"), program);
    // A public passphrase: the recorded keys protect nothing.
    test = await createTestStack({ folder }, { variables: { PULUMI_CONFIG_PASSPHRASE: "recorded" } });
    await importRecorded("yaml-plugin-at-root", test);
  });
  after(async () => {
    await test?.remove();
    await fs.rm(folder, { recursive: true });
  });

  it("previews no change with the plugin in its own folder", async () => {
    const steps = await allPlanned(test.stack);
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["same"]);
    assert.ok(steps.some(({ type }) => type === "aks-mqtt:index:CertificateChain"));
  });
});

const issuingProgram = () => `
name: yaml-issuing
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(pluginFolder)}
resources:
  certManager:
    type: aks-mqtt:CertManager
    name: cert-manager
    properties:
      chart:
        path: ${emptyChart()}
  issuer:
    type: aks-mqtt:CertificateIssuer
    properties:
      namespace: mqtt
      selfSigned: {}
    options:
      dependsOn:
        - \${certManager}
  server:
    type: aks-mqtt:ServerCertificate
    properties:
      namespace: mqtt
      dnsNames:
        - mqtt.example.com
      issuerRef: \${issuer.issuerRef}
outputs:
  ready: \${certManager.ready}
  caCertificate: \${issuer.trustBundlePem}
`;

const hashed = "factory:$7$101$c2FsdHNhbHRzYWx0$aGFzaA==";

const brokerProgram = `
name: yaml-broker
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(pluginFolder)}
resources:
  broker:
    type: aks-mqtt:MosquittoBroker
    properties:
      namespace: mqtt
      platform: OpenShift
      listeners:
        - port: 8883
          extraConfig: max_connections 10
          tls:
            secretName: my-certificate
      passwordFile:
        fn::secret: ${hashed}
      extraConfig: max_queued_messages 5000
      files:
        - path: /etc/motd
          content:
            fn::secret: hunter2
        - path: /etc/issue
          configMap:
            name: notes
            key: issue
      persistence:
        size: 1Gi
        retain: false
      route:
        subdomain: mqtt
        timeout: 2h
  isolation:
    type: aks-mqtt:NamespaceIsolation
    properties:
      namespace: mqtt
      clientNamespaceLabels:
        mqtt-client: allowed
      servingPodLabels: \${broker.podLabels}
      tcpPorts: \${broker.containerPorts}
      policyEngine: calico
      strict: true
`;

describe("YAML program with cert-manager", function () {
  this.timeout(180_000);
  let previewed: PreviewedProgram;

  before(async () => {
    previewed = await previewedProgram(issuingProgram());
  });
  after(() => previewed.remove());

  it("previews the release, the issuer and a certificate that refers to it", async () => {
    const steps = await planned(previewed.stack);
    const made = steps.map(({ type, name }) => `${type} ${name}`);
    for (const expected of [
      "kubernetes:helm.sh/v3:Release cert-manager-release",
      "kubernetes:cert-manager.io/v1:Issuer issuer-issuer",
      "kubernetes:cert-manager.io/v1:Certificate server-certificate",
    ]) {
      assert.ok(made.includes(expected), made.join(", "));
    }
    const { spec } = steps.find(({ name }) => name === "server-certificate")!.inputs as {
      spec: { dnsNames: string[]; issuerRef: object };
    };
    assert.deepEqual(spec.dnsNames, ["mqtt.example.com"]);
    assert.deepEqual(Object.keys(spec.issuerRef).sort(), ["group", "kind", "name"]);
  });
});

describe("YAML program with an isolated MosquittoBroker that has files, persistence and a Route", function () {
  this.timeout(180_000);
  let previewed: PreviewedProgram;

  before(async () => {
    previewed = await previewedProgram(brokerProgram);
  });
  after(() => previewed.remove());

  it("previews the Route, the claim, the files and the policies, and shows no secret", async () => {
    const steps = await planned(previewed.stack);
    const inputsOf = <T>(type: string, name: string) => {
      const step = steps.find(each => each.type === `kubernetes:${type}` && each.name === name);
      assert.ok(step, steps.map(each => `${each.type} ${each.name}`).join(", "));
      return step.inputs as T;
    };
    const route = inputsOf<{ spec: { subdomain: string; port: object }; metadata: { annotations: object } }>(
      "route.openshift.io/v1:Route",
      "broker-route",
    );
    assert.deepEqual([route.spec.subdomain, route.spec.port], ["mqtt", { targetPort: 8883 }]);
    assert.ok(Object.entries(route.metadata.annotations).some(([key, value]) => /timeout/.test(key) && value === "2h"));
    const claim = inputsOf<{ spec: { resources: object } }>("core/v1:PersistentVolumeClaim", "broker-data");
    assert.deepEqual(claim.spec.resources, { requests: { storage: "1Gi" } });
    const { data } = inputsOf<{ data: { "mosquitto.conf": string } }>("core/v1:ConfigMap", "broker-config");
    assert.match(data["mosquitto.conf"], /^max_queued_messages 5000$[^]*^max_connections 10$/m);
    for (const name of ["broker-files", "broker-passwords"]) inputsOf("core/v1:Secret", name);
    const { spec } = inputsOf<{ spec: object }>("networking.k8s.io/v1:NetworkPolicy", "isolation-clients");
    assert.deepEqual(spec, {
      podSelector: { matchLabels: { "app.kubernetes.io/instance": "broker", "app.kubernetes.io/name": "mosquitto" } },
      policyTypes: ["Ingress"],
      ingress: [
        { from: [{ podSelector: {} }] },
        {
          from: [{ namespaceSelector: { matchLabels: { "mqtt-client": "allowed" } } }],
          ports: [{ protocol: "TCP", port: 8883 }],
        },
      ],
    });
    const told = JSON.stringify(steps);
    for (const secret of ["hunter2", hashed]) {
      assert.ok(!told.includes(secret) && !told.includes(Buffer.from(secret).toString("base64")), secret);
    }
  });
});
