/** The arguments of `MosquittoBroker`. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuedTlsArgs } from "../listeners/issuedTlsArgs";
import type { ListenerProtocol } from "../listeners/protocol";
import type { ServiceType } from "../kubernetes/serviceType";
import type { KeyReferenceArgs, MosquittoFileArgs, MosquittoPersistenceArgs } from "./dataArgs";
import type { MosquittoRouteArgs } from "./routeArgs";
import type { Platform } from "./platform";

/** What a `MosquittoBroker` is made from. */
export interface MosquittoBrokerArgs {
  /**
   * The namespace of the broker. It must be there.
   */
  namespace: pulumi.Input<string>;
  /**
   * The ports that the broker opens, at least one. Plain, since a port makes resources of its own.
   */
  listeners: MosquittoListenerArgs[];
  /**
   * Who may connect with a user name and a password. Plain, since a generated password is a resource of its own.
   *
   * Default: none; then `allowAnonymous` must be true.
   */
  users?: MosquittoUserArgs[];
  /**
   * In place of `users`: the lines of a password file as `mosquitto_passwd` writes it, of one user at least unless
   * `allowAnonymous` is true. Hashes with argon2id need Mosquitto 2.1. Kept secret.
   *
   * Default: a file made from `users`.
   */
  passwordFile?: pulumi.Input<string>;
  /**
   * In place of `users`: the key of a Secret in the broker's namespace that holds such a file. The broker starts when
   * the key is there, and follows its changes.
   *
   * Default: a file made from `users`.
   */
  passwordFileSecret?: KeyReferenceArgs;
  /**
   * Whether clients may connect without a user name, beside `users` if there are any.
   *
   * Default: false.
   */
  allowAnonymous?: pulumi.Input<boolean>;
  /**
   * Who may publish and subscribe to what, in the words of Mosquitto's `acl_file`.
   *
   * Default: everyone who may connect may use every topic.
   */
  acl?: pulumi.Input<string>;
  /**
   * More lines of `mosquitto.conf`, about the broker as a whole. They stand in a ConfigMap.
   *
   * Default: none.
   */
  extraConfig?: pulumi.Input<string>;
  /**
   * More files in the broker's container, also in place of those of the image. Plain, since they decide what is mounted.
   *
   * Default: none.
   */
  files?: MosquittoFileArgs[];
  /**
   * A volume for messages and sessions. Plain, since it makes resources.
   *
   * Default: none: a new pod starts with no retained messages and no sessions.
   */
  persistence?: MosquittoPersistenceArgs;
  /**
   * The kind of cluster: on OpenShift the pod picks no user of its own, as the `restricted-v2` constraints want it. Plain.
   *
   * Default: Kubernetes.
   */
  platform?: Platform;
  /**
   * The image of the broker: Mosquitto 2.0.11 or later at `/usr/sbin/mosquitto`, except 2.1.0, which cannot read files
   * that Kubernetes mounts.
   *
   * Default: docker.io/library/eclipse-mosquitto:2.0.22.
   */
  image?: pulumi.Input<string>;
  /**
   * The image of the container beside the broker that sends it a signal when its files have changed. All it needs is
   * `/bin/sh` with `readlink`, `grep`, `date` and `sleep`, such as `docker.io/library/busybox:1.37.0`.
   *
   * Default: the broker's image.
   */
  reloaderImage?: pulumi.Input<string>;
  /**
   * The most memory that the broker may use, as a Kubernetes quantity.
   *
   * Default: 128Mi.
   */
  memoryLimit?: pulumi.Input<string>;
  /**
   * Refuse authorities whose key comes through the program, since it would stand in the stack's state.
   *
   * Default: false.
   */
  strict?: boolean;
  /**
   * How the listeners without TLS are reached.
   *
   * Default: a Service of type ClusterIP.
   */
  tcpService?: MosquittoServiceArgs;
  /**
   * How the listeners with TLS are reached.
   *
   * Default: a Service of type ClusterIP.
   */
  tlsService?: MosquittoServiceArgs;
  /**
   * An OpenShift Route to a listener with TLS. Plain, since it is a resource.
   *
   * Default: none.
   */
  route?: MosquittoRouteArgs;
}

/** A port that the broker opens. */
export interface MosquittoListenerArgs {
  /**
   * The port, of the broker and of its Service, from 1024 to 65535. Plain, since it names resources.
   */
  port: number;
  /**
   * What clients speak on it.
   *
   * Default: Mqtt.
   */
  protocol?: ListenerProtocol;
  /**
   * The port on every node, from 30000 to 32767, if the Service is of type NodePort or LoadBalancer.
   *
   * Default: one that Kubernetes picks.
   */
  nodePort?: pulumi.Input<number>;
  /**
   * TLS on this port. Plain, since it makes resources.
   *
   * Default: none: whoever is on the way reads user names, passwords and messages.
   */
  tls?: MosquittoTlsArgs;
  /**
   * More lines of `mosquitto.conf`, about this listener, such as `max_connections 100`.
   *
   * Default: none.
   */
  extraConfig?: pulumi.Input<string>;
}

/** The certificate of a port: exactly one of `secretName` and `issued`. */
export interface MosquittoTlsArgs {
  /**
   * A Secret of type `kubernetes.io/tls` in the broker's namespace, that you take care of. The broker starts when it is
   * there, for which an update waits ten minutes before it fails, and follows its changes.
   */
  secretName?: pulumi.Input<string>;
  /**
   * A certificate that is made here, and made anew when an address of the listener changes.
   */
  issued?: IssuedTlsArgs;
}

/** A user of the broker. */
export interface MosquittoUserArgs {
  /**
   * The user name: no colon, no line break, no space at its ends, no `#` at its start. Plain, since it names a resource.
   */
  name: string;
  /**
   * The password: not empty, no line break, no null character. Kept secret.
   *
   * Default: 256 random bits in base64url, the same until the user is removed.
   */
  password?: pulumi.Input<string>;
}

/** How listeners are reached. */
export interface MosquittoServiceArgs {
  /**
   * The type of the Service. Plain, since it decides what is waited for.
   *
   * Default: ClusterIP.
   */
  type?: ServiceType;
  /**
   * Annotations of the Service, such as those that a cloud's load balancer reads. If a change of them moves
   * the address, the update reads the address as it is then, and a later preview shows the change.
   *
   * Default: none.
   */
  annotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The IP address that the load balancer is to use, if your cloud can do that. Only with type LoadBalancer.
   *
   * Default: one that the load balancer picks.
   */
  loadBalancerIp?: pulumi.Input<string>;
  /**
   * Who may reach the load balancer, as CIDRs. Only with type LoadBalancer.
   *
   * Default: everyone.
   */
  loadBalancerSourceRanges?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * IP addresses or DNS names by which clients outside reach the nodes. Only with type NodePort.
   *
   * Default: those of `nodeNames`.
   */
  nodeAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The nodes whose external, or else internal, IP addresses clients use. Only with type NodePort. Plain, since each is
   * read.
   *
   * Default: none.
   */
  nodeNames?: string[];
}
