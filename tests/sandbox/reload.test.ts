import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { TLSSocket } from "node:tls";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServerCertificate, ServiceType } from "../../index";
import { mosquittoImage } from "../../sandbox/machine/images";
import { createTestStack, planned } from "../engine";
import type { TestStack } from "../engine";
import { eventually, kubectl } from "./kubectl";
import { connect, exchange, refusal } from "./mqtt";
import type { Connection } from "./mqtt";
import { namesOf, servedChain } from "./servedCertificate";
import { connectRepeatedly, listenSteadily, publishSteadily } from "./steadyClients";

const namespaceName = `reload-${randomBytes(4).toString("hex")}`;
/** How long it may take kubelet to bring new files to a pod, and Mosquitto to read them. */
const patience = 60;
const notAuthorized = 0x87;

/** What the updates of the test change. */
const settings = {
  certificateName: "first.example.net",
  password: "first password",
  acl: "pattern readwrite #\n",
  ports: [8883],
};

/** Two brokers: `broker` with a certificate made for it and one of the user's, `web` with WebSockets. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program() {
  const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true, enableConfigMapMutable: true });
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const { metadata } = new kubernetes.core.v1.Namespace(
    "namespace",
    { metadata: { name: namespaceName, labels } },
    { provider },
  );
  const { authority, rootCertificatePem } = new CertificateChain("chain", {});
  const dnsNames = [settings.certificateName];
  const own = new ServerCertificate("own", { namespace: metadata.name, authority, dnsNames }, { provider });
  const issued = { authority, dnsNames };
  const common = { namespace: metadata.name, image: mosquittoImage, tlsService: { type: ServiceType.LoadBalancer } };
  const broker = new MosquittoBroker(
    "broker",
    {
      ...common,
      listeners: [
        ...settings.ports.map(port => ({ port, tls: { issued } })),
        { port: 8443, tls: { secretName: own.secretName } },
      ],
      users: [
        { name: "steady", password: "steady password" },
        { name: "changed", password: settings.password },
      ],
      acl: settings.acl,
    },
    { provider },
  );
  const web = new MosquittoBroker(
    "web",
    {
      ...common,
      // Mosquitto 2.0.11 does not start with listeners for WebSockets only.
      listeners: [{ port: 1883 }, { port: 8443, protocol: ListenerProtocol.WebSockets, tls: { issued } }],
      allowAnonymous: true,
    },
    { provider },
  );
  return { root: rootCertificatePem, address: broker.host, webAddress: web.host };
}

/** In the order of its tests: each changes one thing more. */
describe("a broker whose files change", function () {
  this.timeout(300_000);
  let test: TestStack;
  let steady: Connection;
  let webAddress: string;

  before(async () => {
    test = await createTestStack({ run: program });
    const { outputs } = await test.stack.up();
    webAddress = outputs.webAddress.value as string;
    const [host, ca] = [outputs.address.value as string, outputs.root.value as string];
    steady = { host, port: 8883, ca, username: "steady", password: "steady password" };
    await servedChain(host, steady.port);
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("takes a renewed certificate: nobody is dropped or turned away, and nothing is lost", async () => {
    const [pod, webPod] = [await podOf("broker"), await podOf("web")];
    const publisher = await publishSteadily(steady, "renewal");
    settings.certificateName = "second.example.net";
    const updated = test.stack.up();
    updated.catch(() => undefined); // Met below.
    const met = await connectRepeatedly(steady, certificateName, {
      atLeast: 200,
      last: "second.example.net",
      seconds: patience + 30,
    });
    await updated;
    const { sent, received, disconnections } = await publisher.stop();

    const switched = met.indexOf("second.example.net");
    assert.ok(switched > 0, "there were connections before the switch");
    const expected = met.map((_, index) => (index < switched ? "first.example.net" : "second.example.net"));
    assert.deepEqual(
      met,
      expected,
      "every connection met one of the two certificates, and the new one once it was there",
    );
    assert.equal(disconnections, 0);
    assert.deepEqual(received, [...Array(sent).keys()]);
    assert.equal(await podOf("broker"), pod);

    // A Secret of the user's changed with it.
    await eventually(() => servedName(steady.host, 8443), "second.example.net", patience);
    assert.equal(await podOf("broker"), pod);
    // Mosquitto 2.0 takes a certificate for WebSockets only at its start.
    await eventually(() => servedName(webAddress, 8443), "second.example.net", patience);
    // Kubelet counts the restart after it.
    await eventually(() => podOf("web"), webPod.replace("mosquitto 0", "mosquitto 1"));
    assert.deepEqual(await planned(test.stack), []);
  });

  it("takes a changed password: who came with the old one is dropped, and none of fifty others", async () => {
    const pod = await podOf("broker");
    const [before, after] = [settings.password, "second password"].map(password => ({
      ...steady,
      username: "changed",
      password,
    }));
    assert.equal((await refusal(after)).code, notAuthorized);
    const publisher = await publishSteadily(steady, "password");
    const others = await listenSteadily(steady, 50, "others");
    const dropped = await connect(before);
    let told: number | undefined;
    dropped.on("disconnect", ({ reasonCode }) => (told = reasonCode));
    settings.password = after.password;
    await test.stack.up();

    await eventually(async () => String((await refusal(before)).code), String(notAuthorized), patience);
    assert.equal(await exchange(after, "hello again"), "hello again");
    assert.equal(dropped.connected, false);
    assert.equal(told, undefined, "Mosquitto 2.0 closes the connection without a DISCONNECT");
    assert.deepEqual(await others.stop(), { reached: 50, disconnections: 0 });
    const { sent, received, disconnections } = await publisher.stop();
    assert.equal(disconnections, 0);
    assert.deepEqual(received, [...Array(sent).keys()]);
    assert.equal(await podOf("broker"), pod);
  });

  it("takes a changed ACL, for clients that are connected too", async () => {
    const pod = await podOf("broker");
    const client = await connect(steady);
    let disconnections = 0;
    client.on("close", () => disconnections++);
    const publish = (topic: string) =>
      client.publishAsync(topic, "", { qos: 1 }).then(
        () => "allowed",
        (error: Error & { code?: number }) => String(error.code),
      );
    assert.equal(await publish("closed"), "allowed");
    settings.acl = "pattern readwrite #\npattern deny closed\n";
    await test.stack.up();

    await eventually(() => publish("closed"), String(notAuthorized), patience);
    assert.equal(await publish("open"), "allowed");
    assert.equal(disconnections, 0);
    assert.equal(await podOf("broker"), pod);
    await client.endAsync();
  });

  it("starts one new pod for a changed listener", async () => {
    const pod = await podOf("broker");
    settings.ports = [8883, 8884];
    await test.stack.up();

    // kube-proxy may take a moment to know of another port.
    await eventually(() => exchange({ ...steady, port: 8884 }, "hello"), "hello", patience);
    const [before, after] = [pod, await podOf("broker")].map(text => text.split(" "));
    assert.notEqual(after[0], before[0]);
    assert.deepEqual(after.slice(1), before.slice(1), "no container of the new pod was restarted");
    const created = await kubectl(
      ...["get", "replicasets", "--namespace", namespaceName, "--selector", "app.kubernetes.io/instance=broker"],
      ...["--output", "name"],
    );
    assert.equal(created.trim().split("\n").length, 2, "one new pod");
    assert.deepEqual(await planned(test.stack), []);
  });
});

/** The only pod of a broker: its UID, and how often each container was restarted. */
async function podOf(broker: string): Promise<string> {
  const statuses = "{range .status.containerStatuses[*]} {.name} {.restartCount}{end}";
  const pods = await kubectl(
    ...["get", "pods", "--namespace", namespaceName, "--selector", `app.kubernetes.io/instance=${broker}`],
    ...["--output", `jsonpath={range .items[*]}{.metadata.uid}${statuses}{"\\n"}{end}`],
  );
  const [pod, ...others] = pods.trim().split("\n");
  assert.deepEqual(others, [], "there is one pod");
  return pod;
}

/** The name in the certificate that is neither an address nor one of those inside the cluster. */
function certificateName(socket: TLSSocket): string {
  return ownName(socket.getPeerX509Certificate()?.toString() ?? "");
}

async function servedName(host: string, port: number): Promise<string> {
  return ownName((await servedChain(host, port))[0]);
}

function ownName(certificatePem: string): string {
  return namesOf(certificatePem).dns.find(name => name.endsWith(".example.net")) ?? "no such name";
}
