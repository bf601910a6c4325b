/** The listener from Microsoft's documents. */
import * as pulumi from "@pulumi/pulumi";
import type { ListenerPortArgs } from "../../../../index";

/** The ports from Microsoft's documents, in the only load balancer listener that a broker may have. */
export const documented: ListenerPortArgs[] = [
  { port: 1883 },
  {
    port: 8883,
    authenticationRef: { name: "default" },
    tls: {
      automatic: {
        issuerRef: { name: "azure-iot-operations-aio-certificate-issuer", kind: "ClusterIssuer" },
        dnsNames: ["mqtt.example.com"],
      },
    },
  },
  {
    port: 8884,
    protocol: "WebSockets",
    authorizationRef: { name: "my-authz" },
    authenticationRef: { name: "default" },
    tls: {
      automatic: {
        issuerRef: pulumi.output({ name: "my-issuer", kind: "Issuer", group: "cert-manager.io" }),
        ipAddresses: [pulumi.output("10.240.32.1")],
        secretName: "my-secret",
        algorithm: "Rsa2048",
        rotationPolicy: "Never",
        duration: "720h",
        renewBefore: "240h",
      },
    },
  },
  { port: 8885, tls: { secretName: pulumi.output("server-cert-secret") } },
];

/** The same listener as the REST API has it. */
export const documentedSpec = {
  serviceType: "LoadBalancer",
  ports: [
    { port: 1883, protocol: "Mqtt" },
    {
      port: 8883,
      protocol: "Mqtt",
      authenticationRef: "default",
      tls: {
        mode: "Automatic",
        certManagerCertificateSpec: {
          issuerRef: {
            name: "azure-iot-operations-aio-certificate-issuer",
            kind: "ClusterIssuer",
            group: "cert-manager.io",
          },
          duration: "2160h0m0s",
          privateKey: { algorithm: "Ec256", rotationPolicy: "Always" },
          san: { dns: ["mqtt.example.com", "outside.azure-iot-operations.svc"], ip: [] },
        },
      },
    },
    {
      port: 8884,
      protocol: "WebSockets",
      authenticationRef: "default",
      authorizationRef: "my-authz",
      tls: {
        mode: "Automatic",
        certManagerCertificateSpec: {
          issuerRef: { name: "my-issuer", kind: "Issuer", group: "cert-manager.io" },
          duration: "720h0m0s",
          renewBefore: "240h0m0s",
          secretName: "my-secret",
          privateKey: { algorithm: "Rsa2048", rotationPolicy: "Never" },
          san: { dns: ["outside.azure-iot-operations.svc"], ip: ["10.240.32.1"] },
        },
      },
    },
    { port: 8885, protocol: "Mqtt", tls: { mode: "Manual", manual: { secretRef: "server-cert-secret" } } },
  ],
};
