/**
 * Deploys the clusters of recordedStack.ts to a simulated Azure and records what that leaves:
 * `npm run --silent sandbox -- exec -- node --import tsx tests/preview/aksCluster/recorded/record.ts NAME`.
 */
import { runCommand } from "../../../../sandbox/command";
import { createRecordedStack } from "../recordedStack";

async function main(): Promise<void> {
  const [version] = process.argv.slice(2);
  if (version === undefined) throw new Error("Give a name for the state.");
  const test = await createRecordedStack();
  try {
    await test.stack.up();
    await test.record(version);
  } finally {
    await test.stack.destroy();
    await test.remove();
  }
}

runCommand(main);
