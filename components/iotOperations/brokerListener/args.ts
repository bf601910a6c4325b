/** The arguments of listeners of Azure IoT Operations. */
import type * as pulumi from "@pulumi/pulumi";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import type { IssuerRefArgs } from "../../issuing/issuerRef";
import type { ManualCertificateArgs } from "../../listeners/manualCertificateArgs";
import type { RotationPolicy } from "../../issuing/request";
import type { ListenerProtocol } from "../../listeners/protocol";
import type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "../controlPlaneArgs";
import type { BrokerAuthenticationRefArgs, BrokerAuthorizationRefArgs } from "../resourceRefs";

/** The type of the Service that Azure IoT Operations makes for a listener. */
export const ListenerServiceType = {
  /** From inside the cluster only */
  ClusterIp: "ClusterIp",
  /** From outside, on a port of every node */
  NodePort: "NodePort",
  /** From outside, on an address of its own */
  LoadBalancer: "LoadBalancer",
} as const;
export type ListenerServiceType = (typeof ListenerServiceType)[keyof typeof ListenerServiceType];

/** The algorithm of a key that cert-manager makes for a port. */
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
export interface ListenerArgs {
  /**
   * The name of the listener, and of its Service unless `serviceName` is given: 3 to 63 lower-case letters, digits and
   * `-`, the first a letter. Plain, since it names resources.
   *
   * Default: the name of a `BrokerListener`; needed in a `Broker`.
   */
  listenerName?: string;
  /**
   * The type of its Service. Plain, since it decides what is waited for. A broker has one listener of each type, and the
   * default broker has its ClusterIp listener already.
   *
   * Default: LoadBalancer.
   */
  serviceType?: ListenerServiceType;
  /**
   * The name of its Service. Microsoft recommends to leave it out. Plain, since it must be another one than that of any
   * other listener.
   *
   * Default: the name of the listener.
   */
  serviceName?: string;
  /**
   * Its ports, at least one. Plain, since a port makes resources of its own.
   */
  ports: ListenerPortArgs[];
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
  /**
   * The image of the Job that waits for the Service: any with kubectl 1.31 or later as its entry point.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  waitImage?: pulumi.Input<string>;
  /**
   * How long an update waits for the Service and its address, in seconds, from 1 up.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
}

/** What a `BrokerListener` is made from: exactly one of `azure` and `kubernetes`. */
export interface BrokerListenerArgs extends ListenerArgs {
  /**
   * Declare it through Azure Resource Manager. Plain, since it decides what is made.
   */
  azure?: AzureControlPlaneArgs;
  /**
   * Declare it as a custom resource in the cluster, a preview feature. Plain, since it decides what is made.
   */
  kubernetes?: KubernetesControlPlaneArgs;
  /**
   * The namespace of Azure IoT Operations in the cluster.
   *
   * Default: azure-iot-operations.
   */
  namespace?: pulumi.Input<string>;
  /**
   * The name of the broker.
   *
   * Default: default.
   */
  brokerName?: pulumi.Input<string>;
  /**
   * Refuse what is not for production: `kubernetes`, ports outside the cluster without authentication or TLS, the default
   * issuer, and authorities whose key comes through the program.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** A port of a listener. */
export interface ListenerPortArgs {
  /**
   * The port, from 1 to 65535, of no other listener of the broker. Plain, since it names resources.
   */
  port: number;
  /**
   * The port on every node, from 30000 to 32767, if the Service is of type NodePort. Plain, since it must be free.
   *
   * Default: one that Kubernetes picks.
   */
  nodePort?: number;
  /**
   * What clients speak on it. Plain.
   *
   * Default: Mqtt.
   */
  protocol?: ListenerProtocol;
  /**
   * How clients prove who they are: a BrokerAuthentication of the same broker.
   *
   * Default: none: anyone may connect.
   */
  authenticationRef?: pulumi.Input<BrokerAuthenticationRefArgs>;
  /**
   * What clients may do: a BrokerAuthorization of the same broker. It needs `authenticationRef`.
   *
   * Default: none: whoever may connect may use every topic.
   */
  authorizationRef?: pulumi.Input<BrokerAuthorizationRefArgs>;
  /**
   * TLS on this port. Plain, since it makes resources.
   *
   * Default: none: whoever is on the way reads names, passwords and messages.
   */
  tls?: ListenerTlsArgs;
}

/** The certificate of a port: exactly one of `automatic`, `secretName` and `issued`. */
export interface ListenerTlsArgs {
  /**
   * A certificate that Azure IoT Operations asks of cert-manager, for the names in the cluster and those that are given.
   */
  automatic?: AutomaticTlsArgs;
  /**
   * A Secret of type `kubernetes.io/tls` in the namespace of Azure IoT Operations, that you take care of. It may come
   * later: the update does not wait for it.
   */
  secretName?: pulumi.Input<string>;
  /**
   * Beside `secretName`: a certificate that you have, to be checked and put into that Secret.
   *
   * Default: the Secret is made elsewhere.
   */
  certificate?: ManualCertificateArgs;
  /**
   * A certificate that is made here, with the external address and the names in the cluster, and made anew when they
   * change.
   */
  issued?: IssuedTlsArgs;
}

/** A certificate that Azure IoT Operations asks of cert-manager. */
export interface AutomaticTlsArgs {
  /**
   * The issuer of cert-manager. An `Issuer` must be in the namespace of Azure IoT Operations.
   */
  issuerRef: pulumi.Input<IssuerRefArgs>;
  /**
   * More DNS names by which clients reach the port.
   *
   * Default: none: the certificate is good inside the cluster only.
   */
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * IP addresses by which clients reach the port.
   *
   * Default: none: the certificate is good inside the cluster only.
   */
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The Secret that cert-manager fills, overwriting what is in it.
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
   * How long the certificate lives, as a Go duration of 1h at least.
   *
   * Default: 2160h (90 days).
   */
  duration?: pulumi.Input<string>;
  /**
   * How long before its end cert-manager renews the certificate, as a Go duration of 5m at least and less than
   * `duration`.
   *
   * Default: when a third of `duration` is left.
   */
  renewBefore?: pulumi.Input<string>;
}
