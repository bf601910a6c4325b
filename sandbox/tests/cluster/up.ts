/** Brings the cluster up with the toolchain's programs; as a program of its own, one that a test can interrupt. */
import { up } from "../../machine";
import { clusterPrograms } from "../../setUp";
import { ensurePrograms } from "../../toolchain";

/** `up`, which a cluster that is up leaves as it is. */
export async function bringUp(): Promise<void> {
  const silent = () => undefined;
  await up(await ensurePrograms(clusterPrograms, silent), {}, silent);
}

if (require.main === module) void bringUp();
