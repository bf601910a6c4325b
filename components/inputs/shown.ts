/** How errors, warnings and log lines show what was given: never a secret, and never much of it. */
import * as pulumi from "@pulumi/pulumi";

const longest = 60;

/** Whether the value at hand is secret. Set only while a function runs that returns before anything else can run. */
let isHidden = false;

/**
 * A value in a message: quoted and cut to 60 characters if it is text, by its kind if it has members. What is secret,
 * or looks like a key or a password, is not shown.
 */
export function shown(value: unknown): string {
  if (isHidden) return "[secret]";
  if (typeof value === "string") return shownText(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.keys(value).length === 0) return JSON.stringify(value);
  return Array.isArray(value) ? "a list" : "an object";
}

/** A text that is known to be sound, as it is in a sentence or a command, unless it is secret. */
export function unlessSecret(text: string | number): string {
  return isHidden ? "[secret]" : String(text);
}

/** Whether `shown` shows the value, so that a message may suggest another that is made of it. */
export function mayShow(value: unknown): boolean {
  return !isHidden && !(typeof value === "string" && looksSecret(value));
}

/** What `work` makes of the value of an Output. If that is secret, `shown` shows nothing meanwhile. */
export function appliedTo<T, R>(output: pulumi.Output<T>, work: (value: T) => R): pulumi.Output<R> {
  // Inside of apply nothing tells any more whether the value is secret.
  const andSecrecy = pulumi.all([output, pulumi.isSecret(output)]) as pulumi.Output<[T, boolean]>;
  return andSecrecy.apply(([value, isSecret]) => {
    isHidden = isSecret;
    try {
      return work(value);
    } finally {
      isHidden = false;
    }
  });
}

function shownText(text: string): string {
  if (looksSecret(text)) return "a text that looks like a key or a password";
  if (text.length <= longest) return JSON.stringify(text);
  // The end too: of an ARM id that is where it goes wrong.
  return `${JSON.stringify(text.slice(0, 40))}...${JSON.stringify(text.slice(40 - longest))} (${text.length} characters)`;
}

/** PEM, a URL with a password, and words such as base64 makes of random bytes, which are no ids of Azure Resource Manager. */
function looksSecret(text: string): boolean {
  return (
    /-----(BEGIN|END)|:\/\/[^\s/@]*:[^\s/@]*@/.test(text) ||
    text
      .split(/\s+/)
      .some(
        word =>
          !/^\/subscriptions\//i.test(word) &&
          /^[-\w+/=]{32,}$/.test(word) &&
          [/[a-z]/, /[A-Z]/, /\d/].every(kind => kind.test(word)),
      )
  );
}
