/** The arguments of listeners of Azure IoT Operations. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import type { IssuerRefArgs } from "../../issuing/issuerRef";
import type { ManualCertificateArgs } from "../../listeners/manualCertificateArgs";
import type { NodeArgs } from "../../kubernetes/nodes";
import type { RotationPolicy } from "../../issuing/issuanceArgs";
import type { ListenerProtocol } from "../../listeners/protocol";
import type { ControlPlaneArgs } from "../controlPlaneArgs";
import type { BrokerAuthenticationRefArgs, BrokerAuthorizationRefArgs } from "../resourceRefs";

/** The type of the Service that Azure IoT Operations creates for a listener. */
export const ListenerServiceType = {
  /** Reachable from inside the cluster only */
  ClusterIp: "ClusterIp",
  /** Reachable from outside, on a port of every node */
  NodePort: "NodePort",
  /** Reachable from outside, on its own address */
  LoadBalancer: "LoadBalancer",
} as const;
export type ListenerServiceType = (typeof ListenerServiceType)[keyof typeof ListenerServiceType];

/** The algorithm of a key that cert-manager generates for a port. */
export const ListenerKeyAlgorithm = {
  /** ECDSA on the curve P-256 */
  Ec256: "Ec256",
  /** ECDSA on the curve P-384 */
  Ec384: "Ec384",
  /** ECDSA on the curve P-521 */
  Ec521: "Ec521",
  /** Ed25519, which many MQTT clients do not accept */
  Ed25519: "Ed25519",
  /** RSA with 2048 bits */
  Rsa2048: "Rsa2048",
  /** RSA with 4096 bits */
  Rsa4096: "Rsa4096",
  /** RSA with 8192 bits */
  Rsa8192: "Rsa8192",
} as const;
export type ListenerKeyAlgorithm = (typeof ListenerKeyAlgorithm)[keyof typeof ListenerKeyAlgorithm];

/** A listener: the ports behind one Service. */
export interface ListenerArgs extends NodeArgs {
  /**
   * The name of the listener, and of its Service unless `serviceName` is set: 3 to 63 lower-case letters, digits and
   * `-`, beginning with a letter. Plain, since it names resources.
   *
   * Default: the name of a `BrokerListener`. Required in a `Broker`.
   */
  listenerName?: string;
  /**
   * The type of its Service. A broker has only one listener of each type, and the broker `default` already has its
   * ClusterIp listener. Plain, since it decides what the update waits for.
   *
   * Default: LoadBalancer.
   */
  serviceType?: ListenerServiceType;
  /**
   * The name of its Service, which no other listener may use. Microsoft recommends not to set it. Plain, because the
   * names of all Services are compared before any resource is created.
   *
   * Default: the name of the listener.
   */
  serviceName?: string;
  /**
   * The ports of the listener, at least one. Plain, because each port has its own resources.
   */
  ports: ListenerPortArgs[];
  /**
   * The image of the Job that waits for the Service. Its entry point must be kubectl 1.31 or later.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  waitImage?: pulumi.Input<string>;
  /**
   * How long an update waits for the Service and its address, in seconds, at least 1.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
}

/** The arguments of a `BrokerListener`: exactly one of `azure` and `kubernetes`. */
export interface BrokerListenerArgs extends ListenerArgs, ControlPlaneArgs {
  /**
   * The broker of this listener.
   *
   * Default: default.
   */
  brokerName?: pulumi.Input<string>;
  /**
   * Refuses what is not for production: `kubernetes`, ports outside the cluster without authentication or TLS, the
   * default issuer, and authorities whose key passes through the program.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** A port of a listener. */
export interface ListenerPortArgs {
  /**
   * The port, from 1 to 65535, which no other listener of the broker may use. Plain, since it names resources.
   */
  port: number;
  /**
   * The port on every node, from 30000 to 32767. Only with type NodePort. Plain, since each is compared with the
   * others.
   *
   * Default: a port that Kubernetes chooses.
   */
  nodePort?: number;
  /**
   * The protocol that clients use on this port. Plain.
   *
   * Default: Mqtt.
   */
  protocol?: ListenerProtocol;
  /**
   * How clients prove their identity: a BrokerAuthentication of the same broker.
   *
   * Default: none, so anyone may connect.
   */
  authenticationRef?: pulumi.Input<BrokerAuthenticationRefArgs>;
  /**
   * What clients may do: a BrokerAuthorization of the same broker. Requires `authenticationRef`.
   *
   * Default: none, so every client that may connect may use every topic.
   */
  authorizationRef?: pulumi.Input<BrokerAuthorizationRefArgs>;
  /**
   * TLS on this port. Plain, since it makes resources.
   *
   * Default: none, so anyone on the network path can read user names, passwords and messages.
   */
  tls?: ListenerTlsArgs;
}

/** The certificate of a port: exactly one of `automatic`, `secretName` and `issued`. */
export interface ListenerTlsArgs {
  /**
   * A certificate that Azure IoT Operations requests from cert-manager, for the names in the cluster and the names that
   * you set.
   */
  automatic?: AutomaticTlsArgs;
  /**
   * The name of your own Secret of type `kubernetes.io/tls` in the namespace of Azure IoT Operations. The Secret may be
   * created later: the update does not wait for it.
   */
  secretName?: pulumi.Input<string>;
  /**
   * Together with `secretName`: your own certificate, which is checked and written into that Secret.
   *
   * Default: the Secret is created elsewhere.
   */
  certificate?: ManualCertificateArgs;
  /**
   * A certificate that this package issues for the external address and the names in the cluster. It is issued again
   * when they change.
   */
  issued?: IssuedTlsArgs;
}

/** A certificate that Azure IoT Operations requests from cert-manager. */
export interface AutomaticTlsArgs {
  /**
   * The cert-manager issuer. An `Issuer` must be in the namespace of Azure IoT Operations.
   */
  issuerRef: pulumi.Input<IssuerRefArgs>;
  /**
   * More DNS names by which clients reach the port.
   *
   * Default: none. Without names and addresses the certificate is valid inside the cluster only.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * IP addresses by which clients reach the port.
   *
   * Default: none. Without names and addresses the certificate is valid inside the cluster only.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The Secret that cert-manager fills. Existing content is overwritten.
   *
   * Default: `aio-broker-frontend-server-PORT`.
   */
  secretName?: pulumi.Input<string>;
  /**
   * The algorithm of the key.
   *
   * Default: Ec256.
   */
  algorithm?: pulumi.Input<ListenerKeyAlgorithm>;
  /**
   * Whether a renewed certificate gets a new key.
   *
   * Default: Always.
   */
  rotationPolicy?: pulumi.Input<RotationPolicy>;
  /**
   * The lifetime of the certificate, as a Go duration of at least 1h, such as `720h`.
   *
   * Default: 2160h (90 days).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before the end of its lifetime cert-manager renews the certificate, as a Go duration of at least 5m and
   * less than `duration`, such as `240h`.
   *
   * Default: when a third of `duration` is left.
   */
  renewBefore?: pulumi.Input<string>;
}
