/** IPv4 ranges. */

export interface Range {
  first: number;
  last: number;
}

/** The range that a text such as `10.240.0.0/16` stands for; undefined if the text is not valid. */
export function parseCidr(cidr: string): Range | undefined {
  const [address, length, ...rest] = cidr.split("/");
  const first = parseAddress(address);
  const bits = Number(length);
  if (first === undefined || rest.length > 0 || !/^\d+$/.test(length ?? "") || bits > 32) return undefined;
  const size = 2 ** (32 - bits);
  return first % size === 0 ? { first, last: first + size - 1 } : undefined;
}

/** An address such as `10.0.0.10` as a number. */
export function parseAddress(address: string): number | undefined {
  const parts = address.split(".");
  if (parts.length !== 4 || !parts.every(part => /^\d{1,3}$/.test(part) && Number(part) < 256)) return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

export function overlap(a: Range, b: Range): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
