import * as pulumi from "@pulumi/pulumi";
import {
  AksCluster,
  BrokerAuthorization,
  BrokerListener,
  MosquittoBroker,
  NamespaceIsolation,
  ServerCertificate,
  ServiceType,
} from "../../../index";
import type { ListenerPortArgs, MosquittoBrokerArgs, MosquittoListenerArgs } from "../../../index";
import { itRefuses, itRefusesAsOutput, makePki } from "./badInput";
import type { Case } from "./badInput";
import { find, run } from "../engine/engine";
import { azure, securePort } from "../iotOperations/iotOperations";
import { liveService } from "../engine/live";

/** What YAML makes of a property without a value, typed to fit everywhere. */
const nothing = null as never;
const none: string[] = [];

const mosquitto = (args: Partial<MosquittoBrokerArgs>, listener: Partial<MosquittoListenerArgs> = {}) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { secretName: "broker-tls" }, ...listener }],
    users: [{ name: "factory" }],
    ...args,
  });
/** Without users, for arguments that replace them. */
const open = (args: Partial<MosquittoBrokerArgs>) => mosquitto({ users: undefined, allowAnonymous: true, ...args });
const loadBalancer = { type: ServiceType.LoadBalancer };
const routed = (allowedSourceRanges: string[]) => mosquitto({ route: { allowedSourceRanges } });
const listener = (port: Partial<ListenerPortArgs>) =>
  new BrokerListener("outside", { azure, ports: [securePort(8883, port)] });
