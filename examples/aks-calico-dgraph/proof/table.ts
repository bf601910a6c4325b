/** The results of the proof, as text. */
import { limitSeconds, probes } from "./probes";
import type { Verdict } from "./probes";
import { tests } from "./tests";

/** The results of the proof. */
export interface Proof {
  evidence: string[];
  /** For each test, the result of each probe. */
  verdicts: Verdict[][];
  addresses: [string, string][];
  subnet: string;
}

/** Calico, the table of the tests, and the addresses, for a terminal with at least 72 columns. */
export function describeProof({ evidence, verdicts, addresses, subnet }: Proof): string {
  const rows = [
    ["Way", ...tests.map(({ value }) => `Test ${value}`)],
    ...probes.map(({ title }, probe) => [title, ...verdicts.map(ofTest => ofTest[probe])]),
  ];
  return `
Calico runs:
${lines(evidence)}

What the client saw. A time-out is ${limitSeconds} s without an answer; by the
document's own commands it takes 5 minutes (HTTP) and 10 s (gRPC).

${columns(rows)}

${lines(tests.map(({ value, title }) => `Test ${value}: ${title}`))}

Nodes and pods share the subnet ${subnet}:

${columns(addresses)}
`;
}

function lines(texts: string[]): string {
  return texts.map(text => `  ${text}`).join("\n");
}

function columns(rows: string[][]): string {
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return lines(
    rows.map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    ),
  );
}
