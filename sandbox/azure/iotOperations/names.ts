/** The names that Azure IoT Operations gives its objects. */

/** The API group of brokers and of all that belongs to them. */
export const group = "mqttbroker.iotoperations.azure.com";

/** The version that is stored; `v1beta1` is served as well. */
export const version = "v1";

/** The only namespace that the operator looks at. */
export const namespace = "azure-iot-operations";

/** Of the cert-manager that comes with Azure IoT Operations. */
export const certManagerNamespace = "cert-manager";

/** The broker, the listener and the authentication that are there from the beginning. */
export const defaultName = "default";

/** By which the stand-in knows the namespaces that it has made: others may have these names, too. */
export const ours = { "app.kubernetes.io/managed-by": "aks-mqtt-sandbox" } as const;

/** What the default listener is, and must remain. */
export const defaultListener = { service: "aio-broker", port: 18883, audience: "aio-internal" } as const;

/** How clients learn whom to trust. */
export const trust = {
  rootIssuer: "azure-iot-operations-aio-selfsigned-root",
  issuer: "azure-iot-operations-aio-certificate-issuer",
  /** The Certificate of the root and its Secret, both beside cert-manager. */
  root: "azure-iot-operations-aio-ca-certificate",
  bundle: "azure-iot-operations-aio-ca-trust-bundle",
  bundleKey: "ca.crt",
} as const;

/** Where Debian has it, and the image of the frontends. */
export const mosquittoProgram = "/usr/sbin/mosquitto";

/** The kinds and how a URL names them. */
export const plurals = {
  Broker: "brokers",
  BrokerListener: "brokerlisteners",
  BrokerAuthentication: "brokerauthentications",
  BrokerAuthorization: "brokerauthorizations",
} as const;

export type Kind = keyof typeof plurals;

/** What the names of everything that belongs to a broker begin with. */
function prefixOf(broker: string): string {
  return broker === defaultName ? "aio-broker" : `aio-broker-${broker}`;
}

/** The Certificate of a port with automatic TLS, and its Secret unless the port names another: the same for all brokers. */
export function serverCertificate(port: number): string {
  return `aio-broker-frontend-server-${port}`;
}

/** The pods that serve a broker's listeners. */
export function frontend(broker: string): string {
  return `${prefixOf(broker)}-frontend`;
}

/** The Secret that tells them what to serve: the headers for a server that authenticates may hold passwords. */
export function frontendConfiguration(broker: string): string {
  return `${prefixOf(broker)}-frontendbroker-config`;
}

/** The labels of a broker's frontends, of its Services, and what these select. */
export function frontendLabels(broker: string): Record<string, string> {
  return {
    app: "broker",
    "app.kubernetes.io/instance": broker,
    "app.kubernetes.io/managed-by": "dmqtt-operator",
    "app.kubernetes.io/name": "microsoft-iotoperations-mqttbroker",
    "app.kubernetes.io/part-of": "aio",
    tier: "frontend",
  };
}
