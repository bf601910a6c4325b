import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { gated } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { warnIfReplaced } from "../../kubernetes/providerSwitch";
import { outputsOf } from "../../outputs";
import { bundleKey } from "../../x509/caBundle";
import { declare, warnIfPreview } from "../controlPlane";
import { noted } from "../resourceRefs";
import type { BrokerAuthenticationRef } from "../resourceRefs";
import type { BrokerAuthenticationArgs } from "./args";
import { checkAuthentication } from "./check";
import type { Authentication } from "./check";
import type { AuthenticationMethod } from "./methods";

/**
 * Who may connect to the ports of a broker that name it: by which credentials, tried in which order.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for no method or one twice, the name
 * `default`, no audience, what is no client CA, and for a server without https.
 * @see https://learn.microsoft.com/azure/iot-operations/manage-mqtt-broker/howto-configure-authentication
 */
export class BrokerAuthentication extends pulumi.ComponentResource {
  /** Its name. Whatever uses it waits until it is there. */
  public readonly name: pulumi.Output<string>;
  /** The same for a port of a listener, with what the port must know of it. */
  public readonly authenticationRef: pulumi.Output<BrokerAuthenticationRef>;

  constructor(name: string, args: BrokerAuthenticationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:BrokerAuthentication", name, {}, opts);

    const authentication = checkAuthentication(name, args, this);
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

    // The URN is known in a preview, and waits for the resource in an update.
    this.name = gated(authenticationName, resource.urn);
    const usesClientCertificates = methods.some(({ method }) => method === "X509");
    const ref = pulumi.output({ name: this.name, usesClientCertificates, brokerName });
    this.authenticationRef = noted(ref, usesClientCertificates);
    this.registerOutputs(outputsOf(this));
  }
}

/** The ConfigMap with the CA certificates of clients, for the method that was given them in PEM. */
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

/** The method in the words of the REST API. */
function methodTree(
  authenticationName: pulumi.Output<string>,
  { method, settings, trustedClientCaPem }: AuthenticationMethod,
): Record<string, unknown> {
  const trusted = trustedClientCaPem && { trustedClientCaCert: clientCaName(authenticationName) };
  return { method, [`${method[0].toLowerCase()}${method.slice(1)}Settings`]: { ...settings, ...trusted } };
}
