import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { checkSubjectText } from "../../../components/x509/names";

const path = PropertyPath.root.child("commonName");

describe("A common name", () => {
  for (const name of [
    "mqtt.example.com",
    "a=b",
    "a=b, c=d",
    "C=64",
    "O=O, plant=north",
    "broker = mqtt",
    "Acme, Inc. / CN=broker",
    "LO=1, PC=2",
  ]) {
    it(`may be '${name}'`, () => assert.equal(checkSubjectText(name, path), name));
  }

  const subjects: [what: string, subject: string][] = [
    ["OpenSSL 1.0 prints it", "/C=DE/O=Acme/CN=broker"],
    ["OpenSSL 3.0 prints it", "subject=C = DE, O = Acme, CN = broker"],
    ["OpenSSL 3.0 prints it, without the word before it", "C = DE, O = Acme, CN = broker"],
    ["OpenSSL 3.2 prints it", "subject=C=DE, O=Acme, CN=broker"],
    ["OpenSSL 3.2 prints it, without the word before it", "C=DE, O=Acme, CN=broker"],
    ["RFC 4514 writes it", "CN=broker,OU=plant,O=Acme,DC=example,DC=com"],
    ["RFC 4514 writes it, with an identifier", "CN=broker+UID=7"],
  ];
  for (const [what, subject] of subjects) {
    it(`is not a whole subject, as ${what}`, () => {
      assert.throws(() => checkSubjectText(subject, path), {
        message: /is ".*", but must be the name alone, without the parts of a subject\. Did you mean "broker"\?/,
      });
    });
  }

  it("of a subject is named in the error, or else its organization", () => {
    assert.throws(() => checkSubjectText("C=DE, O=Acme", path), /Did you mean "Acme"\?/);
    assert.throws(() => checkSubjectText("CN=x, O=Acme", path, "O"), /Did you mean "Acme"\?/);
    assert.throws(() => checkSubjectText("C=DE, L=Ulm", path), /without the parts of a subject$/);
  });
});
