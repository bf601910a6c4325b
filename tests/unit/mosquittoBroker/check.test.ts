import { MosquittoBroker, ServiceType } from "../../../index";
import type {
  CertificateAuthorityArgs,
  IssuedTlsArgs,
  MosquittoBrokerArgs,
  MosquittoListenerArgs,
} from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const listening = (listeners: MosquittoListenerArgs[], args: Partial<MosquittoBrokerArgs> = {}) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners, users: [{ name: "factory" }], ...args });
const issued = (args: Partial<IssuedTlsArgs>, brokerArgs?: Partial<MosquittoBrokerArgs>) =>
  listening([{ port: 8883, tls: { issued: { authority: pki.root, ...args } } }], brokerArgs);
const missing = undefined as unknown;

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a node port out of range",
    program: give => listening([{ port: 1883, nodePort: give(1883) }], { tcpService: { type: ServiceType.NodePort } }),
    path: "listeners[0].nodePort",
    says: /is 1883, but must be a whole number from 30000 to 32767/,
    madeOf: "broker-tcp",
  },
  {
    what: "a node port used twice",
    program: give =>
      listening(
        [
          { port: 1883, nodePort: give(31883) },
          { port: 1884, nodePort: give(31883) },
        ],
        { tcpService: { type: ServiceType.NodePort } },
      ),
    path: "listeners[1].nodePort",
    says: /is 31883, which listeners\[0\].nodePort already has/,
    madeOf: "broker-tcp",
  },
  {
    what: "a listener's Secret name that Kubernetes would refuse",
    program: give => listening([{ port: 8883, tls: { secretName: give("My Cert") } }]),
    path: "listeners[0].tls.secretName",
    says: /is "My Cert", but Kubernetes requires .*Did you mean "my-cert"\?/,
  },
  {
    what: "issued TLS with an authority that is null",
    program: give => issued({ authority: give(null as unknown as CertificateAuthorityArgs) }),
    path: "listeners[0].tls.issued.authority",
    says: /is null, but must have certificatePem and privateKeyPem/,
  },
  {
    what: "a listener's authority whose key does not match",
    program: give => issued({ authority: { ...pki.root, privateKeyPem: give(pki.leaf.privateKeyPem) } }),
    path: "listeners[0].tls.issued.authority.privateKeyPem",
    says: /is not the key of the certificate/,
  },
  {
    what: "a listener's IP address that is not valid",
    program: give => issued({ ipAddresses: give(["10.0.0"]) }),
    path: "listeners[0].tls.issued.ipAddresses[0]",
    says: /is "10.0.0", but must be an IP address/,
  },
  {
    what: "a listener's certificate with a lifetime of zero",
    program: give => issued({ validityHours: give(0) }),
    path: "listeners[0].tls.issued.validityHours",
    says: /is 0, but must be a whole number of hours from 1 to 2562047/,
  },
  {
    what: "an ACL that Mosquitto cannot read",
    program: give =>
      listening([{ port: 1883 }], { acl: give("user factory\n topic read #\n\n# a note\ntopics write a\n") }),
    path: "acl",
    says: /has an error in line 5: it must start with 'topic', 'pattern' or 'user', or with '#'/,
    madeOf: "broker-config",
  },
  {
    what: "an ACL with a wildcard in the middle of a level",
    program: give => listening([{ port: 1883 }], { acl: give("topic read machines/a#") }),
    path: "acl",
    says: /has an error in line 1: '\+' must be a whole level/,
    madeOf: "broker-config",
  },
  {
    what: "no users and no allowAnonymous",
    program: give => listening([{ port: 1883 }], { users: [], allowAnonymous: give(false) }),
    path: "users",
    says: /is empty and allowAnonymous is not true: no one could connect/,
  },
  {
    what: "an address range that is not valid",
    program: give =>
      issued({}, { tlsService: { type: ServiceType.LoadBalancer, loadBalancerSourceRanges: [give("10.0.0.1")] } }),
    path: "tlsService.loadBalancerSourceRanges[0]",
    says: /is "10.0.0.1", but must be a CIDR .*Did you mean '10.0.0.1\/32'\?/,
  },
  {
    what: "a load balancer address that is not valid",
    program: give => issued({}, { tlsService: { type: ServiceType.LoadBalancer, loadBalancerIp: give("public") } }),
    path: "tlsService.loadBalancerIp",
    says: /is "public", but must be an IP address/,
  },
];

