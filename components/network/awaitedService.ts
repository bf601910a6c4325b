/** Waits, inside the cluster, for a Service that someone else makes: an operator, another stack. */
import * as pulumi from "@pulumi/pulumi";
import { checked } from "../checked";
import { checkedTimeout, kubectlImage, newKubectlJob } from "../kubectlJob";
import { checkNamespace, checkServiceName } from "../objectNames";
import { addressCondition } from "./serviceAddresses";
import { ServiceType } from "./serviceType";

/** A Service that someone else makes, perhaps later. */
export interface AwaitedServiceArgs {
  /**
   * The namespace of the Service. It must be there; the Job that waits runs in it.
   */
  namespace: pulumi.Input<string>;
  /**
   * The name of the Service.
   */
  name: pulumi.Input<string>;
  /**
   * The image of the Job that waits: any with kubectl 1.31 or later as its entry point.
   *
   * Default: registry.k8s.io/kubectl:v1.36.3.
   */
  image?: pulumi.Input<string>;
  /**
   * How long an update waits for the Service and its address, in seconds, from 1 up. The Job itself goes on waiting, so
   * that a later update may find it done.
   *
   * Default: 600.
   */
  timeoutSeconds?: pulumi.Input<number>;
}

/** What the Service is meant to be like. */
export interface WantedService {
  type: ServiceType | undefined;
  ipAddress: string | undefined;
}

/** The id of the Service, unknown until it is there and, as a load balancer, has an address. */
export function awaitService(
  name: string,
  args: AwaitedServiceArgs,
  wanted: pulumi.Output<WantedService>,
  parent: pulumi.Resource,
): pulumi.Output<string> {
  checkServiceName(name, "name");
  const namespace = checked(args.namespace, given => checkNamespace(given, "awaitedService.namespace"));
  const serviceName = checked(args.name, given => checkServiceName(given, "awaitedService.name"));
  const job = newKubectlJob(
    name,
    {
      namespace,
      objectName: name,
      image: args.image ?? kubectlImage,
      timeoutSeconds: checkedTimeout(args.timeoutSeconds, "awaitedService.timeoutSeconds"),
      rules: [
        { apiGroups: [""], resources: ["services"], resourceNames: [serviceName], verbs: ["get", "list", "watch"] },
      ],
      steps: [{ name: "wait", args: waitArguments(serviceName, namespace, wanted) }],
    },
    parent,
  );
  // Of the Job only its id is unknown until it is done; a preview knows its name already.
  return pulumi.all([job.id, namespace, serviceName]).apply(([, inNamespace, named]) => `${inNamespace}/${named}`);
}

function waitArguments(
  serviceName: pulumi.Output<string>,
  namespace: pulumi.Output<string>,
  wanted: pulumi.Output<WantedService>,
): pulumi.Output<string[]> {
  return pulumi.all([serviceName, namespace, wanted]).apply(([service, inNamespace, { type, ipAddress }]) => [
    "wait",
    `service/${service}`,
    `--namespace=${inNamespace}`,
    "--for=create",
    `--for=${addressCondition(type ?? ServiceType.LoadBalancer, ipAddress)}`,
    // A week. A Job that gave up would stay failed and stand in the way of every later update.
    "--timeout=-1s",
  ]);
}
