/** The arguments of `MosquittoBroker`. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuedTlsArgs } from "../listeners/issuedTlsArgs";
import type { ListenerProtocol } from "../listeners/protocol";
import type { NodeArgs } from "../kubernetes/nodes";
import type { ServiceType } from "../kubernetes/serviceType";
import type { KeyReferenceArgs, MosquittoFileArgs, MosquittoPersistenceArgs } from "./dataArgs";
import type { MosquittoRouteArgs } from "./routeArgs";
import type { Platform } from "./platform";

/** The arguments of a `MosquittoBroker`. */
export interface MosquittoBrokerArgs {
  /**
   * The namespace of the broker. It must exist.
   */
  namespace: pulumi.Input<string>;
  /**
   * The ports that the broker opens: at least one. Plain, because each port has its own resources.
   */
  listeners: MosquittoListenerArgs[];
  /**
   * The users that may connect, each with a password. Plain, because a generated password is a resource.
   *
   * Default: none. `allowAnonymous` must then be true, unless there is a password file.
   */
  users?: MosquittoUserArgs[];
  /**
   * Instead of `users`: the text of a password file, as `mosquitto_passwd` writes it. It must have at least one user,
   * unless `allowAnonymous` is true. argon2id hashes need Mosquitto 2.1. Kept secret.
   *
   * Default: a file made from `users`.
   */
  passwordFile?: pulumi.Input<string>;
  /**
   * Instead of `users`: the key of a Secret in the broker's namespace that holds such a file. The broker starts once
   * the key exists, and follows its changes.
   *
   * Default: a file made from `users`.
   */
  passwordFileSecret?: KeyReferenceArgs;
  /**
   * Whether clients may also connect without a user name.
   *
   * Default: false.
   */
  allowAnonymous?: pulumi.Input<boolean>;
  /**
   * Who may use which topics, in the syntax of Mosquitto's `acl_file`. For example `topic read machines/#`.
   *
   * Default: every client may use every topic.
   */
  acl?: pulumi.Input<string>;
  /**
   * More lines of `mosquitto.conf` for the broker as a whole, such as `max_queued_messages 10000`. They are stored in a
   * ConfigMap.
   *
   * Default: none.
   */
  extraConfig?: pulumi.Input<string>;
  /**
   * More files in the broker's container, which may replace files of the image. Plain, because they decide what is
   * mounted.
   *
   * Default: none.
   */
  files?: MosquittoFileArgs[];
  /**
   * A volume for messages and sessions. Plain, because it adds resources.
   *
   * Default: none. A new pod then starts without retained messages and without sessions.
   */
  persistence?: MosquittoPersistenceArgs;
  /**
   * The kind of cluster. On OpenShift the pod sets no user, as the `restricted-v2` constraints require. Plain, because
   * it decides how the pod is made.
   *
   * Default: Kubernetes.
   */
  platform?: Platform;
  /**
   * The image of the broker. It must have Mosquitto 2.0.11 or later at `/usr/sbin/mosquitto`, but not 2.1.0, which
   * cannot read files that Kubernetes mounts.
   *
   * Default: docker.io/library/eclipse-mosquitto:2.0.22.
   */
  image?: pulumi.Input<string>;
  /**
   * The image of the second container, which sends the broker a signal when its files change. It needs `/bin/sh` with
   * `cat`, `readlink`, `grep`, `date` and `sleep`, as in `docker.io/library/busybox:1.37.0`.
   *
   * Default: the image of the broker.
   */
  reloaderImage?: pulumi.Input<string>;
  /**
   * The memory limit of the broker, as a Kubernetes quantity such as `256Mi`, at least 16Mi.
   *
   * Default: 128Mi.
   */
  memoryLimit?: pulumi.Input<string>;
  /**
   * Whether to refuse authorities whose private key the program passes in: such a key is stored in the stack's state.
   *
   * Default: false.
   */
  strict?: boolean;
  /**
   * How clients reach the listeners without TLS.
   *
   * Default: a Service of type ClusterIP.
   */
  tcpService?: MosquittoServiceArgs;
  /**
   * How clients reach the listeners with TLS.
   *
   * Default: a Service of type ClusterIP.
   */
  tlsService?: MosquittoServiceArgs;
  /**
   * An OpenShift Route to a listener with TLS. Plain, because it is a resource.
   *
   * Default: none.
   */
  route?: MosquittoRouteArgs;
}

/** A port that the broker opens. */
export interface MosquittoListenerArgs {
  /**
   * The port of the broker and of its Service, from 1024 to 65535. Plain, because it is part of resource names.
   */
  port: number;
  /**
   * The protocol that clients use on this port.
   *
   * Default: Mqtt.
   */
  protocol?: ListenerProtocol;
  /**
   * The port on every node, from 30000 to 32767. Only for a Service of type NodePort or LoadBalancer.
   *
   * Default: one that Kubernetes picks.
   */
  nodePort?: pulumi.Input<number>;
  /**
   * TLS on this port. Plain, because it adds resources.
   *
   * Default: none. User names, passwords and messages then cross the network unencrypted.
   */
  tls?: MosquittoTlsArgs;
  /**
   * More lines of `mosquitto.conf` for this listener, such as `max_connections 100`.
   *
   * Default: none.
   */
  extraConfig?: pulumi.Input<string>;
}

/** The certificate of a port: exactly one of `secretName` and `issued`. */
export interface MosquittoTlsArgs {
  /**
   * The name of your own Secret of type `kubernetes.io/tls` in the broker's namespace. The broker starts once it
   * exists, and follows its changes. An update waits ten minutes for it, then fails.
   */
  secretName?: pulumi.Input<string>;
  /**
   * A certificate that this package issues, and issues again when an address of the listener changes.
   */
  issued?: IssuedTlsArgs;
}

/** A user of the broker. */
export interface MosquittoUserArgs {
  /**
   * The user name, without a colon, a line break, a space at either end or a `#` at the start. Plain, because it is
   * part of a resource name.
   */
  name: string;
  /**
   * The password, not empty, without a line break or a null character. Kept secret.
   *
   * Default: 256 random bits in base64url, which stay the same until the user is removed.
   */
  password?: pulumi.Input<string>;
}

/** The Service by which clients reach listeners. */
export interface MosquittoServiceArgs extends NodeArgs {
  /**
   * The type of the Service. Plain, because it decides what an update waits for.
   *
   * Default: ClusterIP.
   */
  type?: ServiceType;
  /**
   * Annotations of the Service, such as those that a cloud's load balancer reads. Their values are text: `"true"`, not
   * `true`. If changed annotations move the address, the update may still read the old one. A later preview then shows
   * the change.
   *
   * Default: none.
   */
  annotations?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The IP address of the load balancer, if your cloud lets you choose it. Only with type LoadBalancer.
   *
   * Default: one that the load balancer picks.
   */
  loadBalancerIp?: pulumi.Input<string>;
  /**
   * The clients that may reach the load balancer, as CIDRs such as `203.0.113.0/24`. Only with type LoadBalancer.
   *
   * Default: everyone.
   */
  loadBalancerSourceRanges?: pulumi.Input<pulumi.Input<string>[]>;
}
