/** Kubernetes quantities, such as `128Mi`, in the form that the API server stores. */

const quantity = /^(\d*)\.?(\d*)(Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d+|[numkMGTPE]?)$/;
const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/**
 * The quantity without decimals, with the greatest suffix that allows that: `1.5Gi` is `1536Mi`, `1000M` is `1G`. The API
 * server rewrites every other form, and a preview would show that as a change. Text that is not a quantity, or that is more
 * precise than a billionth, stays as it is, for the API server to judge.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function canonicalQuantity(text: string): string {
  const [, whole, decimals, suffix] = quantity.exec(text) ?? [];
  if (whole === undefined || whole + decimals === "") return text;
  const power = binarySuffixes.indexOf(suffix);
  const isBinary = power > 0;
  const exponent = isBinary ? 0 : exponentOf(suffix);
  // In billionths, the smallest unit of Kubernetes.
  const scale = exponent - decimals.length + 9;
  const digits = BigInt(whole + decimals) * 1024n ** BigInt(Math.max(power, 0));
  const divisor = 10n ** BigInt(Math.max(-scale, 0));
  if (digits % divisor !== 0n) return text;
  const billionths = (digits * 10n ** BigInt(Math.max(scale, 0))) / divisor;
  if (billionths === 0n) return "0";
  const units = billionths / billion;
  const isWhole = billionths % billion === 0n;
  if (isBinary && isWhole && units >= 1024n) return withSuffix(units, 1024n, binarySuffixes);
  if (/^[eE]./.test(suffix)) return withExponent(billionths);
  return withSuffix(billionths, 1000n, decimalSuffixes);
}

const billion = 10n ** 9n;

function exponentOf(suffix: string): number {
  return /^[eE]./.test(suffix) ? Number(suffix.slice(1)) : (decimalSuffixes.indexOf(suffix) - 3) * 3;
}

function withSuffix(value: bigint, base: bigint, suffixes: string[]): string {
  const [last, ...greater] = [...suffixes].reverse();
  const rest = greater.reverse();
  let [number, steps] = [value, 0];
  while (steps < rest.length && number % base === 0n) {
    number /= base;
    steps++;
  }
  return `${number}${steps < rest.length ? rest[steps] : last}`;
}

function withExponent(billionths: bigint): string {
  let [number, exponent] = [billionths, -9];
  while (number % 1000n === 0n) {
    number /= 1000n;
    exponent += 3;
  }
  return `${number}${exponent === 0 ? "" : `e${exponent}`}`;
}
