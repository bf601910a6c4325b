/** Checks the rules of a BrokerAuthorization by its REST API and Microsoft's documents. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { input, isLater } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { shown } from "../../inputs/shown";
import { checkList, checkObject, oneOf, unlessEmpty } from "../../inputs/values";
import type { Check } from "../../inputs/values";
import { knownOf } from "../resourceRefs";
import { checkAttributes, someText } from "../values";
import { BrokerResourceMethod, StateStoreKeyType, StateStoreMethod } from "./args";
import type {
  AuthorizationRuleArgs,
  BrokerAuthorizationArgs,
  BrokerResourceArgs,
  PrincipalsArgs,
  StateStoreResourceArgs,
} from "./args";
import { checkTokenText, checkTopicPattern } from "./topicPatterns";

type PlainRule = pulumi.Unwrap<AuthorizationRuleArgs>;
type Principals = pulumi.Unwrap<PrincipalsArgs>;
type BrokerResource = pulumi.Unwrap<BrokerResourceArgs>;
type StateStoreResource = pulumi.Unwrap<StateStoreResourceArgs>;

/** A rule as the REST API writes it. */
export type AuthorizationRule = ReturnType<typeof checkRule>;

/** Checks each rule as soon as it is known: an unknown rule hides no other, neither in checks nor in previews. */
export function checkRules(
  rules: BrokerAuthorizationArgs["rules"],
  path: PropertyPath,
): pulumi.Input<pulumi.Input<AuthorizationRule>[]> {
  if (isLater(rules)) return input(rules, path, checkKnownRules);
  return checkEach(checkList(rules as pulumi.Input<AuthorizationRuleArgs>[], path), path, (rule, at) => {
    checkPlainTopics(rule, at);
    return input(rule, at, checkRule);
  });
}

/** Rule 26 for the plain topics of a rule that waits for other parts. */
function checkPlainTopics(rule: pulumi.Input<AuthorizationRuleArgs>, path: PropertyPath): void {
  checkEach(listIn<BrokerResourceArgs>(rule, "brokerResources"), path.child("brokerResources"), (resource, at) =>
    checkEach(listIn<string>(resource, "topics"), at.child("topics"), (topic, ofTopic) => {
      if (typeof topic === "string") checkTopicPattern(topic, ofTopic);
    }),
  );
}

function listIn<T>(of: unknown, member: string): pulumi.Input<T>[] {
  const list = knownOf<pulumi.Input<T>[]>(of, member);
  return Array.isArray(list) ? list : [];
}

/** Checks rules that are all known. */
export function checkKnownRules(rules: PlainRule[], path: PropertyPath): AuthorizationRule[] {
  return checkEach(checkList(rules, path), path, checkRule);
}

function checkRule(rule: PlainRule, path: PropertyPath) {
  checkObject(rule, path);
  const { principals, brokerResources, stateStoreResources } = checkAll({
    principals: () => checkPrincipals(rule.principals ?? {}, path.child("principals")),
    brokerResources: () => checkItems(rule.brokerResources, path.child("brokerResources"), checkBrokerResource),
    stateStoreResources: () =>
      checkItems(rule.stateStoreResources, path.child("stateStoreResources"), checkStateStoreResource),
  });
  if (brokerResources.length + stateStoreResources.length === 0) {
    refuse(path, "allows nothing: set brokerResources, such as {method: 'Connect'}, or stateStoreResources");
  }
  return { principals, brokerResources, stateStoreResources: unlessEmpty(stateStoreResources) };
}

function checkPrincipals(principals: Principals, path: PropertyPath): Principals {
  const { clientIds, usernames, attributes } = checkAll({
    clientIds: () => checkItems(principals.clientIds, path.child("clientIds"), someText("a client id")),
    usernames: () => checkItems(principals.usernames, path.child("usernames"), someText("a user name")),
    attributes: () => checkItems(principals.attributes, path.child("attributes"), checkAttributes),
  });
  if (clientIds.length + usernames.length + attributes.length === 0) {
    refuse(path, "names no client: set at least one of clientIds, usernames and attributes");
  }
  return {
    clientIds: unlessEmpty(clientIds),
    usernames: unlessEmpty(usernames),
    attributes: unlessEmpty(attributes),
  };
}

/** Connect has client ids, and the other methods have topics. */
export function checkBrokerResource(resource: BrokerResource, path: PropertyPath): BrokerResource {
  const [ofClientIds, ofTopics] = [path.child("clientIds"), path.child("topics")];
  const method = oneOf(BrokerResourceMethod)(resource?.method, path.child("method"));
  // A client id list that is null is refused: left out, it would allow every client id.
  const clientIds = checkList(resource.clientIds === undefined ? [] : resource.clientIds, ofClientIds);
  const topics = checkList(resource.topics ?? [], ofTopics);
  if (method === BrokerResourceMethod.Connect) {
    if (topics.length > 0) refuse(ofTopics, "is set, but Connect has no topics: set them with Publish or Subscribe");
    return { method, clientIds: unlessEmpty(checkEach(clientIds, ofClientIds, checkTokenText)) };
  }
  if (clientIds.length > 0) {
    refuse(
      ofClientIds,
      `is set, but only Connect has client ids: set them there, or use {principal.clientId} in the topics of ${method}`,
    );
  }
  if (topics.length === 0) refuse(ofTopics, `is empty, but ${method} needs at least one topic: '#' matches all topics`);
  return { method, topics: checkEach(topics, ofTopics, checkTopicPattern) };
}

function checkStateStoreResource(resource: StateStoreResource, path: PropertyPath): StateStoreResource {
  const { keyType, method, keys } = checkAll({
    keyType: () => oneOf(StateStoreKeyType)(resource?.keyType, path.child("keyType")),
    method: () => oneOf(StateStoreMethod)(resource?.method, path.child("method")),
    keys: () => checkList(resource?.keys ?? [], path.child("keys")),
  });
  if (keys.length === 0) {
    refuse(path.child("keys"), "is empty: set at least one key. '*' with the key type Pattern matches all keys");
  }
  const checkKey = keyType === StateStoreKeyType.Binary ? checkBase64 : checkTokenText;
  return { keyType, keys: checkEach(keys, path.child("keys"), checkKey), method };
}

function checkBase64(key: string, path: PropertyPath): string {
  if (typeof key !== "string" || key === "" || Buffer.from(key, "base64").toString("base64") !== key) {
    refuse(path, `is ${shown(key)}, but a key of the type Binary must be in base64, such as 'a2V5'`);
  }
  return key;
}

/** Checks the items of a list that may be left out. */
function checkItems<T, R>(list: T[] | undefined, path: PropertyPath, check: Check<T, R>): R[] {
  return checkEach(checkList(list ?? [], path), path, check);
}
