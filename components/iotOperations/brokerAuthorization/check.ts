/** The arguments of a `BrokerAuthorization`, checked. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../../inputs/errors";
import { gated, input } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkControlPlane } from "../controlPlane";
import type { ControlPlane } from "../controlPlane";
import { checkResourceName, checkSwitch } from "../values";
import type { BrokerAuthorizationArgs } from "./args";
import { doubtsOf } from "./doubts";
import { checkKnownRules, checkRules } from "./rules";
import type { AuthorizationRule } from "./rules";

/** An authorization. */
export interface Authorization {
  controlPlane: ControlPlane;
  brokerName: pulumi.Output<string>;
  authorizationName: pulumi.Output<string>;
  cache: pulumi.Output<string>;
  rules: pulumi.Input<pulumi.Input<AuthorizationRule>[]>;
  /** What to warn of. */
  doubts: pulumi.Output<string[]>;
}

/** What the arguments of the component of this name give. */
export function checkAuthorization(name: string, args: BrokerAuthorizationArgs): Authorization {
  const { brokerName = "default", authorizationName = name, cache = true, rules } = args;
  const root = PropertyPath.root;
  const authorization = checkAll({
    controlPlane: () => checkControlPlane(args),
    brokerName: () => input(brokerName, root.child("brokerName"), checkResourceName),
    authorizationName: () => input(authorizationName, root.child("authorizationName"), checkResourceName),
    cache: () => input(cache, root.child("cache"), checkSwitch),
    rules: () => checkRules(rules, root.child("rules")),
  });
  const { strict } = authorization.controlPlane;
  const doubts = input(rules, root.child("rules"), (given, path) =>
    checkDoubts(checkKnownRules(given, path), path, strict),
  );
  // With strict a doubt about all rules together is to stop the resource; that waits for all, and would hide the rules.
  return { ...authorization, cache: strict ? gated(authorization.cache, doubts) : authorization.cache, doubts };
}

function checkDoubts(rules: AuthorizationRule[], path: PropertyPath, strict: boolean): string[] {
  const doubts = doubtsOf(rules, path);
  if (strict && doubts.length > 0) refuse(doubts[0].path, doubts[0].reason);
  return doubts.map(({ path: at, reason }) => `${at}: ${reason}`);
}
