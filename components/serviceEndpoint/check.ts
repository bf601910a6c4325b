/** Checks the arguments of `ServiceEndpoint`. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { input, inputItems, optional, optionalInput, plain } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { looksSecret, shown } from "../inputs/shown";
import { checkBoolean, checkObject, exactlyOne, ifGiven } from "../inputs/values";
import { checkKubectlImage, checkTimeout, kubectlImage } from "../kubernetes/kubectlJob";
import { checkNamespaceName, checkServiceName } from "../kubernetes/names";
import { checkNodes } from "../kubernetes/nodes";
import { checkPort } from "../kubernetes/ports";
import { checkServiceType } from "../kubernetes/serviceType";
import { checkIpAddress } from "../kubernetes/hosts";
import type { AwaitedServiceArgs, ServiceEndpointArgs } from "./args";

/** An endpoint as the arguments describe it, with one of `serviceId` and `awaitedService`. */
export type Endpoint = ReturnType<typeof checkEndpoint>;

/** A Service that something else creates. */
export type AwaitedService = ReturnType<typeof checkAwaitedService>;

export function checkEndpoint(name: string, args: ServiceEndpointArgs) {
  const at = (argument: keyof ServiceEndpointArgs) => PropertyPath.root.child(argument);
  const { serviceId, awaitedService, type, ipAddress } = args;
  const { nodes, ...endpoint } = checkAll({
    service: () => exactlyOne({ serviceId, awaitedService }, ["serviceId", "awaitedService"], PropertyPath.root),
    serviceId: () => optionalInput(checkNoResource(serviceId, at("serviceId")), at("serviceId"), checkServiceId),
    awaitedService: () =>
      optional(awaitedService, at("awaitedService"), (given, path) => {
        checkServiceName(name, PropertyPath.root.child("name"));
        return checkAwaitedService(given, path);
      }),
    type: () => input(type, at("type"), ifGiven(checkServiceType)),
    ipAddress: () => input(ipAddress, at("ipAddress"), ifGiven(checkIpAddress)),
    // YAML makes null of a property without a value.
    nodes: () =>
      checkNodes(
        { nodeAddresses: args.nodeAddresses ?? undefined, nodeNames: args.nodeNames ?? undefined },
        PropertyPath.root,
      ),
  });
  const { nodeAddresses = pulumi.output<string[]>([]), nodeNames = [] } = nodes;
  return { ...endpoint, nodeAddresses, nodeNames };
}

function checkServiceId(serviceId: string, path: PropertyPath): string {
  if (serviceId === undefined || serviceId === null || serviceId === "") {
    refuse(path, "is missing, as is awaitedService: set one of them");
  }
  checkNoResource(serviceId, path);
  // A part of a password would no longer look like one.
  const [namespace, name, ...rest] =
    typeof serviceId === "string" && !looksSecret(serviceId) ? serviceId.split("/") : [];
  if (name === undefined || rest.length > 0) {
    refuse(path, `is ${shown(serviceId)}, but must be the id of a Service, such as 'mqtt/broker-tls'`);
  }
  checkNamespaceName(namespace, path);
  checkServiceName(name, path);
  return serviceId;
}

/** Rejects the Service itself, which languages without type checks let through. */
function checkNoResource<T>(serviceId: T, path: PropertyPath): T {
  if (!pulumi.Resource.isInstance(serviceId)) return serviceId;
  refuse(path, "is a resource, but must be the id of a Service: pass its property id");
}

function checkAwaitedService(args: AwaitedServiceArgs, path: PropertyPath) {
  const { namespace, name, nodePortsFor, awaitType, image, timeoutSeconds } = checkObject(plain(args, path), path);
  return checkAll({
    namespace: () => input(namespace, path.child("namespace"), checkNamespaceName),
    serviceName: () => input(name, path.child("name"), checkServiceName),
    nodePortsFor: () => inputItems(nodePortsFor ?? [], path.child("nodePortsFor"), checkPort),
    awaitType: () => input(awaitType ?? false, path.child("awaitType"), checkBoolean),
    image: () => input(image ?? kubectlImage, path.child("image"), checkKubectlImage),
    timeoutSeconds: () => checkTimeout(timeoutSeconds, path.child("timeoutSeconds")),
  });
}
