import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import type { TLSSocket } from "node:tls";
import * as kubernetes from "@pulumi/kubernetes";
import { passwordFile } from "../../../components/mosquittoBroker/passwordFile";
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServerCertificate, ServiceType } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { eventually, kubectl } from "../../../sandbox/testing/kubectl";
import { connect, exchange, refusal } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { namesOf, servedChain } from "../../../sandbox/testing/servedCertificate";
import { connectRepeatedly, dropsNobody, listenSteadily } from "../../../sandbox/testing/steadyClients";

const namespaceName = `reload-${randomBytes(4).toString("hex")}`;
/** In seconds: how long kubelet may take to bring new files to a pod, and Mosquitto to read them. */
const patience = 60;
const notAuthorized = 0x87;
const tlsType = "kubernetes.io/tls";

/** What the test's updates change. */
const settings = {
  /** The provider's switches. Without any, it replaces changed ConfigMaps and Secrets. */
  switches: {} as kubernetes.ProviderArgs,
  certificateName: "first.example.net",
  users: { steady: "steady password", changed: "first password", leaving: "a password" } as Record<string, string>,
  acl: "pattern readwrite #\n",
  ports: [8883],
  extraConfig: "max_queued_messages 1000",
  /** The user's own objects, which the broker `web` gets by their outputs. */
  theirs: { certificate: {} as KeyPair, users: { visitor: "first visit" }, note: "first" },
};

