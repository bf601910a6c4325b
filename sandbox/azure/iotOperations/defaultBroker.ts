/** What the installation creates: issuers, and the default broker with its listener and authentication. */
import type { KubernetesObject } from "../../machine/kubectl";
import { certManagerNamespace, defaultListener, defaultName, group, namespace, trust, version } from "./names";
import { ownerReference } from "./operator/service";

const certManager = "cert-manager.io";
const apiVersion = `${group}/${version}`;

/** The root that clients inside the cluster trust, and the issuer of the default listener's certificate. */
export function issuers(): KubernetesObject[] {
  const issuer = (name: string, spec: object): KubernetesObject => ({
    apiVersion: `${certManager}/v1`,
    kind: "ClusterIssuer",
    metadata: { name },
    spec,
  });
  return [
    issuer(trust.rootIssuer, { selfSigned: {} }),
    {
      apiVersion: `${certManager}/v1`,
      kind: "Certificate",
      metadata: { name: trust.root, namespace: certManagerNamespace },
      spec: {
        isCA: true,
        commonName: "Azure IoT Operations Quickstart Root CA - Not for Production",
        secretName: trust.root,
        duration: "8760h",
        privateKey: { algorithm: "RSA", size: 2048, rotationPolicy: "Never" },
        issuerRef: { name: trust.rootIssuer, kind: "ClusterIssuer", group: certManager },
      },
    },
    issuer(trust.issuer, { ca: { secretName: trust.root } }),
  ];
}

/** The broker that an installation creates, and that nobody should change. */
export function defaultBroker(): KubernetesObject {
  return {
    apiVersion,
    kind: "Broker",
    metadata: { name: defaultName, namespace },
    spec: {
      memoryProfile: "Medium",
      cardinality: {
        backendChain: { partitions: 2, redundancyFactor: 2, workers: 2 },
        frontend: { replicas: 2, workers: 2 },
      },
    },
  };
}

/** What belongs to it, as documented: by `ownerReferences`, not by `brokerRef`. */
export function defaultResources(brokerUid: string): KubernetesObject[] {
  const owner = ownerReference({ kind: "Broker", metadata: { name: defaultName, uid: brokerUid } });
  const resource = (kind: string, spec: object): KubernetesObject => ({
    apiVersion,
    kind,
    metadata: { name: defaultName, namespace, ownerReferences: [owner] },
    spec,
  });
  return [
    resource("BrokerAuthentication", {
      authenticationMethods: [
        {
          method: "ServiceAccountToken",
          serviceAccountTokenSettings: { audiences: [defaultListener.audience] },
        },
      ],
    }),
    resource("BrokerListener", {
      serviceType: "ClusterIp",
      serviceName: defaultListener.service,
      ports: [
        {
          port: defaultListener.port,
          protocol: "Mqtt",
          authenticationRef: defaultName,
          tls: {
            mode: "Automatic",
            certManagerCertificateSpec: {
              issuerRef: { name: trust.issuer, kind: "ClusterIssuer", group: certManager },
              privateKey: { algorithm: "Ec256", rotationPolicy: "Always" },
            },
          },
        },
      ],
    }),
  ];
}
