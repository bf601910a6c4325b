import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { lives } from "../../processIdentity";
import { configured } from "../../testing/kubernetesStandIn";
import { writeGreeterChart } from "./greeterChart";
import { createReleaseStack, missingImage, releaseFolder } from "./helmReleaseStack";
import type { ReleaseStack } from "./helmReleaseStack";
import { eventually, kubectl } from "../../testing/kubectl";
import { busybox, failureOf, standInFor, useStandIn } from "../../testing/kubernetesStandInInCluster";
import { commandLine, descendantsOf } from "../../testing/processes";

/** The last status that Helm recorded for a release. */
async function statusOf(namespace: string, name: string): Promise<string> {
  const notes = ["get", "secrets", `--selector=owner=helm,name=${name}`, "--sort-by=.metadata.creationTimestamp"];
  const found = await kubectl(
    "--namespace",
    namespace,
    ...notes,
    "--output=jsonpath={.items[*].metadata.labels.status}",
  );
  return found.split(" ").at(-1) ?? "";
}

/** The Helm process below this one that installs the release. */
function installing(name: string): number | undefined {
  const below = descendantsOf(process.pid).map(({ pid }) => pid);
  return below.find(pid => commandLine(pid).startsWith(`helm install ${name} `));
}

describe("an update that ends while Helm installs", function () {
  this.timeout(180_000);
  let release: ReleaseStack;
  beforeEach(async () => {
    release = await createReleaseStack();
    await release.configure({ image: missingImage, timeout: "120" });
  });
  afterEach(() => release.remove());

  interface Ending {
    how: string;
    /** Ends the update, or lets it end. */
    end: (cli: ChildProcess) => unknown;
    /** Whether Pulumi leaves the stack locked. */
    locks?: boolean;
  }
  const plugin = (cli: ChildProcess) =>
    descendantsOf(cli.pid as number).find(({ pid }) => commandLine(pid).includes("pulumi-resource-kubernetes"))?.pid;
  const endings: Ending[] = [
    { how: "because its CLI is killed", end: cli => cli.kill("SIGKILL"), locks: true },
    { how: "because its plugin is killed", end: cli => process.kill(plugin(cli) as number, "SIGKILL") },
    { how: "because somebody pressed Ctrl-C", end: cli => cli.kill("SIGINT") },
  ];

  for (const { how, end, locks } of endings) {
    it(`${how} leaves no process and no file behind, and the next one continues`, async () => {
      const { test, namespace, run } = release;
      const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", test.stack.name];
      const cli = spawn("pulumi", args, { cwd: releaseFolder, env: test.environment, stdio: "ignore" });
      const ended = once(cli, "exit");
      await eventually(() => statusOf(namespace, "greeter"), "pending-install");
      const started = descendantsOf(cli.pid as number);
      assert.ok(started.some(({ pid }) => commandLine(pid).startsWith("helm install greeter ")));
      const kubeconfigs = started.flatMap(({ pid }) => /--kubeconfig (\S+)/.exec(commandLine(pid))?.[1] ?? []);
      assert.ok(kubeconfigs.length > 0);
      for (const file of kubeconfigs) assert.equal((await fs.stat(file)).mode & 0o077, 0);

      end(cli);
      await ended;
      await eventually(() => Promise.resolve(started.filter(lives).length.toString()), "0");
      for (const file of kubeconfigs) await assert.rejects(fs.stat(path.dirname(file)), { code: "ENOENT" });
      assert.equal(await statusOf(namespace, "greeter"), "failed");

      if (locks) await run("cancel", "--yes");
      await release.configure({ image: busybox, timeout: "60" });
      await run("up", "--yes", "--skip-preview");
      assert.equal(await release.get("deployment", "{.status.readyReplicas}"), "1");
      await run("preview", "--expect-no-changes");
    });
  }
});

describe("a Helm release whose name is already taken", function () {
  this.timeout(180_000);
  const type = "helm.sh/v3:Release";
  const standIn = useStandIn();
  let folder: string;
  let chart: string;
  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-greeter-"));
    chart = await writeGreeterChart(folder, "1.0.0");
  });
  after(() => fs.rm(folder, { recursive: true }));
  const inputs = (name: string, image = busybox, timeout = 60) => ({ name, chart, timeout, values: { image } });

  it("is upgraded if it failed", async () => {
    await failureOf(standIn().create(type, inputs("failed", missingImage, 2)));
    assert.equal(await statusOf(standIn().namespace, "failed"), "failed");
    const { state } = await standIn().create(type, inputs("failed"));
    assert.equal(await statusOf(standIn().namespace, "failed"), "deployed");
    assert.equal(state.id, `${standIn().namespace}/failed`);
  });

  it("is installed if its Helm was killed, by a create and by an update", async () => {
    const warnings: string[] = [];
    const warn = (text: string) => void warnings.push(text);
    const { namespace } = standIn();
    const failure = failureOf(standIn().create(type, inputs("killed", missingImage)));
    await eventually(() => statusOf(namespace, "killed"), "pending-install");
    process.kill(installing("killed") as number, "SIGKILL");
    const { state } = (await failure) as unknown as { state: { id: string; properties: never } };
    assert.equal(state.id, `${namespace}/killed`);
    assert.equal(await statusOf(namespace, "killed"), "pending-install");

    const old = { news: inputs("killed", missingImage), state };
    await standIn().update(type, old, inputs("killed"), { warn });
    assert.equal(await statusOf(namespace, "killed"), "deployed");
    assert.match(warnings.join(), /killed is pending-install: going on from there/);
    assert.equal(await standIn().get("deployment", "killed", "{.status.readyReplicas}"), "1");

    const again = failureOf(standIn().create(type, inputs("unknown", missingImage)));
    await eventually(() => statusOf(namespace, "unknown"), "pending-install");
    process.kill(installing("unknown") as number, "SIGKILL");
    await again;
    await standIn().create(type, inputs("unknown"), { warn });
    assert.equal(await statusOf(namespace, "unknown"), "deployed");
  });

  it("is left alone if it is deployed, unless the provider may take over existing objects", async () => {
    const { namespace } = standIn();
    const made = await standIn().create(type, inputs("taken"));
    const { message } = await failureOf(standIn().create(type, inputs("taken")));
    assert.match(message, /cannot re-use a name that is still in use: .* taken, which is deployed/);
    const taking = standInFor(await configured({ namespace, upsertExistingObjects: true }), namespace);
    const taken = await taking.create(type, inputs("taken"));
    assert.equal((taken.state.properties.status as { revision: number }).revision, 2);

    const imported = await standIn().refresh(type, { news: {}, state: { id: made.state.id, properties: {} } });
    const { name, version, values, status } = imported?.news ?? {};
    assert.deepEqual([name, version, values, status], ["taken", "1.0.0", { image: busybox }, undefined]);
  });

  it("is neither read nor upgraded once it is gone, and deleting it again is no error", async () => {
    const made = await standIn().create(type, inputs("gone"));
    await standIn().delete(type, made);
    assert.equal(await standIn().refresh(type, made), undefined);
    const { message } = await failureOf(standIn().update(type, made, inputs("gone")));
    assert.match(message, /"gone" has no deployed releases; .*pulumi refresh/);
    await standIn().delete(type, made);
  });
});
