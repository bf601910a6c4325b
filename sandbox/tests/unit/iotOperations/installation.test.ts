import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { makeOurs } from "../../../azure/iotOperations/namespaces";
import type { Programs } from "../../../machine/programs";

/** A fake kubectl that reports what is in the namespace, and keeps what is applied. */
const kubectl = `#!/bin/sh
cd "$(dirname "$0")"
case "$*" in
*--selector*) cat ours ;;
*"--namespace mine get"*) cat content ;;
*apply*) cat > applied ;;
*) echo "unexpected: $*" >&2; exit 1 ;;
esac
`;

describe("the installation of the stand-in for Azure IoT Operations", () => {
  let folder: string;
  let programs: Programs;

  beforeEach(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-installation-"));
    await fs.writeFile(path.join(folder, "kubectl"), kubectl, { mode: 0o755 });
    programs = { program: name => path.join(folder, name), file: (_group, name) => assert.fail(name) };
  });
  afterEach(() => fs.rm(folder, { recursive: true }));

  const given = async (ours: string, content: string) => {
    await fs.writeFile(path.join(folder, "ours"), ours);
    await fs.writeFile(path.join(folder, "content"), content);
  };
  const applied = () => fs.readFile(path.join(folder, "applied"), "utf8");

  it("makes its namespaces, and takes over existing empty ones", async () => {
    await given("", "configmap/kube-root-ca.crt\nserviceaccount/default\n");
    await makeOurs(programs, "mine");
    assert.match(await applied(), /"name":"mine","labels":\{"app.kubernetes.io\/managed-by":"aks-mqtt-sandbox"\}/);
  });

  it("refuses to take over a namespace with content, which would be deleted with the stand-in", async () => {
    await given("", "configmap/kube-root-ca.crt\nsecret/authority\n");
    await assert.rejects(
      makeOurs(programs, "mine"),
      /^Error: There is a namespace mine already, with secret\/authority /,
    );
    await assert.rejects(applied(), { code: "ENOENT" });
  });

  it("continues with its own namespace, whatever is in it", async () => {
    await given("namespace/mine\n", "secret/authority\n");
    await makeOurs(programs, "mine");
    assert.match(await applied(), /"name":"mine"/);
  });
});
