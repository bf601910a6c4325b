/** How every command-line program of the project ends: with an exit code, and with a message instead of a stack trace. */

/** Runs `main`; a failure prints its message and ends the process with code 1. */
export function runCommand(main: () => Promise<void>): void {
  // By default these signals end a process without notice, and whatever it has started would live on.
  process.once("SIGTERM", () => process.exit(143));
  process.once("SIGHUP", () => process.exit(129));
  main().catch((error: unknown) => {
    process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
    process.exitCode = 1;
  });
}
