import assert from "node:assert/strict";
import { Resolver } from "node:dns/promises";
import type { AddressInfo } from "node:net";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as tls from "node:tls";
import * as machine from "../../machine";
import { network } from "../../machine/layout";
import { run } from "../../machine/run";
import { apply, deleteNamespace, eventually, kubectl, makeNamespace } from "../../testing/kubectl";

const annotation = (name: string) => `haproxy.router.openshift.io/${name}`;
const domain = network.routerDomain;
const passthrough = { termination: "passthrough", insecureEdgeTerminationPolicy: "None" };

/** Behind the Routes is a TLS server in this process, which answers with the server name it was asked for. */
describe("the sandbox's router", function () {
  this.timeout(180_000);
  let namespace: string;
  let server: tls.Server;
  let port: number;

  before(async () => {
    namespace = await makeNamespace("router");
    server = tls.createServer(await selfSigned(), socket => {
      socket.on("error", () => undefined); // The router ends the connection in the time-out test.
      socket.write(`hello ${String(socket.servername)}`);
    });
    await new Promise<void>(resolve => server.listen(0, network.nodeAddress, resolve));
    port = (server.address() as AddressInfo).port;
    const ports = [{ name: "mqtts", port, protocol: "TCP" }];
    await apply(
      { apiVersion: "v1", kind: "Service", metadata: { name: "server", namespace }, spec: { ports } },
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "server-1", namespace, labels: { "kubernetes.io/service-name": "server" } },
        addressType: "IPv4",
        ports,
        endpoints: [{ addresses: [network.nodeAddress] }],
      },
    );
  });
  after(async () => {
    server.close();
    await deleteNamespace(namespace);
  });

  const route = (name: string, spec: object = {}, annotations: Record<string, string> = {}) =>
    apply({
      apiVersion: "route.openshift.io/v1",
      kind: "Route",
      metadata: { name, namespace, annotations },
      spec: { to: { kind: "Service", name: "server" }, port: { targetPort: port }, tls: passthrough, ...spec },
    });
  const shown = (name: string, field: string) =>
    kubectl("get", `routes/${name}`, "--namespace", namespace, "--output", `jsonpath={.status.ingress[0].${field}}`);
  const admitted = async (name: string) => {
    await eventually(() => shown(name, "conditions[0].status"), "True");
    return shown(name, "host");
  };

  it("listens on its own address on the bridge and nowhere else", async () => {
    const listening = (await run("ss", ["-Hltnp"])).split("\n").filter(line => line.includes('"haproxy"'));
    assert.deepEqual(
      listening.map(line => line.trim().split(/\s+/)[3]),
      [`${network.routerAddress}:443`],
    );
  });

  for (const [what, targetPort] of [
    ["the number of a pod's port", () => port],
    ["the name of a Service's port", () => "mqtts"],
  ] as const) {
    it(`routes TLS by server name to ${what}`, async () => {
      const host = `mqtt-${String(targetPort())}.example.net`;
      await route("leading", { host, port: { targetPort: targetPort() } });
      await eventually(() => shown("leading", "host"), host);
      assert.equal(await admitted("leading"), host);
      assert.deepEqual(await greeting(host), { certificate: "server", text: `hello ${host}` });
      await kubectl("delete", "route/leading", "--namespace", namespace);
    });
  }

  it("generates hosts in its domain, and shows its own name", async () => {
    await route("unnamed");
    await route("below", { subdomain: "mqtt.factory" });
    assert.equal(await admitted("unnamed"), `unnamed-${namespace}.${domain}`);
    assert.equal(await admitted("below"), `mqtt.factory.${domain}`);
    assert.equal(await shown("below", "routerCanonicalHostname"), `router-default.${domain}`);
    assert.equal((await greeting(`mqtt.factory.${domain}`)).text, `hello mqtt.factory.${domain}`);
  });

  it("refuses a host that an older Route has, until that Route is gone", async () => {
    const host = "taken.example.net";
    await route("first", { host });
    await admitted("first");
    await route("second", { host });
    await eventually(() => shown("second", "conditions[0].reason"), "HostAlreadyClaimed");
    assert.equal(await shown("second", "conditions[0].status"), "False");
    assert.match(await shown("second", "conditions[0].message"), /route first in namespace .* is older/);
    assert.equal(await shown("first", "conditions[0].status"), "True");

    await kubectl("delete", "route/first", "--namespace", namespace);
    assert.equal(await admitted("second"), host);
  });

  it("answers a client that names no server, or an unknown one, with its own certificate and HTTP 503", async () => {
    for (const host of [undefined, "nobody.example.net"]) {
      const { certificate, text } = await greeting(host, "GET / HTTP/1.0\r\n\r\n");
      assert.equal(certificate, "ingress-operator");
      assert.match(text, /^HTTP\/1\.\d 503 /);
    }
  });

  for (const name of ["ip_allowlist", "ip_whitelist"]) {
    it(`lets nobody in who is not on ${name}`, async () => {
      const host = `${name.replace("_", "-")}.example.net`;
      const allow = (list: string) => route("listed", { host }, { [annotation(name)]: list });
      await allow("192.0.2.0/24 198.51.100.7");
      await eventually(() => shown("listed", "host"), host);
      await eventually(
        () =>
          greeting(host)
            .catch((error: Error) => ({ text: error.message }))
            .then(({ text }) => text),
        "closed",
      );
      await allow(`192.0.2.0/24 ${network.subnet}`);
      await eventually(async () => (await greeting(host)).text, `hello ${host}`);
      await kubectl("delete", "route/listed", "--namespace", namespace);
    });
  }

  it("ends a connection that is silent for as long as the Route's time-out", async () => {
    const host = "silent.example.net";
    await route("silent", { host }, { [annotation("timeout-tunnel")]: "1s" });
    await admitted("silent");
    const socket = await connected(host);
    await new Promise((resolve, reject) => {
      socket.once("timeout", () => reject(new Error("the router left it open")));
      socket.once("close", resolve).resume();
    });
  });

  it("keeps working after HAProxy was killed", async () => {
    const part = async () => (await machine.status()).parts.find(({ name }) => name === "haproxy");
    const before = await part();
    assert.ok(before?.pid);
    const host = "lasting.example.net";
    await route("lasting", { host });
    assert.equal(await admitted("lasting"), host);
    process.kill(before.pid, "SIGKILL");
    await eventually(async () => String((await part())?.restarts), String(before.restarts + 1));
    await eventually(async () => (await greeting(host)).text, `hello ${host}`);
    await eventually(async () => String((await part())?.healthy), "true");
  });

  it("resolves names in its domain for pods", async () => {
    const resolver = new Resolver();
    resolver.setServers([network.dnsAddress]);
    assert.deepEqual(await resolver.resolve4(`mqtt.factory.${domain}`), [network.routerAddress]);
  });

  for (const { what, spec, says } of [
    {
      what: "plain HTTP together with passthrough",
      spec: { tls: { ...passthrough, insecureEdgeTerminationPolicy: "Allow" } },
      says: /cannot have both spec.tls.termination: passthrough and spec.tls.insecureEdgeTerminationPolicy: Allow/,
    },
    {
      what: "a certificate with passthrough",
      spec: { tls: { ...passthrough, certificate: "PEM" } },
      says: /passthrough termination does not support certificate/,
    },
    { what: "a path with passthrough", spec: { path: "/mqtt" }, says: /does not support paths/ },
    {
      what: "a host that is not a DNS name",
      spec: { host: "mqtt_1.example.net" },
      says: /spec.host in body should match/,
    },
    { what: "a weight beyond 256", spec: { to: { kind: "Service", name: "a", weight: 257 } }, says: /spec.to.weight/ },
    { what: "another termination", spec: { tls: { termination: "none" } }, says: /spec.tls.termination: Unsupported/ },
    { what: "a port that does not exist", spec: { port: { targetPort: 70000 } }, says: /port from 1 to 65535/ },
  ]) {
    it(`has the API server refuse ${what}`, async () => {
      await assert.rejects(route("refused", spec), says);
    });
  }

  it("has the API server refuse a changed wildcardPolicy", async () => {
    await route("fixed", { host: "fixed.example.net", wildcardPolicy: "None" });
    await assert.rejects(
      route("fixed", { host: "fixed.example.net", wildcardPolicy: "Subdomain" }),
      /field is immutable/,
    );
  });
});

