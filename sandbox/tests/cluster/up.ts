/** Brings the cluster up with the toolchain's programs; run as a separate program, a test can interrupt it. */
import { up } from "../../machine";
import { clusterPrograms } from "../../setUp";
import { ensurePrograms } from "../../toolchain";

/** Runs `up`, which leaves a running cluster as it is. */
export async function bringUp(): Promise<void> {
  const silent = () => undefined;
  await up(await ensurePrograms(clusterPrograms, silent), {}, silent);
}

if (require.main === module) void bringUp();
