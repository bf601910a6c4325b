import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { readCertificates, storedPem, toPem } from "../../../components/x509/pem";
import { makeRoot } from "../../../sandbox/testing/certificates";

const path = PropertyPath.root.child("certificatePem");

describe("Certificates in PEM", () => {
  let pem: string;
  let other: string;
  before(async () => {
    pem = (await makeRoot()).certificatePem;
    other = (await makeRoot({ commonName: "other root" })).certificatePem;
  });

  const good: [string, () => string, number, { isRewritten?: boolean }?][] = [
    ["one after the other", () => pem + other, 2],
    ["joined without a line break", () => pem.trim() + other.trim(), 2, { isRewritten: true }],
    ["with line breaks of Windows", () => (pem + other).replace(/\n/g, "\r\n"), 2],
    ["with line breaks of old Macs", () => (pem + other).replace(/\n/g, "\r"), 2, { isRewritten: true }],
    ["with a carriage return at the end", () => `${pem.trim()}\r`, 1, { isRewritten: true }],
    ["with spaces at line ends", () => pem.replace(/\n/g, " \t\n"), 1],
    ["with spaces of other kinds at line ends", () => pem.replace(/\n/g, "\u00a0\n"), 1, { isRewritten: true }],
    ["with a byte order mark", () => `\uFEFF${pem}`, 1, { isRewritten: true }],
    ["with a byte order mark before a comment", () => `\uFEFF# the first\n${pem}`, 1],
    ["without a line break at the end", () => (pem + other).trim(), 2],
    ["with blank lines around", () => `\n\n${pem}\r\n \n${other}\n\n\n`, 2],
    ["with content on one line", () => pem.replace(/(?<=[^-]{60})\n(?!-)/g, ""), 1],
    [
      "with explanations around",
      () => `Bag Attributes\n    friendlyName: a - b\nsubject=CN = x\n${pem}\n# the next\n${other}end`,
      2,
    ],
  ];
  for (const [what, text, count, { isRewritten = false } = {}] of good) {
    it(`are read ${what}, and ${isRewritten ? "written anew" : "stored as they are"}`, () => {
      const certificates = readCertificates(text(), path);
      assert.equal(certificates.length, count);
      const asMade = count === 2 ? pem + other : pem;
      assert.equal(toPem(certificates), asMade);
      assert.equal(storedPem(text(), path), isRewritten ? asMade : text());
    });
  }

  const bad: [string, () => string, RegExp][] = [
    ["nothing", () => " \n", /is missing, but must be a certificate in PEM/],
    ["text without a block", () => "MIIB", /has no line -----BEGIN CERTIFICATE-----/],
    [
      "a block that is cut short",
      () => pem + other.slice(0, -40),
      /'CERTIFICATE' on line 9 that is cut short|on line \d+ that is cut short/,
    ],
    [
      "a block that the next one interrupts",
      () => pem.slice(0, 200) + "\n" + other,
      /on line 1 that is cut short: line \d+ is not its end/,
    ],
    [
      "a lost beginning",
      () => pem + other.split("\n").slice(1).join("\n"),
      /has a broken line \d+: each block starts with/,
    ],
    [
      "a block on one line",
      () => pem.replace(/\n/g, " "),
      /has a broken line 1: each block starts with .* on lines of their own/,
    ],
    ["lines with spaces in front", () => pem.replace(/^/gm, "  "), /has a broken line 1/],
    [
      "an old label",
      () => pem + other.replaceAll("CERTIFICATE", "X509 CERTIFICATE"),
      /has a block 'X509 CERTIFICATE' on line \d+, but must contain only blocks 'CERTIFICATE': convert it/,
    ],
    ["a request", () => pem.replaceAll("CERTIFICATE", "CERTIFICATE REQUEST"), /has a block 'CERTIFICATE REQUEST'/],
    ["an end of another label", () => pem.replace("END CERTIFICATE", "END TRUSTED CERTIFICATE"), /is cut short/],
    ["content that is not base64", () => pem.replace("MII", "M*I"), /its content is not base64/],
    [
      "a block with too few characters",
      () => pem.replace(/.\n-----END/, "\n-----END"),
      /its content is not base64|cannot be read/,
    ],
    ["an empty block", () => "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", /its content is not base64/],
    [
      "a block with something else",
      () => "-----BEGIN CERTIFICATE-----\naGVsbG8=\n-----END CERTIFICATE-----\n",
      /certificate 1 of 1 cannot be read/,
    ],
    [
      "a private key beside them",
      () => `${pem}-----BEGIN EC PRIVATE KEY-----\n`,
      /contains a private key, but must contain only certificates/,
    ],
  ];
  for (const [what, text, says] of bad) {
    it(`are refused with ${what}`, () => {
      assert.throws(() => readCertificates(text(), path), { message: says, propertyPath: "certificatePem" });
    });
  }

  it("show nothing of a text that may be secret", () => {
    const password = "hunter2-----hunter2";
    assert.throws(
      () => readCertificates(`${pem}${password}`, path),
      ({ message }: Error) => !message.includes("hunter2"),
    );
  });
});
