import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  apply,
  busyboxPod,
  deleteNamespace,
  eventually,
  kubectl,
  makeNamespace,
  succeeds,
} from "../../testing/kubectl";
import { attach, attachToSubnet, detach, ip } from "../../testing/otherMachines";

const server = ["sh", "-c", "echo hello > /tmp/index.html; exec httpd -f -p 8080 -h /tmp"];
/** The shell command that prints the HTTP request. */
const request = 'printf "GET / HTTP/1.0\\n\\n"';
const idle = ["sleep", "3600"];

describe("the sandbox's network", function () {
  this.timeout(180_000);
  let namespace: string;
  let serverAddress: string;
  /** Network namespaces that play other machines: one in the node's subnet, and one in another network. */
  const neighbour = `aksmqtt-test-${process.pid}`;
  const outsider = `${neighbour}-out`;

  const reaches = async (client: string) => {
    const connect = ["sh", "-c", `${request} | nc -w 2 ${serverAddress} 8080 | grep -q hello`];
    return String(await succeeds("exec", `pod/${client}`, "-n", namespace, "--", ...connect));
  };
  const neighbourReaches = () => Promise.resolve(String(says(neighbour, serverAddress, 8080, "hello")));

  before(async () => {
    namespace = await makeNamespace("network");
    await apply(
      ...[
        ["server", server],
        ["friend", idle],
        ["stranger", idle],
      ].map(([name, command]) => busyboxPod(namespace, name as string, command as string[])),
    );
    await kubectl("wait", "pod", "--all", "-n", namespace, "--for=condition=Ready", "--timeout=60s");
    serverAddress = await kubectl("get", "pod/server", "-n", namespace, "-o", "jsonpath={.status.podIP}");

    attachToSubnet(neighbour, "aksmqtt-test", "10.240.0.77");
    attach(outsider, "aksmqtt-out", "198.51.100.2/24");
    ip("address", "add", "198.51.100.1/24", "dev", "aksmqtt-out");
    ip("-netns", outsider, "route", "add", "default", "via", "198.51.100.1");
  });
  after(async () => {
    detach(neighbour, outsider);
    await deleteNamespace(namespace);
  });

  it("gives pods addresses in the node's subnet, reachable from pods and from another machine in the subnet", async () => {
    assert.match(serverAddress, /^10\.240\./);
    await eventually(() => reaches("friend"), "true");
    await eventually(() => reaches("stranger"), "true");
    await eventually(neighbourReaches, "true");
  });

  it("closes the API server, the router and the pods to machines outside the subnet", async () => {
    for (const [host, port] of [
      ["10.240.0.4", 6443],
      ["10.240.0.5", 443],
    ] as const) {
      await eventually(() => Promise.resolve(String(accepts(neighbour, host, port))), "true");
      assert.equal(accepts(outsider, host, port), false);
    }
    assert.equal(says(outsider, serverAddress, 8080, "hello"), false);
  });

  it("resolves Services by name in a pod", async () => {
    const lookUp = ["nslookup", "kubernetes.default.svc.cluster.local"];
    const answer = () => kubectl("exec", "pod/friend", "-n", namespace, "--", ...lookUp);
    await eventually(async () => String(/Address: 10\.0\.0\.1\b/.test(await answer())), "true");
  });

  it("closes a pod by a NetworkPolicy to all but pods with the right label", async () => {
    await apply({
      apiVersion: "networking.k8s.io/v1",
      kind: "NetworkPolicy",
      metadata: { name: "server", namespace },
      spec: {
        podSelector: { matchLabels: { app: "server" } },
        policyTypes: ["Ingress"],
        ingress: [{ from: [{ podSelector: { matchLabels: { access: "granted" } } }] }],
      },
    });
    await eventually(() => reaches("stranger"), "false");
    await eventually(neighbourReaches, "false");
    await kubectl("label", "pod/friend", "-n", namespace, "access=granted");
    await eventually(() => reaches("friend"), "true");
    assert.equal(await reaches("stranger"), "false");
  });
});

/** Whether a TCP connection from a network namespace is accepted within two seconds. */
function accepts(machine: string, host: string, port: number): boolean {
  return runs(machine, `exec 3<>/dev/tcp/${host}/${port}`);
}

/** Like `accepts`, but the server must also answer `word` over HTTP. */
function says(machine: string, host: string, port: number, word: string): boolean {
  return runs(machine, `exec 3<>/dev/tcp/${host}/${port} && ${request} >&3 && grep -q ${word} <&3`);
}

function runs(machine: string, script: string): boolean {
  return spawnSync("ip", ["netns", "exec", machine, "timeout", "2", "bash", "-c", script]).status === 0;
}
