/** What breaks a rule of Azure IoT Operations, and what follows from that. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach, refuse } from "../../inputs/errors";
import { PropertyPath } from "../../inputs/path";

/** What a broken rule does. */
export const RuleMark = {
  /** The preview fails */
  Error: "error",
  /** The preview warns */
  Warning: "warning",
  /** The preview warns, and fails with `strict` */
  ErrorWithStrict: "warning, with strict an error",
  /** Nothing to break: the components keep it by what they do */
  Behaviour: "behaviour",
} as const;
export type RuleMark = (typeof RuleMark)[keyof typeof RuleMark];

/** Something that breaks a rule. */
export interface Finding {
  path: PropertyPath;
  reason: string;
}

/** Rejects what breaks the rule if that is an error, all of it together, or else returns warnings. */
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
