/** The rules of Azure IoT Operations for brokers and listeners, and what becomes of whoever breaks one. */
import * as pulumi from "@pulumi/pulumi";
import { refuse } from "../inputs/checked";

/** What a broken rule does. */
export const RuleMark = {
  /** The preview fails */
  Error: "error",
  /** The preview warns */
  Warning: "warning",
  /** The preview warns, and fails with `strict` */
  ErrorWithStrict: "warning, with strict an error",
  /** Nothing to break: the components keep it by what they do */
  Behaviour: "behaviour",
} as const;
export type RuleMark = (typeof RuleMark)[keyof typeof RuleMark];

/** A rule. */
export interface Rule {
  mark: RuleMark;
  says: string;
}

const { Error: error, Warning: warning, ErrorWithStrict: strict, Behaviour: behaviour } = RuleMark;

/**
 * The rules by number. A letter marks a part of one that has a mark of its own. They are kept in brokerRules.ts and
 * listenerRules.ts unless a comment says where.
 */
export const rules = {
  "1": { mark: error, says: "A broker has one listener of each service type." },
  "2": { mark: error, says: "A port belongs to one listener of the broker." },
  "3": { mark: error, says: "The default listener stays as it is; ports can be added to it." },
  "4": { mark: error, says: "A listener has a name and a Service of its own, whose name is a DNS label." },
  "5": { mark: warning, says: "An authentication or authorization that a port names is there before the port." },
  "5a": { mark: error, says: "An authentication or authorization is of the broker of the port that names it." },
  "6": { mark: error, says: "A port with authorization has authentication." },
  // Also in listeners.ts, once it is known.
  "7": { mark: error, says: "A port whose authentication takes client certificates has TLS." },
  "8": { mark: error, says: "TLS of a port is either automatic or manual." },
  // In certificates/issuerRef.ts, and portTls.ts.
  "9": { mark: error, says: "An issuer has a name and a kind; an Issuer is in the namespace of the listener." },
  // In certificates/serverChain.ts, and of issued certificates in serverKey.ts.
  "10": { mark: error, says: "All certificates of a chain have keys of one kind." },
  // In portTls.ts.
  "10a": { mark: warning, says: "An automatic certificate has a key of the kind of its issuer's." },
  // In certificates/serverChain.ts.
  "11": {
    mark: error,
    says: "The server certificate comes first, then those that signed it; the key is the server's.",
  },
  // In certificates/manualCertificate.ts and serverChain.ts.
  "12": { mark: error, says: "A certificate given in PEM is for the hosts by which clients connect." },
  // Also in portTls.ts, once the address is known.
  "12a": { mark: warning, says: "An automatic certificate is for the hosts by which clients connect from outside." },
  "13": { mark: error, says: "A node port is from 30000 to 32767, of a NodePort listener, and given once." },
  // In plainListeners.ts.
  "14": { mark: error, says: "The protocol is Mqtt or WebSockets." },
  "15": { mark: error, says: "A listener has at least one port, and a port is from 1 to 65535." },
  // In authenticationMethods.ts and brokerAuthentication.ts.
  "16": { mark: error, says: "Tokens of ServiceAccounts need an audience; the authentication default stays as it is." },
  // In authenticationMethods.ts.
  "17": { mark: error, says: "The server of a custom authentication is reached by https." },
  // In names.ts.
  "18": { mark: error, says: "Names have 3 to 63 lower-case letters, digits and hyphens." },
  "19": { mark: strict, says: "A port outside the cluster has authentication and TLS." },
  // In certificates/goDuration.ts.
  "20": { mark: error, says: "Durations are Go's; renewal is before the end, 1h and 5m are the least." },
  // In authorizationRules.ts.
  "21": { mark: error, says: "Connect has client ids, Publish and Subscribe have topics." },
  // In brokerListener.ts and listenerCertificates.ts, by what depends on what.
  "22": { mark: behaviour, says: "A listener never waits for its Secret: its address comes first." },
  // In brokerSettings.ts and controlPlane.ts.
  "23": { mark: behaviour, says: "A broker whose create-only settings change is replaced." },
  // By Azure IoT Operations itself: one resource has all rules.
  "24": { mark: behaviour, says: "A changed authorization disconnects all clients." },
  // Also in portTls.ts, once it is known.
  "25": { mark: strict, says: "The default issuer is for tests." },
  // In topicPatterns.ts.
  "26": { mark: error, says: "A token in a topic is a whole level of it." },
  // In portSecrets.ts.
  "27": { mark: error, says: "A Secret that is filled for an automatic port is of no other port." },
} as const satisfies Record<string, Rule>;

/** A broken rule. */
export interface Finding {
  rule: keyof typeof rules;
  propertyPath: string;
  reason: string;
}

/** Refuses the first finding that is an error, and returns the others as warnings. */
export function enforce(findings: Finding[], strictly: boolean): string[] {
  for (const { rule, propertyPath, reason } of findings) {
    const { mark }: Rule = rules[rule];
    if (mark === RuleMark.Error || (mark === RuleMark.ErrorWithStrict && strictly)) {
      refuse(propertyPath, mark === RuleMark.Error ? reason : `${reason}. strict refuses it`);
    }
  }
  return findings.map(({ propertyPath, reason }) => `${propertyPath}: ${reason}.`);
}

/** Warns of what is found when Outputs are known. */
export function warnLater(findings: pulumi.Output<Finding[]>, resource: pulumi.Resource): void {
  findings.apply(found => enforce(found, false).forEach(text => void pulumi.log.warn(text, resource)));
}
