import { NamespaceIsolation } from "../../../index";
import type { IsolationDestinationArgs, IsolationEgressArgs, NamespaceIsolationArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const isolate = (args: Partial<NamespaceIsolationArgs>) =>
  new NamespaceIsolation("dgraph", { namespace: "dgraph", policyEngine: "calico", ...args });
const clients = { clientNamespaceLabels: { app: "client" } };

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a namespace that Kubernetes would refuse",
    program: give => isolate({ namespace: give("Dgraph") }),
    path: "namespace",
    says: /is "Dgraph", but Kubernetes requires .*Did you mean "dgraph"\?/,
  },
  {
    what: "labels that would let in every namespace",
    program: give => isolate({ clientNamespaceLabels: give({}), tcpPorts: [8080] }),
    path: "clientNamespaceLabels",
    says: /is empty, which selects everything: set at least one label, or remove it/,
  },
  {
    what: "a label name that Kubernetes would refuse",
    program: give => isolate({ clientNamespaceLabels: give({ "a/b/c": "x" }), tcpPorts: [8080] }),
    path: "clientNamespaceLabels",
    says: /has the label "a\/b\/c", but Kubernetes requires names such as app or example.com\/app/,
  },
  {
    what: "a label value that Kubernetes would refuse",
    program: give => isolate({ administrationNamespaceLabels: give({ app: "back up" }) }),
    path: 'administrationNamespaceLabels["app"]',
    says: /is "back up", but Kubernetes requires at most 63 letters/,
  },
  {
    what: "pod labels that are not valid",
    program: give => isolate({ podLabels: give(["alpha"] as unknown as Record<string, string>) }),
    path: "podLabels",
    says: /is a list, but must be labels such as \{app: client\}/,
  },
  {
    what: "a range that is not valid",
    program: give => isolate({ clientCidrs: give(["203.0.113.7"]), tcpPorts: [8080] }),
    path: "clientCidrs[0]",
    says: /must be a CIDR such as 203.0.113.0\/24. Did you mean '203.0.113.7\/32'\?/,
  },
  {
    what: "no ranges",
    program: give => isolate({ clientCidrs: give([]), tcpPorts: [8080] }),
    path: "clientCidrs",
    says: /is empty, which lets no one in/,
  },
  {
    what: "no ports, which would open all ports",
    program: give => isolate({ ...clients, tcpPorts: give([]) }),
    path: "tcpPorts",
    says: /is empty, which means every port: set at least one, or remove it/,
  },
  {
    what: "clients without a port, which would open all ports",
    program: give => isolate({ ...clients, tcpPorts: give(undefined as unknown as number[]) }),
    path: "tcpPorts",
    says: /is missing, as is udpPorts: set the ports that clients may use/,
  },
  {
    what: "a port that is not valid",
    program: give => isolate({ ...clients, udpPorts: give([53, 65536]) }),
    path: "udpPorts[1]",
    says: /is 65536, but must be a whole number from 1 to 65535/,
  },
  {
    what: "a port twice",
    program: give => isolate({ ...clients, tcpPorts: give([8080, 8080]) }),
    path: "tcpPorts[1]",
    says: /is 8080, which tcpPorts\[0\] already has/,
  },
  {
    what: "a destination that is not valid",
    program: give => isolate({ egress: { destinations: give([{ tcpPorts: [443] }]) } }),
    path: "egress.destinations[0]",
    says: /has nothing: set exactly one of cidr and namespaceLabels/,
  },
  {
    what: "a destination that is null, as an empty item in YAML is",
    program: give => isolate({ egress: { destinations: [give(null as unknown as IsolationDestinationArgs)] } }),
    path: "egress.destinations[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "egress that is a list",
    program: give => isolate({ egress: give([] as unknown as IsolationEgressArgs) }),
    path: "egress",
    says: /is \[\], but must have properties/,
  },
  {
    what: "a destination with both a range and namespaces",
    program: give =>
      isolate({ egress: give({ destinations: [{ cidr: "0.0.0.0/0", namespaceLabels: { app: "store" } }] }) }),
    path: "egress.destinations[0]",
    says: /has cidr and namespaceLabels: set exactly one/,
  },
  {
    what: "pods in a range",
    program: give => isolate({ egress: give({ destinations: [{ cidr: "0.0.0.0/0", podLabels: { app: "store" } }] }) }),
    path: "egress.destinations[0].podLabels",
    says: /cannot be combined with cidr: pods are selected in namespaces only/,
  },
  {
    what: "a destination's port that is not valid",
    program: give => isolate({ egress: give({ destinations: [{ cidr: "0.0.0.0/0", tcpPorts: [0] }] }) }),
    path: "egress.destinations[0].tcpPorts[0]",
    says: /is 0, but must be a whole number from 1 to 65535/,
  },
  {
    what: "a destination's range that is not valid",
    program: give => isolate({ egress: give({ destinations: [{ cidr: "everywhere" }] }) }),
    path: "egress.destinations[0].cidr",
    says: /is "everywhere", but must be a CIDR/,
  },
  {
    what: "an unknown policy engine",
    program: give => isolate({ policyEngine: give("callico") }),
    path: "policyEngine",
    says: /is "callico", but must be one of calico, azure, cilium, other, none/,
  },
];

describe("Bad input of a NamespaceIsolation", () => {
  for (const bad of cases) {
    itRefuses(bad);
    itRefusesAsOutput(bad);
  }

  for (const path of ["tcpPorts", "udpPorts"] as const) {
    itRefuses({
      what: `${path} without a client`,
      program: () => isolate({ [path]: [8080] }),
      path,
      says: /is set, but there are no clients: set clientNamespaceLabels or clientCidrs, or remove it/,
    });
  }
  itRefuses({
    what: "serving pods without a client",
    program: () => isolate({ servingPodLabels: { app: "alpha" } }),
    path: "servingPodLabels",
    says: /is set, but there are no clients/,
  });
  itRefuses({
    what: "a name that no policy can have",
    program: () => new NamespaceIsolation("Dgraph", { namespace: "dgraph" }),
    path: "name",
    says: /is "Dgraph", but Kubernetes requires/,
  });
  itRefuses({
    what: "no arguments",
    program: () => new NamespaceIsolation("dgraph", undefined as never),
    path: "args",
    says: /is undefined, but must have properties/,
  });
  itRefuses({
    what: "strict that is neither true nor false",
    program: () => isolate({ strict: "false" as unknown as boolean }),
    path: "strict",
    says: /is "false", but must be true or false/,
  });
  itWantsPlain({
    what: "strict",
    program: give => isolate({ strict: give(true) }),
    path: "strict",
    says: /./,
  });
});
