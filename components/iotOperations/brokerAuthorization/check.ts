/** Checks the arguments of a `BrokerAuthorization`. */
import { checkAll, refuse } from "../../inputs/errors";
import { gated, input } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { checkControlPlane } from "../controlPlane";
import { checkResourceName, checkSwitch } from "../values";
import type { BrokerAuthorizationArgs } from "./args";
import { doubtsOf } from "./doubts";
import { checkKnownRules, checkRules } from "./rules";
import type { AuthorizationRule } from "./rules";

/** Checks the arguments of the component of this name, and returns what to warn of with them. */
export function checkAuthorization(name: string, args: BrokerAuthorizationArgs) {
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
  const doubts = input(rules, root.child("rules"), (known, path) =>
    checkDoubts(checkKnownRules(known, path), path, strict),
  );
  // With strict the resource must wait for the doubts, and these for all rules. It is cache that waits: if the rules did, a
  // preview would not show the known ones.
  return { ...authorization, cache: strict ? gated(authorization.cache, doubts) : authorization.cache, doubts };
}

function checkDoubts(rules: AuthorizationRule[], path: PropertyPath, strict: boolean): string[] {
  const doubts = doubtsOf(rules, path);
  if (strict && doubts.length > 0) refuse(doubts[0].path, doubts[0].reason);
  return doubts.map(({ path: at, reason }) => `${at}: ${reason}`);
}
