/** What the broker takes in the rules of a BrokerAuthorization, but what is hardly meant. */
import type { AuthorizationRule } from "./rules";
import { BrokerResourceMethod } from "./args";
import { shown } from "../../inputs/shown";

/** Something in rules that is hardly meant. */
export interface Doubt {
  path: string;
  reason: string;
}

/** Rules by which nobody can connect, or use the state store, and principals that look like patterns. */
export function doubtsOf(rules: AuthorizationRule[]): Doubt[] {
  return [...closedToAll(rules), ...stateStoreOutOfReach(rules), ...rules.flatMap(patternsOf)];
}

function closedToAll(rules: AuthorizationRule[]): Doubt[] {
  const mayConnect = rules.some(({ brokerResources }) =>
    brokerResources.some(({ method }) => method === BrokerResourceMethod.Connect),
  );
  const reason =
    "allows nobody to connect: all that no rule allows is denied. Add {method: 'Connect'} to brokerResources of a rule";
  return mayConnect ? [] : [{ path: "rules", reason }];
}

/** By publishing to it, clients ask the state store. */
const requestTopic = "$services/statestore/_any_/command/invoke/request";

function stateStoreOutOfReach(rules: AuthorizationRule[]): Doubt[] {
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
  return [{ path: `rules[${first}].stateStoreResources`, reason }];
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

function patternsOf({ principals }: AuthorizationRule, rule: number): Doubt[] {
  const { clientIds = [], usernames = [], attributes = [] } = principals;
  const texts = [
    ...clientIds.map((text, index) => ({ text, at: `clientIds[${index}]` })),
    ...usernames.map((text, index) => ({ text, at: `usernames[${index}]` })),
    ...attributes.flatMap((item, index) =>
      Object.entries(item).map(([name, text]) => ({ text, at: `attributes[${index}].${name}` })),
    ),
  ];
  return texts
    .filter(({ text }) => /\*|\{principal\./.test(text))
    .map(({ text, at }) => ({
      path: `rules[${rule}].principals.${at}`,
      reason:
        `is ${shown(text)}, and only a client with just this is meant: wildcards and tokens are for the clientIds ` +
        "of Connect. Name each, or give clients an attribute in common",
    }));
}
