import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import fc from "../../../sandbox/testing/random";
import { CertificateChain, KeyAlgorithm, MosquittoBroker, ServerCertificate } from "../../../index";
import type { CertificateAuthorityArgs, ServerCertificateArgs } from "../../../index";
import { checkChainValidity } from "../../../components/certificateChain/check";
import { PropertyPath } from "../../../components/inputs/path";
import { checkServerValidity } from "../../../components/x509/validity";
import type { Validity } from "../../../components/x509/validity";
import type { ResourceState } from "../../../sandbox/protocol/serve";
import type { PropertyMap } from "../../../sandbox/protocol/values";
import { create, diff, hoursLater, outputs } from "../../../sandbox/testing/tlsStandIn";
import { attempt, find, run } from "../engine/engine";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { warningsOf } from "../engine/warnings";

type Hours = Parameters<typeof checkChainValidity>[0];

const year = 8766;
/** Hours from the start of an update until it creates a certificate: enough time to wait for a broker's address. */
const slowness = 0.5;

describe("Renewal by default", () => {
  for (const { rhythm, hourOf } of [
    { rhythm: "month", hourOf: (update: number) => firstOfMonth(update) },
    { rhythm: "quarter", hourOf: (update: number) => firstOfMonth(update * 3) },
  ]) {
    it(`keeps the served chain valid at every moment of 25 years with an update each ${rhythm}`, async () => {
      const chain = await firstChain();
      for (let update = 0; hourOf(update) < 25 * year; update++) {
        const hour = hourOf(update);
        await updateAt(hour, chain);
        const { leaf, intermediate, root } = served(chain);
        assert.ok(leaf.verify(intermediate.publicKey) && intermediate.verify(root.publicKey));
        assert.ok(endOf(leaf) <= endOf(intermediate), `at hour ${hour} the leaf outlives the intermediate`);
        assert.ok(endOf(intermediate) <= endOf(root), `at hour ${hour} the intermediate outlives the root`);
        const replaced = Date.now() + (hourOf(update + 1) + slowness) * 3_600_000;
        assert.ok(endOf(leaf) > replaced, `the leaf of hour ${hour} ends before the next update is through`);
      }
      assert.ok(chain.root.renewals > 3 && chain.leaf.renewals > chain.intermediate.renewals);
    });
  }
});

/** Hours from 1 January to the first day of a later month. */
function firstOfMonth(month: number): number {
  return (Date.UTC(2027, month) - Date.UTC(2027, 0)) / 3_600_000;
}

describe("Lifetimes of a chain", () => {
  const hours = fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined });
  const anyChain: fc.Arbitrary<Hours> = fc.record({
    rootValidityHours: hours,
    rootEarlyRenewalHours: hours,
    intermediateValidityHours: hours,
    intermediateEarlyRenewalHours: hours,
  });

  const quarterHours = fc.integer({ min: 1, max: 80 }).map(quarters => quarters / 4);

  it("let no intermediate outlive the root that signed it, for all accepted values and times of updates", () => {
    let accepted = 0;
    fc.assert(
      fc.property(anyChain, fc.array(quarterHours, { maxLength: 50 }), (given, pauses) => {
        const validity = accept(given);
        fc.pre(validity !== undefined);
        accepted++;
        let hour = 0;
        let [rootEnd, intermediateEnd] = [0, 0];
        for (const pause of pauses) {
          const renewsRoot = isDue(rootEnd, validity.root, hour);
          const renewsIntermediate = renewsRoot || isDue(intermediateEnd, validity.intermediate, hour);
          if (renewsRoot) rootEnd = hour + validity.root.validityHours;
          if (renewsIntermediate) intermediateEnd = hour + slowness + validity.intermediate.validityHours;
          assert.ok(intermediateEnd <= rootEnd, `at hour ${hour}: ${intermediateEnd} after ${rootEnd}`);
          hour += pause;
        }
      }),
    );
    assert.ok(accepted > 50, "hardly any lifetimes were accepted");
  });

  it("have defaults for every root of three hours or more, and do not limit a chain below an existing root", () => {
    for (let rootValidityHours = 3; rootValidityHours < 500; rootValidityHours++) {
      checkChainValidity({ rootValidityHours }, true);
    }
    checkChainValidity({ intermediateValidityHours: 80_000 }, false);
  });

  it("let a server certificate expire before the intermediate by default", () => {
    const { intermediate } = checkChainValidity({}, true);
    assert.ok(checkServerValidity({}, PropertyPath.root).validityHours < intermediate.earlyRenewalHours);
  });

  function accept(given: Hours) {
    try {
      return checkChainValidity(given, true);
    } catch {
      return undefined;
    }
  }
});

