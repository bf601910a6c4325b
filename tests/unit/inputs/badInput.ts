/** Checks that a component refuses bad input, plain and as an Output. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { KeyAlgorithm } from "../../../index";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { attempt } from "../engine/engine";
import type { Registered } from "../engine/engine";
import { liveService } from "../engine/live";

/** A bad input: how to pass it, which property the error must name, and what it must say. */
export interface Case {
  what: string;
  /** `give` stands for the plain value, or for an Output of it. */
  program: (give: <T>(value: T) => T) => unknown;
  path: string;
  says: RegExp;
  /** The resource that the value is for, if not the last that the component creates. */
  madeOf?: string;
}

/** The last resource that each component creates. */
const lastResources = [
  "server-secret",
  "ca-intermediate",
  "trust-mqtt",
  "endpoint-job",
  "broker",
  "certs-release",
  "certs-ready-job",
  "issuer-issuer",
  "dgraph-isolation",
  "factory-cluster",
];

const live = {
  "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "ClusterIP", port: 1883 }),
  "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }),
};

/** Certificates and keys, filled in before the tests run. */
export const pki = {} as Pki;

interface Pki {
  root: KeyPair;
  rsaRoot: KeyPair;
  expired: KeyPair;
  /** A root that begins tomorrow. */
  early: KeyPair;
  intermediate: KeyPair;
  leaf: KeyPair;
  /** An intermediate with an RSA key below a root with an ECDSA key. */
  mixed: KeyPair;
}

export async function makePki(): Promise<void> {
  const root = await makeRoot();
  Object.assign(pki, {
    root,
    rsaRoot: await makeRoot({ algorithm: KeyAlgorithm.Rsa2048 }),
    expired: await makeRoot({ madeAtHour: -2000, validityHours: 1000 }),
    early: await makeRoot({ commonName: "next root", madeAtHour: 24 }),
    intermediate: await makeSigned(root),
    leaf: await makeSigned(root, { commonName: "leaf", isCa: false }),
    mixed: await makeSigned(root, { algorithm: KeyAlgorithm.Rsa2048 }),
  } satisfies Pki);
}

const plainly = <T>(value: T) => value;
const asOutput = <T>(value: T) => pulumi.output(value) as unknown as T;
const asUnknown = <T>() => pulumi.output(pulumi.unknown) as unknown as T;

/** The constructor refuses the value before it creates anything. */
export function itRefuses({ what, program, path, says }: Case): void {
  it(`refuses ${what}`, async () => {
    const { errors, resources, thrown } = await attempt(() => program(plainly), { live });

    assertRefused(errors, path, says);
    assert.ok(thrown, "the constructor did not throw");
    assert.equal((thrown as pulumi.InputPropertyError).propertyPath, path);
    assert.deepEqual(
      resources.filter(({ type }) => !type.startsWith("aks-mqtt:")),
      [],
      "nothing was created",
    );
  });
}

/** The value is refused once it is known, and its resource is not created, though it is while the value is unknown. */
export function itRefusesAsOutput({ what, program, path, says, madeOf }: Case): void {
  it(`refuses ${what}, given as an Output`, async () => {
    const { errors, resources } = await attempt(() => program(asOutput), { live });
    const unknown = await attempt(() => program(asUnknown), { live, preview: true });

    assertRefused(errors, path, says);
    const last = madeOf ? [madeOf] : lastResources;
    assert.ok(
      namesOf(unknown.resources).some(name => last.includes(name)),
      `an unknown value makes none of ${last.join(", ")}: add the resource to lastResources, or set madeOf`,
    );
    const made = namesOf(resources);
    for (const name of last) assert.ok(!made.includes(name), `${name} was created from a bad value`);
  });
}

function namesOf(resources: Registered[]): string[] {
  return resources.filter(({ type }) => !type.startsWith("aks-mqtt:")).map(({ name }) => name);
}

/** An Output is refused, whatever its value, if the value decides which resources exist. */
export function itWantsPlain({ what, program, path }: Case): void {
  it(`refuses an Output where ${path} must be plain (${what})`, async () => {
    const { errors } = await attempt(() => program(asOutput), { live });

    assertRefused(errors, path, /is an Output, but decides which resources exist: use a plain value/);
  });
}

/** One error names the property and the reason, and none shows a secret. */
function assertRefused(errors: Error[], path: string, says: RegExp): void {
  const messages = errors.map(({ message }) => message);
  const refusal = messages.find(message => message.includes(`${path}: `) && says.test(message));
  assert.ok(refusal, `no error names ${path} and matches ${says}; errors:\n${messages.join("\n")}`);
  const keyLines = Object.values(pki as Partial<Pki>).map(({ privateKeyPem }) => privateKeyPem.split("\n")[1]);
  for (const message of messages) {
    const secret = ["hunter2", "PRIVATE KEY", ...keyLines].find(text => message.includes(text));
    assert.equal(secret, undefined, "an error shows a secret");
  }
}
