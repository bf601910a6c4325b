/** The spec of a BrokerListener. */
import { brokerRef } from "./broker";
import { defaulted, duration, integer, list, name, object, oneOf, texts } from "./schema";

const certManagerCertificateSpec = object(
  {
    issuerRef: object(
      { name, kind: oneOf("Issuer", "ClusterIssuer"), group: defaulted(name, "cert-manager.io") },
      "name",
      "kind",
    ),
    duration,
    renewBefore: duration,
    secretName: name,
    privateKey: object(
      {
        algorithm: oneOf("Ec256", "Ec384", "Ec521", "Ed25519", "Rsa2048", "Rsa4096", "Rsa8192"),
        rotationPolicy: oneOf("Always", "Never"),
      },
      "algorithm",
      "rotationPolicy",
    ),
    san: object({ dns: texts, ip: texts }, "dns", "ip"),
  },
  "issuerRef",
);

const tls = object(
  {
    mode: oneOf("Automatic", "Manual"),
    certManagerCertificateSpec,
    manual: object({ secretRef: name }, "secretRef"),
  },
  "mode",
);

const port = object(
  {
    port: integer(0, 65535),
    nodePort: integer(0, 65535),
    protocol: defaulted(oneOf("Mqtt", "WebSockets"), "Mqtt"),
    authenticationRef: name,
    authorizationRef: name,
    tls,
  },
  "port",
);

export const brokerListener = object(
  {
    brokerRef,
    serviceType: defaulted(oneOf("ClusterIp", "NodePort", "LoadBalancer"), "ClusterIp"),
    serviceName: name,
    ports: list(port),
  },
  "ports",
);
