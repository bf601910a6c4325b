/** Kubernetes quantities in the canonical form that the API server writes: `1000m` is `1`, `0.5Gi` is `512Mi`. */

const binary = ["Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const NANO = -9;
const GO_FAST_DIGITS = 18;

/** The form in which the API server keeps a quantity; any other text stays as it is. */
export function canonicalQuantity(text: string): string {
  const [, sign, whole, fraction = "", suffix] =
    /^([+-]?)(\d*)(?:\.(\d*))?([a-zA-Z]*|[eE][+-]?\d+)$/.exec(text.trim()) ?? [];
  const scale = scaleOf(suffix ?? "?");
  if (!scale || whole + fraction === "") return text;
  const digits = (whole.replace(/^0+(?=\d)/, "") || "0") + fraction;
  const tens = scale.tens - fraction.length;
  // Go considers these canonical already, without looking at the fraction: 0.5 is 500m, and 1.208 stays.
  const isKept = !scale.isBinary && tens % 3 === 0 && tens >= NANO && !/^0|000$/.test(digits);
  if (isKept && digits.length <= GO_FAST_DIGITS) return text.trim();
  const nanos = roundUp(BigInt(digits) * scale.factor, NANO - tens);
  const amount = write(nanos, scale.isBinary, scale.hasExponent);
  return sign === "-" && nanos > 0n ? `-${amount}` : amount;
}

function scaleOf(suffix: string) {
  const plain = { factor: 1n, tens: 0, isBinary: false, hasExponent: false };
  if (binary.includes(suffix)) return { ...plain, factor: 1024n ** BigInt(binary.indexOf(suffix) + 1), isBinary: true };
  if (decimal.includes(suffix)) return { ...plain, tens: 3 * decimal.indexOf(suffix) + NANO };
  if (/^[eE][+-]?\d+$/.test(suffix)) return { ...plain, tens: Number(suffix.slice(1)), hasExponent: true };
  return undefined;
}

/** `value` divided by ten to the power of `digits`; a remainder rounds up. */
function roundUp(value: bigint, digits: number): bigint {
  if (digits <= 0) return value * 10n ** BigInt(-digits);
  const divisor = 10n ** BigInt(digits);
  return (value + divisor - 1n) / divisor;
}

/** Binary suffixes are for whole numbers of at least 1024; everything else is written in steps of a thousand. */
function write(nanos: bigint, isBinary: boolean, hasExponent: boolean): string {
  const unit = 10n ** BigInt(-NANO);
  if (isBinary && nanos % unit === 0n && nanos / unit >= 1024n) return inSteps(nanos / unit, 1024n, ["", ...binary]);
  const exponents = decimal.map((_, i) => (i === -NANO / 3 ? "" : `e${3 * i + NANO}`));
  return nanos === 0n ? "0" : inSteps(nanos, 1000n, hasExponent ? exponents : decimal);
}

function inSteps(value: bigint, step: bigint, suffixes: string[]): string {
  let [rest, i] = [value, 0];
  for (; rest % step === 0n && i < suffixes.length - 1; i++) rest /= step;
  return `${rest}${suffixes[i]}`;
}
