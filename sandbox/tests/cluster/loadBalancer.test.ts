import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as net from "node:net";
import { apply, busyboxPod, deleteNamespace, eventually, kubectl, makeNamespace } from "../../testing/kubectl";
import { isTakenBack } from "../../testing/loadBalancerDirective";

const range = /^10\.240\.32\.\d+$/;
const directives = ["--namespace", "sandbox-system", "configmap/load-balancer"];

describe("the sandbox's load balancer", function () {
  this.timeout(180_000);
  let namespace: string;

  const service = (name: string, spec: object = {}, annotations: Record<string, string> = {}) =>
    apply({
      apiVersion: "v1",
      kind: "Service",
      metadata: { name, namespace, annotations },
      spec: { type: "LoadBalancer", selector: { app: "server" }, ports: [{ port: 80, targetPort: 8080 }], ...spec },
    });
  const shown = (name: string, field: "ip" | "hostname" | "ipMode" = "ip") =>
    kubectl("get", `service/${name}`, "-n", namespace, "-o", `jsonpath={.status.loadBalancer.ingress[0].${field}}`);
  const given = async (name: string) => {
    const jsonpath = "--for=jsonpath={.status.loadBalancer.ingress[0].ip}";
    await kubectl("wait", `service/${name}`, "-n", namespace, jsonpath, "--timeout=60s");
    return shown(name);
  };
  const direct = async (name: string, directive: string | null) => {
    const data = { [`${namespace}.${name}`]: directive };
    await kubectl("patch", ...directives, "--type=merge", "--patch", JSON.stringify({ data }));
  };
  const isOnThisMachine = (ip: string) =>
    execFileSync("ip", ["-4", "-oneline", "address", "show"], { encoding: "utf8" }).includes(` ${ip}/32 `);

  before(async () => {
    namespace = await makeNamespace("load-balancer");
    await apply({
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: "load-balancer", namespace: "sandbox-system" },
    });
  });
  after(async () => {
    await direct("directed", null);
    await deleteNamespace(namespace);
  });

  it("gives an address from its range, where the Service answers, and takes it back on deletion", async () => {
    await apply(busyboxPod(namespace, "server", ["sh", "-c", "while :; do echo hello | nc -l -p 8080; done"]));
    await service("plain");
    const ip = await given("plain");
    assert.match(ip, range);
    assert.equal(await shown("plain", "ipMode"), "VIP");
    await kubectl("wait", "pod/server", "-n", namespace, "--for=condition=Ready", "--timeout=60s");
    await eventually(() => receive(ip, 80), "hello\n");

    await kubectl("delete", "service/plain", "-n", namespace);
    await eventually(async () => String(await isTakenBack(ip)), "true");
  });

  it("gives two Services two addresses, and keeps them if something else changes", async () => {
    await service("one");
    await service("two");
    const [one, two] = [await given("one"), await given("two")];
    assert.notEqual(one, two);
    await service("one", { ports: [{ port: 81, targetPort: 8080 }] });
    await service("three");
    await given("three");
    assert.equal(await shown("one"), one);
  });

  it("gives the address that the Service names, by its field or by Azure's annotation", async () => {
    await service("field", { loadBalancerIP: "10.240.32.201" });
    await service("annotated", {}, { "service.beta.kubernetes.io/azure-load-balancer-ipv4": "10.240.32.202" });
    assert.equal(await given("field"), "10.240.32.201");
    assert.equal(await given("annotated"), "10.240.32.202");
  });

  it("refuses an address outside its range, and says so in an event", async () => {
    await service("outside", { loadBalancerIP: "192.0.2.77" });
    const message = () =>
      kubectl(
        "get",
        "events",
        "-n",
        namespace,
        "--field-selector=involvedObject.name=outside",
        "-o",
        "jsonpath={.items[0].message}",
      );
    await eventually(message, 'The address "192.0.2.77" is not one of 10.240.32.0/24, the load balancer\'s range.');
    assert.equal(await shown("outside"), "");
  });

  it("takes the address back if the Service changes its type", async () => {
    await service("changing");
    const ip = await given("changing");
    await service("changing", { type: "ClusterIP" });
    await eventually(() => shown("changing"), "");
    await eventually(async () => String(await isTakenBack(ip)), "true");
  });

  it("withholds or changes an address, or gives a hostname, on request", async () => {
    await direct("directed", "withhold");
    await service("directed");
    await service("reference");
    await given("reference"); // By now the load balancer has seen the other Service too.
    assert.equal(await shown("directed"), "");

    await direct("directed", "10.240.32.211");
    await eventually(() => shown("directed"), "10.240.32.211");
    await direct("directed", "10.240.32.212");
    await eventually(() => shown("directed"), "10.240.32.212");
    assert.equal(isOnThisMachine("10.240.32.211"), false);

    await direct("directed", "hostname:mqtt.example.net");
    await eventually(() => shown("directed", "hostname"), "mqtt.example.net");
    assert.equal(await shown("directed"), "");

    await direct("directed", null);
    await eventually(async () => String(range.test(await shown("directed"))), "true");
  });
});

/** What a TCP server sends until it closes the connection. */
function receive(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = net.connect({ host, port, timeout: 2000 });
    socket.setEncoding("utf8").on("data", (part: string) => {
      text += part;
      socket.end();
    });
    socket.on("timeout", () => socket.destroy(new Error("no answer")));
    socket.on("error", reject).on("close", () => resolve(text));
  });
}
