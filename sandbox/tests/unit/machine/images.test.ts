/** The images of the machine-local cluster, with a containerd that only keeps a list. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { projectFolder } from "../../../paths";

const name = "sandbox.test/example:1";

/** A fake ctr that records its imports, and lists them as the real one does. */
const fakeCtr = `#!/bin/sh
shift 4
case "$2" in
ls) [ "$3" = 'name=="${name}"' ] && cat "$FAKE_CTR/listed" ;;
import)
  echo imported >> "$FAKE_CTR/calls"
  digest=$(tar -xOf "$3" index.json | grep -o 'sha256:[0-9a-f]*')
  echo "REF TYPE DIGEST SIZE PLATFORMS LABELS" > "$FAKE_CTR/listed"
  echo "${name} application/vnd.oci.image.manifest.v1+json $digest 10.0 KiB linux/amd64 -" >> "$FAKE_CTR/listed" ;;
esac
`;

describe("images of the machine", () => {
  let folder: string;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-images-"));
    await fs.mkdir(path.join(folder, "bin"));
    await fs.writeFile(path.join(folder, "bin", "ctr"), fakeCtr, { mode: 0o755 });
    await fs.writeFile(path.join(folder, "listed"), "");
  });
  afterEach(() => fs.rm(folder, { recursive: true }));

  /** Ensures images with these texts one after the other, in a separate process with an empty cache. */
  async function ensure(...texts: string[]): Promise<string> {
    const module = JSON.stringify(path.join(projectFolder, "sandbox", "machine", "image.ts"));
    const recipes = texts.map(text => ({ name, files: {}, texts: { "/text": text }, config: { User: "1:1" } }));
    const code = `const { ensureImage } = require(${module});
      (async () => { for (const recipe of ${JSON.stringify(recipes)}) console.log(await ensureImage(recipe)); })();`;
    const variables = { PATH: `${path.join(folder, "bin")}:${process.env.PATH}`, FAKE_CTR: folder };
    const env = { ...process.env, ...variables, AKS_MQTT_CACHE: path.join(folder, "cache") };
    const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", "-e", code], {
      cwd: projectFolder,
      env,
    });
    return stdout;
  }

  const imports = async () => (await fs.readFile(path.join(folder, "calls"), "utf8")).split("\n").length - 1;

  it("are imported once, and again if their contents change", async () => {
    assert.equal(await ensure("one", "one"), `${name}\n${name}\n`);
    assert.equal(await imports(), 1);
    await ensure("two");
    assert.equal(await imports(), 2);
    await ensure("one", "one");
    assert.equal(await imports(), 3, "the archive from the cache is another than what containerd has now");
  }).timeout(60_000);

  it("leave nothing of a build whose process was killed", async () => {
    const cache = path.join(folder, "cache", "images");
    const [killed, alive] = [2 ** 22 + 1, process.pid].map(pid => `build-${pid}-x`);
    for (const unfinished of [killed, alive]) await fs.mkdir(path.join(cache, unfinished), { recursive: true });
    await ensure("one");
    const left = await fs.readdir(cache);
    assert.deepEqual([left.includes(killed), left.includes(alive)], [false, true], left.join());
  }).timeout(60_000);
});
