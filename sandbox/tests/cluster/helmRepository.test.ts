import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { planned } from "../../testing/testStack";
import { writeGreeterChart } from "./greeterChart";
import { createReleaseStack } from "./helmReleaseStack";
import type { ReleaseStack } from "./helmReleaseStack";

const helm = (...args: string[]) => promisify(execFile)("helm", args);

describe("a chart in a repository", function () {
  this.timeout(180_000);
  let folder: string;
  let server: http.Server;
  let release: ReleaseStack;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-charts-"));
    server = http.createServer((request, response) => {
      fs.readFile(path.join(folder, path.basename(request.url ?? ""))).then(
        content => response.end(content),
        () => response.writeHead(404).end(),
      );
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    await publish("1.0.0");
    release = await createReleaseStack();
    await release.configure({ chart: "greeter", repository: address() });
  });
  after(async () => {
    await release.remove();
    await new Promise(resolve => server.close(resolve));
    await fs.rm(folder, { recursive: true });
  });
  const address = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const publish = async (version: string) => {
    await helm("package", await writeGreeterChart(folder, version), "--destination", folder);
    await helm("repo", "index", folder, "--url", address());
  };

  it("is an error in the preview if the repository has no such chart or version", async () => {
    await release.configure({ version: "9.9.9" });
    const missing = /property chart value .* has a problem: chart "greeter" version "9\.9\.9" not found/;
    await assert.rejects(planned(release.test.stack), missing);
    await release.configure({ chart: "no-such-chart" });
    await assert.rejects(planned(release.test.stack), /chart "no-such-chart" version "9\.9\.9" not found/);
    await release.configure({ chart: "greeter" });
    await release.test.stack.removeConfig("version");
  });

  it("is installed in its newest version, and the next preview shows a newer one", async () => {
    const { stack } = release.test;
    await stack.up();
    assert.deepEqual(await planned(stack), []);
    await publish("1.1.0");
    const [step] = await planned(stack);
    assert.deepEqual([step.op, step.changes], ["update", { version: "update" }]);
    const { outputs } = await stack.up();
    assert.equal((outputs.status.value as { version: string }).version, "1.1.0");
    assert.deepEqual(await planned(stack), []);
  });

  it("stays as it is if the program names its version", async () => {
    await release.configure({ version: "1.1.0" });
    await publish("1.2.0");
    assert.deepEqual(await planned(release.test.stack), []);
  });
});
