/** A preview as a tree of steps, each below its parent. */
import type { Step } from "../../sandbox/testing/testStack";

/** One line for each step, children below their parents, siblings by name. */
export function treeOf(steps: Step[]): string[] {
  const urns = new Set(steps.map(({ urn }) => urn));
  const below = (parent: string | undefined, indent: string): string[] =>
    steps
      .filter(step => (parent === undefined ? !urns.has(step.parent) : step.parent === parent))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(step => [`${indent}${step.op} ${step.type} ${step.name}`, ...below(step.urn, `${indent}  `)]);
  return below(undefined, "");
}
