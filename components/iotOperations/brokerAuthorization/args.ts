/** The arguments of `BrokerAuthorization`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "../controlPlaneArgs";

/** What a client does. */
export const BrokerResourceMethod = {
  /** It connects */
  Connect: "Connect",
  /** It publishes messages */
  Publish: "Publish",
  /** It subscribes to messages */
  Subscribe: "Subscribe",
} as const;
export type BrokerResourceMethod = (typeof BrokerResourceMethod)[keyof typeof BrokerResourceMethod];

/** How keys of the state store are named. */
export const StateStoreKeyType = {
  /** By a glob such as `clients/*` */
  Pattern: "Pattern",
  /** By the key itself, a text */
  String: "String",
  /** By the key itself, in base64 */
  Binary: "Binary",
} as const;
export type StateStoreKeyType = (typeof StateStoreKeyType)[keyof typeof StateStoreKeyType];

/** What a client does with keys of the state store. */
export const StateStoreMethod = {
  /** It reads them */
  Read: "Read",
  /** It writes them */
  Write: "Write",
  /** It reads and writes them */
  ReadWrite: "ReadWrite",
} as const;
export type StateStoreMethod = (typeof StateStoreMethod)[keyof typeof StateStoreMethod];

/** What a `BrokerAuthorization` is made from. */
export interface BrokerAuthorizationArgs {
  /**
   * Declare it through Azure Resource Manager. Exactly one of this and `kubernetes`. Plain, since it decides which
   * resources there are.
   */
  azure?: AzureControlPlaneArgs;
  /**
   * Declare it as a custom resource in the cluster, which Microsoft calls a preview feature. Plain.
   */
  kubernetes?: KubernetesControlPlaneArgs;
  /**
   * The namespace of Azure IoT Operations in the cluster.
   *
   * Default: azure-iot-operations.
   */
  namespace?: pulumi.Input<string>;
  /**
   * The broker that it is for.
   *
   * Default: default.
   */
  brokerName?: pulumi.Input<string>;
  /**
   * Its name: 3 to 63 lower-case letters, digits and `-`.
   *
   * Default: the component's name.
   */
  authorizationName?: pulumi.Input<string>;
  /**
   * What is allowed; all else is denied. A change disconnects all clients of the ports that name this authorization.
   */
  rules: pulumi.Input<pulumi.Input<AuthorizationRuleArgs>[]>;
  /**
   * Whether the broker keeps what it decided in memory.
   *
   * Default: true.
   */
  cache?: pulumi.Input<boolean>;
  /**
   * Refuse `kubernetes`, a preview feature, rules by which nobody could connect or use the state store, and principals
   * that look like patterns.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** What some clients may do. */
export interface AuthorizationRuleArgs {
  /**
   * The clients: those that any of its members names.
   */
  principals: pulumi.Input<PrincipalsArgs>;
  /**
   * What they may do with the broker. At least one of this and `stateStoreResources` must have an item.
   *
   * Default: nothing.
   */
  brokerResources?: pulumi.Input<pulumi.Input<BrokerResourceArgs>[]>;
  /**
   * What they may do with the state store.
   *
   * Default: nothing.
   */
  stateStoreResources?: pulumi.Input<pulumi.Input<StateStoreResourceArgs>[]>;
}

/** Clients, by at least one of these. */
export interface PrincipalsArgs {
  /**
   * Clients with one of these client ids, just as they are written: `*` is no wildcard here. A client chooses its own:
   * this alone proves nothing.
   *
   * Default: none.
   */
  clientIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Clients with one of these user names: with a certificate, the common name of its subject.
   *
   * Default: none.
   */
  usernames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * Clients with all attributes of one of these items: from their certificates, the annotations
   * `aio-broker-auth/NAME` of their ServiceAccounts, or a custom authentication server.
   *
   * Default: none.
   */
  attributes?: pulumi.Input<pulumi.Input<{ [key: string]: pulumi.Input<string> }>[]>;
}

/** Something that a client does with the broker. */
export interface BrokerResourceArgs {
  /**
   * What it does.
   */
  method: pulumi.Input<BrokerResourceMethod>;
  /**
   * With which client ids it may connect, such as `{principal.attributes.building}*`. Only with `Connect`.
   *
   * Default: with any.
   */
  clientIds?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The topics, at least one with `Publish` and `Subscribe`, and none with `Connect`. `+` and `#` are wildcards;
   * `{principal.clientId}`, `{principal.username}` and `{principal.attributes.NAME}` stand for what the client is, each as
   * a whole level of the topic.
   *
   * Default: none.
   */
  topics?: pulumi.Input<pulumi.Input<string>[]>;
}

/** Something that a client does with keys of the state store. */
export interface StateStoreResourceArgs {
  /**
   * How `keys` are to be read.
   */
  keyType: pulumi.Input<StateStoreKeyType>;
  /**
   * The keys, at least one. They may hold `{principal.clientId}` and the like, as topics do; those of the type `Binary`
   * are in base64.
   */
  keys: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * What it does with them.
   */
  method: pulumi.Input<StateStoreMethod>;
}
