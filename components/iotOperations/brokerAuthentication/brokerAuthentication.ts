import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../../inputs/arguments";
import { gated } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { warnIfReplaced } from "../../kubernetes/providerSwitch";
import { outputsOf } from "../../outputs";
import { bundleKey } from "../../x509/caBundle";
import { declare, warnIfPreview } from "../controlPlane";
import { noteClientCertificates } from "../resourceRefs";
import type { BrokerAuthenticationRef } from "../resourceRefs";
import type { BrokerAuthenticationArgs } from "./args";
import { checkAuthentication } from "./check";
import type { Authentication } from "./check";
import type { AuthenticationMethod } from "./methods";

/**
 * Decides who may connect to the ports that refer to it: with which credentials, and in which order the broker tries
 * the methods.
 *
 * @throws pulumi.InputPropertyError if no method is set or a method is repeated, the name is `default`, no audience is
 * set, a certificate is not a client CA's, or a server does not use https. For an Output, this is as soon as its value
 * is known.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-authentication
 */
export class BrokerAuthentication extends pulumi.ComponentResource {
  /** Its name. A resource that uses the name waits until the authentication exists. */
  public readonly name: pulumi.Output<string>;
  /** The reference for a port of a listener, with what the port must know about the authentication. */
  public readonly authenticationRef: pulumi.Output<BrokerAuthenticationRef>;

  constructor(name: string, args: BrokerAuthenticationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:BrokerAuthentication", name, {}, opts);

    const authentication = checkAuthentication(name, argumentsOf(args), this);
    const { controlPlane, brokerName, authenticationName, methods } = authentication;
    warnIfPreview(controlPlane, this);
    const clientCa = newClientCa(name, authentication, this);
    const authenticationMethods = methods.map(method => methodTree(authenticationName, method));
    const dependsOn = [...(clientCa ? [clientCa] : []), ...methods.flatMap(method => method.dependsOn ?? [])];
    const resource = declare(
      `${name}-authentication`,
      { kind: "BrokerAuthentication", name: authenticationName, brokerName, spec: { authenticationMethods } },
      controlPlane,
      { parent: this, dependsOn },
    );

    // In a preview the URN is known at once. In an update it waits for the resource.
    this.name = gated(authenticationName, resource.urn);
    const usesClientCertificates = methods.some(({ method }) => method === "X509");
    this.authenticationRef = pulumi.output({ name: this.name, usesClientCertificates, brokerName });
    if (usesClientCertificates) noteClientCertificates(this.authenticationRef);
    this.registerOutputs(outputsOf(this));
  }
}

/** The ConfigMap with the client CA certificates, if a method has them in PEM. */
function newClientCa(
  name: string,
  { controlPlane, authenticationName, methods }: Authentication,
  parent: pulumi.Resource,
): ConfigMap | undefined {
  const index = methods.findIndex(method => method.trustedClientCaPem !== undefined);
  if (index < 0) return undefined;
  warnIfReplaced(
    "ConfigMap",
    PropertyPath.root.child("methods").index(index).child("x509").child("trustedClientCaPem"),
    "the broker may refuse clients with certificates until it is back",
    parent,
  );
  return new ConfigMap(
    `${name}-client-ca`,
    {
      metadata: { namespace: controlPlane.namespace, name: clientCaName(authenticationName) },
      data: { [bundleKey]: methods[index].trustedClientCaPem! },
    },
    { parent },
  );
}

function clientCaName(authenticationName: pulumi.Output<string>): pulumi.Output<string> {
  return pulumi.interpolate`${authenticationName}-client-ca`;
}

/** The method as the REST API writes it. */
function methodTree(
  authenticationName: pulumi.Output<string>,
  { method, settings, trustedClientCaPem }: AuthenticationMethod,
): Record<string, unknown> {
  const trusted = trustedClientCaPem && { trustedClientCaCert: clientCaName(authenticationName) };
  return { method, [`${method[0].toLowerCase()}${method.slice(1)}Settings`]: { ...settings, ...trusted } };
}
