/** How errors, warnings and log lines show a value: never a secret, and never at length. */
import * as pulumi from "@pulumi/pulumi";

const longest = 60;

/** Whether the current value is secret. Set only during a synchronous call, so that nothing else runs meanwhile. */
let isHidden = false;

/**
 * A value in a message. Text is quoted and cut to 60 characters; lists and objects are only named as such. Nothing that is
 * secret, or looks like a key or a password, is shown.
 */
export function shown(value: unknown): string {
  if (isHidden) return "[secret]";
  if (typeof value === "string") return shownText(value);
  if (typeof value === "function") return "a function";
  if (typeof value !== "object" || value === null) return String(value);
  if (Object.keys(value).length === 0) return JSON.stringify(value);
  return Array.isArray(value) ? "a list" : "an object";
}

/** Text that has been checked, unquoted, for a sentence or a command; hidden if it is secret or looks so. */
export function unlessSecret(text: string | number): string {
  const whole = String(text);
  return isHidden || looksSecret(whole) ? "[secret]" : shortened(whole);
}

/** The text, unless it is longer than the longest name, a DNS name: then its beginning and its end. */
export function shortened(text: string): string {
  return text.length <= 253 ? text : `${text.slice(0, 40)}...${text.slice(40 - longest)}`;
}

/** Whether `shown` shows the value, so that a message may suggest another one derived from it. */
export function mayShow(value: unknown): boolean {
  return !isHidden && !(typeof value === "string" && looksSecret(value));
}

/** Applies `work` to an Output. While it works on a secret value, `shown` hides everything. */
export function appliedTo<T, R>(output: pulumi.Output<T>, work: (value: T) => R): pulumi.Output<R> {
  // Inside `apply`, it is no longer known whether the value is secret. `apply` waits for the same promise, and later.
  let isSecret = true;
  const secrecyKnown = (known: boolean) => (isSecret = known);
  pulumi.isSecret(output).then(secrecyKnown, () => undefined);
  return output.apply<R>(value => {
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
  // The end too: that is where an ARM id usually goes wrong.
  return `${JSON.stringify(text.slice(0, 40))}...${JSON.stringify(text.slice(40 - longest))} (${text.length} characters)`;
}

/** Matches PEM, a URL with a password, and long random words such as base64, but not ids of Azure Resource Manager. */
export function looksSecret(text: string): boolean {
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
