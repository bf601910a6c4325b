import assert from "node:assert/strict";
import { planned, pulumi } from "../../sandbox/testing/testStack";
import type { TestStack } from "../../sandbox/testing/testStack";
import { eventually, kubectl, kubectlWithInput } from "../../sandbox/testing/kubectl";
import { exchange } from "../../sandbox/testing/mqtt";
import { servedChain } from "../../sandbox/testing/servedCertificate";
import {
  clusterIps,
  createUpgradeStack,
  importRecorded,
  removeUpgradeStack,
  upgradeNamespace as namespace,
} from "./upgradeStack";
import type { RecordedResource, StackState } from "./upgradeStack";

/** What the next update changes in place, by the version that deployed the stack. */
const versions = {
  /** Before a broker loaded new files without a restart, and with shorter renewal windows. */
  "before-reload": [
    "broker",
    "broker-8443-tls-certificate",
    "broker-8883-tls-certificate",
    "broker-config",
    "broker-passwords",
    "chain-intermediate",
    "chain-root",
  ],
  /** Before a broker had Routes, files, persistence, and empty folders over the image's volumes. */
  "before-routes": ["broker", "broker-passwords"],
};

/** The file of the stack that has no users: `given`, whose password is "open sesame". */
const passwordFile =
  "given:$7$101$f++Ueci8WjyGiRy4$57coeJQEKeOVu3v8JuUP/w72CoZ9FZ8v4+vpCuKMl8nHMl+wXYRwCzb89WjMLyMg2pKvILrjBu/lzgmdjfd5mQ==\n";

interface Outputs {
  host: string;
  serverCertificate: string;
  passwords: Record<string, string>;
}

for (const [version, updated] of Object.entries(versions)) {
  describe(`a stack that an earlier version deployed: ${version}`, function () {
    this.timeout(180_000);
    let test: TestStack;
    let earlier: Outputs;

    before(async () => {
      test = await createUpgradeStack();
      await importRecorded(version, test);
      earlier = await outputs();
      await deployRecorded(test);
    });
    after(() => removeUpgradeStack(test));

    it("is updated in place: nothing is replaced or deleted, and nothing but the salts is created", async () => {
      const steps = await planned(test.stack);
      assert.deepEqual(
        steps.map(({ op, name }) => `${op} ${name}`).sort(),
        ["create broker-salt", ...updated.map(name => `update ${name}`)].sort(),
      );
    });

    it("is updated in place, except that the provider replaces changed objects and then the Deployment", async () => {
      // The state says that the Deployment depends on what it mounts.
      const replaced = ["broker-config", "broker-passwords", "broker"];
      await test.stack.setConfig("asItComes", { value: "true" });
      const steps = await planned(test.stack);
      await test.stack.removeConfig("asItComes");
      const ofBroker = steps.filter(({ type }) => type !== "pulumi:providers:kubernetes");
      // A replacement has several steps.
      const effects = ofBroker.map(({ op, name }) => `${op.includes("replace") ? "replace" : op} ${name}`);
      assert.deepEqual(
        [...new Set(effects)].sort(),
        [
          "create broker-salt",
          ...updated.map(name => `${replaced.includes(name) ? "replace" : "update"} ${name}`),
        ].sort(),
      );
    });

    it("keeps its addresses, certificates and passwords, and clients can still connect", async () => {
      await test.stack.up();
      assert.deepEqual(await outputs(), earlier);
      assert.deepEqual(await planned(test.stack), []);
      for (const [username, password] of Object.entries(earlier.passwords)) {
        const connection = {
          host: clusterIps["broker-tcp"],
          port: 1883,
          protocol: "mqtt",
          username,
          password,
        } as const;
        // The Service has no endpoint until a new pod is ready.
        await eventually(() => exchange(connection, "hello"), "hello");
      }
      const [served] = await servedChain(clusterIps["broker-tls"], 8883);
      assert.equal(served.trim(), earlier.serverCertificate.trim());
    });

    async function outputs(): Promise<Outputs> {
      const all = Object.entries(await test.stack.outputs()).map(([name, { value }]) => [name, value as unknown]);
      return Object.fromEntries(all) as Outputs;
    }
  });
}

