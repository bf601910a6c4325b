import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as kubernetes from "@pulumi/kubernetes";
import { passwordFile as hashedHere } from "../../../components/mosquittoBroker/passwordFile";
import { MosquittoBroker, ServiceType } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { apply, deleteNamespace, eventually, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";
import { connect, exchange, refusal, subscribe } from "../../../sandbox/testing/mqtt";
import type { Connection, Refusal } from "../../../sandbox/testing/mqtt";

const execute = promisify(execFile);
const notAuthorized = 0x87;
const passwords = {
  factory: "open sesame",
  büro: "Grüße, 東京 🏭",
  random: randomBytes(24).toString("base64"),
  long: "x".repeat(60),
};

/** Brokers whose password file is made here, given as text, or given as a key of a Secret. */
const brokers = { own: "made here", given: "written by mosquitto_passwd", referenced: "in a user's Secret" };
type Broker = keyof typeof brokers;

describe("a MosquittoBroker with files that others made", function () {
  this.timeout(300_000);
  let namespace: string;
  let test: TestStack;
  let addresses: Record<Broker, string>;
  let passwordFile: string;
  const settings = { note: "first" };

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true, enableConfigMapMutable: true });
    const common = {
      namespace,
      image: mosquittoImage,
      listeners: [{ port: 1883, extraConfig: "mount_point below/" }, { port: 1884 }],
      tcpService: { type: ServiceType.LoadBalancer },
    };
    const own = new MosquittoBroker(
      "own",
      {
        ...common,
        users: Object.entries(passwords).map(([name, password]) => ({ name, password })),
        files: [{ path: "/etc/passwd", content: settings.note }],
        extraConfig: "log_type all\n",
      },
      { provider },
    );
    const given = new MosquittoBroker(
      "given",
      {
        ...common,
        passwordFile,
        files: [{ path: "/mosquitto/late/note", configMap: { name: "late", key: "note" } }],
      },
      { provider },
    );
    const referenced = new MosquittoBroker(
      "referenced",
      {
        ...common,
        passwordFileSecret: { name: "users", key: "users.txt" },
        files: [{ path: "/mosquitto/users.txt", secret: { name: "users", key: "users.txt" } }],
      },
      { provider },
    );
    return { own: own.host, given: given.host, referenced: referenced.host };
  }

  before(async () => {
    namespace = await makeNamespace("files");
    await kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    const written = await writtenByMosquitto(passwords);
    await applyUsers(written);
    // Only a hash, as mosquitto_passwd takes no empty password from a file.
    passwordFile = written + hashedHere([["nothing", ""]], namespace);
    test = await createTestStack({ run: program });
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
  });

  it("waits for a missing key, and says so", async () => {
    const late = (data: object) =>
      apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "late", namespace }, data });
    await late({ other: "" });
    const updated = test.stack.up();
    updated.catch(() => undefined); // Handled below.
    const said = () => kubectl("get", "events", "--namespace", namespace, "--output", "jsonpath={.items[*].message}");
    await eventually(async () => String((await said()).includes("references non-existent config key: note")), "true");
    assert.match(await ofContainers("given", ".state.waiting.reason"), /ContainerCreating/);

    await late({ note: "now" });
    const { outputs } = await updated;
    addresses = Object.fromEntries(
      Object.keys(brokers).map(broker => [broker, outputs[broker].value as string]),
    ) as typeof addresses;
    assert.equal(await inMosquitto("given", "cat /mosquitto/late/note"), "now");
    assert.deepEqual(await planned(test.stack), []);
  });

  for (const [broker, source] of Object.entries(brokers) as [Broker, string][]) {
    it(`lets users in by a password file ${source}, and nobody by another password`, async () => {
      for (const [username, password] of Object.entries(passwords)) {
        const connection: Connection = { host: addresses[broker], port: 1883, protocol: "mqtt", username, password };
        assert.equal(await exchange(connection, "hello"), "hello", username);
        const { code } = await refusal({ ...connection, password: `${password}!` });
        assert.equal(code, notAuthorized, username);
      }
    });
  }

  it("lets nobody in with an empty password", async () => {
    const connection: Connection = { host: addresses.given, port: 1883, protocol: "mqtt", username: "nothing" };
    assert.equal((await refusal({ ...connection, password: "" })).code, notAuthorized);
  });

  it("applies the extra lines for Mosquitto and for one of its listeners", async () => {
    const connection: Connection = { host: addresses.own, port: 1883, protocol: "mqtt", username: "factory" };
    connection.password = passwords.factory;
    const { message } = await subscribe({ ...connection, port: 1884 }, "below/hall/1");
    const client = await connect(connection);
    await client.publishAsync("hall/1", "hello", { qos: 1 });
    await client.endAsync();
    assert.equal(await message, "hello");

    const log = (broker: Broker) =>
      kubectl("logs", "--namespace", namespace, `deployment/${broker}`, "--container", "mosquitto");
    assert.match(await log("own"), /Received PUBLISH from .*below\/hall\/1/);
    assert.doesNotMatch(await log("given"), /Received PUBLISH/);
  });

  it("uses its file in place of the image's, and restarts with the new one after a change", async () => {
    assert.equal(await inMosquitto("own", "cat /etc/passwd"), "first");
    const restarts = async () => Number(await ofContainers("own", "[?(@.name=='mosquitto')].restartCount"));
    const before = await restarts();
    settings.note = "second";
    await test.stack.up();
    await eventually(() => inMosquitto("own", "cat /etc/passwd"), "second", 90);
    await eventually(async () => String(await restarts()), String(before + 1));
  });

  it("follows a user's Secret, as its password file and as a file", async () => {
    const connection: Connection = { host: addresses.referenced, port: 1883, protocol: "mqtt", username: "late" };
    assert.equal((await refusal({ ...connection, password: "later" })).code, notAuthorized);
    const file = await writtenByMosquitto({ late: "later" });
    await applyUsers(file);
    await eventually(
      () => exchange({ ...connection, password: "later" }, "hello").catch((error: Refusal) => String(error.code)),
      "hello",
      90,
    );
    await eventually(() => inMosquitto("referenced", "cat /mosquitto/users.txt"), file, 90);
  });

  function applyUsers(file: string): Promise<void> {
    const stringData = { "users.txt": file };
    return apply({ apiVersion: "v1", kind: "Secret", metadata: { name: "users", namespace }, stringData });
  }

  /** A field of the container statuses of the broker's pod. */
  function ofContainers(broker: Broker, path: string): Promise<string> {
    const pods = ["get", "pods", "--namespace", namespace, "--selector", `app.kubernetes.io/instance=${broker}`];
    const ofStatus = path.startsWith("[") ? path : `[*]${path}`;
    return kubectl(...pods, "--output", `jsonpath={.items[*].status.containerStatuses${ofStatus}}`);
  }

  function inMosquitto(broker: string, script: string): Promise<string> {
    const target = ["exec", "--namespace", namespace, `deployment/${broker}`, "--container", "mosquitto"];
    return kubectl(...target, "--", "/bin/sh", "-c", script);
  }
});

/** A password file written by the installed Mosquitto's own program. */
async function writtenByMosquitto(byUser: Record<string, string>): Promise<string> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-passwords-"));
  const file = path.join(folder, "passwords");
  try {
    await fs.writeFile(
      file,
      Object.entries(byUser)
        .map(([user, password]) => `${user}:${password}\n`)
        .join(""),
      { mode: 0o600 },
    );
    await execute("mosquitto_passwd", ["-U", file]);
    return await fs.readFile(file, "utf8");
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}
