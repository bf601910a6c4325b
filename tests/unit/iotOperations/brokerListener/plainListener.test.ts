import { Broker, BrokerListener } from "../../../../index";
import type { BrokerArgs, BrokerListenerArgs, ListenerArgs, ListenerPortArgs } from "../../../../index";
import { itRefuses, itWantsPlain, makePki, pki } from "../../inputs/badInput";
import type { Case } from "../../inputs/badInput";
import { azure, securePort } from "../iotOperations";

const listener = (args: Partial<BrokerListenerArgs>, port: Partial<ListenerPortArgs> = {}) =>
  new BrokerListener("outside", { azure, ports: [securePort(8883, port)], ...args });
const issued = (given: NonNullable<ListenerPortArgs["tls"]>["issued"], args: Partial<BrokerListenerArgs> = {}) =>
  listener(args, { tls: { issued: given } });
const broker = (args: Partial<BrokerArgs>) => new Broker("iot", { azure, ...args });
const nodes = { serviceType: "NodePort" as const };

/** Values that must be plain, since they decide which resources exist or are checked at once. */
const plainCases: Case[] = [
  {
    what: "no control plane",
    program: () => new BrokerListener("outside", { ports: [securePort(8883)] }),
    path: "azure",
    says: /has nothing: set exactly one of azure and kubernetes/,
  },
  {
    what: "both control planes",
    program: () => listener({ kubernetes: {} }),
    path: "kubernetes",
    says: /has azure and kubernetes: set exactly one of azure and kubernetes/,
  },
  {
    what: "the preview feature with strict",
    program: () => listener({ azure: undefined, kubernetes: {}, strict: true }),
    path: "kubernetes",
    says: /is a preview feature of Azure IoT Operations, which strict refuses: set azure/,
  },
  {
    what: "a control plane that is null, as a property without a value is in YAML",
    program: () => listener({ azure: null as unknown as undefined }),
    path: "azure",
    says: /has nothing: set exactly one of azure and kubernetes/,
  },
  {
    what: "a port that is null, as an item without a value is in YAML",
    program: () => listener({ ports: [null as unknown as ListenerPortArgs] }),
    path: "ports[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "TLS that is null",
    program: () => listener({}, { tls: null as unknown as ListenerPortArgs["tls"] }),
    path: "ports[0].tls",
    says: /is null, but must have properties/,
  },
  {
    what: "a listener that is null",
    program: () => broker({ listeners: [null as unknown as ListenerArgs] }),
    path: "listeners[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "a port of the default listener that is null",
    program: () =>
      broker({ azure: undefined, kubernetes: {}, defaultListenerPorts: [null as unknown as ListenerPortArgs] }),
    path: "defaultListenerPorts[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "a CA key in the state with strict",
    program: () => issued({ authority: pki.root }, { strict: true }),
    path: "ports[0].tls.issued.authority",
    says: /brings a CA key through the program.*strict refuses/,
  },
  {
    what: "a service type that is not valid",
    program: () => listener({ serviceType: "External" as "LoadBalancer" }),
    path: "serviceType",
    says: /is "External", but must be one of ClusterIp, NodePort, LoadBalancer/,
  },
  {
    what: "nodes for a load balancer",
    program: () => listener({ nodeNames: ["worker-1"] }),
    path: "nodeNames",
    says: /is set, but the type is LoadBalancer: set serviceType to NodePort/,
  },
  {
    what: "nodes by name and by address",
    program: () => listener({ ...nodes, nodeNames: ["worker-1"], nodeAddresses: ["10.240.0.4"] }),
    path: "nodeNames",
    says: /cannot be combined with nodeAddresses: remove one of them/,
  },
  {
    what: "a component with a name that no object can have",
    program: () => new BrokerListener("Outside", { azure, ports: [securePort(8883)] }),
    path: "name",
    says: /is "Outside", but Kubernetes requires .*Did you mean "outside"/,
  },
  {
    what: "settings for the existing default broker",
    program: () => broker({ settings: {} }),
    path: "settings",
    says: /the broker 'default' comes with Azure IoT Operations.*az iot ops create/,
  },
  {
    what: "a listener without a name",
    program: () => broker({ listeners: [{ ports: [securePort(8883)] }] }),
    path: "listeners[0].listenerName",
    says: /is missing: each listener of a broker needs one/,
  },
  {
    what: "a listener name that is too long",
    program: () => broker({ listeners: [{ listenerName: "a".repeat(60), ports: [securePort(8883)] }] }),
    path: "listeners[0].listenerName",
    says: /but Kubernetes requires at most 54/,
  },
  {
    what: "defaultListenerPorts for another broker than the default one",
    program: () => broker({ azure: undefined, kubernetes: {}, brokerName: "own", defaultListenerPorts: [] }),
    path: "defaultListenerPorts",
    says: /is set, but only the broker 'default' has a default listener/,
  },
  {
    what: "a certificate that would be deleted before its port",
    program: () =>
      broker({
        azure: undefined,
        kubernetes: {},
        defaultListenerPorts: [{ port: 1885, tls: { issued: { authority: pki.root } } }],
      }),
    path: "defaultListenerPorts[0].tls.issued",
    says: /may outlive this stack and its Secret would not/,
  },
  {
    what: "an authentication that is null, as a property without a value is in YAML",
    program: () => listener({}, { authenticationRef: null as unknown as undefined }),
    path: "ports[0].authenticationRef",
    says: /is null, but must have properties/,
  },
  {
    what: "the name of an authorization in place of a reference",
    program: () => listener({}, { authorizationRef: "my-authz" as never }),
    path: "ports[0].authorizationRef",
    says: /is "my-authz", but must be \{name: "my-authz"\}/,
  },
  {
    what: "a control plane that is not an object",
    program: () => listener({ azure: undefined, kubernetes: "yes" }),
    path: "kubernetes",
    says: /is text, but must have properties/,
  },
  {
    what: "Azure IoT Operations' own port",
    program: () => broker({ azure: undefined, kubernetes: {}, defaultListenerPorts: [securePort(18883)] }),
    path: "defaultListenerPorts[0].port",
    says: /of the listener 'default' is 18883, which the listener 'default' already has/,
  },
];

