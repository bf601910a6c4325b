/** Clients of a listener with a `BrokerAuthentication` and a `BrokerAuthorization`. */
import assert from "node:assert/strict";
import type * as https from "node:https";
import * as kubernetes from "@pulumi/kubernetes";
import {
  BrokerAuthentication,
  BrokerAuthorization,
  BrokerListener,
  CertificateChain,
  TrustBundle,
} from "../../../../index";
import type { BrokerResourceArgs } from "../../../../index";
import { makeRoot, makeSigned } from "../../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../../sandbox/testing/certificates";
import { createTestStack, planned } from "../../../../sandbox/testing/testStack";
import type { TestStack } from "../../../../sandbox/testing/testStack";
import { eventually } from "../../../../sandbox/testing/kubectl";
import { answersTo, connect, exchange, refusal, subscribe } from "../../../../sandbox/testing/mqtt";
import type { Connection } from "../../../../sandbox/testing/mqtt";
import { servedChain } from "../../../../sandbox/testing/servedCertificate";
import { customServer, endpointOf } from "../../../../sandbox/testing/customServer";
import type { Asked } from "../../../../sandbox/testing/customServer";
import { namespace, runtime, token } from "../../../../sandbox/testing/iotOperationsStandIn";

const ports = { clients: 9201, custom: 9202 };
const audience = "factory";
const notAuthorized = 135;
const banned = 138;
const plant = { plant: "north", line: "1" };

