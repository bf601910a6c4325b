/** "Did you mean ...?" for a word that is not one of those known. */
import { mayShow, shown } from "./shown";

/** A sentence that suggests the known word nearest to the given one, or nothing if none is near or it may be secret. */
export function didYouMean(word: string, known: Iterable<string>): string {
  const meant = mayShow(word) ? nearest(word, known) : undefined;
  return meant === undefined ? "" : `. Did you mean ${shown(meant)}?`;
}

/**
 * The known word that takes the fewest edits to reach, if they are few enough for a slip: at most one for each three of its
 * letters. Upper and lower case count as the same.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  let best: { candidate: string; distance: number } | undefined;
  for (const candidate of known) {
    const most = Math.max(1, Math.floor(candidate.length / 3));
    // Spares the work for texts of any length.
    if (Math.abs(candidate.length - word.length) > most) continue;
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (distance <= most && distance < (best?.distance ?? Infinity)) best = { candidate, distance };
  }
  return best?.candidate;
}

/** The fewest letters to insert, remove or replace. */
function editDistance(from: string, to: string): number {
  // By the length of the start of `to`: the distance from the start of `from` so far.
  let distances = Array.from({ length: to.length + 1 }, (_, length) => length);
  for (let row = 1; row <= from.length; row++) {
    const above = distances;
    distances = [row];
    for (let column = 1; column <= to.length; column++) {
      const replaced = above[column - 1] + (from[row - 1] === to[column - 1] ? 0 : 1);
      distances.push(Math.min(replaced, above[column] + 1, distances[column - 1] + 1));
    }
  }
  return distances[to.length];
}
