/** The rules of a BrokerAuthorization, by its REST API and Microsoft's documents. */
import type * as pulumi from "@pulumi/pulumi";
import { oneOf } from "../../azure/names";
import { checked, isPromise, refuse, requireList, requireObject } from "../../inputs/checked";
import { shown } from "../../inputs/shown";
import { BrokerResourceMethod, StateStoreKeyType, StateStoreMethod } from "./args";
import type { AuthorizationRuleArgs, BrokerAuthorizationArgs, BrokerResourceArgs } from "./args";
import { checkAttributes } from "../clientAttributes";
import { knownOf } from "../brokerListener/plainListeners";
import { checkText, checkTokenText, checkTopicPattern } from "./topicPatterns";

/** A rule with its values known, as given. */
export interface GivenRule {
  principals?: Principals;
  brokerResources?: BrokerResource[];
  stateStoreResources?: StateStoreResource[];
}

interface Principals {
  clientIds?: string[];
  usernames?: string[];
  attributes?: Record<string, string>[];
}

interface BrokerResource {
  method: BrokerResourceMethod;
  clientIds?: string[];
  topics?: string[];
}

interface StateStoreResource {
  keyType: StateStoreKeyType;
  keys: string[];
  method: StateStoreMethod;
}

/** A rule in the words of the REST API. */
export interface AuthorizationRule {
  principals: Principals;
  brokerResources: BrokerResource[];
  stateStoreResources?: StateStoreResource[];
}

/** The rules, each as soon as it is known: what one of them waits for hides no other, in checks and in previews. */
export function checkedRules(rules: BrokerAuthorizationArgs["rules"]): pulumi.Input<pulumi.Input<AuthorizationRule>[]> {
  if (isPromise(rules)) return checked(rules, given => checkRules(given as GivenRule[]));
  return requireList(rules as pulumi.Input<AuthorizationRuleArgs>[], "rules").map((rule, index) => {
    const path = `rules[${index}]`;
    checkPlainTopics(rule, path);
    return checked(rule, given => checkRule(given as GivenRule, path));
  });
}

/** Rule 26 for what is plain in a rule that waits for other parts. */
function checkPlainTopics(rule: pulumi.Input<AuthorizationRuleArgs>, path: string): void {
  listIn<BrokerResourceArgs>(rule, "brokerResources").forEach((resource, index) =>
    listIn<string>(resource, "topics").forEach((topic, ofTopic) => {
      if (typeof topic === "string") checkTopicPattern(topic, `${path}.brokerResources[${index}].topics[${ofTopic}]`);
    }),
  );
}

function listIn<T>(of: unknown, member: string): pulumi.Input<T>[] {
  const list = knownOf<pulumi.Input<T>[]>(of, member);
  return Array.isArray(list) ? list : [];
}

/** Refuses rules that the broker would refuse, or that allow nobody anything. */
export function checkRules(rules: GivenRule[], propertyPath = "rules"): AuthorizationRule[] {
  return requireList(rules, propertyPath).map((rule, index) => checkRule(rule, `${propertyPath}[${index}]`));
}

function checkRule(rule: GivenRule, path: string): AuthorizationRule {
  requireObject(rule, path);
  const principals = checkPrincipals(rule.principals ?? {}, `${path}.principals`);
  const brokerResources = requireList(rule.brokerResources ?? [], `${path}.brokerResources`).map((resource, index) =>
    checkBrokerResource(resource, `${path}.brokerResources[${index}]`),
  );
  const stateStorePath = `${path}.stateStoreResources`;
  const stateStoreResources = requireList(rule.stateStoreResources ?? [], stateStorePath).map((resource, index) =>
    checkStateStoreResource(resource, `${stateStorePath}[${index}]`),
  );
  if (brokerResources.length + stateStoreResources.length === 0) {
    refuse(path, "allows nothing: give brokerResources, such as {method: 'Connect'}, or stateStoreResources");
  }
  return stateStoreResources.length === 0
    ? { principals, brokerResources }
    : { principals, brokerResources, stateStoreResources };
}

function checkPrincipals(given: Principals, path: string): Principals {
  const clientIds = checkTexts(given.clientIds, `${path}.clientIds`, "a client id");
  const usernames = checkTexts(given.usernames, `${path}.usernames`, "a user name");
  const attributes = requireList(given.attributes ?? [], `${path}.attributes`);
  attributes.forEach((item, index) => checkAttributes(item, `${path}.attributes[${index}]`));
  if (clientIds.length + usernames.length + attributes.length === 0) {
    refuse(path, "names no client: give at least one of clientIds, usernames and attributes");
  }
  return { ...ifAny({ clientIds }), ...ifAny({ usernames }), ...ifAny({ attributes }) };
}

function checkBrokerResource(given: BrokerResource, path: string): BrokerResource {
  const method = oneOf(BrokerResourceMethod, given?.method, `${path}.method`);
  // null would let in every client id.
  const { clientIds: ids = [] } = given;
  const clientIds = requireList(ids, `${path}.clientIds`);
  const topics = requireList(given.topics ?? [], `${path}.topics`);
  if (method === BrokerResourceMethod.Connect) {
    if (topics.length > 0) {
      refuse(`${path}.topics`, "is given, but Connect has no topics: give them with Publish or Subscribe");
    }
    clientIds.forEach((clientId, index) => checkTokenText(clientId, `${path}.clientIds[${index}]`));
    return { method, ...ifAny({ clientIds }) };
  }
  if (clientIds.length > 0) {
    refuse(
      `${path}.clientIds`,
      `is given, but only Connect has client ids: give them there, or use {principal.clientId} in the topics of ${method}`,
    );
  }
  if (topics.length === 0) {
    refuse(`${path}.topics`, `is empty, but ${method} needs at least one topic: '#' stands for all`);
  }
  topics.forEach((topic, index) => checkTopicPattern(topic, `${path}.topics[${index}]`));
  return { method, topics };
}

function checkStateStoreResource(given: StateStoreResource, path: string): StateStoreResource {
  const keyType = oneOf(StateStoreKeyType, given?.keyType, `${path}.keyType`);
  const method = oneOf(StateStoreMethod, given.method, `${path}.method`);
  const keys = requireList(given.keys ?? [], `${path}.keys`);
  if (keys.length === 0) {
    refuse(`${path}.keys`, "is empty: give at least one key; '*' with the key type Pattern stands for all");
  }
  const checkKey = keyType === StateStoreKeyType.Binary ? checkBase64 : checkTokenText;
  keys.forEach((key, index) => checkKey(key, `${path}.keys[${index}]`));
  return { keyType, keys, method };
}

function checkBase64(key: string, propertyPath: string): string {
  if (typeof key !== "string" || key === "" || Buffer.from(key, "base64").toString("base64") !== key) {
    refuse(propertyPath, `is ${shown(key)}, but a key of the type Binary must be in base64, such as 'a2V5'`);
  }
  return key;
}

function checkTexts(texts: string[] | undefined, propertyPath: string, wanted: string): string[] {
  return requireList(texts ?? [], propertyPath).map((text, index) =>
    checkText(text, `${propertyPath}[${index}]`, wanted),
  );
}

/** The list unless it is empty: the portal sends empty ones where a list has no meaning. */
function ifAny<T>(member: Record<string, T[]>): Record<string, T[]> {
  return Object.values(member)[0].length === 0 ? {} : member;
}