describe("A preview in which the authority is unknown", () => {
  const key = { algorithm: "ECDSA", ecdsaCurve: "P384" };
  const keyOf = async (program: () => unknown, name: string) => {
    const { resources } = await run(program, { preview: true });
    return find(resources, "tls:index/privateKey:PrivateKey", name).inputs;
  };

  it("shows the same key for the server certificates of a chain", async () => {
    const server = () => chainAndServer(KeyAlgorithm.EcdsaP384);
    assert.deepEqual(await keyOf(server, "server-key"), key);
    const mosquitto = () => {
      const { authority } = new CertificateChain("ca", { algorithm: KeyAlgorithm.EcdsaP384 });
      const listeners = [{ port: 8883, tls: { issued: { authority } } }];
      return new MosquittoBroker("broker", { namespace: "mqtt", listeners, allowAnonymous: true });
    };
    assert.deepEqual(await keyOf(mosquitto, "broker-8883-tls-key"), key);
  });

  it("shows the requested key, whatever the authority says", async () => {
    const authority = pulumi.output(pulumi.unknown as unknown as CertificateAuthorityArgs);
    const program = () => newServer({ authority, algorithm: KeyAlgorithm.EcdsaP384 });
    assert.deepEqual(await keyOf(program, "server-key"), key);
  });

  it("warns of a key of another kind than the authority's declared one", async () => {
    const unknown = pulumi.output(pulumi.unknown as unknown as string);
    const authority = { certificatePem: unknown, privateKeyPem: unknown, algorithm: "EcdsaP256" };
    const program = () => newServer({ authority, algorithm: KeyAlgorithm.Rsa2048 });
    const warnings = await warningsOf(() => run(program, { preview: true }));
    assert.match(warnings.join("\n"), /algorithm: is Rsa2048, but the authority has an ECDSA key/);
  });

  it("does not show a secret that is set as an algorithm", async () => {
    const authority = pulumi.output(pulumi.unknown as unknown as CertificateAuthorityArgs);
    const program = () => newServer({ authority, algorithm: pulumi.secret("hunter2" as KeyAlgorithm) });
    const { errors } = await attempt(program, { preview: true });
    assert.ok(errors.length > 0);
    for (const { message } of errors) assert.match(message, /algorithm: is \[secret\], but must be one of/);
  });

  it("leaves the kind of key unknown if nothing states it", async () => {
    const authority = pulumi.output(pulumi.unknown as unknown as CertificateAuthorityArgs);
    const { algorithm } = await keyOf(() => newServer({ authority }), "server-key");
    assert.equal(algorithm, undefined);
  });
});