const aks = (authorizedIpRanges: string[]) => new AksCluster("factory", { authorizedIpRanges });
const isNull = /is null/;
const leaveOut = /is null, but must be a list of ranges: remove it to let everyone in/;
const isEmpty = /is empty, which lets everyone in: set at least one range, or remove it/;

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "null as the source ranges of a load balancer without TLS",
    program: give =>
      mosquitto({ tcpService: { ...loadBalancer, loadBalancerSourceRanges: give(nothing) } }, { tls: undefined }),
    path: "tcpService.loadBalancerSourceRanges",
    says: leaveOut,
    madeOf: "broker-tcp",
  },
  {
    what: "no source ranges for a load balancer without TLS",
    program: give =>
      mosquitto({ tcpService: { ...loadBalancer, loadBalancerSourceRanges: give(none) } }, { tls: undefined }),
    path: "tcpService.loadBalancerSourceRanges",
    says: isEmpty,
    madeOf: "broker-tcp",
  },
  {
    what: "null as the source ranges of a load balancer with TLS",
    program: give => mosquitto({ tlsService: { ...loadBalancer, loadBalancerSourceRanges: give(nothing) } }),
    path: "tlsService.loadBalancerSourceRanges",
    says: leaveOut,
    madeOf: "broker-tls",
  },
  {
    what: "no source ranges for a load balancer with TLS",
    program: give => mosquitto({ tlsService: { ...loadBalancer, loadBalancerSourceRanges: give(none) } }),
    path: "tlsService.loadBalancerSourceRanges",
    says: isEmpty,
    madeOf: "broker-tls",
  },
  {
    what: "a source range that is null",
    program: give => mosquitto({ tlsService: { ...loadBalancer, loadBalancerSourceRanges: [give(nothing)] } }),
    path: "tlsService.loadBalancerSourceRanges[0]",
    says: isNull,
    madeOf: "broker-tls",
  },
  {
    what: "null as the source ranges of a Route",
    program: give => routed(give(nothing)),
    path: "route.allowedSourceRanges",
    says: leaveOut,
    madeOf: "broker-route",
  },
  {
    what: "no source ranges for a Route",
    program: give => routed(give(none)),
    path: "route.allowedSourceRanges",
    says: isEmpty,
    madeOf: "broker-route",
  },
  {
    what: "a listener's Secret name that is null",
    program: give => mosquitto({}, { tls: { secretName: give(nothing) } }),
    path: "listeners[0].tls.secretName",
    says: /is null, but Kubernetes requires/,
  },
  {
    what: "an ACL that is null",
    program: give => mosquitto({ acl: give(nothing) }),
    path: "acl",
    says: /is not text: set the lines of an acl_file, or remove it/,
    madeOf: "broker-config",
  },
  {
    what: "a password file that is null",
    program: give => open({ passwordFile: give(nothing) }),
    path: "passwordFile",
    says: /is not text/,
  },
  {
    what: "a Secret of a password file whose name is null",
    program: give => open({ passwordFileSecret: { name: give(nothing), key: "passwords" } }),
    path: "passwordFileSecret.name",
    says: isNull,
  },
  {
    what: "settings of Mosquitto that are null",
    program: give => mosquitto({ extraConfig: give(nothing) }),
    path: "extraConfig",
    says: /is not text: set lines of mosquitto.conf, or remove it/,
    madeOf: "broker-config",
  },
  {
    what: "settings of a listener that are null",
    program: give => mosquitto({}, { extraConfig: give(nothing) }),
    path: "listeners[0].extraConfig",
    says: /is not text: set lines of mosquitto.conf, or remove it/,
    madeOf: "broker-config",
  },
  {
    what: "an authority that is null",
    program: give =>
      new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["mqtt.example.com"], authority: give(nothing) }),
    path: "authority",
    says: /is null, but must have certificatePem and privateKeyPem, such as the authority of a CertificateChain/,
  },
  {
    what: "null as the ranges of the API server",
    program: give => aks(give(nothing)),
    path: "authorizedIpRanges",
    says: /is null, but must be a list/,
  },
  {
    what: "no ranges for the API server",
    program: give => aks(give(none)),
    path: "authorizedIpRanges",
    says: isEmpty,
  },
  {
    what: "null as the choice of a private cluster",
    program: give => new AksCluster("factory", { privateCluster: give(nothing) }),
    path: "privateCluster",
    says: /is null, but must be true or false/,
  },
  {
    what: "egress that is null",
    program: give => isolate({ egress: give(nothing) }),
    path: "egress",
    says: isNull,
  },
  {
    what: "destinations that are null",
    program: give => isolate({ egress: { destinations: give(nothing) } }),
    path: "egress.destinations",
    says: isNull,
  },
  {
    what: "a destination whose labels are null",
    program: give => isolate({ egress: { destinations: [{ namespaceLabels: give(nothing) }] } }),
    path: "egress.destinations[0].namespaceLabels",
    says: isNull,
  },
  {
    what: "a policy engine that is null",
    program: give => isolate({ policyEngine: give(nothing), strict: true }),
    path: "policyEngine",
    says: isNull,
  },
  {
    what: "a Secret name of a port that is null",
    program: give => listener({ tls: { secretName: give(nothing) } }),
    path: "ports[0].tls.secretName",
    says: isNull,
    madeOf: "outside-listener",
  },
  {
    what: "an authentication of a port that is null",
    program: give => listener({ authenticationRef: give(nothing) }),
    path: "ports[0].authenticationRef",
    says: isNull,
    madeOf: "outside-listener",
  },
  {
    what: "an authorization of a port that is null",
    program: give => listener({ authorizationRef: give(nothing) }),
    path: "ports[0].authorizationRef",
    says: isNull,
    madeOf: "outside-listener",
  },
  {
    what: "client ids that are null, which would mean all clients",
    program: give =>
      new BrokerAuthorization("authz", {
        azure,
        rules: [
          {
            principals: { usernames: ["sensor"] },
            brokerResources: [{ method: "Connect", clientIds: give(nothing) }],
          },
        ],
      }),
    path: "rules[0].brokerResources[0].clientIds",
    says: isNull,
    madeOf: "authz-authorization",
  },
];

function isolate(args: Partial<ConstructorParameters<typeof NamespaceIsolation>[1]>) {
  return new NamespaceIsolation("dgraph", { namespace: "dgraph", policyEngine: "calico", ...args });
}

describe("A value that would silently open access, and may be an Output", () => {
  before(makePki);

  for (const given of cases) {
    itRefuses(given);
    itRefusesAsOutput(given);
  }
  it("is not an undefined argument, which counts as left out", async () => {
    const nowhere = { users: undefined, acl: undefined, strict: undefined, passwordFileSecret: undefined };
    const open = { tls: undefined, extraConfig: pulumi.output(undefined) as never };
    const tcpService = { loadBalancerSourceRanges: undefined };
    const live = { "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "ClusterIP", port: 8883 }) };
    const { resources } = await run(() => mosquitto({ ...nowhere, allowAnonymous: true, tcpService }, open), { live });

    find(resources, "kubernetes:apps/v1:Deployment", "broker");
  });
});
