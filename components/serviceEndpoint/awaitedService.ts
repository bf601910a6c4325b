/** Waits, inside the cluster, for a Service that an operator or another stack creates. */
import * as pulumi from "@pulumi/pulumi";
import { newKubectlJob } from "../kubernetes/kubectlJob";
import { ServiceType } from "../kubernetes/serviceType";
import { addressCondition } from "./addresses";
import type { AwaitedService } from "./check";

/** The expected type and address of the Service. */
export interface ExpectedService {
  type: ServiceType | undefined;
  ipAddress: string | undefined;
}

/** The id of the Service: unknown until the Service exists and, if it is a load balancer, has an address. */
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
    // -1s means a week. A Job that gave up would stay failed and block every later update.
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
  // Until the Job is done only its id is unknown; a preview already knows its name.
  return pulumi.all([job.id, namespace, serviceName]).apply(([, inNamespace, named]) => `${inNamespace}/${named}`);
}
