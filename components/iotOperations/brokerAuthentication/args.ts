/** The arguments of `BrokerAuthentication`. */
import type * as pulumi from "@pulumi/pulumi";
import type { AzureControlPlaneArgs, KubernetesControlPlaneArgs } from "../controlPlaneArgs";

/** What a `BrokerAuthentication` is made from. */
export interface BrokerAuthenticationArgs {
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
   * Its name: 3 to 63 lower-case letters, digits and `-`. `default` is refused: that one belongs to Azure IoT Operations,
   * whose own components connect by it.
   *
   * Default: the component's name.
   */
  authenticationName?: pulumi.Input<string>;
  /**
   * The methods, in the order in which the broker tries them, at least one. It takes the first for which a client's
   * credentials are meant, and if they are not valid it asks no other. Plain, since a method may make resources.
   */
  methods: AuthenticationMethodArgs[];
  /**
   * Refuse `kubernetes`, a preview feature.
   *
   * Default: false.
   */
  strict?: boolean;
}

/** A method: exactly one of these. */
export interface AuthenticationMethodArgs {
  /**
   * Clients in the cluster show a token of their ServiceAccount. Once in the list. Plain.
   */
  serviceAccountToken?: ServiceAccountTokenMethodArgs;
  /**
   * Clients show a certificate, for which the port must have TLS. Once in the list. Plain.
   */
  x509?: X509MethodArgs;
  /**
   * A server of your own decides. All credentials are meant for it; the next method is tried only while it cannot be
   * reached. Plain.
   */
  custom?: CustomMethodArgs;
}

/** Tokens of ServiceAccounts, sent as MQTT 5 enhanced authentication with the method `K8S-SAT`. */
export interface ServiceAccountTokenMethodArgs {
  /**
   * The audiences of which a token must have one, at least one.
   */
  audiences: pulumi.Input<pulumi.Input<string>[]>;
}

/** Client certificates: exactly one of `trustedClientCaPem` and `trustedClientCaConfigMap`. */
export interface X509MethodArgs {
  /**
   * The CA certificates, roots or intermediates, that vouch for clients, in PEM: several while one takes the place of
   * another. They are put into a ConfigMap. Those that have expired are left out, with a warning.
   */
  trustedClientCaPem?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The name of a ConfigMap that is there, in the namespace of Azure IoT Operations. The broker trusts the certificates of
   * all its keys.
   */
  trustedClientCaConfigMap?: pulumi.Input<string>;
  /**
   * Attributes for authorization, by subject. The keys are names for people only. The broker goes from the client's own
   * certificate up its chain, and takes those of the first subject that matches.
   *
   * Default: none.
   */
  authorizationAttributes?: pulumi.Input<{ [key: string]: pulumi.Input<CertificateAttributesArgs> }>;
}

/** What clients with a certificate of this subject, or below one, are. */
export interface CertificateAttributesArgs {
  /**
   * The subject of a certificate, such as `CN = Contoso Root CA Cert, OU = Engineering, C = US`.
   */
  subject: pulumi.Input<string>;
  /**
   * The attributes that rules of a `BrokerAuthorization` name, at least one.
   */
  attributes: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** A server that follows the custom authentication API of Azure IoT Operations. */
export interface CustomMethodArgs {
  /**
   * Its URL, with https.
   */
  endpoint: pulumi.Input<string>;
  /**
   * The name of a ConfigMap that is there, in the namespace of Azure IoT Operations, with the CA certificates by which the
   * broker knows the server.
   *
   * Default: not sent; the documents leave open which certificates the broker trusts then.
   */
  caCertConfigMap?: pulumi.Input<string>;
  /**
   * HTTP headers of each request. A value may be secret; it stands in the resource for whoever may read it.
   *
   * Default: none.
   */
  headers?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The name of a Secret of type `kubernetes.io/tls` that is there, in the namespace of Azure IoT Operations: the client
   * certificate that the broker shows to the server.
   *
   * Default: none.
   */
  clientCertificateSecret?: pulumi.Input<string>;
}