/** Two brokers: `broker` with a volume and certificates made here, `web` with WebSockets and the user's own objects. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program() {
  const provider = new kubernetes.Provider("cluster", settings.switches);
  const labels = { "pod-security.kubernetes.io/enforce": "restricted" };
  const { metadata } = new kubernetes.core.v1.Namespace(
    "namespace",
    { metadata: { name: namespaceName, labels } },
    { provider },
  );
  const namespace = metadata.name;
  const { authority, rootCertificatePem } = new CertificateChain("chain", {});
  const dnsNames = [settings.certificateName];
  const own = new ServerCertificate("own", { namespace, authority, dnsNames }, { provider });
  const issued = { authority, dnsNames };
  const common = { namespace, image: mosquittoImage, tlsService: { type: ServiceType.LoadBalancer } };
  const broker = new MosquittoBroker(
    "broker",
    {
      ...common,
      listeners: [
        ...settings.ports.map(port => ({ port, tls: { issued } })),
        { port: 8443, tls: { secretName: own.secretName } },
      ],
      users: Object.entries(settings.users).map(([name, password]) => ({ name, password })),
      acl: settings.acl,
      persistence: { size: "64Mi" },
    },
    { provider },
  );
  const { certificate, users, note } = settings.theirs;
  const theirs = (name: string, stringData: Record<string, string>, type?: string) =>
    new kubernetes.core.v1.Secret(name, { metadata: { namespace, name }, type, stringData }, { provider }).metadata
      .name;
  const pair = { "tls.crt": certificate.certificatePem, "tls.key": certificate.privateKeyPem };
  const noteMap = new kubernetes.core.v1.ConfigMap(
    "their-note",
    { metadata: { namespace, name: "their-note" }, data: { note } },
    { provider },
  );
  const web = new MosquittoBroker(
    "web",
    {
      ...common,
      // Mosquitto 2.0.11 does not start with WebSockets listeners alone.
      listeners: [
        { port: 8883, tls: { secretName: theirs("their-certificate", pair, tlsType) } },
        { port: 8443, protocol: ListenerProtocol.WebSockets, tls: { issued } },
      ],
      passwordFileSecret: {
        name: theirs("their-users", { passwords: passwordFile(Object.entries(users), namespaceName) }),
        key: "passwords",
      },
      allowAnonymous: true,
      extraConfig: settings.extraConfig,
      files: [
        { path: "/etc/note", configMap: { name: noteMap.metadata.name, key: "note" } },
        { path: "/etc/secret-note", secret: { name: theirs("their-secret-note", { note }), key: "note" } },
      ],
    },
    { provider },
  );
  return { root: rootCertificatePem, address: broker.host, webAddress: web.host };
}

/** In order: each test changes one thing more. */
describe("a MosquittoBroker whose files change, with default provider settings", function () {
  this.timeout(300_000);
  let test: TestStack;
  let steady: Connection;
  let webAddress: string;

  before(async () => {
    settings.theirs.certificate = await theirCertificate("first.example.org");
    test = await createTestStack({ run: program });
    const { outputs } = await test.stack.up();
    webAddress = outputs.webAddress.value as string;
    const [host, ca] = [outputs.address.value as string, outputs.root.value as string];
    steady = { host, port: 8883, ca, username: "steady", password: settings.users.steady };
    await servedChain(host, steady.port);
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("takes up a renewed certificate, and nobody is dropped or turned away and nothing is lost", async () => {
    const [pod, webPod] = [await podOf("broker"), await podOf("web")];
    settings.certificateName = "second.example.net";
    assert.deepEqual(await plannedObjects(), [
      "replace broker-8883-tls-secret",
      "replace own-secret",
      "replace web-8443-tls-secret",
    ]);
    await dropsNobody([steady], async () => {
      const updated = test.stack.up();
      updated.catch(() => undefined); // Handled below.
      const met = await connectRepeatedly(steady, certificateName, {
        atLeast: 200,
        last: "second.example.net",
        seconds: patience + 30,
      });
      await updated;
      const switched = met.indexOf("second.example.net");
      assert.ok(switched > 0, "there were connections before the switch");
      const expected = met.map((_, index) => (index < switched ? "first.example.net" : "second.example.net"));
      assert.deepEqual(
        met,
        expected,
        "every connection met one of the two certificates, and the new one once it was there",
      );
    });
    // Another component's Secret changed with it.
    await eventually(() => servedName(steady.host, 8443), "second.example.net", patience);
    assert.equal(await podOf("broker"), pod);
    // Mosquitto 2.0 reads a certificate for WebSockets only at its start.
    await eventually(() => servedName(webAddress, 8443), "second.example.net", patience);
    // Kubelet counts the restart only afterwards.
    await eventually(() => podOf("web"), webPod.replace("mosquitto 0", "mosquitto 1"));
    assert.deepEqual(await planned(test.stack), []);
  });

  it("takes up changed users, and drops their clients but none of fifty others", async () => {
    const pod = await podOf("broker");
    const [before, after, leaving, joining] = [
      { ...steady, username: "changed", password: settings.users.changed },
      { ...steady, username: "changed", password: "second password" },
      { ...steady, username: "leaving", password: settings.users.leaving },
      { ...steady, username: "joining", password: "another password" },
    ];
    for (const connection of [after, joining]) assert.equal((await refusal(connection)).code, notAuthorized);
    const others = await listenSteadily(steady, 50, "others");
    const dropped = await Promise.all([before, leaving].map(connect));
    let told: number | undefined;
    for (const client of dropped) client.on("disconnect", ({ reasonCode }) => (told = reasonCode));
    settings.users = { steady: settings.users.steady, changed: after.password, joining: joining.password };
    assert.deepEqual(await plannedObjects(), ["replace broker-passwords"]);
    await dropsNobody([steady], async () => {
      await test.stack.up();
      await eventually(async () => String((await refusal(before)).code), String(notAuthorized), patience);
      for (const connection of [after, joining]) assert.equal(await exchange(connection, "hello again"), "hello again");
      assert.equal((await refusal(leaving)).code, notAuthorized);
      assert.deepEqual(
        dropped.map(({ connected }) => connected),
        [false, false],
      );
      assert.equal(told, undefined, "Mosquitto 2.0 closes the connection without a DISCONNECT");
      assert.deepEqual(await others.stop(), { reached: 50, disconnections: 0 });
    });
    assert.equal(await podOf("broker"), pod);
  });

  it("takes up a changed ACL, also for connected clients, and the user's own objects", async () => {
    const [pod, webPod] = [await podOf("broker"), await podOf("web")];
    const client = await connect(steady);
    const publish = (topic: string) =>
      client.publishAsync(topic, "", { qos: 1 }).then(
        () => "allowed",
        (error: Error & { code?: number }) => String(error.code),
      );
    assert.equal(await publish("closed"), "allowed");
    settings.acl = "pattern readwrite #\npattern deny closed\n";
    const certificate = await theirCertificate("second.example.org");
    settings.theirs = { certificate, users: { visitor: "second visit" }, note: "second" };
    assert.deepEqual(await plannedObjects(), [
      "replace broker-config",
      "replace their-certificate",
      "replace their-note",
      "replace their-secret-note",
      "replace their-users",
    ]);
    await dropsNobody([steady], async () => {
      await test.stack.up();
      await eventually(() => publish("closed"), String(notAuthorized), patience);
      assert.equal(await publish("open"), "allowed");
    });
    await client.endAsync();
    assert.equal(await podOf("broker"), pod);

    // A changed file of `files` takes a restart of the container; the Deployment does not change.
    const notes = () => kubectl(...inWeb, "cat", "/etc/note", "/etc/secret-note");
    await eventually(notes, "secondsecond", patience);
    await eventually(async () => ownName((await servedChain(webAddress, 8883))[0]), "second.example.org", patience);
    assert.equal((await podOf("web")).split(" ")[0], webPod.split(" ")[0]);
  });

  it("starts one new pod for a changed listener or setting, and keeps the Deployment and the claim", async () => {
    const [pod, webPod, kept] = [await podOf("broker"), await podOf("web"), await keptObjects()];
    settings.ports = [8883, 8884];
    settings.extraConfig = "max_queued_messages 2000";
    assert.deepEqual(await plannedObjects(), [
      "create broker-8884-tls-secret",
      "replace broker-config",
      "replace web-config",
      "update broker",
      "update broker-tls",
      "update web",
    ]);
    await test.stack.up();

    // kube-proxy may take a moment to learn of another port.
    await eventually(() => exchange({ ...steady, port: 8884 }, "hello"), "hello", patience);
    const [before, after] = [pod, await podOf("broker")].map(text => text.split(" "));
    assert.notEqual(after[0], before[0]);
    assert.deepEqual(after.slice(1), before.slice(1), "no container of the new pod was restarted");
    assert.notEqual((await podOf("web")).split(" ")[0], webPod.split(" ")[0]);
    const created = await kubectl("get", "replicasets", ...inNamespace, "--output", "name");
    assert.equal(created.trim().split("\n").length, 4, "one new pod of each");
    assert.equal(await keptObjects(), kept);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("does the same with the switches on, except that nothing is replaced", async () => {
    const pod = await podOf("broker");
    settings.switches = { enableSecretMutable: true, enableConfigMapMutable: true };
    await test.stack.up();
    settings.certificateName = "third.example.net";
    settings.users.changed = "third password";
    settings.acl = "pattern readwrite #\n";
    assert.deepEqual(await plannedObjects(), [
      "update broker-8883-tls-secret",
      "update broker-8884-tls-secret",
      "update broker-config",
      "update broker-passwords",
      "update own-secret",
      "update web-8443-tls-secret",
    ]);
    await dropsNobody([steady], async () => {
      await test.stack.up();
      await eventually(() => servedName(steady.host, 8883), "third.example.net", patience);
      const changed = { ...steady, username: "changed", password: settings.users.changed };
      await eventually(() => exchange(changed, "hello").catch(String), "hello", patience);
    });
    assert.equal(await podOf("broker"), pod);
  });

  /** What a preview announces for objects in the cluster, with the steps of a replacement as one. */
  async function plannedObjects(): Promise<string[]> {
    const steps = (await planned(test.stack)).filter(({ type }) => type.startsWith("kubernetes:"));
    const effects = steps.map(({ op, name }) => `${op.includes("replace") ? "replace" : op} ${name}`);
    return [...new Set(effects)].sort();
  }
});

const inNamespace = ["--namespace", namespaceName];
const inWeb = ["exec", ...inNamespace, "deployment/web", "--container", "mosquitto", "--"];

/** The UIDs of the objects that no change replaces. */
function keptObjects(): Promise<string> {
  const uids = ["--output", "jsonpath={.items[*].metadata.uid}"];
  return kubectl("get", "deployments,persistentvolumeclaims,services", ...inNamespace, ...uids);
}

/** The only pod of a broker: its UID, and how often each container was restarted. */
async function podOf(broker: string): Promise<string> {
  const statuses = "{range .status.containerStatuses[*]} {.name} {.restartCount}{end}";
  const pods = await kubectl(
    ...["get", "pods", ...inNamespace, "--selector", `app.kubernetes.io/instance=${broker}`],
    // A pod that has ended may still be listed.
    ...["--field-selector", "status.phase=Running"],
    ...["--output", `jsonpath={range .items[*]}{.metadata.uid}${statuses}{"\\n"}{end}`],
  );
  const [pod, ...others] = pods.trim().split("\n");
  assert.deepEqual(others, [], "there is one pod");
  return pod;
}

async function theirCertificate(dnsName: string): Promise<KeyPair> {
  return makeSigned(await makeRoot(), { isCa: false, dnsNames: [dnsName] });
}

/** The name in the certificate that is neither an address nor inside the cluster. */
function certificateName(socket: TLSSocket): string {
  return ownName(socket.getPeerX509Certificate()?.toString() ?? "");
}

async function servedName(host: string, port: number): Promise<string> {
  return ownName((await servedChain(host, port))[0]);
}

function ownName(certificatePem: string): string {
  return namesOf(certificatePem).dns.find(name => /\.example\.(net|org)$/.test(name)) ?? "no such name";
}
