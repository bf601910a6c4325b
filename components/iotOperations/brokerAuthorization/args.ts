/** The arguments of `BrokerAuthorization`. */
import type * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneArgs } from "../controlPlaneArgs";

/** An action of a client on the broker. */
export const BrokerResourceMethod = {
  /** Connects */
  Connect: "Connect",
  /** Publishes messages */
  Publish: "Publish",
  /** Subscribes to messages */
  Subscribe: "Subscribe",
} as const;
export type BrokerResourceMethod = (typeof BrokerResourceMethod)[keyof typeof BrokerResourceMethod];

/** How a rule names keys of the state store. */
export const StateStoreKeyType = {
  /** By a glob pattern such as `clients/*` */
  Pattern: "Pattern",
  /** By the key itself, as text */
  String: "String",
  /** By the key itself, in base64 */
  Binary: "Binary",
} as const;
export type StateStoreKeyType = (typeof StateStoreKeyType)[keyof typeof StateStoreKeyType];

/** An action of a client on keys of the state store. */
export const StateStoreMethod = {
  /** Reads the keys */
  Read: "Read",
  /** Writes the keys */
  Write: "Write",
  /** Reads and writes the keys */
  ReadWrite: "ReadWrite",
} as const;
export type StateStoreMethod = (typeof StateStoreMethod)[keyof typeof StateStoreMethod];

/** The arguments of a `BrokerAuthorization`. */
export interface BrokerAuthorizationArgs extends ControlPlaneArgs {
  /**
   * The broker of this authorization.
   *
   * Default: default.
   */
  brokerName?: pulumi.Input<string>;
  /**
   * The name of the authorization: 3 to 63 lower-case letters, digits and `-`.
   *
   * Default: the component's name.
   */
  authorizationName?: pulumi.Input<string>;
  /**
   * What is allowed. Everything else is denied. A change disconnects all clients of the ports that refer to this
   * authorization.
   */
  rules: pulumi.Input<pulumi.Input<AuthorizationRuleArgs>[]>;
  /**
   * Whether the broker caches its decisions in memory.
   *
   * Default: true.
   */
  cache?: pulumi.Input<boolean>;
  /**
   * Refuses `kubernetes`, a preview feature, rules by which nobody could connect or use the state store, and principals
   * that look like patterns.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** What some clients may do. */
export interface AuthorizationRuleArgs {
  /**
   * The clients to which the rule applies: those that match any item of any of its lists.
   */
  principals: pulumi.Input<PrincipalsArgs>;
  /**
   * What the clients may do on the broker. At least one of `brokerResources` and `stateStoreResources` must have an
   * item.
   *
   * Default: nothing.
   */
  brokerResources?: pulumi.Input<pulumi.Input<BrokerResourceArgs>[]>;
  /**
   * What the clients may do with the state store.
   *
   * Default: nothing.
   */
  stateStoreResources?: pulumi.Input<pulumi.Input<StateStoreResourceArgs>[]>;
}

/** Clients, by at least one of these properties. A client matches if any item of any of them matches. */
export interface PrincipalsArgs {
  /**
   * Clients with one of these client ids. Each must match exactly: `*` is not a wildcard here. A client chooses its own
   * id, so an id alone proves nothing.
   *
   * Default: none.
   */
  clientIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Clients with one of these user names. The user name of a client with a certificate is the common name of its
   * subject.
   *
   * Default: none.
   */
  usernames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Clients with all attributes of one of these items, such as `[{building: "b22"}]`. The attributes come from the
   * client's certificate, the annotations `aio-broker-auth/NAME` of its ServiceAccount, or a custom authentication
   * server.
   *
   * Default: none.
   */
  attributes?: pulumi.Input<pulumi.Input<{ [key: string]: pulumi.Input<string> }>[]>;
}

/** An action on the broker. */
export interface BrokerResourceArgs {
  /**
   * What the clients do: `Connect`, `Publish` or `Subscribe`.
   */
  method: pulumi.Input<BrokerResourceMethod>;
  /**
   * The client ids with which a client may connect, such as `{principal.attributes.building}*`. Only with `Connect`.
   *
   * Default: any client id.
   */
  clientIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The topics: at least one with `Publish` and `Subscribe`, and none with `Connect`. `+` and `#` are wildcards. The
   * tokens `{principal.clientId}`, `{principal.username}` and `{principal.attributes.NAME}` stand for properties of the
   * client. A token must be a whole level of the topic, as in `clients/{principal.clientId}/#`.
   *
   * Default: none.
   */
  topics?: pulumi.Input<pulumi.Input<string>[]>;
}

/** An action on keys of the state store. */
export interface StateStoreResourceArgs {
  /**
   * How the items of `keys` are interpreted.
   */
  keyType: pulumi.Input<StateStoreKeyType>;
  /**
   * The keys, at least one. They may contain the same tokens as topics, such as `{principal.clientId}`. Keys of the
   * type `Binary` are in base64.
   */
  keys: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Whether the clients read the keys, write them, or both.
   */
  method: pulumi.Input<StateStoreMethod>;
}
