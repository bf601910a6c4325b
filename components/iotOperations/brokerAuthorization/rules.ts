/** The rules of a BrokerAuthorization, by its REST API and Microsoft's documents. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach, refuse } from "../../inputs/errors";
import { input, isLater } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { shown } from "../../inputs/shown";
import { checkList, checkObject, oneOf } from "../../inputs/values";
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

/** A rule in the words of the REST API. */
export interface AuthorizationRule {
  principals: Principals;
  brokerResources: BrokerResource[];
  stateStoreResources?: StateStoreResource[];
}

/** The rules, each as soon as it is known: what one of them waits for hides no other, in checks and in previews. */
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

/** Rule 26 for what is plain in a rule that waits for other parts. */
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

/** Rules that the broker accepts, and that allow somebody something. */
export function checkKnownRules(rules: PlainRule[], path: PropertyPath): AuthorizationRule[] {
  return checkItems(rules, path, checkRule);
}

function checkRule(rule: PlainRule, path: PropertyPath): AuthorizationRule {
  checkObject(rule, path);
  const { principals, brokerResources, stateStoreResources } = checkAll({
    principals: () => checkPrincipals(rule.principals ?? {}, path.child("principals")),
    brokerResources: () => checkItems(rule.brokerResources ?? [], path.child("brokerResources"), checkBrokerResource),
    stateStoreResources: () =>
      checkItems(rule.stateStoreResources ?? [], path.child("stateStoreResources"), checkStateStoreResource),
  });
  if (brokerResources.length + stateStoreResources.length === 0) {
    refuse(path, "allows nothing: give brokerResources, such as {method: 'Connect'}, or stateStoreResources");
  }
  return { principals, brokerResources, ...ifAny({ stateStoreResources }) };
}

function checkPrincipals(given: Principals, path: PropertyPath): Principals {
  const { clientIds, usernames, attributes } = checkAll({
    clientIds: () => checkItems(given.clientIds ?? [], path.child("clientIds"), someText("a client id")),
    usernames: () => checkItems(given.usernames ?? [], path.child("usernames"), someText("a user name")),
    attributes: () => checkItems(given.attributes ?? [], path.child("attributes"), checkAttributes),
  });
  if (clientIds.length + usernames.length + attributes.length === 0) {
    refuse(path, "names no client: give at least one of clientIds, usernames and attributes");
  }
  return { ...ifAny({ clientIds }), ...ifAny({ usernames }), ...ifAny({ attributes }) };
}

/** Client ids for connecting, and topics for all else. */
export function checkBrokerResource(given: BrokerResource, path: PropertyPath): BrokerResource {
  const [ofClientIds, ofTopics] = [path.child("clientIds"), path.child("topics")];
  const method = oneOf(BrokerResourceMethod)(given?.method, path.child("method"));
  // null would let in every client id.
  const { clientIds: ids = [] } = given;
  const clientIds = checkList(ids, ofClientIds);
  const topics = checkList(given.topics ?? [], ofTopics);
  if (method === BrokerResourceMethod.Connect) {
    if (topics.length > 0) refuse(ofTopics, "is given, but Connect has no topics: give them with Publish or Subscribe");
    return { method, ...ifAny({ clientIds: checkEach(clientIds, ofClientIds, checkTokenText) }) };
  }
  if (clientIds.length > 0) {
    refuse(
      ofClientIds,
      `is given, but only Connect has client ids: give them there, or use {principal.clientId} in the topics of ${method}`,
    );
  }
  if (topics.length === 0) refuse(ofTopics, `is empty, but ${method} needs at least one topic: '#' stands for all`);
  return { method, topics: checkEach(topics, ofTopics, checkTopicPattern) };
}

function checkStateStoreResource(given: StateStoreResource, path: PropertyPath): StateStoreResource {
  const { keyType, method, keys } = checkAll({
    keyType: () => oneOf(StateStoreKeyType)(given?.keyType, path.child("keyType")),
    method: () => oneOf(StateStoreMethod)(given?.method, path.child("method")),
    keys: () => checkList(given?.keys ?? [], path.child("keys")),
  });
  if (keys.length === 0) {
    refuse(path.child("keys"), "is empty: give at least one key; '*' with the key type Pattern stands for all");
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

function checkItems<T, R>(list: T[], path: PropertyPath, check: Check<T, R>): R[] {
  return checkEach(checkList(list, path), path, check);
}

/** The list unless it is empty: the portal sends empty ones where a list has no meaning. */
function ifAny<T>(member: Record<string, T[]>): Record<string, T[]> {
  return Object.values(member)[0].length === 0 ? {} : member;
}
