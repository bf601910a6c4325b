/** Who may connect to a listener, and what they may do there. */
import assert from "node:assert/strict";
import type * as https from "node:https";
import { trust } from "../../../azure/iotOperations/names";
import type { AuthorizationRule } from "../../../azure/iotOperations/customResources";
import { makeRoot, makeSigned } from "../../../testing/certificates";
import type { KeyPair } from "../../../testing/certificates";
import { apply } from "../../../testing/kubectl";
import { answersTo, connect, exchange, refusal } from "../../../testing/mqtt";
import type { Connection } from "../../../testing/mqtt";
import { servedChain } from "../../../testing/servedCertificate";
import { customServer, endpointOf } from "../../../testing/customServer";
import type { Asked } from "../../../testing/customServer";
import * as standIn from "../../../testing/iotOperationsStandIn";

const { namespace, inNamespace, brokerResource } = standIn;
const listener = "clients";
const ports = { tokens: 9101, certificates: 9102, custom: 9103 };
const clientRole = { isCa: false, allowedUses: ["client_auth"] };
const notAuthorized = 135;

const rules: AuthorizationRule[] = [
  {
    principals: { attributes: [{ plant: "north", line: "1" }] },
    brokerResources: [
      { method: "Connect", clientIds: ["{principal.attributes.plant}-*"] },
      { method: "Publish", topics: ["telemetry/{principal.attributes.plant}/#"] },
      { method: "Subscribe", topics: ["commands/{principal.clientId}/+"] },
    ],
  },
];

