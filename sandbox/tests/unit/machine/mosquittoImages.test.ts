/** Which images of Mosquitto exist, with an apt that has no later suite. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../../paths";

const oldest = "docker.io/library/eclipse-mosquitto:2.0.11";
const current = "docker.io/library/eclipse-mosquitto:2.0.21";

/** A fake apt-get that records its calls. It knows a mirror, which fails to serve any suite. */
const fakeApt = `#!/bin/sh
echo "$@" >> "$FAKE_APT/calls"
case "$1" in
indextargets) echo http://mirror.test/debian ;;
*) echo "E: The repository 'http://mirror.test/debian' does not have a Release file." >&2; exit 100 ;;
esac
`;

interface Answer {
  lacking: string[];
  available: string;
  newest?: string;
}

describe("images of Mosquitto", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-mosquitto-images-"));
    await fs.mkdir(path.join(folder, "bin"));
    await fs.writeFile(path.join(folder, "bin", "apt-get"), fakeApt, { mode: 0o755 });
  });
  afterEach(() => fs.rm(folder, { recursive: true }));

  /** Ensures the images in a separate process, whose cache already holds these suites and versions. */
  async function ensure(cached: Record<string, string>): Promise<Answer> {
    const module = JSON.stringify(path.join(projectFolder, "sandbox", "machine", "mosquittoImages.ts"));
    const code = `const { availableMosquittoImage, cacheOf, ensureLaterMosquittos, newestMosquittoImage } = require(${module});
      const fs = require("node:fs");
      (async () => {
        for (const [suite, version] of Object.entries(${JSON.stringify(cached)})) {
          fs.mkdirSync(cacheOf(suite), { recursive: true });
          fs.writeFileSync(cacheOf(suite) + "/version", version);
        }
        const lacking = await ensureLaterMosquittos(() => undefined);
        const [available, newest] = [availableMosquittoImage(), newestMosquittoImage()];
        console.log(JSON.stringify({ lacking, available, newest }));
      })();`;
    const variables = { PATH: `${path.join(folder, "bin")}:${process.env.PATH}`, FAKE_APT: folder };
    const env = { ...process.env, ...variables, AKS_MQTT_CACHE: path.join(folder, "cache") };
    const options = { cwd: projectFolder, env };
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "-e", code], options);
    return JSON.parse(stdout) as Answer;
  }

  const isCalled = () =>
    fs.access(path.join(folder, "calls")).then(
      () => true,
      () => false,
    );

  it("are only the machine's own if the mirror has no later suite, and a sentence says why", async () => {
    const { lacking, available, newest } = await ensure({});
    const reason = "E: The repository 'http://mirror.test/debian' does not have a Release file.";
    assert.deepEqual(lacking, [
      `No image of Mosquitto 2.0.21; the demo runs with ${oldest}: ${reason}`,
      `No image of Mosquitto 2.1: ${reason}`,
    ]);
    assert.deepEqual([available, newest], [oldest, undefined]);
    const left = await fs.readdir(path.join(folder, "cache", "debian"));
    assert.deepEqual(left, []);
  }).timeout(60_000);

  it("come from the cache without asking the mirror", async () => {
    const answer = await ensure({ trixie: "2.0.21", sid: "2.1.7" });
    assert.deepEqual(answer, {
      lacking: [],
      available: current,
      newest: "docker.io/library/eclipse-mosquitto:2.1.7",
    });
    assert.equal(await isCalled(), false);
  }).timeout(60_000);

  it("are never tagged with a version other than their own", async () => {
    const { lacking, available, newest } = await ensure({ trixie: "2.0.22", sid: "2.2.0" });
    assert.deepEqual(lacking, [
      `No image of Mosquitto 2.0.21; the demo runs with ${oldest}: Debian's trixie has 2.0.22.`,
      "No image of Mosquitto 2.1: Debian's sid has 2.2.0.",
    ]);
    assert.deepEqual([available, newest], [oldest, undefined]);
  }).timeout(60_000);
});
