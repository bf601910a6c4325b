import type { V1LoadBalancerIngress, V1Service } from "@kubernetes/client-node";
import assert from "node:assert/strict";
import { assignAddresses } from "../../../machine/loadBalancerAddresses";

/** A Service on port 80 whose status already shows `ingress`. */
function service(name: string, spec: V1Service["spec"] = {}, ingress: V1LoadBalancerIngress[] = []): V1Service {
  return {
    metadata: { name, namespace: "default" },
    spec: { type: "LoadBalancer", ports: [{ port: 80 }], ...spec },
    status: { loadBalancer: { ingress } },
  };
}

function addressesOf(services: V1Service[], directives: Record<string, string> = {}): (string | undefined)[] {
  return assignAddresses(services, directives).map(({ ingress }) => ingress?.[0].ip ?? ingress?.[0].hostname);
}

const virtual = (ip: string) => [{ ip, ipMode: "VIP" }];

describe("the load balancer's addresses", () => {
  it("are the lowest free ones", () => {
    assert.deepEqual(addressesOf([service("a"), service("b")]), ["10.240.32.1", "10.240.32.2"]);
  });

  it("stay where they are, even if an older Service without one comes first", () => {
    const services = [service("new"), service("old", {}, virtual("10.240.32.1"))];
    assert.deepEqual(addressesOf(services), ["10.240.32.2", "10.240.32.1"]);
    assert.deepEqual(
      assignAddresses(services, {}).map(({ changed }) => changed),
      [true, false],
    );
  });

  it("are not given away if another Service names them", () => {
    const services = [service("any"), service("named", { loadBalancerIP: "10.240.32.1" })];
    assert.deepEqual(addressesOf(services), ["10.240.32.2", "10.240.32.1"]);
  });

  it("are shared by name only on different ports", () => {
    const named = { loadBalancerIP: "10.240.32.9" };
    const services = [service("a", named), service("b", { ...named, ports: [{ port: 81 }] }), service("c", named)];
    assert.deepEqual(addressesOf(services), ["10.240.32.9", "10.240.32.9", undefined]);
    const [, , refused] = assignAddresses(services, {});
    assert.equal(refused.refusal, "The address 10.240.32.9 serves TCP port 80 for another Service already.");
  });

  it("are withheld, changed or named by directives, which override the Service's own wish", () => {
    const services = ["a", "b", "c"].map(name => service(name, { loadBalancerIP: "10.240.32.9" }));
    const directives = {
      "default.a": "withhold",
      "default.b": "10.240.32.50",
      "default.c": "hostname:mqtt.example.net",
    };
    assert.deepEqual(addressesOf(services, directives), [undefined, "10.240.32.50", "mqtt.example.net"]);
  });

  it("are refused outside the range, with a reason", () => {
    for (const ip of ["192.0.2.1", "10.240.33.1", "not-an-address"]) {
      const [{ ingress, refusal }] = assignAddresses([service("a", { loadBalancerIP: ip })], {});
      assert.equal(ingress, undefined);
      assert.equal(refusal, `The address "${ip}" is not one of 10.240.32.0/24, the load balancer's range.`);
    }
  });

  it("are taken back from a Service that is being deleted or has another type", () => {
    const held = virtual("10.240.32.1");
    const deleted = service("deleted", {}, held);
    deleted.metadata = { ...deleted.metadata, deletionTimestamp: new Date() };
    const assignments = assignAddresses([service("changed", { type: "ClusterIP" }, held), deleted], {});
    assert.deepEqual(
      assignments.map(({ ingress, changed }) => ({ ingress, changed })),
      [
        { ingress: undefined, changed: true },
        { ingress: undefined, changed: true },
      ],
    );
  });

  it("run out with a reason", () => {
    const taken = Array.from({ length: 254 }, (_, i) => service(`s${i}`, {}, virtual(`10.240.32.${i + 1}`)));
    const late = assignAddresses([...taken, service("late")], {}).at(-1);
    assert.equal(late?.refusal, "No address of 10.240.32.0/24 is free.");
  });
});
