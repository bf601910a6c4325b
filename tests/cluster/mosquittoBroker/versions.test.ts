import assert from "node:assert/strict";
import mqtt from "mqtt";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { deleteNamespace, eventually, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";
import { connect, exchange, refusal, subscribe } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { namesOf, servedChain } from "../../../sandbox/testing/servedCertificate";
import { dropsNobody } from "../../../sandbox/testing/steadyClients";
import {
  applyUsers,
  available,
  images,
  isTwoZero,
  kinds,
  password,
  usersWrittenBy,
  versionedMosquittos,
} from "./versionedMosquittos";

/** In seconds: how long kubelet may take to bring new files to a pod, and Mosquitto to read them. */
const patience = 90;
const notAuthorized = 0x87;
const protocols = ["mqtt", "mqtts", "ws", "wss"] as const;

/** Where a listener can be reached. */
type Endpoint = Pick<Connection, "host" | "port">;

/** What holds for each version; the other suites run the version that the examples use. */
describe("the versions of Mosquitto", function () {
  this.timeout(300_000);
  let namespace: string;
  let test: TestStack;
  let root: string;
  /** By broker: users whose hashes its own `mosquitto_passwd` wrote. */
  const ownUsers: Record<string, string> = {};
  const endpoints: Record<string, Endpoint[]> = {};
  const settings = { certificateName: "first.example.net", acl: "pattern readwrite #\npattern deny closed/#\n" };

  before(async () => {
    namespace = await makeNamespace("versions");
    await kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    const write = async ([name, image]: [string, string]) => {
      ownUsers[name] = await usersWrittenBy(image, namespace, `${name}-passwd`);
    };
    await Promise.all(available.map(write));
    await applyUsers(namespace, ownUsers, "first password");
    // eslint-disable-next-line @typescript-eslint/require-await
    test = await createTestStack({ run: async () => versionedMosquittos(namespace, settings) });
    await up();
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
  });

  for (const [name, image] of Object.entries(images)) {
    describe(image ?? "2.1", () => {
      before(function () {
        if (image !== undefined) return;
        console.log("      skipped: Debian's mirror had no Mosquitto 2.1 when the cluster was set up");
        this.skip();
      });

      it("has its tag's version, and complains only that root owns Kubernetes' files", async () => {
        const log = await kubectl("logs", "--namespace", namespace, `deployment/${name}`, "--container", "mosquitto");
        assert.match(log, new RegExp(`mosquitto version ${image?.split(":")[1]} starting`));
        // The last two come from the test: a hash that 2.0 does not know, and patterns without a placeholder.
        const known = /owner is not mosquitto|for user argon2id|ACL pattern/;
        const complaints = log.split("\n").filter(line => /warning|error|deprecated|unsupported/i.test(line));
        assert.deepEqual(
          complaints.filter(line => !known.test(line)),
          [],
        );
      });

      it("serves MQTT and WebSockets, with TLS and without, in both versions of MQTT", async () => {
        for (const version of ["MQTT 5", "MQTT 3.1.1"] as const) {
          for (const protocol of protocols) {
            const connection = { ...connectionTo(name, protocol), version };
            assert.equal(await exchange(connection, "hello"), "hello", `${protocol} ${version}`);
          }
        }
      });

      it("lets users in by each kind of hash that its version writes or wrote, and nobody by another password", async () => {
        const written = kinds.filter(kind => ownUsers[name].includes(`${kind}:$`));
        assert.ok(written.includes("sha512-pbkdf2"), ownUsers[name]);
        for (const username of [...written, "simple", "steady"]) {
          const connection = { ...connectionTo(name), username };
          assert.equal(await exchange(connection, "hello"), "hello", username);
          assert.equal((await refusal({ ...connection, password: `${password}!` })).code, notAuthorized, username);
        }
      });

      it("lets users in by argon2id from 2.1 on, and continues without them before that", async function () {
        const connection = { ...connectionTo(name), username: "argon2id" };
        if (isTwoZero(image ?? "")) {
          assert.equal((await refusal(connection)).code, notAuthorized);
          return;
        }
        if (!ownUsers[name].includes("argon2id:$")) {
          console.log("        skipped: this Mosquitto was built without argon2, as Debian's is");
          this.skip();
        }
        assert.equal(await exchange(connection, "hello"), "hello");
      });

      it("follows its ACL", async () => {
        assert.equal(await answersTo(connectionTo(name), "open/1", "closed/1"), `allowed ${notAuthorized}`);
      });

      it("reads files that Kubernetes mounts as symbolic links", async () => {
        for (const file of ["certs/8883", "passwords/passwords", "acl/acl"]) {
          const target = await inMosquitto(name, "readlink", `/mosquitto/${file}`);
          assert.equal(target, `..data/${file.split("/").at(-1)}\n`);
        }
        assert.equal(await inMosquitto(name, "cat", "/mosquitto/own/note"), "of the user's");
      });
    });
  }

  describe("all of them", () => {
    it("take up a certificate, a password and an ACL while running, and drop only clients with the old password", async () => {
      assert.deepEqual(await planned(test.stack), []);
      const changed = (name: string, ofChanged: string): Connection => ({
        ...connectionTo(name, "mqtts"),
        username: "changed",
        password: ofChanged,
      });
      const outdated = await Promise.all(available.map(([name]) => connect(changed(name, "first password"))));
      const before = await podsOf();
      settings.certificateName = "second.example.net";
      settings.acl = "pattern readwrite #\npattern deny shut/#\n";
      await dropsNobody(
        available.map(([name]) => connectionTo(name, "mqtts")),
        async () => {
          await applyUsers(namespace, ownUsers, "second password");
          await up();
          for (const [name] of available) {
            const steady = connectionTo(name, "mqtts");
            await eventually(() => servedName(steady), "second.example.net", patience);
            await eventually(() => exchange(changed(name, "second password"), "in").catch(String), "in", patience);
            await eventually(() => answersTo(steady, "closed/1", "shut/1"), `allowed ${notAuthorized}`, patience);
            assert.equal((await refusal(changed(name, "first password"))).code, notAuthorized, name);
          }
        },
      );
      assert.ok(outdated.every(client => !client.connected));
      assert.equal(await podsOf(), before, "no container was started again");
    });

    for (const [name, image] of available) {
      it(`keep their messages and sessions in a new pod: ${image}`, async () => {
        const session = { clientId: "waiting", clean: false, properties: { sessionExpiryInterval: 3600 } };
        const waiting = await connect({ ...connectionTo(name), ...session });
        await waiting.subscribeAsync("waited/for", { qos: 1 });
        await waiting.endAsync();
        const publisher = await connect(connectionTo(name));
        await publisher.publishAsync("waited/for", "in the session", { qos: 1 });
        await publisher.publishAsync("retained", "for everyone", { qos: 1, retain: true });
        await publisher.endAsync();
        const before = await podsOf(name);
        await kubectl("--namespace", namespace, "delete", "pod", "--selector", `app.kubernetes.io/instance=${name}`);
        await eventually(() => exchange(connectionTo(name), "hello").catch(String), "hello", patience);

        assert.notEqual(await podsOf(name), before);
        assert.equal(await firstMessage({ ...connectionTo(name), ...session }), "in the session");
        assert.equal(await (await subscribe(connectionTo(name), "retained")).message, "for everyone");
      });
    }
  });

  async function up() {
    const { outputs } = await test.stack.up();
    for (const [name] of available) endpoints[name] = outputs[name].value as Endpoint[];
    root = outputs.root.value as string;
  }

  /** A connection as the user whose password nobody changes. */
  function connectionTo(name: string, protocol: (typeof protocols)[number] = "mqtt"): Connection {
    const { host, port } = endpoints[name][protocols.indexOf(protocol)];
    return { host, port, protocol, ca: root, username: "steady", password };
  }

  /** The pods' UIDs and the restarts of their containers, for one broker or for all. */
  function podsOf(name?: string): Promise<string> {
    const selector = name === undefined ? "app.kubernetes.io/instance" : `app.kubernetes.io/instance=${name}`;
    const statuses = "{range .status.containerStatuses[*]} {.name} {.restartCount}{end}";
    return kubectl(
      ...["get", "pods", "--namespace", namespace, "--selector", selector],
      ...["--output", `jsonpath={range .items[*]}{.metadata.uid}${statuses}{"\\n"}{end}`],
    );
  }

  function inMosquitto(name: string, ...command: string[]): Promise<string> {
    return kubectl(
      "exec",
      "--namespace",
      namespace,
      `deployment/${name}`,
      "--container",
      "mosquitto",
      "--",
      ...command,
    );
  }
});

/** The broker's answer to a message on each topic. */
async function answersTo(connection: Connection, ...topics: string[]): Promise<string> {
  const client = await connect(connection);
  try {
    const answers = topics.map(topic =>
      client.publishAsync(topic, "", { qos: 1 }).then(
        () => "allowed",
        (error: Error & { code?: number }) => String(error.code),
      ),
    );
    return (await Promise.all(answers)).join(" ");
  } finally {
    await client.endAsync();
  }
}

/** The first message that waits in a client's session: it arrives with the connection. */
async function firstMessage({ host, port, ...options }: Connection): Promise<string> {
  const client = mqtt.connect(`mqtt://${host}:${port}`, { ...options, protocol: "mqtt", protocolVersion: 5 });
  try {
    return await new Promise((resolve, reject) => {
      setTimeout(() => reject(new Error("no message was waiting within 30 s")), 30_000).unref();
      client.once("message", (_, payload) => resolve(payload.toString()));
      client.once("error", reject);
    });
  } finally {
    await client.endAsync(true);
  }
}

/** The name outside the cluster in a served certificate. */
async function servedName({ host, port }: Connection): Promise<string> {
  const { dns } = namesOf((await servedChain(host, port))[0]);
  return dns.find(name => name.endsWith(".example.net")) ?? "no such name";
}
