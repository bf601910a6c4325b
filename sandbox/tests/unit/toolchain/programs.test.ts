import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { groupOf, publishedFolder, sourceFolder } from "../../../toolchain/cache";
import { isAccepted } from "../../../toolchain/onPath";
import { certManagerVersion, groups, newestCertManagerVersion } from "../../../toolchain/programs";
import type { GroupName } from "../../../toolchain/programs";
import { Fixture } from "./toolchainProcess";

const names = Object.keys(groups) as GroupName[];

describe("the table of programs", () => {
  it("has a folder with a go.mod for every group, and a group for every folder", () => {
    const folder = path.dirname(sourceFolder("pause"));
    const folders = fs.readdirSync(folder, { withFileTypes: true }).filter(entry => entry.isDirectory());
    assert.deepEqual(folders.map(entry => entry.name).sort(), [...names].sort());
    for (const name of names) {
      assert.ok(fs.existsSync(path.join(sourceFolder(name), "go.mod")), name);
    }
  });

  it("names only packages and files of modules that the group's go.mod pins", () => {
    for (const name of names) {
      const pins = fs.readFileSync(path.join(sourceFolder(name), "go.mod"), "utf8");
      const modules = [...pins.matchAll(/^(?:require |\t)(\S+) v\S+/gm)].map(match => match[1]);
      const { programs, files = {} } = groupOf(name);
      for (const { package: importPath } of Object.values(programs)) {
        assert.ok(importPath === "." || modules.some(module => `${importPath}/`.startsWith(`${module}/`)), importPath);
      }
      for (const { module } of Object.values(files)) {
        assert.ok(modules.includes(module), module);
      }
    }
  });

  it("gives every program a unique name", () => {
    const programs = names.flatMap(name => Object.keys(groupOf(name).programs));
    assert.equal(new Set(programs).size, programs.length);
  });

  it("stamps programs with the versions that their go.mod pins", () => {
    const pinned = (name: GroupName, module: string) =>
      new RegExp(`${module} (v\\S+)`).exec(fs.readFileSync(path.join(sourceFolder(name), "go.mod"), "utf8"))?.[1];
    assert.ok(groups.kubernetes.ldflags[0].endsWith(`=${pinned("kubernetes", "k8s.io/kubernetes")}`));
    assert.ok(groups.pulumi.ldflags[0].endsWith(`=${pinned("pulumi", "github.com/pulumi/pulumi/pkg/v3")}`));
    assert.ok(groups.helm.ldflags[0].endsWith(`=${pinned("helm", "helm.sh/helm/v3")}`));
    const certManager = "github.com/cert-manager/cert-manager";
    assert.equal(pinned("cert-manager", certManager), certManagerVersion);
    assert.ok(groups["cert-manager"].ldflags[0].endsWith(`=${certManagerVersion}`));
    assert.equal(pinned("cert-manager-chart", certManager), newestCertManagerVersion);
  });

  it("keeps the groups apart in the cache", () => {
    assert.equal(new Set(names.map(publishedFolder)).size, names.length);
  });
});

describe("the machine's own programs", function () {
  this.timeout(60_000);

  const { accepted: pulumi } = groups.pulumi.programs.pulumi;
  const { accepted: kubectl } = groups.kubernetes.programs.kubectl;
  for (const [printed, accepted, expected] of [
    ["v3.230.0\n", pulumi, true],
    ["v3.250.1\n", pulumi, true],
    ["v3.229.9\n", pulumi, false],
    ["v4.0.0\n", pulumi, false],
    ["", pulumi, false],
    ["Client Version: v1.36.3\nKustomize Version: v5.8.1\n", kubectl, true],
    ["Client Version: v1.32.4-dispatcher\nKustomize Version: v5.5.0\n", kubectl, false],
  ] as const) {
    it(`are ${expected ? "used" : "ignored"} when they print ${JSON.stringify(printed)}`, () => {
      assert.equal(isAccepted(printed, accepted), expected);
    });
  }

  let fixture: Fixture;
  beforeEach(() => (fixture = new Fixture()));
  afterEach(() => fixture.remove());

  it("are used where they are, without calling Go", async () => {
    fixture.addProgram("pulumi", "#!/bin/sh\necho v3.240.0\n");
    const { paths, built } = await fixture.run(["pulumi"], ["pulumi"]);
    assert.deepEqual(built, []);
    assert.deepEqual(paths, { pulumi: path.join(fixture.programs, "pulumi") });
    assert.equal(fixture.calls(""), 0);
  });

  it("are not used if a program of their group is missing or has another version", async () => {
    for (const name of ["kube-apiserver", "kube-controller-manager", "kube-scheduler", "kube-proxy"]) {
      fixture.addProgram(name, "#!/bin/sh\necho Kubernetes v1.36.1\n");
    }
    fixture.addProgram("kubectl", "#!/bin/sh\necho Client Version: v1.36.1\n");
    fixture.addProgram("etcd", "#!/bin/sh\necho etcd Version: 3.6.5\n");
    fixture.addProgram("kubelet", "#!/bin/sh\necho Kubernetes v1.35.4\n");
    const { paths, built } = await fixture.run(["kubernetes"], ["kubelet", "etcd"]);
    assert.deepEqual(built, ["kubernetes"]);
    assert.deepEqual(Object.keys(paths!), ["kubelet", "etcd"]);
    assert.ok(Object.values(paths!).every(file => file.startsWith(fixture.toolchain)));
  });
});
