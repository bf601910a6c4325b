import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import { MosquittoBroker, RotationPolicy, ServerCertificate } from "../../../index";
import type {
  IssuedTlsArgs,
  IssuerRefArgs,
  MosquittoBrokerArgs,
  ServerCertificateArgs,
  KeyAlgorithm,
} from "../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { attempt } from "../engine/engine";

type Give = <T>(value: T) => T;
const issuerRef: IssuerRefArgs = { name: "my-issuer", kind: "Issuer" };
const missing = undefined as unknown as string;

/** A bad certificate of an issuer, with the settings that ServerCertificate and a listener share. */
interface BadRequest {
  what: string;
  settings: (give: Give) => Partial<ServerCertificateArgs & IssuedTlsArgs>;
  path: string;
  says: RegExp;
}

const requests: BadRequest[] = [
  {
    what: "an issuer without a name",
    settings: give => ({ issuerRef: { kind: "Issuer", name: give(missing) } }),
    path: "issuerRef.name",
    says: /is missing/,
  },
  {
    what: "an issuer with an empty name",
    settings: give => ({ issuerRef: give({ kind: "Issuer", name: "" }) }),
    path: "issuerRef.name",
    says: /is missing/,
  },
  {
    what: "an issuer with a name that Kubernetes would refuse",
    settings: give => ({ issuerRef: { kind: "Issuer", name: give("MyIssuer") } }),
    path: "issuerRef.name",
    says: /is "MyIssuer", but Kubernetes requires .*Did you mean "my-issuer"\?/,
  },
  {
    what: "an issuer without a kind",
    settings: give => ({ issuerRef: { name: "my-issuer", kind: give(missing) } }),
    path: "issuerRef.kind",
    says: /is missing: cert-manager has the kinds Issuer and ClusterIssuer/,
  },
  {
    what: "an issuer kind in lower case",
    settings: give => ({ issuerRef: { name: "my-issuer", kind: give("clusterissuer") } }),
    path: "issuerRef.kind",
    says: /is 'clusterissuer', but the group cert-manager.io has only Issuer and ClusterIssuer\. Did you mean 'ClusterIssuer'\?/,
  },
  {
    what: "an external issuer without its group",
    settings: give => ({ issuerRef: { name: "steps", kind: give("StepIssuer") } }),
    path: "issuerRef.kind",
    says: /is 'StepIssuer', but the group cert-manager.io has only .*\. For an external issuer, set group too\./,
  },
  {
    what: "an Issuer in another namespace",
    settings: give => ({ issuerRef: { ...issuerRef, namespace: give("elsewhere") } }),
    path: "issuerRef.namespace",
    says: /is 'elsewhere', but the certificate is in 'mqtt', and an Issuer issues only in its own namespace: use a ClusterIssuer/,
  },
  {
    what: "an Issuer in a namespace that is not valid",
    settings: give => ({ issuerRef: { ...issuerRef, namespace: give("my.mqtt") } }),
    path: "issuerRef.namespace",
    says: /is "my.mqtt", but Kubernetes requires/,
  },
  {
    what: "a CA certificate that is not valid",
    settings: give => ({ issuerRef: { ...issuerRef, caCertificatePem: give("MIIB") } }),
    path: "issuerRef.caCertificatePem",
    says: /is not a certificate in PEM/,
  },
  {
    what: "a server certificate in place of the CA certificate",
    settings: give => ({ issuerRef: { ...issuerRef, caCertificatePem: give(pki.leaf.certificatePem) } }),
    path: "issuerRef.caCertificatePem",
    says: /'CN=leaf' is not a CA certificate/,
  },
  {
    what: "a CA certificate that has expired",
    settings: give => ({ issuerRef: { ...issuerRef, caCertificatePem: give(pki.expired.certificatePem) } }),
    path: "issuerRef.caCertificatePem",
    says: /'CN=test root' expired on/,
  },
  {
    what: "a CA certificate that is not valid yet",
    settings: give => ({ issuerRef: { ...issuerRef, caCertificatePem: give(pki.early.certificatePem) } }),
    path: "issuerRef.caCertificatePem",
    says: /has only certificates that are not valid now \('CN=next root' is not valid before 20\S+Z\): add one .*, such as caCertificatePem of a CertificateIssuer/,
  },
  {
    what: "a key algorithm that does not exist",
    settings: give => ({ issuerRef, algorithm: give("Ed25519" as KeyAlgorithm) }),
    path: "algorithm",
    says: /is "Ed25519", but must be one of EcdsaP256/,
  },
  {
    what: "a lifetime in days",
    settings: give => ({ issuerRef, duration: give("90d") }),
    path: "duration",
    says: /is "90d", but must be a Go duration .*Did you mean '2160h'\?/,
  },
  {
    what: "a lifetime of half an hour",
    settings: give => ({ issuerRef, duration: give("30m") }),
    path: "duration",
    says: /is '30m', but cert-manager issues for at least 1h/,
  },
  {
    what: "a renewal in the last minute",
    settings: give => ({ issuerRef, renewBefore: give("60s") }),
    path: "renewBefore",
    says: /is '60s', but cert-manager requires at least 5m/,
  },
  {
    what: "a renewal that would be due at once",
    settings: give => ({ issuerRef, renewBefore: give("2160h") }),
    path: "renewBefore",
    says: /is '2160h', but the certificate lives only '2160h', so .*: set less/,
  },
  {
    what: "a rotation policy that does not exist",
    settings: give => ({ issuerRef, rotationPolicy: give("Yearly" as RotationPolicy) }),
    path: "rotationPolicy",
    says: /is "Yearly", but must be one of Always, Never/,
  },
];

