/** The rules of Azure IoT Operations for brokers and listeners, and the functions that enforce them. */
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
import * as ofListeners from "./listenerRules";
import { defaultListener, isBuiltIn, plainListener, plainPorts } from "./plainListener";
import type { PlainBroker, PlainListener, PlainPort } from "./plainListener";
import * as ofPorts from "./portRules";
import { knownSharedSecrets, sharedSecrets } from "./secretRules";
import { addressNotNamed, checkAutomaticIssuer, defaultIssuer, mixedKinds } from "./tlsRules";

/** A rule. At least one function enforces it. */
export interface Rule {
  mark: RuleMark;
  says: string;
  /** Finds violations by a port. */
  ofPort?: (port: PlainPort, listener: PlainListener) => Finding[];
  /** Finds violations by a listener. */
  ofListener?: (listener: PlainListener, ofDefaultBroker: boolean) => Finding[];
  /** Finds violations between the listeners of one broker. */
  among?: ((broker: PlainBroker) => Finding[])[];
  /** Enforce it where arguments are checked, once values are known, or by what the components do. */
  keptBy?: (((...given: never[]) => unknown) | (new (...given: never[]) => unknown))[];
}

const { Error: error, Warning: warning, ErrorWithStrict: strict, Behaviour: behaviour } = RuleMark;

/** The rules by number. A letter marks a part of a rule with its own mark. */
export const rules = {
  "1": { mark: error, says: "A broker has one listener of each service type.", among: [ofListeners.oneOfEachType] },
  "2": { mark: error, says: "A port belongs to one listener of the broker.", among: [ofListeners.distinctPorts] },
  "3": {
    mark: error,
    says: "The default listener stays as it is; ports can be added to it.",
    ofListener: ofListeners.untouchedDefault,
  },
  "4": {
    mark: error,
    says: "Each listener has its own name and its own Service, whose name is a DNS label.",
    among: [ofListeners.distinctNames, ofListeners.distinctServices],
    keptBy: [checkServiceName],
  },
  "5": {
    mark: warning,
    says: "An authentication or authorization to which a port refers exists before the port.",
    ofPort: ofPorts.unknownReferences,
  },
  "5a": {
    mark: error,
    says: "A port refers only to authentications and authorizations of its own broker.",
    keptBy: [ofPorts.ofAnotherBroker],
  },
  "6": { mark: error, says: "A port with authorization has authentication.", ofPort: ofPorts.authorizationAlone },
  "7": {
    mark: error,
    says: "A port whose authentication takes client certificates has TLS.",
    ofPort: ofPorts.knownClientCertificates,
    keptBy: [ofPorts.clientCertificatesWithoutTls],
  },
  "8": { mark: error, says: "TLS of a port is either automatic or manual.", ofPort: ofPorts.waysToTls },
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
    says: "The key of an automatic certificate is of the same kind as its issuer's key.",
    keptBy: [mixedKinds],
  },
  "11": {
    mark: error,
    says: "The server certificate comes first, then those that signed it; the key belongs to the server certificate.",
    keptBy: [checkServerChain, checkChainKey],
  },
  "12": {
    mark: error,
    says: "A certificate set in PEM is valid for the hosts to which clients connect.",
    keptBy: [checkCovers, checkCoversOne, checkForAddress],
  },
  "12a": {
    mark: warning,
    says: "An automatic certificate is valid for the hosts to which clients outside connect.",
    ofPort: ofPorts.namesOutside,
    keptBy: [addressNotNamed],
  },
  "13": {
    mark: error,
    says: "A node port is from 30000 to 32767, belongs to a NodePort listener, and is used once.",
    ofListener: ofListeners.nodePortsWithoutNodes,
    among: [ofListeners.distinctNodePorts],
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
  "17": { mark: error, says: "The server of a custom authentication uses https.", keptBy: [checkEndpoint] },
  "18": {
    mark: error,
    says: "Names have 3 to 63 lower-case letters, digits and hyphens.",
    keptBy: [checkResourceName],
  },
  "19": {
    mark: strict,
    says: "A port that is reachable from outside the cluster has authentication and TLS.",
    ofPort: ofPorts.openPort,
  },
  "20": {
    mark: error,
    says: "Durations are Go durations: at least 1h for a lifetime, and at least 5m before its end for renewal.",
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
  "23": { mark: behaviour, says: "A broker whose immutable settings change is replaced.", keptBy: [declare] },
  // Azure IoT Operations does this itself: one resource holds all rules.
  "24": { mark: behaviour, says: "A changed authorization disconnects all clients.", keptBy: [BrokerAuthorization] },
  "25": {
    mark: strict,
    says: "The default issuer is for tests only.",
    ofPort: ofPorts.knownDefaultIssuers,
    keptBy: [defaultIssuer],
  },
  "26": { mark: error, says: "A token in a topic is a whole level of the topic.", keptBy: [checkTopicPattern] },
  "27": {
    mark: error,
    says: "No other port uses the Secret that cert-manager fills for an automatic port.",
    among: [knownSharedSecrets],
    keptBy: [sharedSecrets],
  },
} satisfies Record<string, Rule>;

/**
 * Refuses violations of rules at once, and returns the warnings: first those about the ports of the default listener,
 * then those about each listener. Rules between listeners are enforced last and one by one: two ports of the same
 * number would also have the same Secret.
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

/** The violations by a single listener. */
function ownFindings({ ofListener, ofPort }: Rule, listener: PlainListener, { isDefault }: PlainBroker): Finding[] {
  const ports = listener.ports.filter(port => !isBuiltIn(port));
  return [
    ...(isBuiltIn(listener) ? [] : (ofListener?.(listener, isDefault) ?? [])),
    ...ports.flatMap(port => ofPort?.(port, listener) ?? []),
  ];
}
