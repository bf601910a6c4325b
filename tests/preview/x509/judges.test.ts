/** One table of chains, with what OpenSSL, Go and this package say of each. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { PropertyPath } from "../../../components/inputs/path";
import { checkPrivateKey } from "../../../components/x509/privateKey";
import { readCertificates, storedPem } from "../../../components/x509/pem";
import { checkCovers, checkServerChain, checkTrust } from "../../../components/x509/serverChain";
import { ensurePrograms } from "../../../sandbox/toolchain";
import { badChains } from "./badChains";
import type { ChainRow, PresentedChain } from "./chainRow";
import { present } from "./chainRow";
import { goodChains } from "./goodChains";
import { OpensslPki, keys } from "../../../sandbox/testing/opensslPki";

const path = PropertyPath.root.child("certificate");

/** Why this package refuses a chain; empty if it does not. */
function ourRefusal({ sent, trusted, hosts }: PresentedChain): string {
  try {
    checkServerChain(sent, path.child("chainPem"));
    checkTrust({ chainPem: sent, trustBundlePem: trusted }, path);
    checkCovers(sent, hosts, path.child("chainPem"));
    return "";
  } catch (error) {
    return (error as Error).message;
  }
}

describe("Chains as this package, OpenSSL and Go judge them", function () {
  // Most of the time goes into building the program and starting openssl.
  this.timeout(900_000);
  const rows: ChainRow[] = [...goodChains, ...badChains];
  let pki: OpensslPki;
  let askGo: (question: object) => { paths: string[]; keys: string[] };
  const presented = new Map<ChainRow, PresentedChain>();
  let ofGo: string[];

  before(async () => {
    const toolchain = await ensurePrograms(["certificate-judge"], () => undefined);
    askGo = question => {
      const input = JSON.stringify(question);
      const text = execFileSync(toolchain.program("certificate-judge"), { input, encoding: "utf8" });
      return JSON.parse(text) as ReturnType<typeof askGo>;
    };
    pki = new OpensslPki();
    rows.forEach(row => presented.set(row, present(row, pki)));
    ofGo = askGo({ paths: rows.map(row => presented.get(row)) }).paths;
  });
  after(() => pki.remove());

  it("has at least 60 chains, each with a name of its own", () => {
    assert.ok(rows.length >= 60);
    assert.equal(new Set(rows.map(({ what }) => what)).size, rows.length);
  });

  for (const [index, row] of rows.entries()) {
    const isGood = goodChains.includes(row);
    const differing = [row.openssl && "OpenSSL", row.go && "Go"].filter(Boolean).join(" and ");
    const note = differing === "" ? "" : `, other than ${differing}`;
    it(`${isGood ? "takes" : "refuses"} ${row.what}${note}`, () => {
      const chain = presented.get(row)!;
      const verdicts = { ours: ourRefusal(chain), openssl: pki.refusal(chain), go: ofGo[index] };
      const takes = (refusal: string) => refusal === "";
      const expected = { ours: isGood, openssl: isGood !== Boolean(row.openssl), go: isGood !== Boolean(row.go) };
      const found = Object.fromEntries(Object.entries(verdicts).map(([judge, refusal]) => [judge, takes(refusal)]));
      assert.deepEqual(found, expected, JSON.stringify(verdicts, undefined, 2));
    });
  }

  it("stores certificates in a form that Go reads, and as they are if Go reads them all", () => {
    const { sent, trusted, hosts } = present({ what: "a usual chain" }, pki);
    const asTheyAre = [sent, sent.trim(), `# a comment\n\n${sent.replace(/\n/g, " \t\r\n")}\n`];
    const changed = [
      sent.replace("-----\n-----", "----------"),
      sent.replace(/\n/g, "\r"),
      sent.replace(/\n/g, "\u00a0\n"),
      `\uFEFF${sent}`,
      `${sent.trim()}\r`,
    ];
    const refusalsOf = (texts: string[]) => askGo({ paths: texts.map(text => ({ sent: text, trusted, hosts })) }).paths;

    const stored = (texts: string[]) => texts.map(text => storedPem(text, path));
    assert.deepEqual(stored(asTheyAre), asTheyAre);
    assert.deepEqual(
      stored(changed),
      changed.map(() => sent),
    );
    assert.deepEqual(new Set(refusalsOf([...asTheyAre, sent])), new Set([""]));
    assert.ok(refusalsOf(changed).every(reason => reason !== ""));
  });

  it("passes keys on in a form that Go reads, and as they are if Go reads them", () => {
    const { pem, keyPem, keyFile } = pki.make({ key: keys.p256 });
    const [certificate] = readCertificates(pem, path);
    const sec1 = pki.run(["ec", "-in", keyFile]);
    const parameters = pki.run(["ecparam", "-name", "prime256v1"]);
    const rsa = pki.make({ key: keys.rsa2048 });
    const [ofRsa] = readCertificates(rsa.pem, path);
    const pkcs1 = pki.run(["rsa", "-in", rsa.keyFile, "-traditional"]);
    const spaced = keyPem.replace(/\n/g, " \t\r\n");
    const asTheyAre = [keyPem, sec1, sec1.replace(/\n/g, "\r\n"), keyPem + pem, spaced, `a comment\n${keyPem.trim()}`];
    const changed = [
      parameters + sec1,
      pem + keyPem,
      `\uFEFF${keyPem}`,
      keyPem.replace("KEY-----\n", "KEY-----\u00a0\n"),
    ];

    const passed = (texts: string[]) => texts.map(text => checkPrivateKey(certificate, text, path));
    assert.deepEqual(passed(asTheyAre), asTheyAre);
    assert.deepEqual(
      passed(changed),
      changed.map(() => keyPem),
    );
    assert.equal(checkPrivateKey(ofRsa, pkcs1, path), pkcs1);
    const { keys: refusals } = askGo({ keys: [...passed([...asTheyAre, ...changed]), pkcs1] });
    assert.deepEqual(new Set(refusals), new Set([""]));
    assert.ok(askGo({ keys: changed }).keys.every(reason => reason !== ""));
  });
});
