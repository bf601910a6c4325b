/** The arguments of `BrokerAuthentication`. */
import type * as pulumi from "@pulumi/pulumi";
import type { ControlPlaneArgs } from "../controlPlaneArgs";

/** The arguments of a `BrokerAuthentication`. */
export interface BrokerAuthenticationArgs extends ControlPlaneArgs {
  /**
   * The broker of this authentication.
   *
   * Default: default.
   */
  brokerName?: pulumi.Input<string>;
  /**
   * The name of the authentication: 3 to 63 lower-case letters, digits and `-`. `default` is refused: it belongs to Azure IoT Operations,
   * whose own components connect with it.
   *
   * Default: the component's name.
   */
  authenticationName?: pulumi.Input<string>;
  /**
   * The methods, at least one, in the order in which the broker tries them. The broker uses the first method that
   * accepts credentials of the client's kind. If these are not valid, it tries no other method. Plain, since a method
   * may make resources.
   */
  methods: AuthenticationMethodArgs[];
}

/** A method: exactly one of these properties. */
export interface AuthenticationMethodArgs {
  /**
   * Clients in the cluster send a token of their ServiceAccount. At most once in the list. Plain.
   */
  serviceAccountToken?: ServiceAccountTokenMethodArgs;
  /**
   * Clients present a certificate, for which the port must have TLS. At most once in the list. Plain.
   */
  x509?: X509MethodArgs;
  /**
   * Your own server decides. It accepts credentials of every kind: the broker tries the next method only while the
   * server cannot be reached. Plain.
   */
  custom?: CustomMethodArgs;
}

/** Tokens of ServiceAccounts, which clients send by MQTT 5 enhanced authentication with the method `K8S-SAT`. */
export interface ServiceAccountTokenMethodArgs {
  /**
   * The accepted audiences, at least one, such as `my-audience`. A token must be for one of them.
   */
  audiences: pulumi.Input<pulumi.Input<string>[]>;
}

/** Client certificates: exactly one of `trustedClientCaPem` and `trustedClientCaConfigMap`. */
export interface X509MethodArgs {
  /**
   * The root or intermediate CA certificates that sign client certificates, in PEM. List both the old and the new one
   * while you replace a CA. They are put into a ConfigMap. Expired ones are left out, with a warning.
   */
  trustedClientCaPem?: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The name of an existing ConfigMap in the namespace of Azure IoT Operations. The broker trusts the certificates
   * under all its keys.
   */
  trustedClientCaConfigMap?: pulumi.Input<string>;
  /**
   * Attributes for authorization, by subject. The keys are only labels. The broker goes up the chain
   * from the client's own certificate, and uses the attributes of the first subject that matches.
   *
   * Default: none.
   */
  authorizationAttributes?: pulumi.Input<{ [key: string]: pulumi.Input<CertificateAttributesArgs> }>;
}

/** The attributes of clients whose certificate has this subject, or is signed below a certificate that has it. */
export interface CertificateAttributesArgs {
  /**
   * The subject of a certificate, such as `CN = Contoso Root CA Cert, OU = Engineering, C = US`.
   */
  subject: pulumi.Input<string>;
  /**
   * The attributes, at least one, for the rules of a `BrokerAuthorization`, such as `{building: "b22"}`.
   */
  attributes: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
}

/** A server that implements the custom authentication API of Azure IoT Operations. */
export interface CustomMethodArgs {
  /**
   * The URL of the server, with https, such as `https://auth.example.com`.
   */
  endpoint: pulumi.Input<string>;
  /**
   * The name of an existing ConfigMap in the namespace of Azure IoT Operations. It holds the CA certificates with which
   * the broker verifies the server.
   *
   * Default: not sent. Microsoft does not document which certificates the broker then trusts.
   */
  caCertConfigMap?: pulumi.Input<string>;
  /**
   * The HTTP headers of each request. A value may be secret, but everyone who may read the resource can read it.
   *
   * Default: none.
   */
  headers?: pulumi.Input<{ [key: string]: pulumi.Input<string> }>;
  /**
   * The name of an existing Secret of type `kubernetes.io/tls` in the namespace of Azure IoT Operations. It holds the
   * client certificate that the broker presents to the server.
   *
   * Default: none.
   */
  clientCertificateSecret?: pulumi.Input<string>;
}
