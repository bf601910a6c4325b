/** Waits, inside the cluster, for a Service that is made elsewhere: by an operator, or by another stack. */
import * as pulumi from "@pulumi/pulumi";
import { newKubectlJob } from "../kubernetes/kubectlJob";
import { ServiceType } from "../kubernetes/serviceType";
import { addressCondition } from "./addresses";
import type { AwaitedService } from "./check";

/** What the Service is meant to have. */
export interface ExpectedService {
  type: ServiceType | undefined;
  ipAddress: string | undefined;
}

/** The id of the Service, unknown until it exists and, as a load balancer, has an address. */
export function awaitService(
  name: string,
  { namespace, serviceName, nodePortsFor, awaitType, image, timeoutSeconds }: AwaitedService,
  expected: pulumi.Output<ExpectedService>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  const all = pulumi.all([serviceName, namespace, expected, nodePortsFor, awaitType]);
  const args = all.apply(([service, inNamespace, { type, ipAddress }, ports, awaitsType]) => [
    "wait",
    `service/${service}`,
    `--namespace=${inNamespace}`,
    "--for=create",
    ...(awaitsType && type !== undefined ? [`--for=jsonpath={.spec.type}=${type}`] : []),
    ...ports.map(port => `--for=jsonpath={.spec.ports[?(@.port==${port})].nodePort}`),
    `--for=${addressCondition(type ?? ServiceType.LoadBalancer, ipAddress)}`,
    // A week. A Job that gave up would stay failed and stand in the way of every later update.
    "--timeout=-1s",
  ]);
  const job = newKubectlJob(
    name,
    {
      namespace,
      objectName: name,
      image,
      timeoutSeconds,
      rules: [
        { apiGroups: [""], resources: ["services"], resourceNames: [serviceName], verbs: ["get", "list", "watch"] },
      ],
      steps: [{ name: "wait", args }],
    },
    parent,
  );
  // Of the Job only its id is unknown until it is done; a preview knows its name already.
  return pulumi.all([job.id, namespace, serviceName]).apply(([, inNamespace, named]) => `${inNamespace}/${named}`);
}
