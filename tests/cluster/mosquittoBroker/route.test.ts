import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as net from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, MosquittoBroker } from "../../../index";
import type { ListenerEndpoint, MosquittoRouteArgs } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { network } from "../../../sandbox/machine/layout";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { Step, TestStack } from "../../../sandbox/testing/testStack";
import { tryRunWithClusterNames } from "../clusterNames";
import { apply, eventually, kubectl } from "../../../sandbox/testing/kubectl";
import { exchange, refusal, subscribe } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { namesOf, servedChain } from "../../../sandbox/testing/servedCertificate";

const namespace = `route-${randomBytes(4).toString("hex")}`;
const domain = network.routerDomain;
const user = { username: "meter", password: "a password: with $igns" };
let route: MosquittoRouteArgs = { subdomain: `mqtt.${namespace}` };
const namedHost = `named.${namespace}.example.net`;
const firstHost = `mqtt.${namespace}.${domain}`;

// eslint-disable-next-line @typescript-eslint/require-await
async function program() {
  const provider = new kubernetes.Provider("cluster");
  const { metadata } = new kubernetes.core.v1.Namespace("namespace", { metadata: { name: namespace } }, { provider });
  const { authority, rootCertificatePem } = new CertificateChain("chain", {});
  const broker = new MosquittoBroker(
    "broker",
    {
      namespace: metadata.name,
      image: mosquittoImage,
      listeners: [{ port: 1883 }, { port: 8883, tls: { issued: { authority } } }],
      route,
      users: [{ name: user.username, password: user.password }],
    },
    { provider },
  );
  return {
    root: rootCertificatePem,
    otherRoot: new CertificateChain("other", {}).rootCertificatePem,
    host: broker.routeHost,
    router: broker.routerCanonicalHostname,
    endpoints: broker.endpoints,
  };
}

