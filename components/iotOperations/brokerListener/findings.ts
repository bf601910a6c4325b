/** Violations of the rules of Azure IoT Operations, and their consequences. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "../../inputs/errors";
import { PropertyPath } from "../../inputs/path";

/** The consequence of breaking a rule. */
export const RuleMark = {
  /** The preview fails */
  Error: "error",
  /** The preview warns */
  Warning: "warning",
  /** The preview warns, and fails with `strict` */
  ErrorWithStrict: "warning, with strict an error",
  /** None: the components always keep the rule */
  Behaviour: "behaviour",
} as const;
export type RuleMark = (typeof RuleMark)[keyof typeof RuleMark];

/** A violation of a rule. */
export interface Finding {
  path: PropertyPath;
  reason: string;
}

/** A finding for each item that repeats an earlier one. */
export function repeated<T>(
  items: T[],
  repeats: (item: T, earlier: T) => boolean,
  found: (item: T, first: T) => Finding,
): Finding[] {
  return items.flatMap((item, index) => {
    const first = items.slice(0, index).find(earlier => repeats(item, earlier));
    return first === undefined ? [] : [found(item, first)];
  });
}

/** Refuses all findings together if the rule is an error. Otherwise returns them as warnings. */
export function enforce({ mark }: { mark: RuleMark }, findings: Finding[], strict: boolean): string[] {
  return checkEach(findings, PropertyPath.root, ({ path, reason }) => {
    if (mark === RuleMark.Error) refuse(path, reason);
    if (mark === RuleMark.ErrorWithStrict && strict) refuse(path, `${reason}. strict refuses it`);
    return `${path}: ${reason}.`;
  });
}

/** Warns once the warnings are known. */
export function warnOf(warnings: pulumi.Output<string[]>, resource: pulumi.Resource): void {
  warnings.apply(texts => texts.forEach(text => void pulumi.log.warn(text, resource)));
}
