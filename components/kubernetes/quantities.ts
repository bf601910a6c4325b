/** Kubernetes quantities, such as `128Mi`, in the form that the API server stores. */
import { refuse } from "../inputs/errors";
import { mayShow, shown } from "../inputs/shown";
import type { Check } from "../inputs/values";

/**
 * A quantity of at least `least`, which `rule` describes, as the API server stores it. A number counts as text, as it does for
 * Kubernetes.
 */
export function quantity(least: string, rule: string): Check<string> {
  const isEnough = (text: string) => (billionthsOf(text) ?? -1n) >= billionthsOf(least)!;
  return (value, path) => {
    const text = typeof value === "number" ? String(value) : value;
    if (typeof text !== "string" || text.length > longest || !isEnough(text)) {
      const near = typeof text === "string" ? nearMemory(text.slice(0, longest)) : "";
      const meant = near !== text && isEnough(near) && mayShow(value) ? `. Did you mean ${shown(near)}?` : "";
      refuse(path, `is ${shown(value)}, but must be a Kubernetes quantity ${rule}${meant}`);
    }
    return canonicalQuantity(text);
  };
}

// Far longer than any quantity, and short enough for patterns that try each way to read it.
const longest = 64;

/** The quantity that `128mb`, `128m`, `128 mi` or `1,5Gi` is likely to stand for. */
function nearMemory(text: string): string {
  const unit = /([kmgtpe])i?b?$/i;
  return text
    .replace(/\s/g, "")
    .replace(",", ".")
    .replace(unit, (_, letter: string) => `${letter.toUpperCase()}i`);
}

const parts = /^\+?(\d*)\.?(\d*)(Ki|Mi|Gi|Ti|Pi|Ei|[eE][+-]?\d{1,3}|[numkMGTPE]?)$/;
const decimalSuffixes = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binarySuffixes = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];

/**
 * The quantity without decimals, with the greatest suffix that allows that: `1.5Gi` is `1536Mi`, `1000M` is `1G`. The API
 * server rewrites every other form, and a preview would show that as a change. Text that is not a quantity, or that is more
 * precise than a billionth, stays as it is.
 *
 * @see https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
 */
export function canonicalQuantity(text: string): string {
  const fraction = fractionOf(text);
  if (fraction === undefined || fraction.numerator % fraction.divisor !== 0n) return text;
  const { suffix } = fraction;
  const billionths = fraction.numerator / fraction.divisor;
  if (billionths === 0n) return "0";
  const units = billionths / billion;
  const isWhole = billionths % billion === 0n;
  if (binarySuffixes.indexOf(suffix) > 0 && isWhole && units >= 1024n) return withSuffix(units, 1024n, binarySuffixes);
  if (isExponent(suffix)) return withExponent(billionths);
  return withSuffix(billionths, 1000n, decimalSuffixes);
}

/** The size in billionths, the smallest unit of Kubernetes, rounded down. Undefined if the text is not a quantity. */
function billionthsOf(text: string): bigint | undefined {
  const fraction = fractionOf(text);
  return fraction && fraction.numerator / fraction.divisor;
}

/** The size in billionths as a fraction. */
function fractionOf(text: string) {
  const [, whole, decimals, suffix] = parts.exec(text) ?? [];
  if (whole === undefined || whole + decimals === "") return undefined;
  const power = Math.max(binarySuffixes.indexOf(suffix), 0);
  const scale = (power > 0 ? 0 : exponentOf(suffix)) - decimals.length + 9;
  return {
    numerator: BigInt(whole + decimals) * 1024n ** BigInt(power) * 10n ** BigInt(Math.max(scale, 0)),
    divisor: 10n ** BigInt(Math.max(-scale, 0)),
    suffix,
  };
}

const billion = 10n ** 9n;

function isExponent(suffix: string): boolean {
  return /^[eE]./.test(suffix) && suffix !== "Ei";
}

function exponentOf(suffix: string): number {
  return isExponent(suffix) ? Number(suffix.slice(1)) : (decimalSuffixes.indexOf(suffix) - 3) * 3;
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
