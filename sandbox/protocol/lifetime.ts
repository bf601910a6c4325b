/** A plugin lives exactly as long as the engine that started it. */
import { fstatSync } from "node:fs";

/**
 * Runs `stop` and exits when the engine says so (SIGINT or SIGTERM) or is gone. An engine that was killed says nothing,
 * but the kernel closes its end of the pipe that is this process's standard input.
 */
export function exitWithEngine(stop: () => Promise<void> = () => Promise.resolve()): void {
  let stopping = false;
  const exit = () => {
    if (stopping) return;
    stopping = true;
    void stop().finally(() => process.exit(0));
  };
  process.on("SIGINT", exit);
  process.on("SIGTERM", exit);

  const input = fstatSync(0);
  // A plugin started by hand has a terminal, a file or nothing there: no engine to watch.
  if (input.isFIFO() || input.isSocket()) process.stdin.on("error", exit).on("end", exit).resume();
}
