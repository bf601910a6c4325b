import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import mqtt from "mqtt";
import { MosquittoBroker, ServiceType } from "../../../index";
import type { MosquittoPersistenceArgs } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { deleteNamespace, eventually, kubectl, makeNamespace } from "../../../sandbox/testing/kubectl";
import { connect } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";

const messages = 2000;
const qosOf = (number: number) => (number % 2 === 0 ? 1 : 2);

describe("a MosquittoBroker with a volume", function () {
  this.timeout(300_000);
  let namespace: string;
  let test: TestStack;
  let connection: Connection;
  const persistence: MosquittoPersistenceArgs = { size: "64Mi" };

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", { upsertExistingObjects: true, enablePatchForce: true });
    const broker = new MosquittoBroker(
      "broker",
      {
        namespace,
        image: mosquittoImage,
        listeners: [{ port: 1883 }],
        tcpService: { type: ServiceType.LoadBalancer },
        allowAnonymous: true,
        persistence,
        extraConfig: `max_queued_messages ${messages}`,
      },
      { provider },
    );
    return { address: broker.host };
  }

  before(async () => {
    namespace = await makeNamespace("persistence");
    await kubectl("label", "namespace", namespace, "pod-security.kubernetes.io/enforce=restricted");
    test = await createTestStack({ run: program });
    await up();
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
  });

  it("keeps 2,000 messages and the sessions that wait for them when its pod is replaced", async () => {
    const [waiting, waiting5] = [
      { ...connection, clientId: "waiting", clean: false, version: "MQTT 3.1.1" },
      {
        ...connection,
        clientId: "waiting-5",
        clean: false,
        version: "MQTT 5",
        properties: { sessionExpiryInterval: 3600 },
      },
    ] satisfies Connection[];
    for (const each of [waiting, waiting5]) {
      const client = await connect(each);
      await client.subscribeAsync("kept/#", { qos: 2 });
      await client.endAsync();
    }
    const publisher = await connect(connection);
    for (let number = 0; number < messages; number++) {
      await publisher.publishAsync(`kept/${number}`, String(number), { qos: qosOf(number), retain: true });
    }
    await publisher.endAsync();

    await kubectl("--namespace", namespace, "delete", "pod", "--selector", "app.kubernetes.io/instance=broker");
    await connected();

    for (const each of [waiting, waiting5]) {
      const { sessionPresent, received } = await receive(each);
      assert.equal(sessionPresent, true, each.clientId);
      assert.deepEqual(sorted(received), [...Array(messages).keys()], "each waiting message came once");
      for (const qos of [1, 2]) {
        const ofQos = received.filter(number => qosOf(number) === qos);
        assert.deepEqual(ofQos, sorted(ofQos), `those of QoS ${qos} came in order`);
      }
    }
    await assertRetained();
  });

  it("shows a larger size as an update, and refuses another storage class in the preview", async () => {
    assert.deepEqual(await planned(test.stack), []);
    const { size } = persistence;
    persistence.size = "128Mi";
    const steps = await planned(test.stack);
    persistence.size = size;
    assert.deepEqual(
      steps.map(({ op, name }) => `${op} ${name}`),
      ["update broker-data"],
    );

    persistence.storageClassName = "other";
    await assert.rejects(planned(test.stack), /broker-data.*spec is immutable after creation[^]*1 to replace/);
    delete persistence.storageClassName;
  });

  it("leaves its claim behind when it is destroyed, and finds its messages again", async () => {
    await test.stack.destroy();
    const left = await kubectl(
      "--namespace",
      namespace,
      "get",
      "deployments,persistentvolumeclaims",
      "--output",
      "name",
    );
    assert.equal(left, "persistentvolumeclaim/broker-data\n");
    await up();
    await assertRetained();
  });

  it("deletes its claim if told to", async () => {
    persistence.retain = false;
    await up();
    await test.stack.destroy();
    const left = await kubectl("--namespace", namespace, "get", "persistentvolumeclaims", "--output", "name");
    assert.equal(left, "");
  });

  async function up() {
    const { outputs } = await test.stack.up();
    connection = { host: outputs.address.value as string, port: 1883, protocol: "mqtt" };
    await connected();
  }

  /** Waits until the Service leads to the pod: the pod must be ready, and the nodes must know it. */
  async function connected() {
    await eventually(() => connect(connection).then(client => client.endAsync().then(() => "connected")), "connected");
  }

  async function assertRetained() {
    const { received } = await receive({ ...connection, clientId: "late" }, "kept/#");
    assert.deepEqual(sorted(received), [...Array(messages).keys()], "each retained message came once");
  }
});

/** All messages that a client receives, from its session or by a subscription. */
async function receive({ host, port, version, ...options }: Connection, topic?: string) {
  const received: number[] = [];
  let sessionPresent = false;
  const client = mqtt.connect(`mqtt://${host}:${port}`, {
    ...options,
    protocol: "mqtt",
    protocolVersion: version === "MQTT 3.1.1" ? 4 : 5,
    reconnectPeriod: 0,
  });
  try {
    await new Promise<void>((resolve, reject) => {
      const fail = () =>
        reject(new Error(`${options.clientId} got ${received.length} of ${messages} messages in 90 s`));
      const deadline = setTimeout(fail, 90_000);
      client.on("error", reject);
      client.on("connect", connack => {
        sessionPresent = connack.sessionPresent;
        if (topic) client.subscribe(topic, { qos: 2 });
      });
      client.on("message", (_, payload) => {
        received.push(Number(payload.toString()));
        if (received.length < messages) return;
        clearTimeout(deadline);
        resolve();
      });
    });
  } finally {
    await client.endAsync();
  }
  return { received, sessionPresent };
}

function sorted(numbers: number[]): number[] {
  return [...numbers].sort((a, b) => a - b);
}