describe("Warnings about the expiry of certificates", () => {
  it("are not given for new certificates, nor in the preview that shows a renewal", async () => {
    for (const preview of [false, true]) {
      assert.deepEqual(await warningsOf(() => run(() => chainAndServer(), { preview })), []);
    }
  });

  it("name certificates that are due but not renewed, as with --target", async () => {
    const warnings = await hoursLater(-35_041, () => warningsOf(() => run(() => chainAndServer())));

    assert.equal(warnings.length, 3, warnings.join("\n"));
    const due =
      /'CN=ca root CA' expires on 20\S+Z and has been due for renewal since 20\S+Z, but this run does not renew it/;
    assert.ok(warnings.some(warning => due.test(warning)));
    assert.ok(warnings.some(warning => /'CN=ca intermediate CA' expires on .* has been due/.test(warning)));
    assert.ok(warnings.some(warning => /'CN=server' expired on 20\S+Z, and clients refuse it, but/.test(warning)));
  });

  it("name certificates that expire after an existing root, which is not renewed here", async () => {
    const existingRoot = await makeRoot({ validityHours: 40_000 });
    const warnings = await warningsOf(() => run(() => new CertificateChain("ca", { existingRoot })));

    assert.equal(warnings.length, 1, warnings.join("\n"));
    assert.match(
      warnings[0],
      /'CN=ca intermediate CA' expires on 20\S+Z, but 'CN=test root', which is above it in its chain, expires on 20\S+Z.*shorten its lifetime, or/,
    );
  });

  it("name a server certificate that expires after its authority", async () => {
    const authority = await makeRoot({ validityHours: 8000 });
    const program = () =>
      new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["a.example.com"], authority });
    const warnings = await warningsOf(() => run(program));

    assert.equal(warnings.length, 1, warnings.join("\n"));
    assert.match(
      warnings[0],
      /'CN=server' expires on 20\S+Z, but 'CN=test root', which is above it in its chain, expires on/,
    );
  });
});

function chainAndServer(algorithm?: KeyAlgorithm) {
  return newServer({ authority: new CertificateChain("ca", { algorithm }).authority });
}

function newServer(args: Pick<ServerCertificateArgs, "authority" | "algorithm">) {
  return new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["a.example.com"], ...args });
}

function isDue(end: number, { earlyRenewalHours }: Validity, hour: number): boolean {
  return end - earlyRenewalHours <= hour;
}

/** A TLS provider's certificate in a stack: the inputs of the program, and the resulting state. */
interface Renewable {
  type: "SelfSignedCert" | "LocallySignedCert";
  inputs: PropertyMap;
  state?: ResourceState;
  renewals: number;
}

interface Chain {
  root: Renewable;
  intermediate: Renewable;
  leaf: Renewable;
}

/** The inputs that the components give the TLS provider. */
async function firstChain(): Promise<Chain> {
  const { resources } = await run(() => chainAndServer());
  const renewable = (type: Renewable["type"], name: string): Renewable => {
    const token = `tls:index/${type[0].toLowerCase()}${type.slice(1)}:${type}`;
    return { type, inputs: find(resources, token, name).inputs as PropertyMap, renewals: 0 };
  };
  return {
    root: renewable("SelfSignedCert", "ca-root"),
    intermediate: renewable("LocallySignedCert", "ca-intermediate"),
    leaf: renewable("LocallySignedCert", "server-certificate"),
  };
}

/** Does what an update would do this many hours from now. */
async function updateAt(hour: number, { root, intermediate, leaf }: Chain): Promise<void> {
  await renewAt(hour, root);
  intermediate.inputs.caCertPem = pemOf(root);
  await renewAt(hour, intermediate);
  leaf.inputs.caCertPem = pemOf(intermediate);
  await renewAt(hour, leaf);
}

async function renewAt(hour: number, certificate: Renewable): Promise<void> {
  const { type, inputs, state } = certificate;
  const keep = state && (await hoursLater(hour, () => diff(type, state, inputs))).replaces?.length === 0;
  if (keep) return;
  certificate.state = await hoursLater(hour + slowness, () => create(type, inputs));
  certificate.renewals++;
}

function served({ root, intermediate, leaf }: Chain) {
  const [r, i, l] = [root, intermediate, leaf].map(certificate => new X509Certificate(pemOf(certificate)));
  return { root: r, intermediate: i, leaf: l };
}

function pemOf({ state }: Renewable): string {
  return outputs(state ?? assert.fail("not made yet")).certPem;
}

function endOf(certificate: X509Certificate): number {
  return Date.parse(certificate.validTo);
}
