import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { checkCidr } from "../../../components/kubernetes/ipRanges";
import { AksCluster, MosquittoBroker, NamespaceIsolation, ServiceType } from "../../../index";
import type { MosquittoBrokerArgs, NamespaceIsolationArgs } from "../../../index";
import { find, run } from "../engine/engine";
import { liveService } from "../engine/live";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const path = PropertyPath.root.child("range");

describe("A range of IP addresses", () => {
  for (const [given, written] of [
    ["203.0.113.0/24", "203.0.113.0/24"],
    ["203.0.113.7/32", "203.0.113.7/32"],
    ["203.0.113.0/024", "203.0.113.0/24"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["2001:DB8::/32", "2001:db8::/32"],
    ["2001:db8:0::1/128", "2001:db8::1/128"],
    ["::/0", "::/0"],
  ])
    it(`${given} is written as ${written}`, () => assert.equal(checkCidr(given, path), written));

  for (const [range, says] of [
    [
      "203.0.113.7/24",
      /is "203\.0\.113\.7\/24", which does not begin with its first address\. .*'203\.0\.113\.0\/24'\?/,
    ],
    ["10.0.0.1/0", /Did you mean '0\.0\.0\.0\/0'\?/],
    ["2001:DB8::7/64", /Did you mean '2001:db8::\/64'\?/],
    ["203.0.113.7", /must be a CIDR .*Did you mean '203\.0\.113\.7\/32'\?/],
    ["2001:db8::7", /must be a CIDR .*Did you mean '2001:db8::7\/128'\?/],
    ["203.0.113.256/32", /must be a CIDR/],
    ["010.0.0.0/8", /must be a CIDR/],
    ["203.0.113.0/33", /must be a CIDR/],
    ["203.0.113.0/24/24", /must be a CIDR/],
    ["fe80::%eth0/64", /must be a CIDR/],
    ["", /is "", but must be a CIDR/],
    [null as unknown as string, /is null, but must be a CIDR/],
    [["203.0.113.0/24"] as unknown as string, /is a list, but must be a CIDR/],
  ] as const)
    it(`is not ${JSON.stringify(range)}`, () => assert.throws(() => checkCidr(range, path), says));
});

const mosquitto = (args: Partial<MosquittoBrokerArgs>) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { secretName: "broker-tls" } }],
    users: [{ name: "factory" }],
    ...args,
  });
const isolation = (args: Partial<NamespaceIsolationArgs>) =>
  new NamespaceIsolation("dgraph", { namespace: "dgraph", policyEngine: "calico", ...args });

const misplaced = "203.0.113.7/24";
const says =
  /is "203\.0\.113\.7\/24", which does not begin with its first address\. Did you mean '203\.0\.113\.0\/24'\?/;

/** One for each argument that takes ranges. */
const cases: Case[] = [
  {
    what: "host bits in the source ranges of a load balancer",
    program: give =>
      mosquitto({ tlsService: { type: ServiceType.LoadBalancer, loadBalancerSourceRanges: give([misplaced]) } }),
    path: "tlsService.loadBalancerSourceRanges[0]",
    says,
    madeOf: "broker-tls",
  },
  {
    what: "host bits in the source ranges of a Route",
    program: give => mosquitto({ route: { allowedSourceRanges: [give(misplaced)] } }),
    path: "route.allowedSourceRanges[0]",
    says,
    madeOf: "broker-route",
  },
  {
    what: "host bits in the ranges of clients",
    program: give => isolation({ clientCidrs: give([misplaced]), tcpPorts: [8080] }),
    path: "clientCidrs[0]",
    says,
  },
  {
    what: "host bits in the range of a destination",
    program: give => isolation({ egress: { destinations: [{ cidr: give(misplaced), tcpPorts: [443] }] } }),
    path: "egress.destinations[0].cidr",
    says,
  },
  {
    what: "host bits in the ranges of the API server",
    program: give => new AksCluster("factory", { authorizedIpRanges: [give(misplaced)] }),
    path: "authorizedIpRanges[0]",
    says,
  },
  {
    what: "host bits in the range of Services",
    program: give => new AksCluster("factory", { network: { serviceCidr: give("10.0.0.1/16") } }),
    path: "network.serviceCidr",
    says: /Did you mean '10\.0\.0\.0\/16'\?/,
  },
];

describe("Ranges of all components", () => {
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);

  it("are sent in canonical form", async () => {
    const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "2001:db8::7" }] }) };
    const loadBalancerSourceRanges = ["2001:DB8::/32", "203.0.113.0/24"];
    const { resources } = await run(
      () => mosquitto({ tlsService: { type: ServiceType.LoadBalancer, loadBalancerSourceRanges } }),
      { live },
    );

    const { spec } = find(resources, "kubernetes:core/v1:Service", "broker-tls").inputs as { spec: object };
    assert.deepEqual((spec as Record<string, unknown>).loadBalancerSourceRanges, ["2001:db8::/32", "203.0.113.0/24"]);
  });
});
