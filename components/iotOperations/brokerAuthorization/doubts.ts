/** What the broker takes in the rules of a BrokerAuthorization, but what is hardly meant. */
import type { PropertyPath } from "../../inputs/path";
import { shown } from "../../inputs/shown";
import { BrokerResourceMethod } from "./args";
import type { AuthorizationRule } from "./rules";

/** Something in rules that is hardly meant. */
export interface Doubt {
  path: PropertyPath;
  reason: string;
}

/** Rules by which nobody can connect, or use the state store, and principals that look like patterns. */
export function doubtsOf(rules: AuthorizationRule[], path: PropertyPath): Doubt[] {
  const patterns = rules.flatMap((rule, index) => patternsOf(rule, path.index(index).child("principals")));
  return [...closedToAll(rules, path), ...stateStoreOutOfReach(rules, path), ...patterns];
}

function closedToAll(rules: AuthorizationRule[], path: PropertyPath): Doubt[] {
  const mayConnect = rules.some(({ brokerResources }) =>
    brokerResources.some(({ method }) => method === BrokerResourceMethod.Connect),
  );
  const reason =
    "allows nobody to connect: all that no rule allows is denied. Add {method: 'Connect'} to brokerResources of a rule";
  return mayConnect ? [] : [{ path, reason }];
}

/** By publishing to it, clients ask the state store. */
const requestTopic = "$services/statestore/_any_/command/invoke/request";

function stateStoreOutOfReach(rules: AuthorizationRule[], path: PropertyPath): Doubt[] {
  const first = rules.findIndex(({ stateStoreResources }) => stateStoreResources !== undefined);
  const mayAsk = rules.some(({ brokerResources }) =>
    brokerResources.some(
      ({ method, topics = [] }) => method === BrokerResourceMethod.Publish && topics.some(coversRequests),
    ),
  );
  if (first === -1 || mayAsk) return [];
  const reason =
    `is of no use, since no rule allows anybody to publish to ${requestTopic}, by which clients ask the state store. Add ` +
    "that topic with the method Publish";
  return [{ path: path.index(first).child("stateStoreResources"), reason }];
}

/** Whether a topic may stand for that of the state store. Nobody can say what a token stands for. */
function coversRequests(pattern: string): boolean {
  const levels = pattern.split("/");
  const wanted = requestTopic.split("/");
  return (
    levels.every((level, index) =>
      level === "#" ? true : [wanted[index], "+"].includes(level) || level.startsWith("{principal."),
    ) &&
    (levels.length === wanted.length || levels[levels.length - 1] === "#")
  );
}

function patternsOf({ principals }: AuthorizationRule, path: PropertyPath): Doubt[] {
  const { clientIds = [], usernames = [], attributes = [] } = principals;
  const texts = [
    ...clientIds.map((text, index) => ({ text, at: path.child("clientIds").index(index) })),
    ...usernames.map((text, index) => ({ text, at: path.child("usernames").index(index) })),
    ...attributes.flatMap((item, index) =>
      Object.entries(item).map(([name, text]) => ({ text, at: path.child("attributes").index(index).key(name) })),
    ),
  ];
  return texts
    .filter(({ text }) => /\*|\{principal\./.test(text))
    .map(({ text, at }) => ({
      path: at,
      reason:
        `is ${shown(text)}, and only a client with just this is meant: wildcards and tokens are for the clientIds ` +
        "of Connect. Name each, or give clients an attribute in common",
    }));
}
