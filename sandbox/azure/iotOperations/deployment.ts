/** The operator and the webhook as objects in the cluster. */
import type { KubernetesObject } from "../../machine/kubectl";
import { group, namespace, plurals } from "./names";
import { hardened, serviceAccounts, webhookServer } from "./pods";

const { operator, webhook } = serviceAccounts;
const certificate = "aio-broker-webhook-server";
const webhookIssuer = "aio-broker-webhook-issuer";

/** The name of the ValidatingWebhookConfiguration. */
export const webhookConfiguration = webhook;

/** Everything except the webhook's certificate; every pod runs `image`. */
export function deployment(image: string): KubernetesObject[] {
  return [...webhookObjects(image), operatorSet(image)];
}

/** The certificate by which the API server knows the webhook. Its Secret must exist before the pod, or the pod waits long. */
export function webhookCertificate(): KubernetesObject[] {
  return [
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Issuer",
      metadata: { name: webhookIssuer, namespace },
      spec: { selfSigned: {} },
    },
    {
      apiVersion: "cert-manager.io/v1",
      kind: "Certificate",
      metadata: { name: certificate, namespace },
      spec: {
        secretName: certificate,
        commonName: webhook,
        dnsNames: [`${webhook}.${namespace}.svc`],
        privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
        issuerRef: { name: webhookIssuer, kind: "Issuer" },
      },
    },
  ];
}

/** The operator is also the health manager here; it has the label by which the documents find the health manager. */
function operatorSet(image: string): KubernetesObject {
  const labels = { app: "health-manager", "app.kubernetes.io/part-of": "aio" };
  return {
    apiVersion: "apps/v1",
    kind: "StatefulSet",
    metadata: { name: operator, namespace, labels },
    spec: {
      replicas: 1,
      serviceName: operator,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          ...hardened.pod,
          serviceAccountName: operator,
          terminationGracePeriodSeconds: 5,
          containers: [
            {
              name: "operator",
              image,
              args: ["operator"],
              env: [{ name: "IMAGE", value: image }],
              securityContext: hardened.container,
            },
          ],
        },
      },
    },
  };
}

function webhookObjects(image: string): KubernetesObject[] {
  const metadata = { name: webhook, namespace };
  const labels = { app: "aio-broker-webhook", "app.kubernetes.io/part-of": "aio" };
  const { port, folder, path } = webhookServer;
  return [
    {
      apiVersion: "v1",
      kind: "Service",
      metadata,
      spec: { selector: labels, ports: [{ name: "https", port: 443, targetPort: port }] },
    },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { ...metadata, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            ...hardened.pod,
            serviceAccountName: webhook,
            terminationGracePeriodSeconds: 5,
            containers: [
              {
                name: "webhook",
                image,
                args: ["webhook"],
                securityContext: hardened.container,
                readinessProbe: {
                  httpGet: { path: "/ready", port, scheme: "HTTPS" },
                  periodSeconds: 1,
                  failureThreshold: 60,
                },
                volumeMounts: [{ name: "certificate", mountPath: folder, readOnly: true }],
              },
            ],
            volumes: [{ name: "certificate", secret: { secretName: certificate, defaultMode: 0o440 } }],
          },
        },
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingWebhookConfiguration",
      metadata: {
        name: webhookConfiguration,
        annotations: { "cert-manager.io/inject-ca-from": `${namespace}/${certificate}` },
      },
      webhooks: [
        {
          name: `listeners.${group}`,
          admissionReviewVersions: ["v1"],
          sideEffects: "None",
          failurePolicy: "Fail",
          matchPolicy: "Equivalent",
          timeoutSeconds: 5,
          namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": namespace } },
          rules: [
            {
              apiGroups: [group],
              apiVersions: ["*"],
              operations: ["CREATE", "UPDATE"],
              resources: [plurals.BrokerListener],
              scope: "Namespaced",
            },
          ],
          clientConfig: { service: { name: webhook, namespace, port: 443, path } },
        },
      ],
    },
  ];
}
