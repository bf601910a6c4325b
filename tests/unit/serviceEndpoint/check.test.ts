import { ServiceEndpoint } from "../../../index";
import type { ServiceEndpointArgs, ServiceType } from "../../../index";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const endpoint = (args: ServiceEndpointArgs) => new ServiceEndpoint("endpoint", args);
const missing = undefined as unknown;

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "an id that is not of a Service",
    program: give => endpoint({ serviceId: give("broker-tls") }),
    path: "serviceId",
    says: /is "broker-tls", but must be the id of a Service, such as/,
  },
  {
    what: "neither of two alternatives",
    program: give => endpoint({ serviceId: give(missing as string) }),
    path: "serviceId",
    says: /has nothing: set exactly one of serviceId and awaitedService|is missing, as is awaitedService/,
  },
  {
    what: "both of two alternatives",
    program: give =>
      endpoint({ serviceId: give("mqtt/broker"), awaitedService: { namespace: "mqtt", name: "broker" } }),
    path: "awaitedService",
    says: /has serviceId and awaitedService: set exactly one/,
  },
  {
    what: "no time to wait",
    program: give => endpoint({ awaitedService: { namespace: "mqtt", name: "broker", timeoutSeconds: give(0) } }),
    path: "awaitedService.timeoutSeconds",
    says: /is 0, but must be a whole number of seconds from 1 up/,
  },
  {
    what: "a port that no Service has",
    program: give => endpoint({ awaitedService: { namespace: "mqtt", name: "broker", nodePortsFor: [give(70000)] } }),
    path: "awaitedService.nodePortsFor[0]",
    says: /is 70000, but must be a whole number from 1 to 65535/,
  },
  {
    what: "a type of Service that does not exist",
    program: give => endpoint({ serviceId: "mqtt/broker-tls", type: give("Balancer" as ServiceType) }),
    path: "type",
    says: /is "Balancer", but must be one of ClusterIP, NodePort, LoadBalancer/,
  },
  {
    what: "a load balancer's address that is none",
    program: give => endpoint({ serviceId: "mqtt/broker-tls", ipAddress: give("public") }),
    path: "ipAddress",
    says: /is "public", but must be an IP address/,
  },
  {
    what: "a node address that is none",
    program: give => endpoint({ serviceId: "mqtt/broker-tls", nodeAddresses: [give("10.240.0.4:31883")] }),
    path: "nodeAddresses[0]",
    says: /must be a DNS name/,
  },
];

/** What no value alone, but its place makes wrong. */
const misplaced: Case[] = [
  {
    what: "a name that Kubernetes would refuse for the Job that waits",
    program: () => new ServiceEndpoint("Late", { awaitedService: { namespace: "mqtt", name: "late" } }),
    path: "name",
    says: /is "Late", but Kubernetes requires .*Did you mean "late"\?/,
  },
];

describe("Bad input of a ServiceEndpoint", () => {
  [...cases, ...misplaced].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
});
