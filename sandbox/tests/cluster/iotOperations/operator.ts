/** What the operator does with brokers and listeners. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { defaultListener, frontendLabels, group, trust } from "../../../azure/iotOperations/names";
import type { ListenerPort } from "../../../azure/iotOperations/customResources";
import { network } from "../../../machine/layout";
import { makeRoot, makeSigned } from "../../../testing/certificates";
import { renew } from "../../../testing/certManager";
import { apply, eventually, kubectl, succeeds } from "../../../testing/kubectl";
import { connect, exchange, refusal } from "../../../testing/mqtt";
import type { Connection } from "../../../testing/mqtt";
import { namesOf, servedChain } from "../../../testing/servedCertificate";
import { publishSteadily } from "../../../testing/steadyClients";
import * as standIn from "../../../testing/iotOperationsStandIn";

const { namespace, inNamespace, listen, brokerResource, addressOf } = standIn;
const listener = "aio-broker-loadbalancer-tls";
const service = "mqtts-endpoint";
const awaited = "Server certificate server-cert-secret not found. Awaiting creation of secret.";

const issuerRef = { name: trust.issuer, kind: "ClusterIssuer" };
const open: ListenerPort = { port: 1883 };
const automatic: ListenerPort = {
  port: 8884,
  tls: {
    mode: "Automatic",
    certManagerCertificateSpec: { issuerRef, san: { dns: ["mqtt.example.com"], ip: ["192.0.2.7"] } },
  },
};
const manual: ListenerPort = { port: 8885, tls: { mode: "Manual", manual: { secretRef: "server-cert-secret" } } };
const withPorts = (...ports: ListenerPort[]) => ({ serviceType: "LoadBalancer" as const, serviceName: service, ports });
const apiListener = (name: string, spec: object) => apply(brokerResource("BrokerListener", name, spec));
/** How often the health manager has logged the missing Secret so far. */
const timesAwaited = async () =>
  (await inNamespace("logs", "--selector=app=health-manager", "--tail=-1")).split(awaited).length - 1;
const secretField = (name: string, field: string) =>
  inNamespace("get", "secret", name, `--output=jsonpath={.data.${field}}`);