/** Neither or both of the two ways to get a certificate. */
const choices: BadRequest[] = [
  {
    what: "neither an authority nor an issuer",
    settings: () => ({}),
    path: "authority",
    says: /has nothing: set exactly one of authority and issuerRef, such as the authority of a CertificateChain or/,
  },
  {
    what: "both an authority and an issuer",
    settings: () => ({ authority: pki.root, issuerRef }),
    path: "issuerRef",
    says: /has authority and issuerRef: set exactly one of authority and issuerRef/,
  },
];

const lateNothing: BadRequest = {
  what: "an authority that turns out to be missing",
  settings: give => ({ authority: give(undefined as unknown as typeof pki.root) }),
  path: "authority",
  says: /is undefined, but must have certificatePem and privateKeyPem/,
};

/** Settings of one way to get a certificate, together with the other way. */
const ways: BadRequest[] = [
  ...(["validityHours", "earlyRenewalHours"] as const).map(path => ({
    what: `${path} with an issuer`,
    settings: () => ({ issuerRef, [path]: 24 }),
    path,
    says: /works only with authority: use (duration, such as '2160h'|renewBefore, such as '720h')/,
  })),
  ...(["duration", "renewBefore"] as const).map(path => ({
    what: `${path} with an authority`,
    settings: () => ({ authority: pki.root, [path]: "2160h" }),
    path,
    says: /works only with issuerRef: use (validityHours|earlyRenewalHours)/,
  })),
  {
    what: "a rotation policy with an authority",
    settings: () => ({ authority: pki.root, rotationPolicy: RotationPolicy.Always }),
    path: "rotationPolicy",
    says: /works only with issuerRef: remove it/,
  },
];

const strict: BadRequest = {
  what: "an authority, whose key strict refuses",
  settings: () => ({ authority: pki.root, strict: true }),
  path: "authority",
  says: /brings a CA key through the program .* which strict refuses: set issuerRef/,
};

const asServer = ({ what, settings, path, says }: BadRequest): Case => ({
  what: `${what} in a ServerCertificate`,
  program: give =>
    new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["mqtt.example.com"], ...settings(give) }),
  path,
  says,
  madeOf: "server-certificate",
});

const asListener = ({ what, settings, path, says }: BadRequest): Case => ({
  what: `${what} in a listener`,
  program: give => {
    const { strict: ofBroker, ...issued } = settings(give);
    return mosquitto({ issued, strict: ofBroker });
  },
  path: `listeners[0].tls.issued.${path}`,
  says,
});

function mosquitto({ issued, ...args }: { issued: IssuedTlsArgs } & Partial<MosquittoBrokerArgs>) {
  const listeners = [{ port: 8884, tls: { issued } }];
  return new MosquittoBroker("broker", { namespace: "mqtt", listeners, users: [{ name: "factory" }], ...args });
}

/** Values that are bad because of the certificate's namespace. */
const places: Case[] = [
  {
    what: "a MosquittoBroker in another namespace than its Issuer",
    program: give =>
      mosquitto({ issued: { issuerRef: { ...issuerRef, namespace: "mqtt" } }, namespace: give("elsewhere") }),
    path: "listeners[0].tls.issued.issuerRef.namespace",
    says: /is 'mqtt', but the certificate is in 'elsewhere'/,
  },
];

const decisions: Case[] = [
  {
    what: "a switch",
    program: give => mosquitto({ issued: { issuerRef }, strict: give(true) }),
    path: "strict",
    says: /is an Output/,
  },
  {
    what: "a switch",
    program: give =>
      new ServerCertificate("server", {
        namespace: "mqtt",
        dnsNames: ["a.example.com"],
        issuerRef,
        strict: give(true),
      }),
    path: "strict",
    says: /is an Output/,
  },
];

describe("Bad input of a certificate from an issuer", () => {
  before(makePki);

  choices.map(asServer).forEach(itRefuses);
  choices.map(choice => ({ ...asListener(choice), path: "listeners[0].tls.issued" })).forEach(itRefuses);
  for (const as of [asServer, asListener]) {
    [...requests, ...ways, strict].map(as).forEach(itRefuses);
    [...requests, lateNothing].map(as).forEach(itRefusesAsOutput);
  }
  places.forEach(itRefusesAsOutput);
  decisions.forEach(itWantsPlain);
});

describe("A bad part of an issuer that is known late", () => {
  before(makePki);

  for (const name of ["caCertificatePem", "chainPem", "algorithm"] as const) {
    it(`is refused once: ${name}`, async () => {
      const settings = { issuerRef: { ...issuerRef, [name]: pulumi.output(pki.leaf.certificatePem) } };
      const { errors } = await attempt(
        () => new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["a.example.com"], ...settings }),
        { preview: true },
      );

      // Pulumi prints each error once, however many Outputs fail with it.
      const [error, ...others] = new Set(errors);
      assert.deepEqual([(error as pulumi.InputPropertyError).propertyPath, others], [`issuerRef.${name}`, []]);
    });
  }
});
