import {
  AksCluster,
  BrokerListener,
  CertificateChain,
  CertificateIssuer,
  MosquittoBroker,
  NamespaceIsolation,
  ServerCertificate,
} from "../../../index";
import type {
  ListenerPortArgs,
  MosquittoBrokerArgs,
  MosquittoListenerArgs,
  MosquittoTlsArgs,
  NamespaceIsolationArgs,
} from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "./badInput";
import type { Case } from "./badInput";
import { azure, securePort } from "../iotOperations/iotOperations";

/** What YAML makes of a property without a value, typed to fit everywhere. */
const nothing = null as never;

const mosquitto = (args: Partial<MosquittoBrokerArgs>, listener: Partial<MosquittoListenerArgs> = {}) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { secretName: "broker-tls" }, ...listener }],
    users: [{ name: "factory" }],
    ...args,
  });
/** Without users, for arguments that replace them. */
const open = (args: Partial<MosquittoBrokerArgs>) => mosquitto({ users: undefined, allowAnonymous: true, ...args });
const listener = (port: Partial<ListenerPortArgs>) =>
  new BrokerListener("outside", { azure, ports: [securePort(8883, port)] });
const isolate = (args: Partial<NamespaceIsolationArgs>) =>
  new NamespaceIsolation("dgraph", { namespace: "dgraph", policyEngine: "calico", ...args });
const isNull = /is null/;

/** Values that must be plain. */
const cases: Case[] = [
  ...[null, false, ""].map((tls): Case => ({
    what: `TLS that is ${JSON.stringify(tls)}, which would mean a port without TLS`,
    program: give => mosquitto({}, { tls: give(tls) as unknown as MosquittoTlsArgs }),
    path: "listeners[0].tls",
    says: /is (null|false|text), but must have secretName or issued: remove it for a port without TLS/,
  })),
  {
    what: "a certificate to issue that is null",
    program: give => mosquitto({}, { tls: { issued: give(nothing) } }),
    path: "listeners[0].tls.issued",
    says: /is null, but must have properties/,
  },
  {
    what: "a listener that is null",
    program: give => mosquitto({ listeners: [give(nothing)] }),
    path: "listeners[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "users that are null",
    program: give => open({ users: give(nothing) }),
    path: "users",
    says: /is null, but must be a list/,
  },
  {
    what: "a user that is null",
    program: give => open({ users: [give(nothing)] }),
    path: "users[0]",
    says: /is null, but must have properties/,
  },
  {
    what: "a Secret of a password file that is null",
    program: give => open({ passwordFileSecret: give(nothing) }),
    path: "passwordFileSecret",
    says: /is null, but must have name and key/,
  },
  {
    what: "TLS of a port that is null",
    program: give => listener({ tls: give(nothing) }),
    path: "ports[0].tls",
    says: isNull,
  },
  {
    what: "an existing CA that is null",
    program: give => new CertificateIssuer("issuer", { namespace: "mqtt", existing: give(nothing) }),
    path: "existing",
    says: /is null, but must have properties/,
  },
  {
    what: "a new CA that is null",
    program: give => new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: give(nothing) }),
    path: "selfSigned",
    says: /is null, but must be \{\} or have properties/,
  },
  {
    what: "strict of a MosquittoBroker that is null",
    program: give => mosquitto({ strict: give(nothing) }),
    path: "strict",
    says: /is null, but must be true or false/,
  },
  {
    what: "strict of a NamespaceIsolation that is null",
    program: give => isolate({ strict: give(nothing) }),
    path: "strict",
    says: /is null, but must be true or false/,
  },
  {
    what: "strict of a certificate that is null",
    program: give =>
      new ServerCertificate("server", {
        namespace: "mqtt",
        dnsNames: ["mqtt.example.com"],
        authority: pki.root,
        strict: give(nothing),
      }),
    path: "strict",
    says: /is null, but must be true or false/,
  },
  {
    what: "strict of an issuer that is null",
    program: give => new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: {}, strict: give(nothing) }),
    path: "strict",
    says: /is null, but must be true or false/,
  },
  {
    what: "sign-in by Entra ID that is null, which would leave local accounts on",
    program: give => new AksCluster("factory", { aad: give(nothing) }),
    path: "aad",
    says: /is null, but must have properties/,
  },
];

const chain = (existingRoot: unknown) => () => new CertificateChain("ca", { existingRoot: existingRoot as never });

describe("A value that would silently open access, and must be plain", () => {
  before(makePki);

  for (const root of [null, false, "", []]) {
    itRefuses({
      what: `${JSON.stringify(root)} in place of an existing root, which would create a new one`,
      program: chain(root),
      path: "existingRoot",
      says: /but must have certificatePem and privateKeyPem: remove it for a new root/,
    });
  }
  itRefusesAsOutput({
    what: "null in place of an existing root",
    program: give => chain(give(null))(),
    path: "existingRoot.certificatePem",
    says: /is missing, but must be a certificate in PEM/,
  });

  for (const given of cases) {
    itRefuses(given);
    itWantsPlain(given);
  }
});
