/** A table with one row for each figure: how often it was measured, its spread, and its target. */

export interface Measurement {
  name: string;
  /** The measured values, one for each run, in `unit`. */
  samples: number[];
  unit: "ms" | "s" | "KiB" | "MiB" | "times";
  /** The project's target for the median, in words. */
  target: string;
}

/** The middle sample, or the mean of the two in the middle. */
export function median(samples: number[]): number {
  const sorted = [...samples].sort((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The measurements as an aligned table. */
export function formatTable(measurements: Measurement[]): string {
  const rows = [
    ["figure", "runs", "min", "median", "max", "target"],
    ...measurements.map(({ name, samples, unit, target }) => [
      name,
      String(samples.length),
      ...[Math.min(...samples), median(samples), Math.max(...samples)].map(value => format(value, unit)),
      target,
    ]),
  ];
  const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
  return rows
    .map(row =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function format(value: number, unit: Measurement["unit"]): string {
  if (unit === "times") return value.toFixed(2);
  if (value < 10 && unit !== "s") return `${value.toFixed(1)} ${unit}`;
  return unit === "s" ? `${value.toFixed(1)} s` : `${Math.round(value)} ${unit}`;
}
