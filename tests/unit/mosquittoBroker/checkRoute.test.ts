import { MosquittoBroker } from "../../../index";
import type { MosquittoRouteArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const withRoute = (route: MosquittoRouteArgs, ports = [8883], namespace = "mqtt") =>
  new MosquittoBroker("broker", {
    namespace,
    listeners: [{ port: 1883 }, ...ports.map(port => ({ port, tls: { issued: { authority: pki.root } } }))],
    users: [{ name: "factory" }],
    route,
  });

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a host with an underscore",
    program: give => withRoute({ host: give("mosquitto.apps.my_domain") }),
    path: "route.host",
    says: /is "mosquitto.apps.my_domain", but must be a DNS name such as mqtt.example.com/,
    madeOf: "broker-route",
  },
  {
    what: "an IP address as host",
    program: give => withRoute({ host: give("203.0.113.7") }),
    path: "route.host",
    says: /clients send it as the server name in TLS, which cannot be an IP address/,
    madeOf: "broker-route",
  },
  {
    what: "a wildcard as host",
    program: give => withRoute({ host: give("*.example.com") }),
    path: "route.host",
    says: /without '\*'/,
    madeOf: "broker-route",
  },
  {
    what: "a label of 64 letters",
    program: give => withRoute({ subdomain: give("a".repeat(64)) }),
    path: "route.subdomain",
    says: /must be a DNS name such as mqtt.factory/,
    madeOf: "broker-route",
  },
  {
    what: "no host if the default one would have a label of more than 63 characters",
    program: give => withRoute({}, [8883], give("a".repeat(57))),
    path: "route.host",
    says: /is missing, and broker-a{57}, the first label by default, has more than 63 characters: set host or subdomain/,
    madeOf: "broker-route",
  },
  {
    what: "a time-out without a unit, which would be milliseconds",
    program: give => withRoute({ timeout: give("3600") }),
    path: "route.timeout",
    says: /is "3600", but must be a number with us, ms, s, m, h or d, such as 2h/,
    madeOf: "broker-route",
  },
  {
    what: "an address without a prefix among the ranges",
    program: give => withRoute({ allowedSourceRanges: [give("10.0.0.1")] }),
    path: "route.allowedSourceRanges[0]",
    says: /Did you mean '10.0.0.1\/32'\?/,
    madeOf: "broker-route",
  },
];

const emptyRanges: Case = {
  what: "an empty list of ranges",
  program: give => withRoute({ allowedSourceRanges: give([]) }),
  path: "route.allowedSourceRanges",
  says: /is empty, which lets everyone in/,
  madeOf: "broker-route",
};

/** Values that decide which resources exist. */
const plainCases: Case[] = [
  {
    what: "a Route without a TLS listener",
    program: give => withRoute(give({}), []),
    path: "route",
    says: /there is no listener with TLS.* or expose listeners without TLS by tcpService.type LoadBalancer or NodePort/,
  },
  {
    what: "the port of a listener without TLS",
    program: give => withRoute({ port: give(1883) }),
    path: "route.port",
    says: /is 1883, but must be the port of a listener with TLS: 8883.*LoadBalancer or NodePort/,
  },
];

const contradictions: Case[] = [
  ...["termination", "tls"].map(key => ({
    what: `another termination, given as ${key}`,
    program: () => withRoute({ [key]: "edge" }),
    path: `route.${key}`,
    says: /the termination is always passthrough.*tcpService.type LoadBalancer or NodePort/,
  })),
  {
    what: "no port if several listeners have TLS",
    program: () => withRoute({}, [8883, 8884]),
    path: "route.port",
    says: /is missing, but several listeners have TLS: set one of 8883, 8884/,
  },
  {
    what: "a subdomain together with a host",
    program: () => withRoute({ host: "mqtt.example.com", subdomain: "mqtt" }),
    path: "route.subdomain",
    says: /cannot be combined with host: remove one of them/,
  },
];

describe("Bad input of a Route", () => {
  before(makePki);

  [...cases, emptyRanges, ...plainCases, ...contradictions].forEach(itRefuses);
  [...cases, emptyRanges].forEach(itRefusesAsOutput);
  plainCases.forEach(itWantsPlain);
});
