/** Durations in the syntax of Go, which cert-manager uses. */
import { checkAll, refuse } from "../inputs/errors";
import { optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { mayShow, shown, unlessSecret } from "../inputs/shown";

const nanosecondsPer: Record<string, bigint> = {
  h: 3_600_000_000_000n,
  m: 60_000_000_000n,
  s: 1_000_000_000n,
  ms: 1_000_000n,
  us: 1_000n,
  µs: 1_000n,
  ns: 1n,
};
const wholeDuration = /^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/;
const oneTerm = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g;

// Go counts nanoseconds in 64 bits.
const greatestHours = 2562047;

/** The seconds in a Go duration such as `2160h` or `1h30m`. Refuses any other text. */
export function secondsOf(duration: string, path: PropertyPath): number {
  if (typeof duration !== "string" || !wholeDuration.test(duration)) {
    const days = /^(\d+)d$/.exec(String(duration))?.[1];
    const meant = days && mayShow(duration) ? `. Did you mean '${Number(days) * 24}h'?` : "";
    refuse(path, `is ${shown(duration)}, but must be a Go duration such as '2160h' or '1h30m'${meant}`);
  }
  const terms = [...duration.matchAll(oneTerm)];
  const seconds = terms.reduce((sum, [, count, unit]) => sum + (Number(count) * Number(nanosecondsPer[unit])) / 1e9, 0);
  if (seconds > greatestHours * 3600) {
    refuse(path, `is '${unlessSecret(duration)}', but a Go duration is at most ${greatestHours}h (292 years)`);
  }
  return seconds;
}

/**
 * A valid duration of at least a second as Go prints it, such as `2160h0m0s`. cert-manager rewrites durations in this
 * form, so any other form would show as a change in every preview.
 */
export function goText(duration: string): string {
  const total = [...duration.matchAll(oneTerm)].reduce((sum, [, count, unit]) => sum + nanoseconds(count, unit), 0n);
  const { h, m, s } = nanosecondsPer;
  const [hours, minutes] = [total / h, (total % h) / m];
  const fraction = String(total % s)
    .padStart(9, "0")
    .replace(/0+$/, "");
  const seconds = `${(total % m) / s}${fraction && `.${fraction}`}s`;
  return `${hours > 0n ? `${hours}h` : ""}${hours > 0n || minutes > 0n ? `${minutes}m` : ""}${seconds}`;
}

/** Go drops fractions of a nanosecond. */
function nanoseconds(count: string, unit: string): bigint {
  const [whole, decimals = ""] = count.split(".");
  return (BigInt(whole + decimals) * nanosecondsPer[unit]) / 10n ** BigInt(decimals.length);
}

/** How long a certificate of cert-manager lives, and how long before its end it is renewed, as Go durations. */
export interface CertificateLifetime {
  duration: string;
  /** If unset, cert-manager renews when a third of the lifetime is left. */
  renewBefore?: string;
}

// The minimums of cert-manager's own validation.
const leastDuration = 3600;
const leastRenewBefore = 300;

/** The lifetime as cert-manager stores it. Refuses what cert-manager would refuse. */
export function checkLifetime({ duration, renewBefore }: CertificateLifetime, path: PropertyPath): CertificateLifetime {
  const renewPath = path.child("renewBefore");
  const { lives, before } = checkAll({
    lives: () => checkLeast(duration, leastDuration, path.child("duration"), "issues for at least 1h"),
    before: () =>
      optional(renewBefore, renewPath, given => checkLeast(given, leastRenewBefore, renewPath, "requires at least 5m")),
  });
  if (renewBefore === undefined || before === undefined) {
    return { duration: goText(duration) };
  }
  if (before >= lives) {
    refuse(
      renewPath,
      `is '${unlessSecret(renewBefore)}', but the certificate lives only '${unlessSecret(duration)}', so cert-manager ` +
        "would renew it over and over: set less than that",
    );
  }
  return { duration: goText(duration), renewBefore: goText(renewBefore) };
}

function checkLeast(duration: string, least: number, path: PropertyPath, rule: string): number {
  const seconds = secondsOf(duration, path);
  if (seconds < least) refuse(path, `is '${unlessSecret(duration)}', but cert-manager ${rule}`);
  return seconds;
}
