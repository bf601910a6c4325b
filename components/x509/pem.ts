/** Reads certificates in PEM strictly: every block counts, and only explanations may stand around the blocks. */
import { X509Certificate } from "node:crypto";
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";

const beginning = "-----BEGIN CERTIFICATE-----";

/** A block of PEM: what it says it holds, its content, and the line on which it begins. */
interface Block {
  label: string;
  der: Buffer;
  line: number;
}

/**
 * All certificates in PEM text, in order. Text around the blocks is an explanation and does not count, as RFC 7468 has it.
 * Refuses text without any certificate, any other or broken block, and text that looks like a part of one.
 */
export function readCertificates(pem: string, path: PropertyPath): X509Certificate[] {
  if (pem !== undefined && pem !== null && typeof pem !== "string") {
    refuse(path, "is not text, but must be a certificate in PEM: read files as text, such as with the encoding utf8");
  }
  if ((pem ?? "").trim() === "") {
    refuse(path, `is missing, but must be a certificate in PEM, which starts with ${beginning}`);
  }
  if (pem.includes("PRIVATE KEY-----")) {
    refuse(path, "contains a private key, but must contain only certificates");
  }
  const blocks = blocksOf(pem, path);
  if (blocks.length === 0) refuse(path, `is not a certificate in PEM: it has no line ${beginning}`);
  return blocks.map((block, index) => readBlock(block, path, `certificate ${index + 1} of ${blocks.length}`));
}

/** The certificates as PEM text. */
export function toPem(certificates: X509Certificate[]): string {
  return certificates.map(certificate => certificate.toString()).join("");
}

/** The text as it may be stored: unchanged if Go finds all of its certificates, since another text is a change in every stack. */
export function storedPem(pem: string, path: PropertyPath): string {
  const certificates = readCertificates(pem, path);
  return labelsInGo(pem).length === certificates.length ? pem : toPem(certificates);
}

/**
 * The labels of the blocks that Go finds in a text, and with it cert-manager and the TLS provider. It wants each BEGIN and END
 * on a line of its own that ends with a line feed, and passes over what is not so.
 */
export function labelsInGo(text: string): string[] {
  return [...text.matchAll(blockInGo)].flatMap(([, label, content]) =>
    isBase64(content.replace(/\s/g, "")) ? [label] : [],
  );
}

const blockInGo =
  /(?<![^\n])-----BEGIN ([^\n]*)-----[ \t]*\r?\n(?:[^\n:]*:[^\n]*\n)*([A-Za-z0-9+/= \t\r\n]*)(?<=\n)-----END \1-----[ \t]*(?:\r?\n|$)/g;

/** The certificates read so far, by their content: one is judged for many listeners, and by several rules. */
const known = new Map<string, X509Certificate>();

function readBlock({ label, der, line }: Block, path: PropertyPath, which: string): X509Certificate {
  if (label !== "CERTIFICATE") {
    refuse(
      path,
      `has a block '${unlessSecret(label)}' on line ${line}, but must contain only blocks 'CERTIFICATE': convert it, such as with ` +
        "'openssl x509 -in FILE', or remove it",
    );
  }
  const content = der.toString("base64");
  const before = known.get(content);
  if (before !== undefined) return before;
  try {
    const certificate = new X509Certificate(der);
    if (certificate.raw.length !== der.length) throw new Error("something follows the certificate in its block");
    // Throws for a kind of key that this Node.js does not know.
    void certificate.publicKey;
    known.set(content, certificate);
    return certificate;
  } catch (error) {
    refuse(path, `${which} cannot be read: ${(error as Error).message}`);
  }
}

/** The blocks of a text. Errors show no content: the text may be some secret. */
function blocksOf(text: string, path: PropertyPath): Block[] {
  const blocks: Block[] = [];
  let open: { label: string; line: number; base64: string } | undefined;
  linesOf(text).forEach((content, index) => {
    const line = index + 1;
    const [, edge, label] = /^-----(BEGIN|END) ([A-Z0-9 ]+)-----$/.exec(content) ?? [];
    if (open === undefined) {
      if (edge === "BEGIN") open = { label, line, base64: "" };
      else if (brokenEdge.test(content)) refuse(path, `has a broken line ${line}: ${rule}`);
      else if (isContent(content)) refuse(path, `has base64 on line ${line}, outside a block: ${rule}`);
    } else if (edge === "END" && label === open.label) {
      blocks.push({ label, line: open.line, der: decode(open, path) });
      open = undefined;
    } else if (content.includes("-")) {
      refuse(path, `${cutShort(open)}: line ${line} is not its end. ${complete}`);
    } else {
      open.base64 += content.replace(/\s/g, "");
    }
  });
  if (open !== undefined) refuse(path, `${cutShort(open)}. ${complete}`);
  return blocks;
}

/** BEGIN or END with other dashes, such as four, those of a word processor, or none. In a sentence it is an explanation. */
const brokenEdge =
  /-----|(?:^\W*|[\p{Pd}\u2212\u2500\u2501]\s*)(?:BEGIN|END)\s+(?:[A-Z0-9]+\s+)*CERTIFICATE(?:\s*[\p{Pd}\u2212\u2500\u2501]|\W*$)/u;

/** Whether a line looks like one of a certificate. Fingerprints have letters of one case, and lines of `=` have none. */
function isContent(line: string): boolean {
  const isLong = /^\s*[A-Za-z0-9+/]{64,}={0,2}$/.test(line);
  return isLong && [/[a-z]/, /[A-Z]/, /[0-9+/]/].every(kind => kind.test(line));
}

const rule = `each block starts with ${beginning} and ends with -----END CERTIFICATE-----, on lines of their own`;
const complete = "Add the rest of it, or remove it";

function cutShort({ label, line }: { label: string; line: number }): string {
  return `has a block '${unlessSecret(label)}' on line ${line} that is cut short`;
}

/** The lines without spaces at their ends. Files that were joined without a line break in between are taken apart. */
function linesOf(text: string): string[] {
  return text
    .replace(/^\uFEFF/, "")
    .replace(/----------BEGIN /g, "-----\n-----BEGIN ")
    .split(/\r\n|\n|\r/)
    .map(line => line.trimEnd());
}

function decode({ label, line, base64 }: { label: string; line: number; base64: string }, path: PropertyPath): Buffer {
  if (base64 === "" || !isBase64(base64)) {
    refuse(
      path,
      `has a block '${unlessSecret(label)}' on line ${line} that is broken: its content is not base64. ${complete}`,
    );
  }
  return Buffer.from(base64, "base64");
}

function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && text.length % 4 === 0;
}
