/** Durations in the words of Go, as cert-manager takes them. */
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

// 64 bits of nanoseconds.
const greatestHours = 2562047;

/** How many seconds a duration such as `2160h` or `1h30m` has. Refuses any other text. */
export function secondsOf(duration: string, path: PropertyPath): number {
  if (typeof duration !== "string" || !wholeDuration.test(duration)) {
    const days = /^(\d+)d$/.exec(String(duration))?.[1];
    const meant = days && mayShow(duration) ? `. Did you mean '${Number(days) * 24}h'?` : "";
    refuse(path, `is ${shown(duration)}, but must be a Go duration such as '2160h' or '1h30m'${meant}`);
  }
  const terms = [...duration.matchAll(oneTerm)];
  const seconds = terms.reduce((sum, [, count, unit]) => sum + (Number(count) * Number(nanosecondsPer[unit])) / 1e9, 0);
  if (seconds > greatestHours * 3600) {
    refuse(
      path,
      `is '${unlessSecret(duration)}', but the durations of Go end at ${greatestHours}h, which are 292 years`,
    );
  }
  return seconds;
}

/**
 * A valid duration of at least a second as Go prints it, such as `2160h0m0s`. cert-manager writes it so into what it is
 * given: any other form would be a change in every preview.
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

/** Go cuts off what is less than a nanosecond. */
function nanoseconds(count: string, unit: string): bigint {
  const [whole, decimals = ""] = count.split(".");
  return (BigInt(whole + decimals) * nanosecondsPer[unit]) / 10n ** BigInt(decimals.length);
}

/** How long a certificate of cert-manager lives, and how long before its end it is renewed, as Go durations. */
export interface CertificateLifetime {
  duration: string;
  /** Unset: when a third of the lifetime is left. */
  renewBefore?: string;
}

// The least that cert-manager's own validation accepts.
const leastDuration = 3600;
const leastRenewBefore = 300;

/** The lifetime in the form that stays. Refuses one that cert-manager would refuse. */
export function checkLifetime({ duration, renewBefore }: CertificateLifetime, path: PropertyPath): CertificateLifetime {
  const renewPath = path.child("renewBefore");
  const { lives, before } = checkAll({
    lives: () => checkLeast(duration, leastDuration, path.child("duration"), "issues for 1h at the least"),
    before: () =>
      optional(renewBefore, renewPath, given =>
        checkLeast(given, leastRenewBefore, renewPath, "wants 5m at the least"),
      ),
  });
  if (renewBefore === undefined || before === undefined) {
    return { duration: goText(duration) };
  }
  if (before >= lives) {
    refuse(
      renewPath,
      `is '${unlessSecret(renewBefore)}', but the certificate lives '${unlessSecret(duration)}': give less, or it is ` +
        "renewed for ever",
    );
  }
  return { duration: goText(duration), renewBefore: goText(renewBefore) };
}

function checkLeast(duration: string, least: number, path: PropertyPath, rule: string): number {
  const seconds = secondsOf(duration, path);
  if (seconds < least) refuse(path, `is '${unlessSecret(duration)}', but cert-manager ${rule}`);
  return seconds;
}