/** In order: each test starts from the cluster that the one before left. */
export function operatorTests(): void {
  after(() =>
    inNamespace("delete", "brokerlisteners,secrets", listener, "nodes", "server-cert-secret", "--ignore-not-found"),
  );

  it("comes with the default listener, its authentication and the trust bundle", async () => {
    const shown = await inNamespace("get", "service", defaultListener.service, "--output=json");
    const { metadata, spec } = JSON.parse(shown) as {
      metadata: Record<string, unknown>;
      spec: Record<string, unknown>;
    };
    assert.deepEqual(metadata.labels, frontendLabels("default"));
    assert.deepEqual([spec.type, spec.selector], ["ClusterIP", frontendLabels("default")]);
    assert.deepEqual(spec.ports, [{ name: "mqtt-18883", port: 18883, protocol: "TCP", targetPort: 18883 }]);
    const audiences = "jsonpath={.spec.authenticationMethods[*].serviceAccountTokenSettings.audiences}";
    assert.equal(
      await inNamespace("get", "brokerauthentication", "default", `--output=${audiences}`),
      '["aio-internal"]',
    );
    const root = new X509Certificate(await standIn.trustBundle());
    assert.match(root.subject, /^CN=Azure IoT Operations Quickstart Root CA - Not for Production$/);
    assert.equal(await exchange(await standIn.defaultConnection(), "hello"), "hello");
  });

  it("gives a Service an address while all ports wait for a Secret, and says what is missing", async () => {
    const inside = await standIn.defaultConnection();
    await apiListener(listener, withPorts(open, manual));
    const host = await addressOf(service);
    const descriptions = {
      [listener]: `port 1883: ${awaited} port 8885: ${awaited}`,
      default: `port 18883: ${awaited}`,
    };
    for (const [name, statusDescription] of Object.entries(descriptions)) {
      await eventually(
        () => inNamespace("get", "brokerlistener", name, "--output=jsonpath={.status.runtimeStatus}"),
        JSON.stringify({ status: "Starting", statusDescription }),
      );
    }
    // The operator logs it and sends an event after it sets the status.
    const line = new RegExp(`^<6>\\S+Z \\[INFO\\] \\[1\\] - ${awaited}$`, "m");
    await eventually(async () => String(line.test(await inNamespace("logs", "--selector=app=health-manager"))), "true");
    const about = `involvedObject.name=${listener},reason=ServerCertificateNotFound`;
    const messages = "--output=jsonpath={.items[*].message}";
    await eventually(() => inNamespace("get", "events", `--field-selector=${about}`, messages), awaited);
    const refused = [{ host, port: 8885 }, { host, port: open.port, protocol: "mqtt" as const }, inside];
    for (const connection of refused) assert.equal((await refusal(connection)).code, "ECONNREFUSED");
  });

  it("serves the Secret as soon as it exists, keeps the address, and takes a renewed one without dropping clients", async () => {
    const host = await addressOf(service);
    const root = await makeRoot();
    const serve = async () => {
      const server = await makeSigned(root, { isCa: false, commonName: "server", ipAddresses: [host] });
      const data = { "tls.crt": server.certificatePem, "tls.key": server.privateKeyPem };
      const metadata = { name: "server-cert-secret", namespace };
      await apply({ apiVersion: "v1", kind: "Secret", type: "kubernetes.io/tls", metadata, stringData: data });
      await eventually(async () => (await servedChain(host, 8885))[0].trim(), server.certificatePem.trim());
    };
    await serve();
    for (const name of [listener, "default"]) await eventually(() => standIn.runtime(name), "Running");
    const others = [await standIn.defaultConnection(), { host, port: open.port, protocol: "mqtt" as const }];
    for (const other of others) assert.equal(await exchange(other, "again"), "again");
    const connection = { host, port: 8885, ca: root.certificatePem };
    const publisher = await publishSteadily(connection, "renewal");
    await serve();
    assert.equal(await exchange(connection, "hello"), "hello");
    const { sent, received, disconnections } = await publisher.stop();
    assert.deepEqual([received.length, disconnections], [sent, 0]);
    assert.equal(await addressOf(service), host);
  });

  it("keeps serving while the Secret is gone, and recreates a deleted Service", async () => {
    const before = await timesAwaited();
    await inNamespace("delete", "secret", "server-cert-secret");
    await eventually(async () => String((await timesAwaited()) > before), "true");
    const uid = () => inNamespace("get", "service", service, "--output=jsonpath={.metadata.uid}");
    const old = await uid();
    await inNamespace("delete", "service", service);
    const host = await addressOf(service);
    assert.notEqual(await uid(), old);
    await eventually(async () => String((await servedChain(host, 8885)).length), "1");
  });

  it("serves no port if its pod starts while the Secret is gone, and all once the listener no longer needs it", async () => {
    const host = await addressOf(service);
    const to: Connection = { host, port: open.port, protocol: "mqtt" };
    assert.equal(await exchange(to, "before"), "before");
    await inNamespace("delete", "pod", "aio-broker-frontend-0", "--grace-period=0", "--force");
    const status = "--output=jsonpath={.status.runtimeStatus.statusDescription}";
    const description = () => inNamespace("get", "brokerlistener", "default", status);
    await eventually(description, `port 18883: ${awaited}`);
    assert.equal((await refusal(to)).code, "ECONNREFUSED");
    const ready = "--output=jsonpath={.status.containerStatuses[0].ready}";
    await eventually(() => inNamespace("get", "pod", "aio-broker-frontend-0", ready), "false");
    await listen(listener, withPorts(open));
    assert.equal(await exchange(to, "after"), "after");
  });

  it("asks cert-manager for a certificate with the Service's names and the listener's own", async () => {
    await listen(listener, withPorts(open, automatic));
    const host = await addressOf(service);
    const ca = await standIn.trustBundle();
    const connection = { host, port: automatic.port, servername: service, ca };
    assert.equal(await exchange(connection, "hello", { host, port: open.port, protocol: "mqtt" }), "hello");
    const [served] = await servedChain(host, automatic.port);
    assert.deepEqual(namesOf(served), {
      dns: [service, `${service}.${namespace}`, `${service}.${namespace}.svc.cluster.local`, "mqtt.example.com"],
      ip: ["192.0.2.7"],
    });
    const { publicKey, validFrom, validTo } = new X509Certificate(served);
    assert.equal(publicKey.asymmetricKeyDetails?.namedCurve, "prime256v1");
    assert.equal(Date.parse(validTo) - Date.parse(validFrom), 2160 * 3600 * 1000);

    const publisher = await publishSteadily(connection, "renewal");
    await renew(namespace, "aio-broker-frontend-server-8884");
    const renewed = Buffer.from(await secretField("aio-broker-frontend-server-8884", "tls\\.crt"), "base64");
    const serial = new X509Certificate(renewed).serialNumber;
    await eventually(async () => new X509Certificate((await servedChain(host, 8884))[0]).serialNumber, serial);
    assert.equal((await publisher.stop()).disconnections, 0);
  });

  it("adds and removes ports without dropping the clients of other ports", async () => {
    const host = await addressOf(service);
    const toDefault = await publishSteadily(await standIn.defaultConnection(), "default");
    const toOpen = await publishSteadily({ host, port: open.port, protocol: "mqtt" }, "open");
    const leaving = await connect({ host, port: automatic.port, servername: service, ca: await standIn.trustBundle() });
    const left = new Promise<number | undefined>(resolve =>
      leaving.once("disconnect", ({ reasonCode }) => resolve(reasonCode)),
    );

    await listen(listener, withPorts(open, { port: 80, protocol: "WebSockets" }));
    assert.equal(await left, 152);
    await eventually(() => exchange({ host, port: 80, protocol: "ws" }, "over WebSockets"), "over WebSockets");
    await eventually(async () => String((await refusal({ host, port: automatic.port })).code), "ECONNREFUSED");
    await eventually(
      async () => String(await succeeds("get", "certificate", "aio-broker-frontend-server-8884", "-n", namespace)),
      "false",
    );
    for (const publisher of [toDefault, toOpen]) {
      const { sent, received, disconnections } = await publisher.stop();
      assert.deepEqual([received.length, disconnections], [sent, 0]);
    }
  });

  it("refuses a second listener of a type, a port or Service in use, and two kinds of TLS on one port", async () => {
    const tls = { ...automatic.tls, ...manual.tls };
    const offenders: [object, RegExp][] = [
      [
        { serviceType: "LoadBalancer", ports: [{ port: 9000 }] },
        /LoadBalancer is that of BrokerListener aio-broker-loadbalancer-tls/,
      ],
      [{ serviceType: "NodePort", ports: [{ port: 18883 }] }, /port 18883 is used by BrokerListener default/],
      [
        { serviceType: "NodePort", serviceName: "aio-broker", ports: [{ port: 9000 }] },
        /Service aio-broker is that of BrokerListener default/,
      ],
      [
        { serviceType: "NodePort", ports: [{ port: 9000, tls }] },
        /certManagerCertificateSpec and manual exclude each other/,
      ],
      [{ serviceType: "NodePort", ports: [{ port: 70_000 }] }, /less than or equal to 65535/],
    ];
    for (const [spec, message] of offenders) await assert.rejects(apiListener("second", spec), message);
    assert.equal(await succeeds("get", "brokerlistener", "second", "-n", namespace), false);
  });

  it("serves on a node port, and reports a node port that it cannot have", async () => {
    const spec = (nodePort: number) => ({ serviceType: "NodePort" as const, ports: [{ port: 9001, nodePort }] });
    await listen("nodes", spec(31_883));
    const node = { host: network.nodeAddress, port: 31_883, protocol: "mqtt" as const };
    await eventually(() => exchange(node, "hello"), "hello");
    await apiListener("nodes", spec(80));
    const provisioning = "jsonpath={.status.provisioningStatus.status}";
    await eventually(() => inNamespace("get", "brokerlistener", "nodes", `--output=${provisioning}`), "Failed");
    await inNamespace("delete", "brokerlistener", "nodes");
    await eventually(async () => String(await succeeds("get", "service", "nodes", "-n", namespace)), "false");
  });

  it("continues where it was after a restart, and drops nobody", async () => {
    const host = await addressOf(service);
    const publisher = await publishSteadily({ host, port: open.port, protocol: "mqtt" }, "restart");
    await inNamespace("delete", "pod", "--selector=app=health-manager");
    await apiListener(listener, withPorts(open, { port: 1884 }));
    await eventually(() => exchange({ host, port: 1884, protocol: "mqtt" }, "hello"), "hello");
    assert.equal((await publisher.stop()).disconnections, 0);
    assert.equal(await addressOf(service), host);
  });

  it("serves all ports again after the frontends were killed", async () => {
    const host = await addressOf(service);
    const connections = [await standIn.defaultConnection(), { host, port: open.port, protocol: "mqtt" as const }];
    await inNamespace("delete", "pod", "aio-broker-frontend-0", "--grace-period=0", "--force");
    for (const connection of connections) await eventually(() => exchange(connection, "hello"), "hello");
  });

  it("gives another broker its own frontends, which share nothing with the default one", async () => {
    await apply(brokerResource("Broker", "second", {}));
    await eventually(
      async () => String(await succeeds("get", "statefulset", "aio-broker-second-frontend", "-n", namespace)),
      "true",
    );
    await listen("second", { brokerRef: "second", serviceType: "LoadBalancer", ports: [open] });
    const [here, there] = [await addressOf(service), await addressOf("second")];
    await eventually(() => exchange({ host: there, port: 1883, protocol: "mqtt" }, "hello"), "hello");
    const client = await connect({ host: there, port: 1883, protocol: "mqtt" });
    const heard: string[] = [];
    client.on("message", topic => heard.push(topic));
    await client.subscribeAsync("#", { qos: 1 });
    const other = await connect({ host: here, port: 1883, protocol: "mqtt" });
    await other.publishAsync("from/default", "x", { qos: 1 });
    await client.publishAsync("from/second", "x", { qos: 1 });
    await eventually(() => Promise.resolve(heard.join()), "from/second");
    await Promise.all([client.endAsync(), other.endAsync()]);
    await kubectl("delete", `broker.${group}/second`, `brokerlistener.${group}/second`, "-n", namespace);
    await eventually(
      () => inNamespace("get", "statefulset,service", "--selector=app.kubernetes.io/instance=second", "--output=name"),
      "",
    );
  });
}
