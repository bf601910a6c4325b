import assert from "node:assert/strict";
import type { CertificateName, NameKind } from "../../../components/x509/certificateNames";
import { violation } from "../../../components/x509/nameConstraints";

/** Whether a name belongs to a base: then it may be permitted, and is excluded. */
const table: [NameKind, name: string, base: string, belongs: boolean][] = [
  ["DNS name", "mqtt.example.com", "example.com", true],
  ["DNS name", "example.com", "example.com", true],
  ["DNS name", "MQTT.Example.com", "eXample.com", true],
  ["DNS name", "mqtt.example.com", "", true],
  ["DNS name", "mqtt.example.com", ".example.com", true],
  ["DNS name", "example.com", ".example.com", false],
  ["DNS name", "notexample.com", "example.com", false],
  ["DNS name", "example.com", "mqtt.example.com", false],
  ["DNS name", "*.example.com", "example.com", true],
  ["IP address", "203.0.113.7", "203.0.113.0/24", true],
  ["IP address", "203.0.114.7", "203.0.113.0/24", false],
  ["IP address", "203.0.113.7", "0.0.0.0/0", true],
  ["IP address", "203.0.113.7", "::/0", false],
  ["IP address", "2001:db8::7", "2001:db8::/32", true],
  ["IP address", "2001:db9::7", "2001:db8::/32", false],
  ["email address", "ops@example.com", "example.com", true],
  ["email address", "ops@mail.example.com", "example.com", false],
  ["email address", "ops@mail.example.com", ".example.com", true],
  ["email address", "ops@Example.com", "ops@example.com", true],
  ["email address", "Ops@example.com", "ops@example.com", false],
  ["URI", "spiffe://example.com/broker", "example.com", true],
  ["URI", "spiffe://a.example.com/broker", "example.com", false],
  ["URI", "spiffe://a.example.com/broker", ".example.com", true],
  ["URI", "urn:uuid:1", "example.com", false],
  ["subject", "2.5.4.10=Example\n2.5.4.3=server", "2.5.4.10=example", true],
  ["subject", "2.5.4.10=Example\n2.5.4.3=server", "2.5.4.3=server", false],
  ["subject", "2.5.4.3=server", "", true],
];

describe("Name constraints", () => {
  for (const [kind, value, given, belongs] of table) {
    const name: CertificateName = { kind, value };
    const base: CertificateName = { kind, value: given };
    it(`${belongs ? "find" : "do not find"} the ${kind} ${JSON.stringify(value)} in ${JSON.stringify(given)}`, () => {
      const permits = violation(name, { permitted: [base], excluded: [] }) === undefined;
      const excludes = violation(name, { permitted: [], excluded: [base] }) !== undefined;
      assert.deepEqual({ permits, excludes }, { permits: belongs, excludes: belongs });
    });
  }

  const only = (permitted: CertificateName[], excluded: CertificateName[] = []) => ({ permitted, excluded });
  const dns = (value: string): CertificateName => ({ kind: "DNS name", value });

  it("leave names of other kinds alone", () => {
    assert.equal(violation({ kind: "IP address", value: "203.0.113.7" }, only([dns("example.com")])), undefined);
  });

  it("take one of several permitted names, and exclude before they permit", () => {
    const constraints = only([dns("example.org"), dns("example.com")], [dns("secret.example.com")]);

    assert.equal(violation(dns("mqtt.example.com"), constraints), undefined);
    assert.equal(violation(dns("secret.example.com"), constraints), "excludes the DNS name 'secret.example.com'");
    assert.equal(
      violation(dns("mqtt.example.net"), constraints),
      "permits only the DNS name 'example.org' and the DNS name 'example.com'",
    );
  });

  it("exclude a wildcard that stands for an excluded name", () => {
    const constraints = only([], [dns("a.example.com")]);

    assert.notEqual(violation(dns("*.example.com"), constraints), undefined);
    assert.equal(violation(dns("*.b.example.com"), constraints), undefined);
  });

  it("exclude names of kinds that clients cannot judge, if they are constrained", () => {
    const other: CertificateName = { kind: "name of another kind", value: "" };

    assert.notEqual(violation(other, only([other])), undefined);
    assert.equal(violation(other, only([dns("example.com")])), undefined);
  });
});
