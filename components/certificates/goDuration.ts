/** Durations in the words of Go, as cert-manager takes them. */
import { refuse } from "../checked";

const secondsPer: Record<string, number> = { h: 3600, m: 60, s: 1, ms: 1e-3, us: 1e-6, µs: 1e-6, ns: 1e-9 };
const wholeDuration = /^(\d+(\.\d+)?(h|ms|m|s|us|µs|ns))+$/;
const oneTerm = /(\d+(?:\.\d+)?)(h|ms|m|s|us|µs|ns)/g;

// 64 bits of nanoseconds.
const greatestHours = 2562047;

/** How many seconds a duration such as `2160h` or `1h30m` has. Refuses what is none. */
export function secondsOf(duration: string, propertyPath: string): number {
  if (typeof duration !== "string" || !wholeDuration.test(duration)) {
    const days = /^(\d+)d$/.exec(String(duration))?.[1];
    const meant = days ? `. Did you mean '${Number(days) * 24}h'?` : "";
    refuse(
      propertyPath,
      `is ${JSON.stringify(duration)}, but must be a Go duration such as '2160h' or '1h30m'${meant}`,
    );
  }
  const terms = [...duration.matchAll(oneTerm)];
  const seconds = terms.reduce((sum, [, count, unit]) => sum + Number(count) * secondsPer[unit], 0);
  if (seconds > greatestHours * 3600) {
    refuse(propertyPath, `is '${duration}', but the durations of Go end at ${greatestHours}h, which are 292 years`);
  }
  return seconds;
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

/** Refuses a lifetime that cert-manager would refuse. */
export function checkLifetime(lifetime: CertificateLifetime, pathPrefix = ""): CertificateLifetime {
  const { duration, renewBefore } = lifetime;
  const lives = secondsOf(duration, `${pathPrefix}duration`);
  if (lives < leastDuration) {
    refuse(`${pathPrefix}duration`, `is '${duration}', but cert-manager issues for 1h at the least`);
  }
  if (renewBefore === undefined) {
    return { duration };
  }
  const path = `${pathPrefix}renewBefore`;
  const before = secondsOf(renewBefore, path);
  if (before < leastRenewBefore) {
    refuse(path, `is '${renewBefore}', but cert-manager wants 5m at the least`);
  }
  if (before >= lives) {
    refuse(path, `is '${renewBefore}', but the certificate lives '${duration}': give less, or it is renewed for ever`);
  }
  return { duration, renewBefore };
}
