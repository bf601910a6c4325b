/** Waits, inside the cluster, for a Service that someone else makes: an operator, another stack. */
import * as pulumi from "@pulumi/pulumi";
import { checkBoolean, checked, requireList } from "../inputs/checked";
import { checkedTimeout, kubectlImage, newKubectlJob } from "../kubernetes/kubectlJob";
import { checkNamespace, checkServiceName } from "../kubernetes/names";
import { checkServicePort } from "../kubernetes/ports";
import { addressCondition } from "./addresses";
import { ServiceType } from "../kubernetes/serviceType";

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
   * Ports, from 1 to 65535, that the Service must have a node port for. One that it never gets is awaited for ever.
   *
   * Default: none.
   */
  nodePortsFor?: pulumi.Input<pulumi.Input<number>[]>;
  /**
   * Wait also until the Service has the `type` of the endpoint, for one that is there with another.
   *
   * Default: false: a Service is made with its type.
   */
  awaitType?: pulumi.Input<boolean>;
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
      steps: [{ name: "wait", args: waitArguments(serviceName, namespace, wanted, checkedAwaited(args)) }],
    },
    parent,
  );
  // Of the Job only its id is unknown until it is done; a preview knows its name already.
  return pulumi.all([job.id, namespace, serviceName]).apply(([, inNamespace, named]) => `${inNamespace}/${named}`);
}

/** What else of the Service is awaited. */
interface Awaited {
  ports: number[];
  awaitType: boolean;
}

const portsPath = "awaitedService.nodePortsFor";

function checkedAwaited({ nodePortsFor = [], awaitType = false }: AwaitedServiceArgs): pulumi.Output<Awaited> {
  return checked({ nodePortsFor, awaitType }, given => ({
    ports: requireList(given.nodePortsFor, portsPath).map((port, index) =>
      checkServicePort(port, `${portsPath}[${index}]`),
    ),
    awaitType: checkBoolean(given.awaitType, "awaitedService.awaitType"),
  }));
}

function waitArguments(
  serviceName: pulumi.Output<string>,
  namespace: pulumi.Output<string>,
  wanted: pulumi.Output<WantedService>,
  awaited: pulumi.Output<Awaited>,
): pulumi.Output<string[]> {
  const all = pulumi.all([serviceName, namespace, wanted, awaited]);
  return all.apply(([service, inNamespace, { type, ipAddress }, { ports, awaitType }]) => [
    "wait",
    `service/${service}`,
    `--namespace=${inNamespace}`,
    "--for=create",
    ...(awaitType && type !== undefined ? [`--for=jsonpath={.spec.type}=${type}`] : []),
    ...ports.map(port => `--for=jsonpath={.spec.ports[?(@.port==${port})].nodePort}`),
    `--for=${addressCondition(type ?? ServiceType.LoadBalancer, ipAddress)}`,
    // A week. A Job that gave up would stay failed and stand in the way of every later update.
    "--timeout=-1s",
  ]);
}
