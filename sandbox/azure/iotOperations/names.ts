/** The names that Azure IoT Operations gives its objects. */

/** The API group of brokers and everything that belongs to them. */
export const group = "mqttbroker.iotoperations.azure.com";

/** The stored version; `v1beta1` is served as well. */
export const version = "v1";

/** The only namespace that the operator watches. */
export const namespace = "azure-iot-operations";

/** The namespace of the cert-manager that comes with Azure IoT Operations. */
export const certManagerNamespace = "cert-manager";

/** The name of the initial broker, listener and authentication. */
export const defaultName = "default";

/** The label of the namespaces that the stand-in created: others may have these names, too. */
export const ours = { "app.kubernetes.io/managed-by": "aks-mqtt-sandbox" } as const;

/** What identifies the default listener, and must not change. */
export const defaultListener = { service: "aio-broker", port: 18883, audience: "aio-internal" } as const;

/** How clients learn whom to trust. */
export const trust = {
  rootIssuer: "azure-iot-operations-aio-selfsigned-root",
  issuer: "azure-iot-operations-aio-certificate-issuer",
  /** The Certificate of the root and its Secret, both in cert-manager's namespace. */
  root: "azure-iot-operations-aio-ca-certificate",
  bundle: "azure-iot-operations-aio-ca-trust-bundle",
  bundleKey: "ca.crt",
} as const;

/** Its path on Debian and in the frontends' image. */
export const mosquittoProgram = "/usr/sbin/mosquitto";

/** The kinds and their names in URLs. */
export const plurals = {
  Broker: "brokers",
  BrokerListener: "brokerlisteners",
  BrokerAuthentication: "brokerauthentications",
  BrokerAuthorization: "brokerauthorizations",
} as const;

export type Kind = keyof typeof plurals;

/** The prefix of the names of everything that belongs to a broker. */
function prefixOf(broker: string): string {
  return broker === defaultName ? "aio-broker" : `aio-broker-${broker}`;
}

/** Names the Certificate of a port with automatic TLS, and its Secret unless the port names another. Same for all brokers. */
export function serverCertificate(port: number): string {
  return `aio-broker-frontend-server-${port}`;
}

/** The pods that serve a broker's listeners. */
export function frontend(broker: string): string {
  return `${prefixOf(broker)}-frontend`;
}

/** The Secret that tells frontends what to serve. Headers for an authentication server may hold passwords. */
export function frontendConfiguration(broker: string): string {
  return `${prefixOf(broker)}-frontendbroker-config`;
}

/** The labels of a broker's frontends and Services, and what these select. */
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
