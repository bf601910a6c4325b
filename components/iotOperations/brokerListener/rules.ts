/** The rules of Azure IoT Operations for brokers and listeners, and the functions that keep them. */
import { checkEach } from "../../inputs/errors";
import { PropertyPath } from "../../inputs/path";
import { checkIssuerRef, checkReach } from "../../issuing/issuerRef";
import { checkServiceName } from "../../kubernetes/names";
import { checkLifetime } from "../../x509/goDuration";
import { checkChainKey, checkCovers, checkCoversOne, checkForAddress, checkServerChain } from "../../x509/serverChain";
import { checkServerKey } from "../../x509/serverKey";
import { checkAuthenticationName } from "../brokerAuthentication/check";
import { checkAudiences, checkEndpoint } from "../brokerAuthentication/methods";
import { BrokerAuthorization } from "../brokerAuthorization/brokerAuthorization";
import { checkBrokerResource } from "../brokerAuthorization/rules";
import { checkTopicPattern } from "../brokerAuthorization/topicPatterns";
import { declare } from "../controlPlane";
import { checkResourceName } from "../values";
import { portCertificates } from "./certificates";
import { RuleMark, enforce } from "./findings";
import type { Finding } from "./findings";
import {
  distinctNames,
  distinctNodePorts,
  distinctPorts,
  distinctServices,
  nodePortsWithoutNodes,
  oneOfEachType,
  untouchedDefault,
} from "./listenerRules";
import { defaultListener, isBuiltIn, plainListener, plainPorts } from "./plainListener";
import type { PlainBroker, PlainListener, PlainPort } from "./plainListener";
import {
  authorizationAlone,
  clientCertificatesWithoutTls,
  knownClientCertificates,
  knownDefaultIssuers,
  namesOutside,
  ofAnotherBroker,
  openPort,
  unknownReferences,
  waysToTls,
} from "./portRules";
import { knownSharedSecrets, sharedSecrets } from "./secretRules";
import { addressNotNamed, checkAutomaticIssuer, defaultIssuer, mixedKinds } from "./tlsRules";

/** A rule: at least one function keeps it. */
export interface Rule {
  mark: RuleMark;
  says: string;
  /** What breaks it in a port. */
  ofPort?: (port: PlainPort, listener: PlainListener) => Finding[];
  /** What breaks it in a listener. */
  ofListener?: (listener: PlainListener, ofDefaultBroker: boolean) => Finding[];
  /** What breaks it in the listeners of one broker. */
  among?: ((broker: PlainBroker) => Finding[])[];
  /** What keeps it where arguments are checked, once they are known, or by what the components do. */
  keptBy?: (((...given: never[]) => unknown) | (new (...given: never[]) => unknown))[];
}

const { Error: error, Warning: warning, ErrorWithStrict: strict, Behaviour: behaviour } = RuleMark;

