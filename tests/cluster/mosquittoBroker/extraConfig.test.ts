import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { apply, deleteNamespace, eventually, makeNamespace } from "../../../sandbox/testing/kubectl";
import { connect, exchange, refusal, subscribe } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";

const notAuthorized = 0x87;

/** What the documentation promises of `extraConfig` and `files`: client certificates, and a bridge to another broker. */
describe("a MosquittoBroker with client certificates and a bridge", function () {
  this.timeout(300_000);
  let namespace: string;
  let test: TestStack;
  let clientRoot: KeyPair;
  /** Connections to the broker with client certificates, the one with the bridge, and the one at the bridge's other end. */
  let strict: Connection;
  let edge: Connection;
  let central: Connection;

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", {});
    const { authority, rootCertificatePem, trustBundlePem } = new CertificateChain("chain", {});
    const common = { namespace, image: mosquittoImage };
    const tls = { issued: { authority } };
    const tlsService = { type: ServiceType.LoadBalancer };

    const clientCa = "/mosquitto/client-ca/ca.crt";
    const certificateIsRequired = `cafile ${clientCa}\nrequire_certificate true`;
    const strictBroker = new MosquittoBroker(
      "strict",
      {
        ...common,
        tlsService,
        listeners: [
          { port: 8883, tls, extraConfig: certificateIsRequired },
          { port: 8884, tls, extraConfig: `${certificateIsRequired}\nuse_identity_as_username true` },
        ],
        users: [{ name: "factory", password: "open sesame" }],
        acl: "user factory\ntopic readwrite #\nuser sensor-1\ntopic readwrite sensors/1/#\n",
        files: [{ path: clientCa, configMap: { name: "client-ca", key: "ca.crt" } }],
      },
      { provider },
    );

    const centralBroker = new MosquittoBroker(
      "central",
      {
        ...common,
        tlsService,
        listeners: [{ port: 8883, tls }],
        users: [{ name: "site", password: "central password" }],
      },
      { provider },
    );
    const bridge = centralBroker.endpoints.apply(([{ port }]) =>
      [
        "connection central",
        `address central-tls.${namespace}.svc.cluster.local:${port}`,
        "bridge_cafile /mosquitto/bridge-ca/ca.crt",
        "remote_username site",
        "remote_password central password",
        "topic sensors/# out 1",
        "topic commands/# in 1",
        "",
      ].join("\n"),
    );
    const edgeBroker = new MosquittoBroker(
      "edge",
      {
        ...common,
        tcpService: { type: ServiceType.LoadBalancer },
        listeners: [{ port: 1883 }],
        allowAnonymous: true,
        extraConfig: "include_dir /mosquitto/bridges",
        files: [
          { path: "/mosquitto/bridges/central.conf", content: bridge },
          { path: "/mosquitto/bridge-ca/ca.crt", content: trustBundlePem },
        ],
      },
      { provider },
    );
    const hosts = { strict: strictBroker.host, central: centralBroker.host, edge: edgeBroker.host };
    return { root: rootCertificatePem, ...hosts };
  }

  before(async () => {
    namespace = await makeNamespace("extra-config");
    clientRoot = await makeRoot({ commonName: "root of clients" });
    const data = { "ca.crt": clientRoot.certificatePem };
    await apply({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "client-ca", namespace }, data });
    test = await createTestStack({ run: program });
    const { outputs } = await test.stack.up();
    const ca = outputs.root.value as string;
    const host = (name: string) => outputs[name].value as string;
    strict = { host: host("strict"), port: 8883, ca, username: "factory", password: "open sesame" };
    central = { host: host("central"), port: 8883, ca, username: "site", password: "central password" };
    edge = { host: host("edge"), port: 1883, protocol: "mqtt" };
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await deleteNamespace(namespace);
  });

  it("lets in clients with the password and a certificate from the given root", async () => {
    const certified = { ...strict, ...(await clientCertificate(clientRoot)) };
    for (const version of ["MQTT 5", "MQTT 3.1.1"] as const) {
      assert.equal(await exchange({ ...certified, version }, "hello"), "hello");
    }
    assert.equal((await refusal({ ...certified, password: "another" })).code, notAuthorized);
  });

  it("turns away clients without a certificate from that root before it asks for a password", async () => {
    const foreign = await clientCertificate(await makeRoot());
    for (const connection of [strict, { ...strict, ...foreign }]) {
      const { code } = await refusal(connection);
      assert.match(String(code), /^(ERR_SSL_|ECONNRESET|EPIPE)/);
    }
  });

  it("takes a client's name from its certificate if told to, also for its ACL", async () => {
    const { host, ca } = strict;
    const sensor = { host, ca, port: 8884, ...(await clientCertificate(clientRoot)) };
    const client = await connect(sensor);
    await client.publishAsync("sensors/1/temperature", "20", { qos: 1 });
    await assert.rejects(client.publishAsync("sensors/2/temperature", "20", { qos: 1 }), { code: notAuthorized });
    await client.endAsync();
  });

  it("takes messages to another broker and brings others back, over TLS and with a password", async () => {
    // Nodes reach a pod only a moment after it is ready.
    assert.equal(await exchange(edge, "there"), "there");
    const received: string[] = [];
    const listener = await connect(central);
    listener.on("message", (topic, payload) => received.push(`${topic} ${payload.toString()}`));
    await listener.subscribeAsync("#", { qos: 1 });
    const sender = await connect(edge);
    // QoS 1 messages wait until the bridge is up.
    await sender.publishAsync("sensors/1", "to the centre", { qos: 1 });
    await sender.publishAsync("elsewhere/1", "stays", { qos: 1 });
    await sender.publishAsync("sensors/2", "the last", { qos: 1 });
    await eventually(() => Promise.resolve(String(received)), "sensors/1 to the centre,sensors/2 the last");

    const { message } = await subscribe(edge, "commands/1");
    await listener.publishAsync("commands/1", "to the edge", { qos: 1 });
    assert.equal(await message, "to the edge");
    await Promise.all([sender.endAsync(), listener.endAsync()]);
    assert.deepEqual(await planned(test.stack), []);
  });
});

/** The certificate of a client named sensor-1. */
async function clientCertificate(root: KeyPair): Promise<{ cert: string; key: string }> {
  const wish = { commonName: "sensor-1", isCa: false, allowedUses: ["client_auth"] };
  const { certificatePem, privateKeyPem } = await makeSigned(root, wish);
  return { cert: certificatePem, key: privateKeyPem };
}
