import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { checkDnsName, checkHost, checkIpAddress } from "../../../components/kubernetes/hosts";
import { BrokerListener, MosquittoBroker, ServerCertificate, ServiceEndpoint, ServiceType } from "../../../index";
import type { MosquittoServiceArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { azure } from "../iotOperations/iotOperations";

const path = PropertyPath.root.child("host");

describe("An IP address is written in one way", () => {
  for (const [given, written] of [
    ["203.0.113.7", "203.0.113.7"],
    ["2001:DB8::1", "2001:db8::1"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["2001:0db8::0007", "2001:db8::7"],
    ["0:0:0:0:0:0:0:5", "::5"],
    ["::", "::"],
    ["::ffff:203.0.113.7", "203.0.113.7"],
    ["::FFFF:cb00:7107", "203.0.113.7"],
    ["64:ff9b::203.0.113.7", "64:ff9b::cb00:7107"],
  ]) {
    it(`${given} as ${written}`, () => {
      assert.equal(checkIpAddress(given, path), written);
      assert.equal(checkHost(given, path), written);
    });
  }
});

const neither = /which is neither an IP address nor a DNS name: an IPv4 address has four numbers from 0 to 255/;
const wildcard = /clients cannot connect to a wildcard: set a DNS name such as mqtt\.example\.com/;

describe("A host", () => {
  for (const [host, says] of [
    ["10.0.0.256", neither],
    ["1.2.3", neither],
    ["010.0.0.1", neither],
    ["10.0.0.1.2", neither],
    ["0x0a.0.0.1", neither],
    ["2130706433", neither],
    ["*.example.com", wildcard],
    ["*", wildcard],
    ["10.0.0.0/24", /must be a DNS name/],
    ["fe80::1%eth0", /must be an IP address/],
    ["", /must be a DNS name/],
    [["10.0.0.1"] as unknown as string, /is a list/],
    [5 as unknown as string, /is 5/],
  ] as const) {
    it(`is not ${JSON.stringify(host)}`, () => assert.throws(() => checkHost(host, path), says));
  }

  for (const name of [
    "mqtt.example.com",
    "node-1",
    "1.example.com",
    "broker-tls.42",
    "MQTT.Example.com",
    "0xa.example",
  ])
    it(`may be ${name}`, () => assert.equal(checkHost(name, path), name));
});

describe("A DNS name in a certificate", () => {
  for (const name of ["*.example.com", "broker-tls.42", "localhost"])
    it(`may be ${name}`, () => assert.equal(checkDnsName(name, path), name));

  for (const [name, says] of [
    ["1.2.3", neither],
    ["10.0.0.256", neither],
    ["*.10.0.0.1", neither],
    ["10.0.0.1", /is the IP address 10\.0\.0\.1: move it to ipAddresses/],
    ["mqtt.*.com", /must be a DNS name/],
  ] as const)
    it(`is not ${name}`, () => assert.throws(() => checkDnsName(name, path), says));
});

const nodePort = { type: ServiceType.NodePort };
const mosquitto = (tlsService: MosquittoServiceArgs) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { issued: { authority: pki.root } } }],
    users: [{ name: "factory" }],
    tlsService,
  });

/** One for each argument that takes hosts or addresses. */
const cases: Case[] = [
  {
    what: "a node address of MosquittoBroker with a number above 255",
    program: give => mosquitto({ ...nodePort, nodeAddresses: [give("10.0.0.256")] }),
    path: "tlsService.nodeAddresses[0]",
    says: neither,
  },
  {
    what: "a wildcard as a node address",
    program: give => mosquitto({ ...nodePort, nodeAddresses: [give("*.example.com")] }),
    path: "tlsService.nodeAddresses[0]",
    says: wildcard,
  },
  {
    what: "a node address of BrokerListener with three numbers",
    program: give =>
      new BrokerListener("outside", {
        azure,
        serviceType: "NodePort",
        nodeAddresses: [give("1.2.3")],
        ports: [{ port: 8883, nodePort: 31883, tls: { issued: { authority: pki.root } } }],
      }),
    path: "nodeAddresses[0]",
    says: neither,
    madeOf: "outside-8883-tls-secret",
  },
  {
    what: "a load balancer's address with leading zeros",
    program: give => mosquitto({ type: ServiceType.LoadBalancer, loadBalancerIp: give("010.0.0.1") }),
    path: "tlsService.loadBalancerIp",
    says: /is "010\.0\.0\.1", but must be an IP address/,
  },
  {
    what: "a DNS name of ServerCertificate that is a number above 255",
    program: give =>
      new ServerCertificate("server", { namespace: "mqtt", authority: pki.root, dnsNames: [give("10.0.0.256")] }),
    path: "dnsNames[0]",
    says: neither,
  },
  {
    what: "a wildcard as the address of ServiceEndpoint",
    program: give => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", ipAddress: give("*") }),
    path: "ipAddress",
    says: /must be an IP address/,
    madeOf: "endpoint-job",
  },
];

describe("Hosts and addresses of all components", () => {
  before(makePki);

  cases.forEach(itRefuses);
  cases.filter(({ path: at }) => at !== "ipAddress").forEach(itRefusesAsOutput);
});