/** With a default Kubernetes provider. */
describe("a stack that an earlier version deployed as the provider comes", function () {
  this.timeout(300_000);
  let test: TestStack;

  before(async () => {
    test = await createUpgradeStack();
    await test.stack.setConfig("asItComes", { value: "true" });
  });
  afterEach(async () => {
    await test.stack.destroy();
    await test.stack.removeConfig("password");
    await test.stack.removeConfig("passwordFile");
  });
  after(() => removeUpgradeStack(test));

  it("before-names: restarts Mosquitto once in the first update, and deletes nothing", async () => {
    await test.stack.setConfig("passwordFile", { value: passwordFile });
    await deploy("before-names-password-file");
    const before = await uids("deployments,secrets,configmaps,services");
    assert.deepEqual(await effects(), ["update broker"]);
    await test.stack.up();
    assert.equal(await uids("deployments,secrets,configmaps,services"), before);
    assert.equal((await uids("replicasets")).split(" ").length, 2, "one new pod");
    // From now on, changed contents no longer affect the Deployment.
    await test.stack.setConfig("passwordFile", { value: passwordFile.replace("given", "other") });
    assert.deepEqual(await effects(), ["replace broker-passwords"]);
  });

  it("before-names: replaces the Deployment one last time in the first update if a Secret changes, as with users", async () => {
    await deploy("before-names");
    assert.deepEqual(await effects(), ["create broker-salt", "replace broker", "replace broker-passwords"]);
    const before = await uids("deployments");
    await test.stack.up();
    assert.notEqual(await uids("deployments"), before);
    await logsIn("open sesame");
    await test.stack.setConfig("password", { value: "open simsim" });
    assert.deepEqual(await effects(), ["replace broker-passwords"]);
  });

  it("before-salts: writes the password file anew once, without a new pod", async () => {
    await deploy("before-salts");
    assert.deepEqual(await effects(), ["create broker-salt", "replace broker-passwords"]);
    const before = await uids("deployments,pods");
    await test.stack.up();
    assert.equal(await uids("deployments,pods"), before);
    await logsIn("open sesame");
    assert.deepEqual(await effects(), []);
  });

  async function deploy(version: string): Promise<void> {
    await importRecorded(version, test);
    await deployRecorded(test);
    // These are not the recorded objects, and a deletion names the UID.
    await test.stack.refresh();
  }

  async function logsIn(password: string): Promise<void> {
    const connection = {
      host: clusterIps["broker-tcp"],
      port: 1883,
      protocol: "mqtt",
      username: "given",
      password,
    } as const;
    await eventually(() => exchange(connection, "hello"), "hello");
  }

  /** What a preview shows, with the several steps of a replacement as one. */
  async function effects(): Promise<string[]> {
    const steps = await planned(test.stack);
    return [...new Set(steps.map(({ op, name }) => `${op.includes("replace") ? "replace" : op} ${name}`))].sort();
  }

  function uids(kinds: string): Promise<string> {
    return kubectl("get", kinds, "--namespace", namespace, "--output", "jsonpath={.items[*].metadata.uid}");
  }
});

/** Creates the objects of the state in the cluster as that version did, with the same field managers. */
async function deployRecorded({ stack, environment }: TestStack): Promise<void> {
  const args = ["stack", "export", "--show-secrets", "--stack", stack.name];
  const opened = JSON.parse(await pulumi(args, stack.workspace.workDir, environment), opening) as StackState;
  for (const { type, external, inputs, outputs } of opened.deployment.resources as RecordedObject[]) {
    if (!type.startsWith("kubernetes:") || external) continue;
    const clusterIP = type.endsWith(":Service") ? clusterIps[inputs.metadata.name] : undefined;
    const object = { ...inputs, ...(clusterIP && { spec: { ...inputs.spec, clusterIP } }) };
    const manager = `--field-manager=${outputs.__fieldManager}`;
    await kubectlWithInput(JSON.stringify(object), "apply", "--server-side", manager, "--filename", "-");
  }
  await kubectl("rollout", "status", "deployment/broker", "--namespace", namespace, "--timeout=60s");
}

interface RecordedObject extends RecordedResource {
  inputs: { metadata: { name: string }; spec?: object };
  outputs: { __fieldManager: string };
}

/** Decodes secrets, which an export shows as JSON within JSON. */
function opening(_: string, value: unknown): unknown {
  const plaintext = (value as { plaintext?: unknown } | null)?.plaintext;
  return typeof plaintext === "string" ? JSON.parse(plaintext, opening) : value;
}
