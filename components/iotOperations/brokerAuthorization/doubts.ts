/** Rules of a BrokerAuthorization that the broker accepts, but that are probably mistakes. */
import type { PropertyPath } from "../../inputs/path";
import { shown } from "../../inputs/shown";
import { BrokerResourceMethod } from "./args";
import type { AuthorizationRule } from "./rules";

/** A probable mistake. */
interface Doubt {
  path: PropertyPath;
  reason: string;
}

/** Rules by which nobody can connect or use the state store, and principals that look like patterns. */
export function doubtsOf(rules: AuthorizationRule[], path: PropertyPath): Doubt[] {
  const patterns = rules.flatMap((rule, index) => patternsOf(rule, path.index(index).child("principals")));
  return [...closedToAll(rules, path), ...stateStoreOutOfReach(rules, path), ...patterns];
}

function closedToAll(rules: AuthorizationRule[], path: PropertyPath): Doubt[] {
  const resources = rules.flatMap(({ brokerResources }) => brokerResources);
  if (resources.some(({ method }) => method === BrokerResourceMethod.Connect)) return [];
  const reason =
    "allows nobody to connect, since everything that no rule allows is denied: add {method: 'Connect'} to the " +
    "brokerResources of a rule";
  return [{ path, reason }];
}

/** The topic to which clients publish their requests to the state store. */
const requestTopic = "$services/statestore/_any_/command/invoke/request";

function stateStoreOutOfReach(rules: AuthorizationRule[], path: PropertyPath): Doubt[] {
  const first = rules.findIndex(({ stateStoreResources }) => stateStoreResources !== undefined);
  const resources = rules.flatMap(({ brokerResources }) => brokerResources);
  const mayAsk = resources.some(
    ({ method, topics = [] }) => method === BrokerResourceMethod.Publish && topics.some(coversRequests),
  );
  if (first === -1 || mayAsk) return [];
  const reason =
    `has no effect, since no rule allows anyone to publish requests to the state store: add the topic ${requestTopic} with ` +
    "the method Publish";
  return [{ path: path.index(first).child("stateStoreResources"), reason }];
}

/** Whether a topic pattern may match the request topic. A token counts as a match: what it stands for is not known. */
function coversRequests(pattern: string): boolean {
  const levels = pattern.split("/");
  const requestLevels = requestTopic.split("/");
  return (
    levels.every(
      (level, index) => level === "#" || [requestLevels[index], "+"].includes(level) || level.startsWith("{principal."),
    ) &&
    (levels.length === requestLevels.length || levels.at(-1) === "#")
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
        `is ${shown(text)}, but a principal must match exactly: wildcards and tokens work only in the clientIds of ` +
        "Connect. List each client, or give the clients a common attribute",
    }));
}
