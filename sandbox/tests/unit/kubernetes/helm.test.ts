import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { resourceNames } from "../../../plugins/kubernetes/helm/record";
import type { ReleaseRecord } from "../../../plugins/kubernetes/helm/record";
import { stateOf } from "../../../plugins/kubernetes/helm/state";
import type { CheckFailure, Provider } from "../../../protocol/serve";
import { Secret, Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { callOf, checked, offlineProvider, plain } from "../../../testing/kubernetesStandIn";

const type = "helm.sh/v3:Release";

/** A fake Helm that knows one chart in two versions, and records its calls. */
const fakeHelm = `#!/bin/sh
echo "$*" >> "$(dirname "$0")/calls"
case "$*" in
*--version=9.9.9*) echo 'Error: chart "greeter" version "9.9.9" not found' >&2; exit 1 ;;
*--version=1.0.0*) echo 'version: 1.0.0' ;;
*) echo 'version: 1.2.3' ;;
esac
`;

describe("kubernetes stand-in: Helm releases", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-fake-helm-"));
  const pathBefore = process.env.PATH;
  let provider: Provider;
  before(() => {
    fs.writeFileSync(path.join(folder, "helm"), fakeHelm, { mode: 0o755 });
    process.env.PATH = `${folder}${path.delimiter}${pathBefore}`;
  });
  beforeEach(async () => {
    fs.writeFileSync(path.join(folder, "calls"), "");
    provider = await offlineProvider();
  });
  after(() => {
    process.env.PATH = pathBefore;
    fs.rmSync(folder, { recursive: true });
  });
  const calls = () => fs.readFileSync(path.join(folder, "calls"), "utf8").split("\n").slice(0, -1);
  const check = (news: PropertyMap, olds?: PropertyMap) => checked(provider, type, news, olds);
  const failures = async (news: PropertyMap): Promise<CheckFailure[]> =>
    (await provider.check(callOf(type), {}, news, Buffer.alloc(0))).failures ?? [];

  describe("check", () => {
    it("names a release, keeps the name, and fills in the namespace, the timeout and the available version", async () => {
      const first = await check({ chart: "oci://registry.example.com/greeter" });
      assert.match(first.name as string, /^example-[0-9a-f]{8}$/);
      const { namespace, timeout, version, values } = first;
      const expected = { namespace: "from-context", timeout: 300, version: "1.2.3", values: {} };
      assert.deepEqual({ namespace, timeout, version, values }, expected);
      assert.equal((await check({ chart: "greeter", skipAwait: true }, first)).name, first.name);
      assert.equal((await check({ chart: "greeter", skipAwait: true })).timeout, 0);
      assert.equal((await check({ chart: "greeter", name: "mine" }, first)).name, "mine");
    });

    it("looks for the chart where the program says: a registry, a folder, a repository, or one that Helm knows", async () => {
      await check({ chart: "oci://registry.example.com/greeter", version: "1.0.0" });
      await check({ chart: "./greeter", devel: true });
      await check({ chart: "greeter", repositoryOpts: { repo: "https://charts.example.com", caFile: "ca.crt" } });
      await check({ chart: "greeter", repositoryOpts: { repo: "known" } });
      assert.deepEqual(calls(), [
        "show chart oci://registry.example.com/greeter --version=1.0.0",
        "show chart ./greeter --devel",
        "show chart greeter --repo=https://charts.example.com --ca-file=ca.crt",
        "show chart known/greeter",
      ]);
    });

    it("names the property and quotes Helm if there is no such chart or version", async () => {
      assert.deepEqual(await failures({ chart: "greeter", version: "9.9.9" }), [
        {
          property: "chart",
          reason: 'chart "greeter" version "9.9.9" not found; check the chart name and repository configuration.',
        },
      ]);
      assert.deepEqual(
        (await failures({})).map(({ property }) => property),
        ["chart"],
      );
    });

    it("says that Helm is missing, and how to get it", async () => {
      const withHelm = process.env.PATH;
      process.env.PATH = "/nonexistent";
      try {
        await assert.rejects(check({ chart: "greeter" }), /there is no `helm` on the PATH.*npm run sandbox -- up/);
      } finally {
        process.env.PATH = withHelm;
      }
    });

    it("does not look for a chart that is not known yet, and keeps the version until then", async () => {
      const first = await check({ chart: "greeter" });
      const later = await check({ chart: Unknown.value }, first);
      assert.deepEqual([later.chart, later.version], [Unknown.value, "1.2.3"]);
      assert.equal(calls().length, 1);
      const { values } = await check({ chart: "greeter", values: { host: Unknown.value } });
      assert.deepEqual(values, { host: Unknown.value });
      assert.equal(calls().length, 2);
    });

    it("refuses unsupported properties and wrong types by name", async () => {
      const named = async (news: PropertyMap) => (await failures({ chart: "greeter", ...news })).map(f => f.property);
      for (const property of ["keyring", "postrender"]) {
        assert.deepEqual(await named({ [property]: "something" }), [property]);
      }
      for (const property of ["lint", "verify"]) assert.deepEqual(await named({ [property]: true }), [property]);
      assert.deepEqual(await named({ timeout: "5m", values: ["a"] }), ["timeout", "values"]);
      const repositoryOpts = { repo: "https://charts.example.com", username: "me", password: "hunter2" };
      const [failure] = await failures({ chart: "greeter", repositoryOpts });
      assert.equal(failure.property, "repositoryOpts.username");
      assert.ok(!failure.reason.includes("hunter2"));
      assert.deepEqual(calls(), []);
    });

    it("keeps secrets secret in their place, and shows them to no process", async () => {
      const { values } = await check({
        chart: "greeter",
        values: { user: "me", login: { password: new Secret("hunter2") }, list: [new Secret("hunter3")], gone: null },
      });
      assert.deepEqual(values, {
        user: "me",
        login: { password: new Secret("hunter2") },
        list: new Secret(["hunter3"]),
      });
      assert.notDeepEqual(calls(), []);
      assert.ok(calls().every(call => !call.includes("hunter")));
    });

    it("merges values from files, with the program's own last", async () => {
      const file = path.join(folder, "values.yaml");
      fs.writeFileSync(file, "a: { x: 1, y: 1 }\nb: [1, 2]\n");
      const asset = (what: PropertyMap) => ({
        "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17",
        ...what,
      });
      const { values } = await check({
        chart: "greeter",
        valueYamlFiles: [asset({ path: file }), asset({ text: "a: { y: 2 }\nb: [3]\n" }), asset({ text: "# none\n" })],
        values: { a: { z: 3 } },
      });
      assert.deepEqual(values, { a: { x: 1, y: 2, z: 3 }, b: [3] });
    });
  });

  describe("diff", () => {
    const given = { chart: "greeter", name: "web", version: "1.0.0", values: { greeting: "hello", ports: [80, 443] } };
    const record: ReleaseRecord = {
      revision: 1,
      status: "deployed",
      chart: "greeter",
      version: "1.0.0",
      appVersion: "2.0",
      values: given.values,
      manifest: "",
    };
    const changes = async (news: PropertyMap, live: Partial<ReleaseRecord> = {}, olds: PropertyMap = given) => {
      const inputs = await check(olds);
      const state = { id: "from-context/web", properties: stateOf(inputs, { ...record, ...live }) };
      return plain(await provider.diff(callOf(type), state, inputs, await check(news, inputs)));
    };

    it("finds nothing if nothing has changed", async () => {
      assert.deepEqual((await changes(given)).changes, {});
      const hidden = { ...given, values: { greeting: new Secret("hello") } };
      assert.deepEqual((await changes(hidden, { values: { greeting: "hello" } }, hidden)).changes, {});
    });

    it("updates in place for other values or another version, and shows the paths", async () => {
      const { values } = given;
      const updates = async (news: PropertyMap, live?: Partial<ReleaseRecord>) => {
        const difference = await changes({ ...given, ...news }, live);
        assert.deepEqual(difference.replaces, []);
        return difference.changes;
      };
      assert.deepEqual(await updates({ values: { ...values, greeting: "ho" } }), { "values.greeting": "update" });
      assert.deepEqual(await updates({ values: { ...values, ports: [80] } }), { "values.ports[1]": "delete" });
      assert.deepEqual(await updates({ values: { ...values, new: 1 } }), { "values.new": "add" });
      assert.deepEqual(await updates({ values: { ports: values.ports } }), { "values.greeting": "delete" });
      assert.deepEqual(await updates({ version: undefined as never }), { version: "update" });
      assert.deepEqual(await updates({ atomic: true }), { atomic: "update" });
    });

    it("replaces for another name or namespace", async () => {
      assert.deepEqual((await changes({ ...given, name: "other" })).replaces, ["name"]);
      assert.deepEqual((await changes({ ...given, namespace: "other" })).replaces, ["namespace"]);
    });

    it("shows what others have changed, but not what they have added", async () => {
      const values = { ...given.values, greeting: "by hand", extra: true };
      assert.deepEqual((await changes(given, { values })).changes, { "values.greeting": "update" });
      assert.deepEqual((await changes(given, { version: "1.1.0" })).changes, { version: "update" });
    });
  });

  describe("state", () => {
    it("holds what Helm reports of the release, and the inputs as one secret", async () => {
      const inputs = await check({ chart: "greeter", name: "web", values: { password: new Secret("hunter2") } });
      const state = stateOf(inputs, {
        revision: 3,
        status: "deployed",
        chart: "greeter",
        version: "1.2.3",
        appVersion: "2.0",
        values: { password: "hunter2" },
        manifest: "apiVersion: v1\nkind: Service\nmetadata:\n  name: web\n",
      });
      assert.deepEqual(state.status, {
        appVersion: "2.0",
        chart: "greeter",
        name: "web",
        namespace: "from-context",
        revision: 3,
        status: "deployed",
        version: "1.2.3",
      });
      assert.deepEqual(state.values, { password: new Secret("hunter2") });
      assert.deepEqual(state.resourceNames, { "Service/v1": ["web"] });
      assert.ok(state.__inputs instanceof Secret);
    });

    it("is unknown in a preview, apart from the inputs", async () => {
      const inputs = await check({ chart: "greeter", name: "web" });
      const { id, properties } = await provider.create(callOf(type, { preview: true }), inputs);
      assert.equal(id, "");
      assert.deepEqual([properties.status, properties.resourceNames], [Unknown.value, Unknown.value]);
      assert.equal(properties.name, "web");
    });

    it("groups the names of objects by kind and version", () => {
      const manifest = `---
# Source: greeter/templates/none.yaml
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  name: api
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: web, namespace: other }
---
apiVersion: v1
kind: ConfigMap
metadata: { name: web }
data:
  text: |
    ---
    not: a document
`;
      assert.deepEqual(resourceNames(manifest), {
        "Deployment.apps/apps/v1": ["api", "other/web"],
        "ConfigMap/v1": ["web"],
      });
    });
  });
});
