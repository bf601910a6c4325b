/** Waits until cert-manager can issue: its parts run, and its webhook answers with a certificate that the API server trusts. */
import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { filesFolder, newKubectlJob } from "../kubernetes/kubectlJob";
import type { KubectlStep } from "../kubernetes/kubectlJob";
import { throwawayRequest } from "../issuing/throwawayRequest";

/** The cert-manager to wait for. */
export interface AwaitedCertManager {
  namespace: pulumi.Output<string>;
  image: pulumi.Input<string>;
  timeoutSeconds: pulumi.Output<number>;
  /** A change of this starts the wait again. */
  trigger?: pulumi.Output<string>;
  dependsOn: pulumi.Resource[];
}

// The Deployments' label `app`. Their names depend on the name of the release.
const parts = ["cainjector", "cert-manager", "webhook"];
const probeFile = "request.json";

/** The parts that are ready. Known once all are and the webhook has answered. */
export function awaitCertManager(
  name: string,
  { namespace, image, timeoutSeconds, trigger, dependsOn }: AwaitedCertManager,
  parent: pulumi.Resource,
): pulumi.Output<string[]> {
  const probe = newProbe(name, namespace, parent);
  const job = newKubectlJob(
    name,
    {
      namespace,
      objectName: name,
      image,
      timeoutSeconds,
      rules: [
        { apiGroups: ["apps"], resources: ["deployments"], verbs: ["get", "list", "watch"] },
        // For a dry run, which creates none.
        { apiGroups: ["cert-manager.io"], resources: ["certificaterequests"], verbs: ["create"] },
      ],
      clusterRules: [
        {
          apiGroups: ["admissionregistration.k8s.io"],
          resources: ["validatingwebhookconfigurations", "mutatingwebhookconfigurations"],
          verbs: ["get", "list", "watch"],
        },
      ],
      steps: [...parts.map(part => awaitPart(part, namespace)), ...awaitWebhook(namespace)],
      retriesSteps: true,
      files: `${name}-probe`,
      trigger,
      dependsOn: [probe, ...dependsOn],
    },
    parent,
  );
  return job.id.apply(() => parts);
}

/** A request for the webhook to check. The API server asks the webhook about requests even if it accepts an Issuer without it. */
function newProbe(name: string, namespace: pulumi.Output<string>, parent: pulumi.Resource): ConfigMap {
  const request = namespace.apply(inNamespace =>
    JSON.stringify({
      apiVersion: "cert-manager.io/v1",
      kind: "CertificateRequest",
      metadata: { name, namespace: inNamespace },
      spec: { request: throwawayRequest, issuerRef: { name } },
    }),
  );
  return new ConfigMap(
    `${name}-probe`,
    { metadata: { namespace, name: `${name}-probe` }, data: { [probeFile]: request } },
    { parent },
  );
}

const withoutLimit = "--timeout=-1s";

function awaitPart(part: string, namespace: pulumi.Output<string>): KubectlStep {
  return {
    name: part,
    args: namespace.apply(inNamespace => [
      "wait",
      "deployment",
      `--namespace=${inNamespace}`,
      `--selector=app=${part}`,
      "--for=condition=Available",
      withoutLimit,
    ]),
  };
}

function awaitWebhook(namespace: pulumi.Output<string>): KubectlStep[] {
  return [
    {
      name: "webhook-trust",
      args: [
        "wait",
        "validatingwebhookconfiguration,mutatingwebhookconfiguration",
        "--selector=app=webhook,app.kubernetes.io/component=webhook",
        "--for=jsonpath={.webhooks[0].clientConfig.caBundle}",
        withoutLimit,
      ],
    },
    {
      name: "webhook-answer",
      args: namespace.apply(inNamespace => [
        "create",
        `--namespace=${inNamespace}`,
        `--filename=${filesFolder}/${probeFile}`,
        "--dry-run=server",
      ]),
    },
  ];
}
