import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { Fixture } from "./toolchainProcess";

describe("building the programs", function () {
  this.timeout(120_000);
  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.remove());

  it("builds what is missing once, and leaves nothing but the programs", async () => {
    const first = await fixture.run(["pause", "kubernetes/etcd"], ["pause", "etcd"]);
    assert.deepEqual(first.built, ["pause", "kubernetes"]);
    assert.deepEqual(Object.keys(first.paths!), ["pause", "etcd"]);
    for (const program of Object.values(first.paths!)) {
      assert.equal(fs.readFileSync(program, "utf8"), "built\n");
    }
    assert.deepEqual(
      fixture.published().map(name => name.replace(/-[0-9a-f]{12}$/, "")),
      ["kubernetes", "pause"],
    );

    const second = await fixture.run(["pause", "kubernetes/etcd"], ["pause", "etcd"]);
    assert.deepEqual(second.built, []);
    assert.deepEqual(second.paths, first.paths);
    assert.equal(fixture.calls("build"), 2);
  });

  it("adds a program to a group that is partly built", async () => {
    await fixture.run(["kubernetes/etcd"]);
    const { paths } = await fixture.run(["kubernetes/etcd", "kubernetes/kubectl"], ["etcd", "kubectl"]);
    assert.deepEqual(Object.keys(paths!), ["etcd", "kubectl"]);
    assert.ok(Object.values(paths!).every(file => fs.existsSync(file)));
  });

  it("extracts the files that a module ships", async () => {
    fixture.write("module/manifests/crds.yaml", "kind: CustomResourceDefinition\n");
    await fixture.run(["calico"]);
    const file = path.join(fixture.toolchain, fixture.published()[0], "files", "crds.yaml");
    assert.equal(fs.readFileSync(file, "utf8"), "kind: CustomResourceDefinition\n");
  });

  it("extracts a whole folder, even of a group without programs", async () => {
    fixture.write("module/deploy/charts/cert-manager/Chart.yaml", "name: cert-manager\n");
    fixture.write("module/deploy/charts/cert-manager/templates/service.yaml", "kind: Service\n");
    const { built } = await fixture.run(["cert-manager-chart"]);
    assert.deepEqual(built, ["cert-manager-chart"]);
    const chart = path.join(fixture.toolchain, fixture.published()[0], "files", "chart");
    assert.equal(fs.readFileSync(path.join(chart, "Chart.yaml"), "utf8"), "name: cert-manager\n");
    assert.equal(fs.readFileSync(path.join(chart, "templates", "service.yaml"), "utf8"), "kind: Service\n");
    assert.equal(fixture.calls("build"), 0);
    assert.deepEqual((await fixture.run(["cert-manager-chart"])).built, []);
  });

  it("keeps existing files when another program of the group is built", async () => {
    fixture.write("module/deploy/charts/cert-manager/values.yaml", "");
    fixture.write("module/deploy/crds/crd-issuers.yaml", "");
    await fixture.run(["cert-manager/cert-manager-webhook"]);
    const { built } = await fixture.run(["cert-manager"]);
    assert.deepEqual(built, ["cert-manager"]);
    assert.equal(fixture.calls("mod download"), 2);
  });

  it("removes what was built of the group from other pins, and nothing else", async () => {
    for (const folder of ["pulumi-000000000000", "pulumi-yaml-000000000000"]) {
      fs.mkdirSync(path.join(fixture.toolchain, folder), { recursive: true });
    }
    await fixture.run(["pulumi"]);
    const left = fixture.published();
    assert.ok(!left.includes("pulumi-000000000000"), left.join());
    assert.ok(left.includes("pulumi-yaml-000000000000"), left.join());
  });

  it("lets one of two processes build while the other waits and says so", async () => {
    fixture.write("hold", "");
    const first = fixture.start(["pause"]);
    await until(() => fixture.calls("build") === 1);
    const second = fixture.start(["pause"]);
    await until(() => second.output().includes(`waiting for process ${first.child.pid}`));
    fs.rmSync(fixture.file("hold"));
    assert.deepEqual((await first.outcome).built, ["pause"]);
    assert.deepEqual((await second.outcome).built, []);
    assert.equal(fixture.calls("build"), 1);
  });

  it("continues from Go's own cache after the building process was killed", async () => {
    fixture.write("hold", "");
    const killed = fixture.start(["pause"]);
    await until(() => compilers(fixture).length > 0);
    killed.child.kill("SIGKILL");
    await killed.outcome;
    fs.rmSync(fixture.file("hold"));

    const { built } = await fixture.run(["pause"]);
    assert.deepEqual(built, ["pause"]);
    assert.equal(fixture.calls("resumed"), 1);
    assert.ok(!fixture.published().includes("work"));
  });

  it("ends Go and the compilers that it started when aborted", async () => {
    fixture.write("hold", "");
    const { child, outcome } = fixture.start(["pause"]);
    await until(() => compilers(fixture).length > 0);
    const pids = compilers(fixture);
    child.kill("SIGINT");
    assert.equal((await outcome).error, "interrupted");
    await until(() => !pids.some(lives));
  });

  it("names the log and a remedy if modules cannot be downloaded", async () => {
    fixture.write("offline", "");
    const { error = "" } = await fixture.run(["pause", "coredns"]);
    assert.match(error, /^Downloading the modules of pause failed/);
    assert.match(error, /no such host/);
    assert.match(error, /GOPROXY/);
    const log = /^Log: (.*)$/m.exec(error)?.[1] ?? "";
    assert.match(fs.readFileSync(log, "utf8"), /no such host/);
  });

  it("says that Go is too old, and which version is needed", async () => {
    fixture.write("version", "go1.24.4\n");
    const { error = "" } = await fixture.run(["pause"]);
    assert.match(error, /go1\.24\.4/);
    assert.match(error, /install Go 1\.26 or newer/);
  });

  it("says that Go is missing", async () => {
    fs.rmSync(path.join(fixture.programs, "go"));
    const { error = "" } = await fixture.run(["pause"]);
    assert.match(error, /there is no "go" on the PATH/);
  });
});

/** The processes of a build on hold; empty until the line that lists them is complete. */
function compilers(fixture: Fixture): number[] {
  const file = fixture.file("pids");
  const written = fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "";
  return written.endsWith("\n") ? written.trim().split(" ").map(Number) : [];
}

function lives(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    assert.ok(Date.now() < deadline, `gave up waiting for ${condition.toString()}`);
    await delay(50);
  }
}
