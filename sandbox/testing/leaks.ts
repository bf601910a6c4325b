/** Finds secrets in text: in plain text, in base64, and PEM private keys that nobody listed. */

/** A value that must not be seen, and its name in messages. */
export interface SecretValue {
  what: string;
  value: string;
}

const privateKeyMark = "PRIVATE KEY-----";

/** Which of these secrets the text contains, and whether it contains any PEM private key. */
export function leaksIn(text: string, secrets: SecretValue[]): string[] {
  const wanted = [{ what: "a PEM private key", value: privateKeyMark }, ...secrets];
  return wanted.flatMap(({ what, value }) => [
    ...(linesOf(value).some(line => text.includes(line)) ? [what] : []),
    ...(base64Of(value).some(encoded => text.includes(encoded)) ? [`${what} in base64`] : []),
  ]);
}

/** Line breaks look different in JSON, YAML and logs, so each line of a key is searched for on its own. */
function linesOf(value: string): string[] {
  const lines = value.split("\n").filter(line => line !== "" && !line.startsWith("-----"));
  return lines.length > 1 ? lines.filter(line => line.length > 30) : lines;
}

/** The three ways in which base64 can encode a value inside a longer text, as it turns three bytes into four letters. */
function base64Of(value: string): string[] {
  return [0, 1, 2].map(offset => {
    const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
    // The first letters hold bits of the text before.
    return whole.toString("base64").slice(offset === 0 ? 0 : 4);
  });
}
