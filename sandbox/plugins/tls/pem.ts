/** PEM text (RFC 7468) as Go's encoder writes it: lines of 64 characters and a newline at the end. */

export interface PemBlock {
  label: string;
  der: Buffer;
}

export function encodePem(label: string, der: Uint8Array | ArrayBuffer): string {
  const bytes = der instanceof Uint8Array ? Buffer.from(der) : Buffer.from(new Uint8Array(der));
  const lines = bytes.toString("base64").match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ""].join("\n");
}

/** The first block in `text`; the text around it is ignored. */
export function firstPemBlock(text: string): PemBlock | undefined {
  const match = /-----BEGIN ([^-\n]+)-----[ \t]*\r?\n([A-Za-z0-9+/=\s]+)-----END \1-----/.exec(text);
  return match ? { label: match[1], der: Buffer.from(match[2], "base64") } : undefined;
}

/** The bytes of the first block, which must have the label `label`. Errors never quote the text: it may be a private key. */
export function decodePem(text: string, label: string): Buffer {
  const block = firstPemBlock(text);
  if (!block) throw new Error(`failed to decode PEM of expected type "${label}" from bytes`);
  if (block.label !== label) throw new Error(`invalid PEM type - expected "${label}", got "${block.label}"`);
  return block.der;
}

/** Reads `what`; a failure names it. */
export function reading<T>(what: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new Error(`Failed to parse ${what} PEM: ${(error as Error).message}`, { cause: error });
  }
}
