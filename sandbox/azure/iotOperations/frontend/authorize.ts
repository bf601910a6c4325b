/** What a client may do under the rules of a BrokerAuthorization: they only allow, and the rest is denied. */
import type { AuthorizationRule } from "../customResources";
import type { Identity } from "./identity";

/** The client that the rules are applied to. */
export interface Principal extends Identity {
  clientId: string;
}

/** What one client may do. */
export interface Permissions {
  connect: boolean;
  publish(topic: string): boolean;
  subscribe(filter: string): boolean;
}

/** Without rules, as opposed to an empty list of them, everything is allowed. */
export function permissionsOf(rules: readonly AuthorizationRule[] | undefined, principal: Principal): Permissions {
  if (rules === undefined) return { connect: true, publish: () => true, subscribe: () => true };
  const resources = rules.filter(rule => isMeant(rule, principal)).flatMap(rule => rule.brokerResources);
  const allowed = (method: "Publish" | "Subscribe") =>
    resources
      .filter(resource => resource.method === method)
      .flatMap(({ topics = [] }) => topics.flatMap(topic => topicFor(topic, principal) ?? []));
  const [publish, subscribe] = [allowed("Publish"), allowed("Subscribe")];
  return {
    connect: resources.some(
      ({ method, clientIds }) =>
        method === "Connect" && (!clientIds?.length || clientIds.some(pattern => isClientId(pattern, principal))),
    ),
    publish: topic => publish.some(pattern => covers(pattern, topic)),
    subscribe: filter => subscribe.some(pattern => covers(pattern, withoutShare(filter))),
  };
}

/** A client need match only one thing that a rule names, literally; but every attribute of a set. */
function isMeant({ principals }: AuthorizationRule, principal: Principal): boolean {
  const { clientIds = [], usernames = [], attributes = [] } = principals;
  return (
    clientIds.includes(principal.clientId) ||
    usernames.includes(principal.username) ||
    attributes.some(set => hasAll(Object.entries(set), principal))
  );
}

/** An empty set matches nobody. */
function hasAll(set: [string, string][], { attributes }: Principal): boolean {
  return set.length > 0 && set.every(([key, value]) => attributes[key] === value);
}

/** The identifiers that may connect: "*" stands for any number of characters, tokens for the client's own values. */
function isClientId(pattern: string, principal: Principal): boolean {
  const wanted = substituted(pattern, principal);
  if (wanted === undefined) return false;
  const parts = wanted.split("*").map(part => part.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^${parts.join(".*")}$`).test(principal.clientId);
}

/** As documented, only a whole level of a topic can be a token. */
function topicFor(topic: string, principal: Principal): string | undefined {
  const levels = topic.split("/").map(level => (/^\{[^{}]*\}$/.test(level) ? substituted(level, principal) : level));
  return levels.includes(undefined) ? undefined : levels.join("/");
}

/** Undefined if the client has no such attribute. */
function substituted(text: string, { clientId, username, attributes }: Principal): string | undefined {
  let whole = true;
  const result = text.replace(/\{principal\.(?:(clientId)|(username)|attributes\.([^}]+))\}/g, (...found: string[]) => {
    const [, isId, isName, attribute] = found;
    const value = isId ? clientId : isName ? username : attributes[attribute];
    // A value that contains a wildcard or a slash would allow more than the rule means.
    if (value === undefined || /[#+/]/.test(value)) whole = false;
    return value;
  });
  return whole ? result : undefined;
}

/** Whether a pattern covers a topic, or all topics of a filter. */
export function covers(pattern: string, filter: string): boolean {
  const [allowed, asked] = [pattern.split("/"), filter.split("/")];
  // In MQTT, a leading wildcard does not match topics of the broker itself.
  if (asked[0].startsWith("$") && /^[#+]$/.test(allowed[0])) return false;
  for (const [index, level] of allowed.entries()) {
    if (level === "#") return true;
    const wanted = asked.at(index);
    if (wanted === undefined || wanted === "#") return false;
    if (level !== "+" && level !== wanted) return false;
  }
  return asked.length === allowed.length;
}

function withoutShare(filter: string): string {
  return filter.replace(/^\$share\/[^/]+\//, "");
}
