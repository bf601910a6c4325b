/** Finds secrets in text: in the clear, in base64, and PEM private keys that nobody listed. */

/** A value that must not be seen, and how to call it in a message. */
export interface SecretValue {
  what: string;
  value: string;
}

const privateKeyMark = "PRIVATE KEY-----";

/** What of these, or which private key, stands in the text. */
export function leaksIn(text: string, secrets: SecretValue[]): string[] {
  const wanted = [{ what: "a PEM private key", value: privateKeyMark }, ...secrets];
  return wanted.flatMap(({ what, value }) => [
    ...(linesOf(value).some(line => text.includes(line)) ? [what] : []),
    ...(base64Of(value).some(encoded => text.includes(encoded)) ? [`${what} in base64`] : []),
  ]);
}

/** Line breaks look different in JSON, YAML and logs, so that each line of a key is looked for by itself. */
function linesOf(value: string): string[] {
  const lines = value.split("\n").filter(line => line !== "" && !line.startsWith("-----"));
  return lines.length > 1 ? lines.filter(line => line.length > 30) : lines;
}

/** What base64 makes of a value that stands somewhere in the encoded text: three ways, as three bytes become four letters. */
function base64Of(value: string): string[] {
  return [0, 1, 2].map(offset => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    // The first letters hold bits of whatever stands before.
    return whole.toString("base64").slice(offset === 0 ? 0 : 4);
  });
}