/** The rules by number. A letter marks a part of one that has a mark of its own. */
export const rules = {
  "1": { mark: error, says: "A broker has one listener of each service type.", among: [oneOfEachType] },
  "2": { mark: error, says: "A port belongs to one listener of the broker.", among: [distinctPorts] },
  "3": {
    mark: error,
    says: "The default listener stays as it is; ports can be added to it.",
    ofListener: untouchedDefault,
  },
  "4": {
    mark: error,
    says: "A listener has a name and a Service of its own, whose name is a DNS label.",
    among: [distinctNames, distinctServices],
    keptBy: [checkServiceName],
  },
  "5": {
    mark: warning,
    says: "An authentication or authorization that a port names is there before the port.",
    ofPort: unknownReferences,
  },
  "5a": {
    mark: error,
    says: "An authentication or authorization is of the broker of the port that names it.",
    keptBy: [ofAnotherBroker],
  },
  "6": { mark: error, says: "A port with authorization has authentication.", ofPort: authorizationAlone },
  "7": {
    mark: error,
    says: "A port whose authentication takes client certificates has TLS.",
    ofPort: knownClientCertificates,
    keptBy: [clientCertificatesWithoutTls],
  },
  "8": { mark: error, says: "TLS of a port is either automatic or manual.", ofPort: waysToTls },
  "9": {
    mark: error,
    says: "An issuer has a name and a kind; an Issuer is in the namespace of the listener.",
    keptBy: [checkIssuerRef, checkReach, checkAutomaticIssuer],
  },
  "10": {
    mark: error,
    says: "All certificates of a chain have keys of one kind.",
    keptBy: [checkServerChain, checkServerKey],
  },
  "10a": {
    mark: warning,
    says: "An automatic certificate has a key of the kind of its issuer's.",
    keptBy: [mixedKinds],
  },
  "11": {
    mark: error,
    says: "The server certificate comes first, then those that signed it; the key is the server's.",
    keptBy: [checkServerChain, checkChainKey],
  },
  "12": {
    mark: error,
    says: "A certificate given in PEM is for the hosts by which clients connect.",
    keptBy: [checkCovers, checkCoversOne, checkForAddress],
  },
  "12a": {
    mark: warning,
    says: "An automatic certificate is for the hosts by which clients connect from outside.",
    ofPort: namesOutside,
    keptBy: [addressNotNamed],
  },
  "13": {
    mark: error,
    says: "A node port is from 30000 to 32767, of a NodePort listener, and given once.",
    ofListener: nodePortsWithoutNodes,
    among: [distinctNodePorts],
    keptBy: [plainPorts],
  },
  "14": { mark: error, says: "The protocol is Mqtt or WebSockets.", keptBy: [plainPorts] },
  "15": {
    mark: error,
    says: "A listener has at least one port, and a port is from 1 to 65535.",
    keptBy: [plainListener, plainPorts],
  },
  "16": {
    mark: error,
    says: "Tokens of ServiceAccounts need an audience; the authentication default stays as it is.",
    keptBy: [checkAudiences, checkAuthenticationName],
  },
  "17": { mark: error, says: "The server of a custom authentication is reached by https.", keptBy: [checkEndpoint] },
  "18": {
    mark: error,
    says: "Names have 3 to 63 lower-case letters, digits and hyphens.",
    keptBy: [checkResourceName],
  },
  "19": { mark: strict, says: "A port outside the cluster has authentication and TLS.", ofPort: openPort },
  "20": {
    mark: error,
    says: "Durations are Go's; renewal is before the end, 1h and 5m are the least.",
    keptBy: [checkLifetime],
  },
  "21": {
    mark: error,
    says: "Connect has client ids, Publish and Subscribe have topics.",
    keptBy: [checkBrokerResource],
  },
  "22": {
    mark: behaviour,
    says: "A listener never waits for its Secret: its address comes first.",
    keptBy: [portCertificates],
  },
  "23": { mark: behaviour, says: "A broker whose create-only settings change is replaced.", keptBy: [declare] },
  // Azure IoT Operations keeps it by itself: one resource has all rules.
  "24": { mark: behaviour, says: "A changed authorization disconnects all clients.", keptBy: [BrokerAuthorization] },
  "25": {
    mark: strict,
    says: "The default issuer is for tests.",
    ofPort: knownDefaultIssuers,
    keptBy: [defaultIssuer],
  },
  "26": { mark: error, says: "A token in a topic is a whole level of it.", keptBy: [checkTopicPattern] },
  "27": {
    mark: error,
    says: "A Secret that is filled for an automatic port is of no other port.",
    among: [knownSharedSecrets],
    keptBy: [sharedSecrets],
  },
} satisfies Record<string, Rule>;

/**
 * Rejects what breaks a rule at once, and returns what to warn of: of the ports of the default listener first, then of each
 * listener. What listeners break among themselves comes last, one rule after the other: two ports of one number would have
 * one Secret too.
 */
export function enforceRules(broker: PlainBroker, strictly: boolean): string[][] {
  const all = Object.values<Rule>(rules);
  const everyListener = [defaultListener(broker.addedPorts), ...broker.listeners];
  const warnings = checkEach(everyListener, PropertyPath.root, listener =>
    checkEach(all, PropertyPath.root, rule => enforce(rule, ownFindings(rule, listener, broker), strictly)).flat(),
  );
  for (const rule of all) {
    rule.among?.forEach(among => enforce(rule, among(broker), strictly));
  }
  return warnings;
}

/** What a listener breaks by itself. */
function ownFindings({ ofListener, ofPort }: Rule, listener: PlainListener, { isDefault }: PlainBroker): Finding[] {
  const ports = listener.ports.filter(port => !isBuiltIn(port));
  return [
    ...(isBuiltIn(listener) ? [] : (ofListener?.(listener, isDefault) ?? [])),
    ...ports.flatMap(port => ofPort?.(port, listener) ?? []),
  ];
}
