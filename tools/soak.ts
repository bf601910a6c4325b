/** `npm run soak -- [COUNT]`: installs cert-manager COUNT times, always afresh and with an issuer in the same update. */
import { runCommand } from "../sandbox/command";
import { obstacle, setUp } from "../sandbox/setUp";
import { createCertManagerStack, outputsOf } from "../tests/cluster/certManager/certManagerStack";

async function main(): Promise<void> {
  const count = Number(process.argv[2] ?? 10);
  if (!Number.isInteger(count) || count < 1) {
    throw new Error(`${JSON.stringify(process.argv[2])} is not a valid count: give a whole number of at least 1.`);
  }
  const missing = obstacle();
  if (missing !== undefined) throw new Error(missing);
  const { environment } = await setUp({ target: { kind: "sandbox" }, certManager: true });
  Object.assign(process.env, environment);

  for (let round = 1; round <= count; round++) {
    const seconds = await installOnce();
    process.stdout.write(
      `${round} of ${count}: issued at the first try, up ${seconds.up} s, destroy ${seconds.destroy} s\n`,
    );
  }
  process.stdout.write(`${count} of ${count} installations of cert-manager issued at the first try.\n`);
}

/** Installs and removes everything once; a failed update ends the run. */
async function installOnce(): Promise<{ up: string; destroy: string }> {
  const { test } = await createCertManagerStack();
  try {
    const up = await secondsOf(() => test.stack.up());
    const { ready, notAfter } = await outputsOf(test);
    if (ready.length !== 3 || !notAfter) throw new Error(`cert-manager is not ready: ${JSON.stringify(ready)}`);
    return { up, destroy: await secondsOf(() => test.stack.destroy()) };
  } finally {
    await test.stack.destroy();
    await test.remove();
  }
}

async function secondsOf(work: () => Promise<unknown>): Promise<string> {
  const started = performance.now();
  await work();
  return ((performance.now() - started) / 1000).toFixed(1);
}

runCommand(main);