/** Values that must not be Outputs. */
const wantedPlain: Case[] = (
  [
    ["azure", give => listener({ azure: give(azure) })],
    ["ports", give => listener({ ports: give([securePort(8883)]) })],
    ["ports[0].port", give => listener({ ports: [{ ...securePort(8883), port: give(8883) }] })],
    ["ports[0].nodePort", give => listener({ ...nodes }, { nodePort: give(31884) })],
    [
      "defaultListenerPorts[0].tls",
      give => broker({ kubernetes: {}, azure: undefined, defaultListenerPorts: [{ port: 1885, tls: give({}) }] }),
    ],
    ["ports[0].tls", give => listener({}, { tls: give({ secretName: "server-cert" }) })],
    ["serviceType", give => listener({ serviceType: give("NodePort" as const) })],
    ["serviceName", give => listener({ serviceName: give("mqtts-endpoint") })],
    ["listenerName", give => listener({ listenerName: give("my-listener") })],
    ["strict", give => listener({ strict: give(true) })],
    ["listeners", give => broker({ listeners: give([]) })],
    ["brokerName", give => broker({ brokerName: give("own") })],
    ["settings", give => broker({ brokerName: "own", settings: give({}) })],
    ["defaultListenerPorts", give => broker({ defaultListenerPorts: give([]) })],
  ] satisfies [string, Case["program"]][]
).map(([name, program]) => ({ what: name, program, path: name, says: /./ }));

describe("Arguments of a Broker or a BrokerListener that must be plain", () => {
  before(makePki);

  for (const bad of plainCases) itRefuses(bad);
  for (const bad of wantedPlain) itWantsPlain(bad);
});
