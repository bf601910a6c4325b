/** How much fits into a Secret or a ConfigMap. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";

/** The most bytes of all values of a Secret or a ConfigMap together: 1 MiB. */
const mostBytes = 1024 * 1024;

/** Rejects text for a Secret or a ConfigMap that does not fit into it, together with the `others` beside it. */
export function checkObjectSize(text: string, path: PropertyPath, ...others: string[]): string {
  const bytes = [text, ...others].reduce((sum, value) => sum + Buffer.byteLength(value), 0);
  if (bytes > mostBytes) {
    const whole = others.length > 0 ? "makes" : "has";
    refuse(path, `${whole} ${bytes} bytes, but a Secret or ConfigMap holds at most ${mostBytes} (1 MiB)`);
  }
  return text;
}
