import assert from "node:assert/strict";
import { Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { ServiceEndpoint } from "../../../index";
import type { ServiceEndpointArgs, ServiceType } from "../../../index";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { attempt, valueOf } from "../engine/engine";
import { liveService } from "../engine/live";

const endpoint = (args: ServiceEndpointArgs) => new ServiceEndpoint("endpoint", args);
const awaitedService = { namespace: "mqtt", name: "broker" };
const live = { "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) };
const missing = undefined as unknown;

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "an id that does not belong to a Service",
    program: give => endpoint({ serviceId: give("broker-tls") }),
    path: "serviceId",
    says: /is "broker-tls", but must be the id of a Service, such as/,
    madeOf: "endpoint-service",
  },
  {
    what: "a number in place of an id",
    program: give => endpoint({ serviceId: give(5 as never) }),
    path: "serviceId",
    says: /is 5, but must be the id of a Service, such as 'mqtt\/broker-tls'/,
    madeOf: "endpoint-service",
  },
  {
    what: "an image without a name",
    program: give => endpoint({ awaitedService: { ...awaitedService, image: give("") } }),
    path: "awaitedService.image",
    says: /is "", but must be/,
  },
  {
    what: "neither of two alternatives",
    program: give => endpoint({ serviceId: give(missing as string) }),
    path: "serviceId",
    says: /has nothing: set exactly one of serviceId and awaitedService|is missing, as is awaitedService/,
    madeOf: "endpoint-service",
  },
  {
    what: "a time-out of zero",
    program: give => endpoint({ awaitedService: { ...awaitedService, timeoutSeconds: give(0) } }),
    path: "awaitedService.timeoutSeconds",
    says: /is 0, but must be a whole number of seconds from 1 up/,
  },
  {
    what: "a port that no Service can have",
    program: give => endpoint({ awaitedService: { ...awaitedService, nodePortsFor: [give(70000)] } }),
    path: "awaitedService.nodePortsFor[0]",
    says: /is 70000, but must be a whole number from 1 to 65535/,
  },
  {
    what: "a type of Service that does not exist",
    program: give => endpoint({ awaitedService, type: give("Balancer" as ServiceType) }),
    path: "type",
    says: /is "Balancer", but must be one of ClusterIP, NodePort, LoadBalancer/,
  },
  {
    what: "a load balancer's address that is not valid",
    program: give => endpoint({ awaitedService, ipAddress: give("public") }),
    path: "ipAddress",
    says: /is "public", but must be an IP address/,
  },
];

/** Its value only goes into outputs. */
const nodeAddress: Case = {
  what: "a node address that is not valid",
  program: give => endpoint({ serviceId: "mqtt/broker-tls", nodeAddresses: [give("10.240.0.4:31883")] }),
  path: "nodeAddresses[0]",
  says: /must be a DNS name/,
};

/** Values that are valid elsewhere, but not here. */
const misplaced: Case[] = [
  ...["mqtt/broker", pulumi.output("mqtt/broker")].map(serviceId => ({
    what: `both of two alternatives${pulumi.Output.isInstance(serviceId) ? ", one as an Output" : ""}`,
    program: () => endpoint({ serviceId, awaitedService }),
    path: "awaitedService",
    says: /has serviceId and awaitedService: set exactly one/,
  })),
  {
    what: "a name that Kubernetes would refuse for the Job that waits",
    program: () => new ServiceEndpoint("Late", { awaitedService: { namespace: "mqtt", name: "late" } }),
    path: "name",
    says: /is "Late", but Kubernetes requires .*Did you mean "late"\?/,
  },
];

describe("Bad input of a ServiceEndpoint", () => {
  [...cases, nodeAddress, ...misplaced].forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);

  for (const [how, give] of [
    ["", (service: Service) => service],
    [", in an Output", (service: Service) => pulumi.output(service)],
  ] as const) {
    it(`refuses the Service itself in place of its id${how}`, async () => {
      const { errors, resources } = await attempt(() => {
        const service = new Service("theirs", { metadata: { namespace: "mqtt", name: "broker-tls" } });
        return endpoint({ serviceId: give(service) as unknown as string });
      });

      assert.match(
        errors[0].message,
        /serviceId: is a resource, but must be the id of a Service: pass its property id/,
      );
      assert.ok(!resources.some(({ name }) => name === "endpoint-service"));
    });
  }

  it("refuses a node address that is not valid, given as an Output", async () => {
    const { result } = await attempt(() => nodeAddress.program(value => pulumi.output(value) as never), { live });

    await assert.rejects(
      valueOf((result as ServiceEndpoint).nodeAddresses),
      /nodeAddresses\[0\]: .* must be a DNS name/,
    );
  });
});
