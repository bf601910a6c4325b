/** The last lines of the parts' logs, for error messages. */
import * as fs from "node:fs";
import { logOf } from "./layout";

/** The last lines of a part's log, introduced by its path. */
export function lastLines(part: string, count = 8): string {
  const file = logOf(part);
  if (!fs.existsSync(file)) return `There is no log yet at ${file}.`;
  const size = fs.statSync(file).size;
  const tail = Buffer.alloc(Math.min(size, 16 * 1024));
  const descriptor = fs.openSync(file, "r");
  try {
    fs.readSync(descriptor, tail, 0, tail.length, size - tail.length);
  } finally {
    fs.closeSync(descriptor);
  }
  const lines = tail.toString("utf8").trimEnd().split("\n").slice(-count);
  return `The end of ${file}:\n  ${lines.map(line => line.slice(0, 400)).join("\n  ")}`;
}
