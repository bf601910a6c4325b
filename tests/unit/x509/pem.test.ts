import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { readCertificates, storedPem, toPem } from "../../../components/x509/pem";
import { makeRoot } from "../../../sandbox/testing/certificates";
import { OpensslPki, keys } from "../../../sandbox/testing/opensslPki";
import type { MadeCertificate } from "../../../sandbox/testing/opensslPki";

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

  const contentOf = (text: string) => text.replace(/-----.*-----\n/g, "");
  const headers = [
    "## Bundle of CA Root Certificates, as of: Tue Dec  9 04:12:05 2025 GMT",
    "##",
    "Certificação Raiz de uma Autoridade com um nome muito comprido, de Lisboa, Porto e Coimbra, 2011",
    "=".repeat(96),
    "/".repeat(64),
    "*******************************************",
    "SHA256: 5E3571F33F45A7DF1537A68B5FFB9E036AF9D2F5BC4C9717130DC43D7175AAC7",
    "5e3571f33f45a7df1537a68b5ffb9e036af9d2f5bc4c9717130dc43d7175aac75e3571f33f45a7df1537a68b5ffb9e03",
    "5E3571F33F45A7DF1537A68B5FFB9E036AF9D2F5BC4C9717130DC43D7175AAC7",
    "sha256//47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=",
    "# from https://ca.example.com/roots/Example_Root_Certification_Authority_2025_of_the_Factory_of_Ulm.pem",
    "# copy all from BEGIN CERTIFICATE to END CERTIFICATE -- both included",
    "-- begin certificate --",
    "",
  ];

  describe("are read with explanations as tools write them:", () => {
    let pki: OpensslPki;
    let made: MadeCertificate;
    before(() => {
      pki = new OpensslPki();
      made = pki.make({
        subject: `/O=${"Factory of Ulm ".repeat(4)}/CN=broker`,
        key: keys.rsa2048,
        extensions: {
          basicConstraints: "critical,CA:TRUE",
          subjectKeyIdentifier: "hash",
          nsComment: "made with OpenSSL",
          "1.2.3.4": "ASN1:UTF8String:an extension that nobody knows",
        },
      });
    });
    after(() => pki.remove());

    const withArchive = (args: string[], options: string[] = []) => {
      const archive = [`${made.file}.p12`, "-passout", "pass:x"];
      pki.run(["pkcs12", "-export", "-in", made.file, "-inkey", made.keyFile, "-out", ...archive, ...args]);
      return pki.run(["pkcs12", "-in", `${made.file}.p12`, "-passin", "pass:x", "-nokeys", ...options]);
    };
    const everything = ["-text", "-subject", "-issuer", "-serial", "-fingerprint", "-sha256", "-modulus", "-dates"];
    const outputs: [string, () => string][] = [
      ["openssl x509 -text", () => pki.run(["x509", "-in", made.file, "-text"])],
      ["openssl x509 with all that it prints", () => pki.run(["x509", "-in", made.file, ...everything])],
      ["openssl pkcs12 -nokeys", () => withArchive([])],
      ["openssl pkcs12 -nokeys, of a long name", () => withArchive(["-name", `Broker${"7".repeat(80)}`])],
      ["openssl pkcs12 -nokeys -info", () => withArchive(["-CSP", "Microsoft RSA SChannel"], ["-info"])],
      ["a bundle of CA certificates", () => headers.join("\n") + made.pem],
    ];
    for (const [what, text] of outputs) {
      it(what, () => {
        const twice = text() + text();
        assert.ok(twice.length > 2 * made.pem.length + 50, twice);
        assert.equal(toPem(readCertificates(twice, path)), made.pem + made.pem);
        assert.equal(storedPem(twice, path), twice);
      });
    }
  });

  const broken = /has a broken line \d+: each block starts with .* on lines of their own/;
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
      /has base64 on line \d+, outside a block: each block starts with/,
    ],
    [
      "a block on one line",
      () => pem.replace(/\n/g, " "),
      /has a broken line 1: each block starts with .* on lines of their own/,
    ],
    ["lines with spaces in front", () => pem.replace(/^/gm, "  "), /has a broken line 1/],
    [
      "a second one without BEGIN and END",
      () => pem + contentOf(other),
      /has base64 on line \d+, outside a block: each block starts with -----BEGIN CERTIFICATE----- and ends with/,
    ],
    ["content alone, on one line", () => contentOf(pem).replace(/\n/g, ""), /has base64 on line 1, outside a block/],
    [
      "content alone, as YAML indents it",
      () => pem + contentOf(other).replace(/^/gm, "    "),
      /has base64 on line \d+/,
    ],
    ["four dashes", () => pem + other.replaceAll("-----", "----"), broken],
    ["dashes of a word processor", () => pem + other.replaceAll("-----", "—–"), broken],
    ["minus signs", () => pem + other.replaceAll("-----", "\u2212".repeat(5)), broken],
    ["no dashes", () => `${pem}${other.replaceAll("-----", "")}`, broken],
    ["four dashes behind a name", () => `${pem}next: ${other.replaceAll("-----", "----")}`, broken],
    [
      "four dashes and another label",
      () => pem + other.replaceAll("-----", "----").replaceAll("CERT", "X509 CERT"),
      broken,
    ],
    ["an end of four dashes, without content", () => `${pem}----END CERTIFICATE----\n`, broken],
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