/** In order: each test starts from the state that the one before left. */
export function brokerTests(): void {
  let root: KeyPair;
  let machine: Connection;
  let server: https.Server;
  const asked: Asked[] = [];

  before(async () => {
    root = await makeRoot({ commonName: "client root" });
    server = await customServer(root, asked);
    const customSettings = {
      endpoint: endpointOf(server),
      caCertConfigMap: "client-roots",
      headers: { "x-key": "value" },
    };
    const x509Settings = {
      trustedClientCaCert: "client-roots",
      authorizationAttributes: { machine: { subject: "CN = machine-1", attributes: { plant: "north", line: "1" } } },
    };
    const sat = (audience: string) => ({
      method: "ServiceAccountToken",
      serviceAccountTokenSettings: { audiences: [audience] },
    });
    const account = { apiVersion: "v1", kind: "ServiceAccount" };
    const annotations = { "aio-broker-auth/plant": "north", "aio-broker-auth/line": "1", "other/plant": "south" };
    await apply(
      {
        apiVersion: "v1",
        kind: "ConfigMap",
        metadata: { name: "client-roots", namespace },
        data: { "any.pem": root.certificatePem },
      },
      { ...account, metadata: { name: "north", namespace, annotations } },
      { ...account, metadata: { name: "south", namespace } },
      brokerResource("BrokerAuthentication", "tokens", { authenticationMethods: [sat("factory")] }),
      brokerResource("BrokerAuthentication", "certificates", {
        authenticationMethods: [{ method: "X509", x509Settings }],
      }),
      brokerResource("BrokerAuthentication", "custom", {
        authenticationMethods: [{ method: "Custom", customSettings }, sat("factory")],
      }),
      brokerResource("BrokerAuthorization", "plants", { authorizationPolicies: { rules } }),
    );
    const issuerRef = { name: trust.issuer, kind: "ClusterIssuer" };
    const tls = { mode: "Automatic" as const, certManagerCertificateSpec: { issuerRef } };
    const authorizationRef = "plants";
    await standIn.listen(listener, {
      serviceType: "LoadBalancer",
      ports: [
        { port: ports.tokens, authenticationRef: "tokens", authorizationRef, tls },
        { port: ports.certificates, authenticationRef: "certificates", authorizationRef, tls },
        { port: ports.custom, authenticationRef: "custom", tls },
      ],
    });
    const host = await standIn.addressOf(listener);
    machine = { host, port: 0, servername: listener, ca: await standIn.trustBundle() };
    for (const port of Object.values(ports)) await servedChain(host, port);
  });
  after(async () => {
    server.close();
    await inNamespace("delete", "brokerlistener", listener, "--ignore-not-found");
    await inNamespace("delete", "brokerauthentications", "tokens", "certificates", "custom", "--ignore-not-found");
    await inNamespace("delete", "brokerauthorization", "plants", "--ignore-not-found");
    await inNamespace("delete", "serviceaccounts", "north", "south", "--ignore-not-found");
    await inNamespace("delete", "configmap", "client-roots", "--ignore-not-found");
  });

  const to = (port: number, more: Partial<Connection> = {}): Connection => ({ ...machine, port, ...more });
  const withToken = async (account: string, clientId: string, audience = "factory") =>
    to(ports.tokens, {
      clientId,
      properties: {
        authenticationMethod: "K8S-SAT",
        authenticationData: Buffer.from(await standIn.token(audience, account)),
      },
    });

  it("accepts a token with the right audience, as user name and password and by MQTT 5's own method", async () => {
    const client = await connect(await withToken("north", "north-1"));
    await client.endAsync();
    const password = await standIn.token("factory", "north");
    for (const version of ["MQTT 5", "MQTT 3.1.1"] as const) {
      const named = to(ports.tokens, { clientId: "north-1", username: "K8S-SAT", password, version });
      await (await connect(named)).endAsync();
    }
  });

  it("refuses a token with a wrong audience, a forged token, and a client without one", async () => {
    assert.equal((await refusal(await withToken("north", "north-1", "aio-internal"))).code, notAuthorized);
    const forged = to(ports.tokens, { clientId: "north-1", username: "K8S-SAT", password: "no.token.this" });
    assert.equal((await refusal(forged)).code, notAuthorized);
    assert.equal((await refusal({ ...forged, version: "MQTT 3.1.1" })).code, 5);
    assert.equal((await refusal(to(ports.tokens, { clientId: "north-1" }))).code, notAuthorized);
  });

  it("recognizes a client by its certificate, and breaks off the handshake if another root signed it", async () => {
    const certificateOf = async (authority: KeyPair, commonName: string) => {
      const { certificatePem: cert, privateKeyPem: key } = await makeSigned(authority, { ...clientRole, commonName });
      return to(ports.certificates, { cert, key, clientId: "north-2" });
    };
    const good = await connect(await certificateOf(root, "machine-1"));
    await good.publishAsync("telemetry/north/2", "x", { qos: 1 });
    await good.endAsync();
    // Authenticated, but no rule mentions it.
    assert.equal((await refusal(await certificateOf(root, "machine-2"))).code, notAuthorized);
    const foreign = await refusal(await certificateOf(await makeRoot({ commonName: "client root" }), "machine-1"));
    // The connection ends before any CONNACK.
    assert.match(`${foreign.code} ${foreign.message}`, /ECONNRESET|^undefined Couldn't connect to server$/);
    assert.equal((await refusal(to(ports.certificates, { clientId: "north-2" }))).code, notAuthorized);
  });

  it("asks the custom server with the documented request, and follows its answer", async () => {
    const user = (username: string) => to(ports.custom, { username, password: "secret" });
    assert.equal(await exchange(user("good"), "hello"), "hello");
    assert.deepEqual(asked[0], {
      path: "/?api-version=0.5.0",
      header: "value",
      body: { type: "connect", username: "good", password: Buffer.from("secret").toString("base64") },
    });
    assert.equal((await refusal(user("banned"))).code, 138);
  });

  it("tries the next method if the custom server does not answer", async () => {
    const password = await standIn.token("factory", "north");
    const withoutAnswer = to(ports.custom, { username: "K8S-SAT broken", password });
    await (await connect(withoutAnswer)).endAsync();
    assert.equal((await refusal({ ...withoutAnswer, password: "no token" })).code, notAuthorized);
  });

  it("allows what the rules allow for the service account's attributes, and nothing else", async () => {
    assert.equal((await refusal(await withToken("south", "north-3"))).code, notAuthorized);
    assert.equal((await refusal(await withToken("north", "south-3"))).code, notAuthorized);

    const client = await connect(await withToken("north", "north-3"));
    await client.publishAsync("telemetry/north/oven/temperature", "200", { qos: 1 });
    await assert.rejects(client.publishAsync("telemetry/south/oven", "200", { qos: 1 }), { code: notAuthorized });
    await assert.rejects(client.publishAsync("telemetry/south/oven", "200", { qos: 2 }), { code: notAuthorized });
    assert.deepEqual(await answersTo(client, ["commands/north-3/start"]), [0]);
    assert.deepEqual(await answersTo(client, ["commands/#"]), [notAuthorized]);
    assert.deepEqual(await answersTo(client, ["commands/north-3/+", "commands/x/+", "#"]), [
      0,
      notAuthorized,
      notAuthorized,
    ]);
    await client.endAsync();
  });

  it("gives an MQTT 3.1.1 client no error for a refused message, and does not pass it on", async () => {
    const password = await standIn.token("factory", "north");
    const heard: string[] = [];
    const listening = await connect(to(ports.custom, { username: "good", password: "secret" }));
    listening.on("message", topic => heard.push(topic));
    await listening.subscribeAsync("telemetry/#", { qos: 1 });
    const old = await connect(
      to(ports.tokens, { clientId: "north-4", username: "K8S-SAT", password, version: "MQTT 3.1.1" }),
    );
    for (const qos of [0, 1, 2] as const) await old.publishAsync("telemetry/south/oven", "x", { qos });
    await old.publishAsync("telemetry/north/oven", "x", { qos: 1 });
    const deadline = Date.now() + 30_000;
    while (heard.length === 0 && Date.now() < deadline) await new Promise(resolve => setTimeout(resolve, 20));
    assert.deepEqual(heard, ["telemetry/north/oven"]);
    await Promise.all([old.endAsync(), listening.endAsync()]);
  });

  it("disconnects the clients of a port whose rules changed, and no others", async () => {
    const affected = await connect(await withToken("north", "north-5"));
    const other = await connect(to(ports.custom, { username: "good", password: "secret" }));
    const reason = new Promise(resolve => affected.once("disconnect", ({ reasonCode }) => resolve(reasonCode)));
    await apply(brokerResource("BrokerAuthorization", "plants", { authorizationPolicies: { rules: [] } }));
    assert.equal(await reason, 152);
    assert.equal((await refusal(await withToken("north", "north-5"))).code, notAuthorized);
    await other.publishAsync("still/here", "x", { qos: 1 });
    await other.endAsync();
  });
}