/** In order: each test starts from the cluster that the one before left. */
export function policyTests(): void {
  const asked: Asked[] = [];
  let clientRoot: KeyPair;
  let server: https.Server;
  let test: TestStack;
  let listenerName = "clients";
  let allowed: BrokerResourceArgs[] = [
    { method: "Connect", clientIds: ["{principal.attributes.plant}-*"] },
    { method: "Publish", topics: ["telemetry/{principal.attributes.plant}/#"] },
    { method: "Subscribe", topics: ["commands/{principal.clientId}/+"] },
  ];
  let reached: Connection;

  before(async () => {
    clientRoot = await makeRoot({ commonName: "client root" });
    server = await customServer(clientRoot, asked);
    test = await createTestStack({ run: program });
    await up();
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    server?.close();
  });

  // eslint-disable-next-line @typescript-eslint/require-await
  async function program() {
    const provider = new kubernetes.Provider("cluster", {});
    const opts = { provider };
    const annotations = Object.fromEntries(
      Object.entries(plant).map(([key, value]) => [`aio-broker-auth/${key}`, value]),
    );
    new kubernetes.core.v1.ServiceAccount("north", { metadata: { namespace, name: "north", annotations } }, opts);
    new kubernetes.core.v1.ServiceAccount("south", { metadata: { namespace, name: "south" } }, opts);
    const onCluster = { kubernetes: {} };
    const clients = new BrokerAuthentication(
      "factory-clients",
      {
        ...onCluster,
        methods: [
          {
            x509: {
              trustedClientCaPem: [clientRoot.certificatePem],
              authorizationAttributes: { machine: { subject: "CN = machine-1", attributes: plant } },
            },
          },
          { serviceAccountToken: { audiences: [audience] } },
        ],
      },
      opts,
    );
    const serverCa = new TrustBundle(
      "custom-server-ca",
      { namespaces: [namespace], certificatesPem: [clientRoot.certificatePem] },
      opts,
    );
    const headers = { "x-key": "value" };
    const custom = { endpoint: endpointOf(server), caCertConfigMap: serverCa.configMapName, headers };
    const askedFor = new BrokerAuthentication("asked-for", { ...onCluster, methods: [{ custom }] }, opts);
    const rules = [{ principals: { attributes: [plant] }, brokerResources: allowed }];
    const plants = new BrokerAuthorization("plants", { ...onCluster, rules }, opts);
    const { authority } = new CertificateChain("chain", {}, opts);
    const tls = { issued: { authority } };
    const { authenticationRef } = clients;
    const { host, trustBundlePem } = new BrokerListener(
      "clients",
      {
        ...onCluster,
        listenerName,
        ports: [
          { port: ports.clients, authenticationRef, authorizationRef: plants.authorizationRef, tls },
          { port: ports.custom, authenticationRef: askedFor.authenticationRef, tls },
        ],
      },
      opts,
    );
    return { host, trustBundlePem };
  }

  async function up(): Promise<void> {
    const { outputs } = await test.stack.up();
    assert.deepEqual(await planned(test.stack), []);
    const [host, ca] = [outputs.host, outputs.trustBundlePem].map(({ value }) => value as string);
    reached = { host, ca, port: ports.clients };
    await eventually(() => runtime(listenerName), "Running");
    for (const port of Object.values(ports)) await servedChain(reached.host, port);
  }

  const withToken = async (account: string, clientId: string, ofAudience = audience): Promise<Connection> => ({
    ...reached,
    clientId,
    properties: {
      authenticationMethod: "K8S-SAT",
      authenticationData: Buffer.from(await token(ofAudience, account)),
    },
  });
  const withCertificate = async (root: KeyPair, commonName: string): Promise<Connection> => {
    const wish = { isCa: false, allowedUses: ["client_auth"], commonName };
    const { certificatePem: cert, privateKeyPem: key } = await makeSigned(root, wish);
    return { ...reached, clientId: "north-2", cert, key };
  };
  const withPassword = (username: string): Connection => ({
    ...reached,
    port: ports.custom,
    username,
    password: "secret",
  });

  it("are let in with a token for the audience, and refused with one for another, or none", async () => {
    await (await connect(await withToken("north", "north-1"))).endAsync();
    const password = await token(audience, "north");
    for (const version of ["MQTT 5", "MQTT 3.1.1"] as const) {
      const named = { ...reached, clientId: "north-1", username: "K8S-SAT", password, version };
      await (await connect(named)).endAsync();
    }

    assert.equal((await refusal(await withToken("north", "north-1", "aio-internal"))).code, notAuthorized);
    const wrong = { username: "K8S-SAT", password: await token("aio-internal", "north") };
    assert.equal((await refusal({ ...reached, ...wrong, version: "MQTT 3.1.1" })).code, 5);
    assert.equal((await refusal({ ...reached, clientId: "north-1" })).code, notAuthorized);
  });

  it("are let in with a certificate from the CA, but not with one from another CA of the same name", async () => {
    const machine = await connect(await withCertificate(clientRoot, "machine-1"));
    await machine.publishAsync("telemetry/north/2", "x", { qos: 1 });
    await machine.endAsync();

    const foreign = await makeRoot({ commonName: "client root" });
    const { code, message } = await refusal(await withCertificate(foreign, "machine-1"));
    // The connection ends before any CONNACK.
    assert.match(`${code} ${message}`, /ECONNRESET|^undefined Couldn't connect to server$/);
  });

  it("are let in if the custom server says so, and otherwise refused with its reason", async () => {
    assert.equal(await exchange(withPassword("good"), "hello"), "hello");
    const password = Buffer.from("secret").toString("base64");
    const body = { type: "connect", username: "good", password };
    assert.deepEqual(asked[0], { path: "/?api-version=0.5.0", header: "value", body });
    assert.equal((await refusal(withPassword("banned"))).code, banned);
  });

  it("may do what the rules allow for their authenticated identity, and nothing else", async () => {
    for (const nobody of [withToken("south", "north-3"), withCertificate(clientRoot, "machine-2")]) {
      assert.equal((await refusal(await nobody)).code, notAuthorized);
    }
    assert.equal((await refusal(await withToken("north", "south-3"))).code, notAuthorized);

    const topic = "telemetry/north/oven";
    const listening = await subscribe(withPassword("good"), topic);
    const client = await connect(await withToken("north", "north-3"));
    await client.publishAsync(topic, "200", { qos: 1 });
    assert.equal(await listening.message, "200");
    for (const qos of [1, 2] as const) {
      await assert.rejects(client.publishAsync("telemetry/south/oven", "200", { qos }), { code: notAuthorized });
    }
    assert.deepEqual(await answersTo(client, ["commands/north-3/start", "commands/#"]), [0, notAuthorized]);
    await client.endAsync();
  });

  it("are disconnected when the rules change, as the preview shows, and return under the new rules", async () => {
    const connected = await connect(await withToken("north", "north-4"));
    const reason = new Promise(resolve => connected.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
    allowed = allowed.map(resource =>
      resource.method === "Publish" ? { ...resource, topics: ["other/#"] } : resource,
    );
    const steps = await planned(test.stack);
    assert.deepEqual(
      steps.map(({ op, name, changes }) => [op, name, Object.keys(changes)]),
      [["update", "plants-authorization", ["spec.authorizationPolicies.rules[0].brokerResources[1].topics[0]"]]],
    );
    await up();

    assert.equal(await reason, 152);
    const client = await connect(await withToken("north", "north-4"));
    await client.publishAsync("other/oven", "200", { qos: 1 });
    await assert.rejects(client.publishAsync("telemetry/north/oven", "200", { qos: 1 }), { code: notAuthorized });
    await client.endAsync();
  });

  it("find the listener under another name after an update without its preview, which would be refused", async () => {
    listenerName = "renamed-clients";
    await assert.rejects(planned(test.stack), /LoadBalancer is that of BrokerListener clients; only one listener/);
    // The Automation API skips the preview of an update.
    await up();
    assert.equal(await exchange(withPassword("good"), "still let in"), "still let in");
  });
}
