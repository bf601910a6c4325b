/** The clock and the messages of paths. What is refused at all is in the table of tests/preview/x509. */
import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { TrustBundle } from "../../../index";
import { PropertyPath } from "../../../components/inputs/path";
import { checkPath } from "../../../components/x509/path";
import { checkServerChain, checkTrust } from "../../../components/x509/serverChain";
import { OpensslPki, keys } from "../../../sandbox/testing/opensslPki";
import type { MadeCertificate } from "../../../sandbox/testing/opensslPki";
import { attempt } from "../engine/engine";

const at = PropertyPath.root.child("chainPem");
const ca = { basicConstraints: "critical,CA:TRUE", keyUsage: "critical,keyCertSign" };
const minutes = (count: number) => count / 1440;

describe("A path of certificates", () => {
  let pki: OpensslPki;
  before(() => {
    pki = new OpensslPki();
  });
  after(() => pki.remove());

  const root = (days: [number, number]) => pki.make({ subject: "/CN=root", extensions: ca, days });
  const pathOf = (...certificates: MadeCertificate[]) => certificates.map(({ pem }) => new X509Certificate(pem));

  it("may begin up to five minutes from now", () => {
    checkPath(pathOf(root([minutes(4), 365])), at, {});
    assert.throws(() => checkPath(pathOf(root([minutes(7), 365])), at, {}), {
      message: /chainPem: 'CN=root' is not valid before 20\S+Z: use one that is already valid/,
    });
  });

  it("is judged by the clock of the moment, so that a certificate of the same update is not early", async () => {
    const later = new Promise<string>(resolve => setTimeout(() => resolve(root([0, 365]).pem), 1100));
    const { errors } = await attempt(
      () => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: [later] }),
    );

    assert.deepEqual(errors, []);
  });

  it("takes the next root beside the present one, but not alone", async () => {
    const bundle = (...certificates: MadeCertificate[]) =>
      attempt(
        () => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: certificates.map(({ pem }) => pem) }),
      );
    const next = root([2, 365]);

    assert.deepEqual((await bundle(next, root([-1, 365]))).errors, []);
    const { errors } = await bundle(next);
    assert.match(
      String(errors),
      /has only certificates that are not valid now \('CN=root' is not valid before 20\S+Z\)/,
    );
  });

  it("names the certificate that breaks a rule", () => {
    const short = { ...ca, basicConstraints: "critical,CA:TRUE,pathlen:0" };
    const top = pki.make({ subject: "/CN=top", extensions: short });
    const below = pki.make({ subject: "/CN=below", extensions: ca }, top);
    const bounded = pki.make({
      subject: "/CN=bounded",
      extensions: { ...ca, nameConstraints: "permitted;DNS:example.org" },
    });
    const leaf = (signer: MadeCertificate) =>
      pki.make({ subject: "/CN=server", extensions: { subjectAltName: "DNS:mqtt.example.com" } }, signer);
    const refuses = (says: RegExp, ...certificates: MadeCertificate[]) =>
      assert.throws(() => checkPath(pathOf(...certificates), at, { startsWithServer: true }), { message: says });

    refuses(
      /'CN=top' allows no CA certificate below it \(pathlen:0\), but 1 would stand there/,
      leaf(below),
      below,
      top,
    );
    refuses(
      /'CN=bounded' permits only the DNS name 'example.org' \(nameConstraints\), but 'CN=server' has the DNS name 'mqtt.example.com'/,
      leaf(bounded),
      bounded,
    );
    refuses(/'CN=weak' has an RSA key of 1024 bits/, pki.make({ subject: "/CN=weak", key: keys.rsa1024 }));
    refuses(/'CN=old' is signed with SHA-1/, pki.make({ subject: "/CN=old", digest: "sha1" }, top), top);
    refuses(/'CN=odd' has a key on the curve secp256k1/, pki.make({ subject: "/CN=odd", key: keys.secp256k1 }));
  });

  it("says of a self-signed server what it is, and what to do", () => {
    // As openssl req -x509 makes it.
    const server = pki.make({ subject: "/CN=mqtt.example.com", extensions: { basicConstraints: "critical,CA:TRUE" } });

    assert.throws(() => checkServerChain(server.pem, at), {
      message:
        /starts with 'CN=mqtt.example.com', which is self-signed, .*: have an authority sign a certificate for the server/,
    });
  });

  it("may be a self-signed server alone, if it is no CA and clients trust it", () => {
    const server = pki.make({ subject: "/CN=mqtt.example.com", extensions: { basicConstraints: "CA:FALSE" } });
    const other = root([-1, 365]);

    assert.equal(checkServerChain(server.pem, at), server.pem);
    assert.equal(checkTrust({ chainPem: server.pem, trustBundlePem: server.pem }, PropertyPath.root), server.pem);
    assert.throws(() => checkTrust({ chainPem: server.pem, trustBundlePem: other.pem }, PropertyPath.root), {
      message: /that one is self-signed, so clients must trust it itself/,
    });
  });
});
