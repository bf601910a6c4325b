/** A listener with certificates for its address, then the listeners of Azure IoT Operations' documents. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Broker, CertificateChain, CertificateIssuer, CertManager } from "../../index";
import type { AutomaticTlsArgs, BrokerArgs, IssuerRefArgs, ListenerArgs } from "../../index";
import { newClient } from "./client";

const config = new pulumi.Config();

// An interrupted update may leave objects behind that Pulumi does not know. The next update takes them over.
const provider = new kubernetes.Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  // Changes Secrets and ConfigMaps in place, so that no client finds one missing.
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };
const namespace = "azure-iot-operations";

// The cert-manager that comes with Azure IoT Operations.
const certManager = new CertManager("cert-manager", { existing: true }, inCluster);
const issuer = new CertificateIssuer(
  "my-issuer",
  { namespace, selfSigned: {} },
  { ...inCluster, dependsOn: certManager },
);
const chain = new CertificateChain("factory", {});

const defaultIssuer = { name: "azure-iot-operations-aio-certificate-issuer", kind: "ClusterIssuer" };
const authenticationRef = { name: "default" };

const issuedTls = [
  { port: 8886, authenticationRef, tls: { issued: { authority: chain.authority } } },
  { port: 8887, authenticationRef, tls: { issued: { issuerRef: issuer.issuerRef } } },
];
const twoPorts = [{ port: 1883 }, { port: 8883, authenticationRef, tls: { automatic: automatic(defaultIssuer) } }];
const automaticTls = { port: 8884, tls: { automatic: automatic(issuer.issuerRef) } };
const manualTls = { port: 8885, tls: { secretName: "server-cert-secret" } };

// A broker has at most one listener of each type, so all ports behind a load balancer are in one. `issued` makes its
// own Secrets. While the Secret of `manual` is missing, the broker serves no port of any listener.
const listeners: Record<string, ListenerArgs> = {
  issued: { listenerName: "aio-broker-loadbalancer", ports: issuedTls },
  all: { listenerName: "aio-broker-loadbalancer", ports: [...issuedTls, ...twoPorts, automaticTls, manualTls] },
  "two-ports": { listenerName: "aio-broker-loadbalancer", ports: twoPorts },
  automatic: { listenerName: "aio-broker-loadbalancer-tls", ports: [automaticTls] },
  manual: { listenerName: "manual-tls-listener", serviceName: "mqtts-endpoint", ports: [manualTls] },
};

const broker = new Broker(
  "iot",
  {
    ...controlPlane(),
    namespace,
    listeners: [oneOf(listeners, "listener", "issued")],
    defaultListenerPorts: config
      .getObject<number[]>("defaultListenerPorts")
      ?.map(port => ({ port, authenticationRef, tls: { automatic: { issuerRef: defaultIssuer } } })),
  },
  inCluster,
);

newClient("mqtt-client", broker, config.get("image") ?? "docker.io/library/eclipse-mosquitto:2.0.22", inCluster);

const listener = broker.listeners[0];
export const address = listener.host;
export const serviceName = listener.serviceName;
export const endpoints = listener.endpoints;
export const chainCaCertificate = chain.trustBundlePem;
export const issuerCaCertificate = issuer.trustBundlePem;

/** The certificate always has the names in the cluster, but the external address only if it is known in advance. */
function automatic(issuerRef: pulumi.Input<IssuerRefArgs>): AutomaticTlsArgs {
  const externalAddress = config.get("externalAddress");
  return { issuerRef, ipAddresses: externalAddress ? [externalAddress] : undefined };
}

function controlPlane(): Pick<BrokerArgs, "azure" | "kubernetes"> {
  if (oneOf({ azure: true, kubernetes: false }, "controlPlane", "azure")) {
    return {
      azure: {
        resourceGroupName: config.require("resourceGroupName"),
        instanceName: config.require("instanceName"),
        customLocationId: config.require("customLocationId"),
      },
    };
  }
  return { kubernetes: {} };
}

/** The meaning of the value of a setting. */
function oneOf<T>(meanings: Record<string, T>, key: string, byDefault: string): T {
  const value = config.get(key) ?? byDefault;
  if (!Object.hasOwn(meanings, value)) {
    throw new pulumi.RunError(`${key} is '${value}', but must be one of ${Object.keys(meanings).join(", ")}`);
  }
  return meanings[value];
}