const passwords: Case[] = [
  {
    what: "an empty password",
    program: give => listening([{ port: 1883 }], { users: [{ name: "a", password: give("") }] }),
    path: "users[0].password",
    says: /is empty: Mosquitto accepts no empty password/,
  },
  {
    what: "a password with a line break",
    program: give => listening([{ port: 1883 }], { users: [{ name: "a", password: give("hunter2\n") }] }),
    path: "users[0].password",
    says: /has a line break/,
  },
  {
    what: "a password with a null character, at which Mosquitto ends it",
    program: give => listening([{ port: 1883 }], { users: [{ name: "a", password: give("hun\0ter2") }] }),
    path: "users[0].password",
    says: /has a line break or a null character/,
  },
  {
    what: "a password that is not text",
    program: give => listening([{ port: 1883 }], { users: [{ name: "a", password: give(null as unknown as string) }] }),
    path: "users[0].password",
    says: /is not text: set a password, or remove it/,
  },
];

/** Undefined means left out if plain, but an Output was meant to have a value. */
const missingPassword: Case = {
  what: "a missing password",
  program: give => listening([{ port: 1883 }], { users: [{ name: "a", password: give(missing as string) }] }),
  path: "users[0].password",
  says: /is not text: set a password, or remove it/,
};

/** Values that decide which resources exist. */
const plainCases: Case[] = [
  {
    what: "a port out of range",
    program: give => listening([{ port: give(88830) }]),
    path: "listeners[0].port",
    says: /is 88830, but must be a whole number from 1024 to 65535/,
  },
  {
    what: "a port used twice",
    program: give => listening([{ port: 8883 }, { port: give(8883) }]),
    path: "listeners[1].port",
    says: /is 8883, which listeners\[0\].port already has/,
  },
  {
    what: "an empty listener list",
    program: give => listening(give([])),
    path: "listeners",
    says: /is empty: the broker needs at least one listener/,
  },
  {
    what: "TLS with neither secretName nor issued",
    program: give => listening([{ port: 8883, tls: give({}) }]),
    path: "listeners[0].tls",
    says: /has nothing: set exactly one of secretName and issued/,
  },
  {
    what: "TLS with both secretName and issued",
    program: give => listening([{ port: 8883, tls: give({ secretName: "mine", issued: { authority: pki.root } }) }]),
    path: "listeners[0].tls",
    says: /has secretName and issued: set exactly one/,
  },
  {
    what: "a protocol that does not exist",
    program: give => listening([{ port: 8883, protocol: give("amqp" as "Mqtt") }]),
    path: "listeners[0].protocol",
    says: /is "amqp", but must be one of Mqtt, WebSockets/,
  },
  {
    what: "a user name with a colon",
    program: give => listening([{ port: 1883 }], { users: [{ name: give("line:4") }] }),
    path: "users[0].name",
    says: /has a colon, which ends the name in Mosquitto's password file/,
  },
  {
    what: "a user name with a line break",
    program: give => listening([{ port: 1883 }], { users: [{ name: give("a\nb") }] }),
    path: "users[0].name",
    says: /has a line break or a control character/,
  },
  {
    what: "a user named twice",
    program: give => listening([{ port: 1883 }], { users: [{ name: "a" }, { name: give("a") }] }),
    path: "users[1].name",
    says: /is also the name of users\[0\]: name each user once/,
  },
  {
    what: "settings for a Service without a listener",
    program: give => listening([{ port: 1883 }], { tlsService: give({ type: ServiceType.LoadBalancer }) }),
    path: "tlsService",
    says: /is set, but there is no listener with TLS: add one, or remove tlsService/,
  },
];

/** Values that are valid alone but not together. */
const contradictions: Case[] = [
  {
    what: "a node port for a Service without node ports",
    program: () => listening([{ port: 1883, nodePort: 31883 }]),
    path: "listeners[0].nodePort",
    says: /its Service has type ClusterIP/,
  },
  {
    what: "a load balancer's address for another type of Service",
    program: () => listening([{ port: 1883 }], { tcpService: { loadBalancerIp: "203.0.113.7" } }),
    path: "tcpService.loadBalancerIp",
    says: /needs tcpService.type LoadBalancer, but it is ClusterIP: set LoadBalancer, or remove loadBalancerIp/,
  },
  {
    what: "node names together with node addresses",
    program: () =>
      listening([{ port: 1883 }], {
        tcpService: { type: ServiceType.NodePort, nodeNames: ["a"], nodeAddresses: ["10.240.0.4"] },
      }),
    path: "tcpService.nodeNames",
    says: /cannot be combined with nodeAddresses/,
  },
  {
    what: "a broker name that Kubernetes would refuse for its Services",
    program: () => new MosquittoBroker("Broker", { namespace: "mqtt", listeners: [{ port: 1883 }] }),
    path: "name",
    says: /is "Broker", but Kubernetes requires at most 59 .*Did you mean "broker"\?/,
  },
];

describe("Bad input of a MosquittoBroker", () => {
  before(makePki);

  [...cases, ...passwords, ...plainCases, ...contradictions].forEach(itRefuses);
  [...cases, ...passwords, missingPassword].forEach(itRefusesAsOutput);
  plainCases.forEach(itWantsPlain);
});