/** In order: each test starts from the cluster that the one before left. */
describe("the Route of a MosquittoBroker", function () {
  this.timeout(300_000);
  let test: TestStack;
  let outputs: Record<string, { value: unknown }>;
  let good: Connection;

  /** A connection through the router, as if DNS led the host to it. */
  const to = (servername: string): Connection => ({
    host: network.routerAddress,
    port: 443,
    servername,
    ca: outputs.root.value as string,
    ...user,
  });

  before(async () => {
    test = await createTestStack({ run: program });
    ({ outputs } = await test.stack.up());
    good = to(firstHost);
    // The router may learn only after the update that the pod is ready.
    await eventually(() => exchange(good, "reached"), "reached");
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("gets a host from the router, which outputs and certificate have after one up", async () => {
    assert.equal(outputs.host.value, firstHost);
    assert.equal(outputs.router.value, `router-default.${domain}`);
    const [plain, tls] = outputs.endpoints.value as ListenerEndpoint[];
    assert.deepEqual(tls, { protocol: "Mqtt", host: firstHost, port: 443, tls: true });
    assert.equal(plain.port, 1883);
    assert.equal((await servedNames())[0], firstHost);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("works with mosquitto_pub on port 443, which resolves the host and checks the certificate for it", async () => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-client-"));
    try {
      const ca = path.join(folder, "ca.crt");
      await fs.writeFile(ca, outputs.root.value as string);
      await fs.writeFile(path.join(folder, "mosquitto_pub"), `-u ${user.username}\n-P ${user.password}\n`, {
        mode: 0o600,
      });
      const { message } = await subscribe(good, "foo");
      const publish = (host: string) =>
        tryRunWithClusterNames(
          "mosquitto_pub",
          ["-t", "foo", "-m", "text", "--cafile", ca, "--host", host, "--port", "443"],
          { ...process.env, XDG_CONFIG_HOME: folder },
        );
      const { code, stderr } = await publish(firstHost);
      assert.deepEqual([code, stderr], [0, ""]);
      assert.equal(await message, "text");

      const elsewhere = await publish(`other.${domain}`);
      assert.notEqual(elsewhere.code, 0);
      assert.match(elsewhere.stderr, /A TLS error occurred/);
    } finally {
      await fs.rm(folder, { recursive: true });
    }
  });

  it("delivers through the router", async () => {
    assert.equal(await exchange(good, "hello router"), "hello router");
  });

  it("shows a client that names no server, or another one, the router's certificate, which it does not trust", async () => {
    for (const servername of ["", `other.${domain}`]) {
      assert.equal((await refusal({ ...good, servername })).code, "DEPTH_ZERO_SELF_SIGNED_CERT");
    }
  });

  it("is refused by a client led to the broker under a name that is not in its certificate", async () => {
    await apply({
      apiVersion: "route.openshift.io/v1",
      kind: "Route",
      metadata: { name: "detour", namespace },
      spec: {
        host: "detour.example.net",
        to: { kind: "Service", name: "broker-tls" },
        port: { targetPort: 8883 },
        tls: { termination: "passthrough" },
      },
    });
    await eventually(() => shown("detour", "conditions[0].status"), "True");
    assert.equal((await refusal({ ...good, servername: "detour.example.net" })).code, "ERR_TLS_CERT_ALTNAME_INVALID");
  });

  it("carries no MQTT without TLS", async () => {
    const plain = await kubectl("get", "service/broker-tcp", "-n", namespace, "-o", "jsonpath={.spec.clusterIP}");
    const connectAcknowledged = 0x20;
    assert.equal((await firstAnswer(plain, 1883))[0], connectAcknowledged);
    assert.notEqual((await firstAnswer(network.routerAddress, 443))[0], connectAcknowledged);
  });

  it("is refused by a client that trusts another root", async () => {
    const { code } = await refusal({ ...good, ca: outputs.otherRoot.value as string });
    assert.equal(code, "UNABLE_TO_GET_ISSUER_CERT_LOCALLY");
  });

  it("lets nobody in without a password", async () => {
    assert.equal((await refusal({ ...good, username: undefined, password: undefined })).code, 0x87);
  });

  it("shows in the preview that its host was changed by hand, and the up serves a certificate for the new one", async () => {
    const host = `moved.${namespace}.example.net`;
    const patch = JSON.stringify({ spec: { host } });
    await kubectl("patch", "route/broker", "--namespace", namespace, "--type=merge", "--patch", patch);
    await eventually(() => shown("broker", "host"), host);

    const steps = await planned(test.stack);
    const request = stepOf(steps, "replace", "broker-8883-tls-request");
    assert.deepEqual(request.diffs, ["dnsNames"]);
    assert.ok(!steps.some(({ type }) => type === "kubernetes:apps/v1:Deployment"), "the broker's pod stays");

    ({ outputs } = await test.stack.up());
    assert.equal(outputs.host.value, host);
    await eventually(async () => (await servedNames())[0], host, 120);
    assert.equal(await exchange(to(host), "moved"), "moved");
  });

  it("is replaced, with its certificate, if the program asks for another host", async () => {
    route = { host: namedHost };
    const steps = await planned(test.stack);
    stepOf(steps, "replace", "broker-route");
    stepOf(steps, "replace", "broker-8883-tls-request");

    ({ outputs } = await test.stack.up());
    assert.equal(outputs.host.value, namedHost);
    await eventually(async () => (await servedNames())[0], namedHost, 120);
    assert.equal(await exchange(to(namedHost), "named"), "named");
    assert.deepEqual(await planned(test.stack), []);
  });

  it("lets in clients from its ranges, which change in place", async () => {
    route = { host: namedHost, timeout: "2h", allowedSourceRanges: ["192.0.2.0/24"] };
    assert.deepEqual(
      (await planned(test.stack)).map(({ op, name }) => `${op} ${name}`),
      ["update broker-route"],
    );
    await test.stack.up();
    const kept = to(namedHost);
    await eventually(() => exchange(kept, "kept out").catch(({ code }: { code: string }) => code), "ECONNRESET");

    route = { host: namedHost, timeout: "2h", allowedSourceRanges: ["192.0.2.0/24", network.subnet] };
    await test.stack.up();
    await eventually(() => exchange(kept, "let in"), "let in");
  });

  it("fails if an older Route has the host, and says so", async () => {
    route = { host: "detour.example.net", annotations: { "pulumi.com/timeoutSeconds": "5" } };
    await assert.rejects(test.stack.up(), /waiting for jsonpath=\{\.status\.ingress\[0\]\.conditions/);
    await eventually(() => shown("broker", "conditions[0].reason"), "HostAlreadyClaimed");

    await kubectl("delete", "route/detour", "--namespace", namespace);
    await eventually(() => shown("broker", "conditions[0].status"), "True");
    ({ outputs } = await test.stack.up());
    assert.equal(outputs.host.value, "detour.example.net");
    await eventually(() => exchange(to("detour.example.net"), "free").catch(String), "free", 120);
  });

  function shown(name: string, field: string): Promise<string> {
    return kubectl("get", `route/${name}`, "-n", namespace, "-o", `jsonpath={.status.ingress[0].${field}}`);
  }

  /** The DNS names of the broker's certificate, read past the router. */
  async function servedNames(): Promise<string[]> {
    const address = await kubectl("get", "service/broker-tls", "-n", namespace, "-o", "jsonpath={.spec.clusterIP}");
    const [certificate] = await servedChain(address, 8883);
    return namesOf(certificate).dns;
  }
});

/** A server's first answer to MQTT's CONNECT without TLS; empty if it closes the connection. */
function firstAnswer(host: string, port: number): Promise<Buffer> {
  const packet = Buffer.from("100d00044d5154540402003c000161", "hex");
  return new Promise((resolve, reject) => {
    const socket = net.connect({ host, port, timeout: 30_000 }, () => socket.write(packet));
    socket.once("data", (data: Buffer) => {
      socket.destroy();
      resolve(data);
    });
    socket.once("timeout", () => socket.destroy(new Error(`${host}:${port} neither answers nor closes`)));
    socket.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "ECONNRESET") resolve(Buffer.alloc(0));
      else reject(error);
    });
    socket.once("close", () => resolve(Buffer.alloc(0)));
  });
}

function stepOf(steps: Step[], op: string, name: string): Step {
  const step = steps.find(step => step.op === op && step.name === name);
  const all = steps.map(step => `${step.op} ${step.name}`).join(", ");
  return step ?? assert.fail(`no step is ${op} ${name}: ${all}`);
}
