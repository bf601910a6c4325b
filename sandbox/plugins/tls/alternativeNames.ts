/** Subject alternative names, from the inputs `dnsNames`, `ipAddresses` and `uris` or from a certificate request. */
import { isIP } from "node:net";
import { AsnConvert, OctetString } from "@peculiar/asn1-schema";
import { Extension, GeneralName, SubjectAlternativeName, id_ce_subjectAltName } from "@peculiar/asn1-x509";

/** The inputs that name whom a certificate is for. */
export interface AlternativeNames {
  dnsNames?: string[];
  ipAddresses?: string[];
  uris?: string[];
}

export function generalNames({ dnsNames = [], ipAddresses = [], uris = [] }: AlternativeNames): GeneralName[] {
  return [
    ...dnsNames.map(name => new GeneralName({ dNSName: ascii(name) })),
    ...ipAddresses.map(address => new GeneralName({ iPAddress: ipAddress(address) })),
    ...uris.map(uri => new GeneralName({ uniformResourceIdentifier: ascii(parsedUri(uri)) })),
  ];
}

/** No extension if there are no names. RFC 5280 requires `critical` if the subject is empty. */
export function alternativeNamesExtension(names: GeneralName[], critical: boolean): Extension[] {
  if (names.length === 0) return [];
  const extnValue = new OctetString(AsnConvert.serialize(new SubjectAlternativeName(names)));
  return [new Extension({ extnID: id_ce_subjectAltName, critical, extnValue })];
}

function ipAddress(address: string): string {
  const version = isIP(address);
  if (version === 0 || address.includes("%")) throw new Error(`Invalid IP address: Failed to parse "${address}"`);
  if (version === 4) return address;
  // The URL parser writes every spelling of an IPv6 address in its canonical form.
  const canonical = new URL(`http://[${address}]/`).hostname.slice(1, -1);
  const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(canonical);
  if (!mapped) return canonical;
  return mapped
    .slice(1)
    .map(part => `${parseInt(part, 16) >> 8}.${parseInt(part, 16) & 255}`)
    .join(".");
}

function parsedUri(uri: string): string {
  if (/[\p{Cc}]/u.test(uri)) throw invalidUri(uri, "invalid control character in URL");
  if (uri.startsWith(":")) throw invalidUri(uri, "missing protocol scheme");
  if (/%(?![0-9a-f]{2})/i.test(uri)) throw invalidUri(uri, "invalid URL escape");
  return uri;
}

function invalidUri(uri: string, reason: string): Error {
  return new Error(`Invalid URI: Failed to parse ${JSON.stringify(uri)}: ${reason}`);
}

/** X.509 holds these names in ASCII: an international domain name must be given in its `xn--` form. */
function ascii(name: string): string {
  if (/[^\p{ASCII}]/u.test(name)) {
    throw new Error(`Failed to create certificate: x509: "${name}" cannot be encoded as an IA5String`);
  }
  return name;
}
