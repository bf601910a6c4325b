import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { checkObjectSize } from "../../../components/kubernetes/objectSize";
import {
  BrokerAuthentication,
  BrokerListener,
  CertificateIssuer,
  ServerCertificate,
  TrustBundle,
} from "../../../index";
import type { CertificateAuthorityArgs } from "../../../index";
import { makeRoot, makeSigned } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { attempt } from "../engine/engine";
import { itRefuses, itRefusesAsOutput, makePki, pki } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";
import { azure, securePort } from "../iotOperations/iotOperations";

const path = PropertyPath.root.child("acl");
const mebibyte = 1024 * 1024;

describe("Text for a Secret or a ConfigMap", () => {
  it("may have 1 MiB", () => {
    for (const text of ["", "a".repeat(mebibyte), "ä".repeat(mebibyte / 2)])
      assert.equal(checkObjectSize(text, path), text);
    assert.equal(checkObjectSize("a", path, "b".repeat(mebibyte - 2), "c"), "a");
  });

  it("has no more", () => {
    const says = /acl: has 1048577 bytes, but a Secret or ConfigMap holds at most 1048576 \(1 MiB\)/;
    assert.throws(() => checkObjectSize("a".repeat(mebibyte + 1), path), says);
    assert.throws(() => checkObjectSize(`${"ä".repeat(mebibyte / 2)}a`, path), says);
  });

  it("has no more together with the text beside it", () =>
    assert.throws(() => checkObjectSize("a", path, "b".repeat(mebibyte)), /acl: makes 1048577 bytes/));
});

/** Roots that have more than 1 MiB together, each with its long name as subject and issuer. */
let roots: string[];
/** Authorities with long names, each signed by the one before it; all but the last two fit into a Secret. */
let authorities: KeyPair[];
let server: KeyPair;
const says = /(has|makes) \d{7} bytes, but a Secret or ConfigMap holds at most 1048576/;

/** Each argument with certificates that may be as large. */
const cases: Case[] = [
  {
    what: "a bundle of more than 1 MiB",
    program: give => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: give(roots) }),
    path: "certificatesPem",
    says,
  },
  {
    what: "more than 1 MiB of client CAs",
    program: give =>
      new BrokerAuthentication("authn", {
        azure,
        methods: [{ x509: { trustedClientCaPem: give(roots) } }],
      }),
    path: "methods[0].x509.trustedClientCaPem",
    says,
    madeOf: "authn-client-ca",
  },
  {
    what: "a CA with an explanation of more than 1 MiB",
    program: give => {
      const { certificatePem, privateKeyPem } = pki.root;
      const existing = { certificatePem: give(`${"x".repeat(mebibyte)}\n${certificatePem}`), privateKeyPem };
      return new CertificateIssuer("issuer", { namespace: "mqtt", existing });
    },
    path: "existing.certificatePem",
    says,
    madeOf: "issuer-ca-secret",
  },
  {
    what: "more than 1 MiB of roots beside a given certificate",
    program: give => {
      const { certificatePem: chainPem, privateKeyPem } = server;
      const trustBundlePem = give([pki.root.certificatePem, ...roots].join(""));
      const certificate = { chainPem, privateKeyPem, trustBundlePem, hosts: ["mqtt.example.com"] };
      return new BrokerListener("outside", {
        azure,
        ports: [securePort(8883, { tls: { secretName: "server", certificate } })],
      });
    },
    path: "ports[0].tls.certificate.trustBundlePem",
    says,
    madeOf: "outside-8883-tls",
  },
  {
    what: "an authority whose chain has more than 1 MiB",
    program: give => serverOf(give(authorityBelow(authorities))),
    path: "authority.chainPem",
    says,
    madeOf: "server-secret",
  },
];

const serverOf = (authority: CertificateAuthorityArgs) =>
  new ServerCertificate("server", { namespace: "mqtt", dnsNames: ["mqtt.example.com"], authority });

function authorityBelow(chain: KeyPair[]): CertificateAuthorityArgs {
  const upwards = chain.map(({ certificatePem }) => certificatePem).reverse();
  return { ...chain.at(-1)!, chainPem: upwards.join("") };
}

describe("Certificates of more than 1 MiB", function () {
  this.timeout(120_000);
  before(async () => {
    await makePki();
    server = await makeSigned(pki.root, { isCa: false, dnsNames: ["mqtt.example.com"] });
    const names = [1, 2, 3, 4, 5, 6, 7, 8].map(number => `${number}${"x".repeat(60_000)}`);
    roots = await Promise.all(names.map(async commonName => (await makeRoot({ commonName })).certificatePem));
    authorities = [pki.root];
    for (const commonName of names) authorities.push(await makeSigned(authorities.at(-1)!, { commonName }));
  });

  it("are refused only if they are too large together", async () => {
    const { errors } = await attempt(() => serverOf(authorityBelow(authorities.slice(0, -2))));

    assert.deepEqual(errors, []);
  });

  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);
});
