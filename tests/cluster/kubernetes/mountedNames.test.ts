/** Names of Secrets and ConfigMaps as outputs, with a default Kubernetes provider, for the library and the plugin. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { deleteNamespace, eventually, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";

/** The plugin's folder. */
const packageFolder = path.join(projectFolder, "plugin");

const image = "docker.io/library/busybox:1.35.0";
const libraryFolder = path.join(__dirname, "mounted-names");

/** The program of `libraryFolder`, in YAML. An invalid certificate is only known once the chain exists. */
const yamlProgram = (namesTrusted: string) => `
name: mounted-names-yaml
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(packageFolder)}
config:
  namespace: { type: string }
  secretNamespace: { type: string }
  dnsName: { type: string }
  otherRoot: { type: string }
resources:
  chain:
    type: aks-mqtt:CertificateChain
    properties: {}
  server:
    type: aks-mqtt:ServerCertificate
    properties:
      namespace: \${secretNamespace}
      dnsNames: ["\${dnsName}"]
      authority:
        certificatePem: \${chain.intermediateCertificatePem}
        privateKeyPem: \${chain.caPrivateKeyPem}
        chainPem: \${chain.chainPem}
        algorithm: \${chain.algorithm}
  trust:
    type: aks-mqtt:TrustBundle
    properties:
      namespaces: ["\${namespace}"]
      certificatesPem: ["\${chain.${namesTrusted}}", "\${otherRoot}"]
  app:
    type: kubernetes:apps/v1:Deployment
    properties:
      metadata: { namespace: "\${namespace}", name: app }
      spec:
        selector: { matchLabels: { app: app } }
        template:
          metadata: { labels: { app: app } }
          spec:
            terminationGracePeriodSeconds: 0
            containers:
              - name: app
                image: ${image}
                command: [sleep, infinity]
                volumeMounts:
                  - { name: tls, mountPath: /tls }
                  - { name: trust, mountPath: /trust }
            volumes:
              - { name: tls, secret: { secretName: "\${server.secretName}" } }
              - { name: trust, configMap: { name: "\${trust.configMapName}" } }
`;

/** Make a stack of each kind; `isBroken` puts an invalid certificate into its trust bundle. */
const ways = {
  library: (config: Record<string, string>, isBroken = false) =>
    createTestStack({ folder: libraryFolder }, { config: { ...config, isBroken: String(isBroken) } }),
  plugin: async (config: Record<string, string>, isBroken = false) => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-yaml-"));
    await fs.writeFile(path.join(folder, "Pulumi.yaml"), yamlProgram(isBroken ? "algorithm" : "trustBundlePem"));
    const test = await createTestStack({ folder }, { config });
    const remove = async () => {
      await test.remove();
      await fs.rm(folder, { recursive: true });
    };
    return { ...test, remove };
  },
};

for (const [way, create] of Object.entries(ways)) {
  describe(`a user's Deployment that mounts by names from outputs: ${way}`, function () {
    this.timeout(600_000);
    let namespace: string;
    let test: TestStack | undefined;
    let config: Record<string, string>;
    const roots: string[] = [];

    before(async () => {
      namespace = await makeNamespace("mounted-names");
      for (const commonName of ["first", "second"]) roots.push((await makeRoot({ commonName })).certificatePem);
      const otherRoot = roots[0];
      config = { namespace, secretNamespace: namespace, image, dnsName: "first.example.net", otherRoot };
    });
    afterEach(async () => {
      await test?.stack.destroy();
      await test?.remove();
      test = undefined;
    });
    after(() => deleteNamespace(namespace));

    it("is made by the first update, not replaced when contents change, and deleted in the end", async () => {
      test = await create(config);
      await test.stack.up();
      const before = await podUid();

      await test.stack.setAllConfig({ dnsName: { value: "second.example.net" }, otherRoot: { value: roots[1] } });
      const steps = (await planned(test.stack)).filter(({ type }) => type.startsWith("kubernetes:"));
      const effects = steps.map(({ op, name }) => `${op.includes("replace") ? "replace" : op} ${name}`);
      assert.deepEqual([...new Set(effects)].sort(), ["replace server-secret", `replace trust-${namespace}`]);
      await test.stack.up();

      const trusted = () => kubectl("exec", "--namespace", namespace, "deployment/app", "--", "cat", "/trust/ca.crt");
      await eventually(async () => String((await trusted()).includes(roots[1])), "true", 90);
      assert.equal(await podUid(), before);
      await test.stack.destroy();
      assert.equal(await kubectl("get", "deployments,secrets", "--namespace", namespace, "--output", "name"), "");
    });

    it("does not keep an update waiting for a Secret whose namespace is missing", async () => {
      test = await create({ ...config, secretNamespace: "missing" });
      await assert.rejects(test.stack.up(), /namespaces "missing" not found/);
    });

    it("does not keep an update waiting for a ConfigMap whose value turns out wrong", async () => {
      test = await create(config, true);
      await assert.rejects(test.stack.up(), /certificatesPem/);
      assert.equal(await kubectl("get", "deployments", "--namespace", namespace, "--output", "name"), "");
    });

    function podUid(): Promise<string> {
      return kubectl("get", "pods", "--namespace", namespace, "--output", "jsonpath={.items[*].metadata.uid}");
    }
  });
}
