/** Commands that resolve names as a pod does. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { network } from "../../sandbox/machine/layout";
import { tryRun } from "../../sandbox/machine/run";
import type { Result } from "../../sandbox/machine/run";

/**
 * Runs a command in its own mount namespace, where /etc/resolv.conf points to the cluster's name service. The machine's own
 * file stays unchanged, and the names of Routes lead to the router as they would by your DNS.
 */
export async function tryRunWithClusterNames(
  command: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
): Promise<Result> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-names-"));
  try {
    const file = path.join(folder, "resolv.conf");
    await fs.writeFile(file, `nameserver ${network.dnsAddress}\n`);
    const script = 'mount --bind "$1" /etc/resolv.conf; shift; exec "$@"';
    return await tryRun("unshare", ["--mount", "sh", "-euc", script, "sh", file, command, ...args], { env });
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}
