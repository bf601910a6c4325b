import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { down, isUp, status } from "../../machine";
import { members } from "../../machine/controlGroup";
import { adminKubeconfig, machineFolder } from "../../machine/layout";
import { stateFolder } from "../../paths";
import { eventually, inNamespace, kubectl } from "../../testing/kubectl";
import { changesSince, processesOf, traces } from "./traces";
import { bringUp } from "./up";

const silent = () => undefined;
/** A rule of the machine's owner, who also uses the packet filter. */
const ownRule = ["FORWARD", "-s", "198.51.100.0/24", "-m", "comment", "--comment", "the owner's", "-j", "DROP"];

describe("the life of the machine-local cluster", function () {
  this.timeout(300_000);

  before(bringUp);
  after(bringUp);

  it("is left as it is by a second up", async () => {
    const { supervisorPid } = await status();
    await bringUp();
    assert.equal((await status()).supervisorPid, supervisorPid);
  });

  it("comes up again with its stored state after all its processes were killed", async () => {
    await inNamespace("crash", async namespace => {
      const here = ["--namespace", namespace];
      const address = () =>
        kubectl(...here, "get", "service/kept", "-o", "jsonpath={.status.loadBalancer.ingress[0].ip}");
      await kubectl(...here, "create", "service", "loadbalancer", "kept", "--tcp=80");
      const image = "--image=docker.io/library/busybox:1.35.0";
      await kubectl(...here, "create", "deployment", "kept", image, "--", "sleep", "3600");
      await eventually(async () => String((await address()) !== ""), "true");
      await kubectl(...here, "rollout", "status", "deployment/kept", "--timeout=60s");
      const before = await address();

      for (const pid of members()) kill(pid);
      await eventually(() => Promise.resolve(String(isUp())), "false");
      await bringUp();

      assert.equal(await address(), before);
      // If only the API server still remembers the pod, nothing can run in it.
      await eventually(() => kubectl(...here, "exec", "deployment/kept", "--", "echo", "alive"), "alive\n");
      await eventually(troubles, "");
    });
  });

  it("comes up again after its supervisor was killed", async () => {
    const { supervisorPid } = await status();
    assert.ok(supervisorPid);
    kill(supervisorPid);
    await eventually(() => Promise.resolve(String(isUp())), "false");
    assert.match((await status()).trouble ?? "", /the supervisor has died/);
    await bringUp();
    await eventually(troubles, "");
  });

  it("leaves nothing behind when it goes down, and does not touch the owner's firewall rules", async () => {
    await down(silent);
    const clean = traces();
    const ours = /aksmqtt|aks-mqtt|\bcali|KUBE-|AKS-MQTT|kubelet|\/run\/containerd|10\.240\.0/;
    assert.deepEqual(
      Object.values(clean)
        .flat()
        .filter(trace => ours.test(trace)),
      [],
    );
    assertGone();

    iptables("-A", ...ownRule);
    try {
      const before = traces();
      await bringUp();
      assert.notDeepEqual(changesSince(before), []); // Otherwise the comparison below would prove nothing.
      await down(silent);
      assert.deepEqual(changesSince(before), []);
      assertGone();
    } finally {
      iptables("-D", ...ownRule);
    }
  });

  it("is undone if up is killed halfway", async () => {
    const before = traces();
    const up = upElsewhere();
    const ended = once(up, "exit");
    const etcdIsHealthy = async () => (await status()).parts.some(part => part.name === "etcd" && part.healthy);
    await eventually(async () => String(await etcdIsHealthy()), "true");
    up.kill("SIGKILL");
    await ended;
    const left = () => Promise.resolve([...processesOf(stateFolder), ...changesSince(before)].join("\n"));
    await eventually(left, "");
    assert.equal(isUp(), false);
  });

  it("is undone if a part cannot start, and the error quotes the part's log", async () => {
    const before = traces();
    const squatter = net.createServer().listen(10259, "127.0.0.1");
    await once(squatter, "listening");
    try {
      await assert.rejects(bringUp, (error: Error) => {
        assert.match(error.message, /^The sandbox did not come up: kube-scheduler ended 5 times before it was healthy/);
        assert.match(error.message, /The end of \S+kube-scheduler\.log:/);
        assert.match(error.message, /address already in use/);
        return true;
      });
    } finally {
      squatter.close();
    }
    assert.deepEqual([...processesOf(stateFolder), ...changesSince(before)], []);
  });

  it("comes up once if two ups run at the same time", async () => {
    const codes = [upElsewhere(), upElsewhere()].map(async up => (await once(up, "exit"))[0] as number);
    assert.deepEqual(await Promise.all(codes), [0, 0]);
    assert.equal(processesOf(stateFolder).filter(line => line.includes("kube-apiserver --bind-address")).length, 1);
    assert.equal((await status()).up, true);
  });

  it("refuses to share a machine with a sandbox of another state folder, and does not take that one down", async () => {
    const elsewhere = { ...process.env, AKS_MQTT_STATE: path.join(stateFolder, "elsewhere") };
    const before = processesOf(machineFolder).length;
    const up = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "up.ts")], { env: elsewhere });
    let said = "";
    up.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    await once(up, "close");
    assert.match(said, /A sandbox with another state folder runs on this machine/);
    assert.equal(processesOf(machineFolder).length, before);
    assert.equal((await status()).up, true);
    fs.rmSync(elsewhere.AKS_MQTT_STATE, { recursive: true });
  });

  it("refuses to share a machine with another Kubernetes", async () => {
    await down(silent);
    iptables("-N", "KUBE-SERVICES");
    try {
      await assert.rejects(bringUp, /firewall rules of another Kubernetes \(chain KUBE-SERVICES\)/);
      assert.deepEqual(processesOf(stateFolder), []);
    } finally {
      iptables("-X", "KUBE-SERVICES");
    }
  });
});

/** A part counts as healthy if it answers within 2 s. */
async function troubles(): Promise<string> {
  return (await status()).parts.flatMap(({ name, trouble }) => (trouble ? `${name}: ${trouble}` : [])).join();
}

function upElsewhere(): ChildProcess {
  return spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "up.ts")], { stdio: "ignore" });
}

function assertGone(): void {
  assert.deepEqual(processesOf(stateFolder), []);
  assert.equal(fs.existsSync(machineFolder), false);
  assert.equal(fs.existsSync(adminKubeconfig), false);
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    // It ended together with its parent.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

function iptables(...args: string[]): void {
  execFileSync("iptables", ["--wait", ...args]);
}