/** A self-signed certificate and its key, whose name does not matter. */
async function selfSigned(): Promise<{ cert: string; key: string }> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-router-"));
  try {
    const [key, cert] = ["key.pem", "cert.pem"].map(name => path.join(folder, name));
    await run("openssl", [
      ...["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-subj", "/CN=server"],
      ...["-keyout", key, "-out", cert],
    ]);
    return { key: await fs.readFile(key, "utf8"), cert: await fs.readFile(cert, "utf8") };
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

/** A connection to the router that asks for this server name. */
function connected(servername: string | undefined): Promise<tls.TLSSocket> {
  return new Promise((resolve, reject) => {
    // This is about who answers, not about trust.
    const socket = tls.connect({ host: network.routerAddress, port: 443, servername, rejectUnauthorized: false });
    socket.setTimeout(30_000, () => socket.destroy(new Error("no answer")));
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", (error: NodeJS.ErrnoException) =>
      reject(error.code === "ECONNRESET" ? new Error("closed") : error),
    );
  });
}

/** Whose certificate a client receives, and the first text that it is sent. */
async function greeting(servername: string | undefined, request = ""): Promise<{ certificate: string; text: string }> {
  const socket = await connected(servername);
  const certificate = String(socket.getPeerCertificate().subject.CN);
  const said = new Promise<string>((resolve, reject) => {
    socket.once("data", (data: Buffer) => resolve(data.toString()));
    socket.once("close", () => reject(new Error("closed")));
  });
  if (request) socket.write(request);
  const text = await said.finally(() => socket.destroy());
  return { certificate, text };
}
