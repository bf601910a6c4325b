import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import * as machine from "../../machine";
import { members } from "../../machine/controlGroup";
import { pydgraphClientImage } from "../../machine/dgraphImages";
import { pauseImage } from "../../machine/images";
import { files, folders, machineFolder } from "../../machine/layout";
import { clusterPrograms } from "../../setUp";
import { ensurePrograms } from "../../toolchain";
import { apply, eventually, inNamespace, kubectl, succeeds } from "../../testing/kubectl";

describe("the machine-local cluster", function () {
  this.timeout(180_000);

  it("shows for each part that it is healthy, its version, and where its log is", async () => {
    // A part counts as healthy if it answers within 2 s.
    const troubles = async () =>
      (await machine.status()).parts.flatMap(({ name, trouble }) => (trouble ? `${name}: ${trouble}` : [])).join();
    await eventually(troubles, "");
    const status = await machine.status();
    assert.equal(status.up, true);
    const versions = Object.fromEntries(status.parts.map(part => [part.name, part.version]));
    assert.match(versions["kube-apiserver"], /^v1\.36\./);
    assert.match(versions.etcd, /^3\.6\./);
    assert.ok(status.parts.every(part => part.log.startsWith(status.logFolder)));
    assert.match(machine.describeStatus(status), /kube-apiserver +v1\.36\.\d+ +\d+ +healthy/);
  });

  it("listens only on loopback, the node's address and the router's", () => {
    const ours = new Set(members());
    const listening = execFileSync("ss", ["-Hltunp"], { encoding: "utf8" })
      .split("\n")
      .filter(line => [...line.matchAll(/pid=(\d+)/g)].some(([, pid]) => ours.has(Number(pid))))
      .map(line => line.split(/\s+/)[4]);
    assert.ok(listening.includes("10.240.0.4:6443"), listening.join(", "));
    assert.deepEqual(
      listening.filter(address => !/^(127\.0\.0\.1|\[::1\]|10\.240\.0\.[45]):/.test(address)),
      [],
    );
  });

  it("keeps keys and kubeconfigs from other users of the machine", () => {
    const open = execFileSync("find", [machineFolder, "-maxdepth", "0", "-perm", "/077"], { encoding: "utf8" });
    assert.equal(open, "");
    const keys = execFileSync("find", [
      machineFolder,
      "(",
      "-name",
      "*.key",
      "-o",
      "-name",
      "*.kubeconfig",
      ")",
      "-perm",
      "/077",
    ]);
    assert.equal(keys.toString(), "");
  });

  it("gives each part no more rights than it needs", async () => {
    const can = (user: string, ...verb: string[]) =>
      succeeds("auth", "can-i", ...verb, "--as", user, "--all-namespaces");
    assert.equal(await can("aks-mqtt:load-balancer", "patch", "services", "--subresource=status"), true);
    assert.equal(await can("aks-mqtt:load-balancer", "update", "services"), false);
    for (const user of [
      "aks-mqtt:load-balancer",
      "aks-mqtt:felix",
      "aks-mqtt:calico-cni",
      "aks-mqtt:api-server",
      "system:kube-proxy",
    ]) {
      assert.equal(await can(user, "get", "secrets"), false, user);
      assert.equal(await can(user, "create", "pods"), false, user);
    }
  });

  it("stores Secrets encrypted", async () => {
    const [hidden, plain] = [randomBytes(16).toString("hex"), randomBytes(16).toString("hex")];
    await inNamespace("secret", async namespace => {
      await apply(
        { apiVersion: "v1", kind: "Secret", metadata: { name: "hidden", namespace }, stringData: { value: hidden } },
        { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "plain", namespace }, data: { value: plain } },
      );
      assert.equal(isStored(plain), true);
      assert.equal(isStored(hidden), false);
      assert.equal(isStored(Buffer.from(hidden).toString("base64")), false);
    });
  });

  it("restarts a part that ends, and reports it", async () => {
    const scheduler = async () => (await machine.status()).parts.find(part => part.name === "kube-scheduler");
    const before = await scheduler();
    assert.ok(before?.pid);
    process.kill(before.pid, "SIGKILL");
    await eventually(async () => String((await scheduler())?.restarts), String(before.restarts + 1));
    await eventually(async () => String((await scheduler())?.healthy), "true");
    const now = await scheduler();
    assert.notEqual(now?.pid, before.pid);
    assert.match(now?.lastExit ?? "", /^SIGKILL at /);
  });

  it("keeps working after the API server was killed, including its load balancer", async () => {
    const server = async () => (await machine.status()).parts.find(part => part.name === "kube-apiserver");
    const pid = (await server())?.pid;
    assert.ok(pid);
    process.kill(pid, "SIGKILL");
    const anew = async () => {
      const now = await server();
      return String(now?.healthy && now.pid !== pid);
    };
    await eventually(anew, "true");
    await inNamespace("api-server", async namespace => {
      await kubectl("create", "service", "loadbalancer", "late", "--tcp=80", "-n", namespace);
      const jsonpath = "--for=jsonpath={.status.loadBalancer.ingress[0].ip}";
      await kubectl("wait", "service/late", "-n", namespace, jsonpath, "--timeout=60s");
    });
  });

  it("repairs an image that differs from its recipe with the next up, for the next pod", async () => {
    const ctr = (...args: string[]) =>
      execFileSync("ctr", ["--address", files.containerdSocket, "--namespace", "k8s.io", ...args], {
        encoding: "utf8",
      });
    const listed = () => ctr("images", "ls", `name==${JSON.stringify(pydgraphClientImage)}`);
    const before = listed();
    ctr("images", "tag", "--force", pauseImage, pydgraphClientImage);
    assert.notEqual(listed(), before);

    const silent = () => undefined;
    const programs = await ensurePrograms([...clusterPrograms, "dgraph", "grpcurl"], silent);
    await machine.up(programs, { dgraph: true }, silent);

    assert.equal(listed(), before);
    await inNamespace("image", async namespace => {
      const command = ["--", "python3", "-c", "import pydgraph"];
      await kubectl("create", "job", "look", "-n", namespace, `--image=${pydgraphClientImage}`, ...command);
      await kubectl("wait", "job/look", "-n", namespace, "--for=condition=Complete", "--timeout=60s");
    });
  });

  it("keeps what a pod stores on a volume of the default StorageClass until the claim is gone", async () => {
    const volumes = (of: string) => fs.readdirSync(folders.volumes).filter(name => name.includes(of));
    let deleted = "";
    await inNamespace("storage", async namespace => {
      await apply(claim(namespace), writer(namespace));
      await kubectl("wait", "job/write", "-n", namespace, "--for=condition=Complete", "--timeout=60s");
      const [volume] = volumes(namespace);
      assert.equal(fs.readFileSync(path.join(folders.volumes, volume, "file"), "utf8"), "kept\n");
      deleted = namespace;
    });
    await eventually(() => Promise.resolve(volumes(deleted).join()), "");
  });
});

function claim(namespace: string): object {
  return {
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: "data", namespace },
    spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Mi" } } },
  };
}

function writer(namespace: string): object {
  const container = {
    name: "main",
    image: "docker.io/library/busybox:1.35.0",
    command: ["sh", "-c", "echo kept > /data/file"],
    volumeMounts: [{ name: "data", mountPath: "/data" }],
  };
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }];
  return {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "write", namespace },
    spec: { template: { spec: { restartPolicy: "Never", containers: [container], volumes } } },
  };
}

/** Whether etcd's files contain a text. */
function isStored(text: string): boolean {
  try {
    execFileSync("grep", ["-rqF", text, folders.etcd]);
    return true;
  } catch (error) {
    if ((error as { status?: number }).status === 1) return false;
    throw error;
  }
}
