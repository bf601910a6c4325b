/** The input `subject` as an X.509 distinguished name. */
import { AsnConvert } from "@peculiar/asn1-schema";
import { AttributeTypeAndValue, AttributeValue, Name, RelativeDistinguishedName } from "@peculiar/asn1-x509";

/** `subject` as the resources accept it. */
export interface Subject {
  commonName?: string;
  country?: string;
  emailAddress?: string;
  locality?: string;
  organization?: string;
  organizationalUnit?: string;
  postalCode?: string;
  province?: string;
  serialNumber?: string;
  streetAddresses?: string[];
}

/** In Go's order, which users see in `openssl x509 -subject`. */
const ATTRIBUTES: [keyof Subject, string][] = [
  ["country", "2.5.4.6"],
  ["organization", "2.5.4.10"],
  ["organizationalUnit", "2.5.4.11"],
  ["locality", "2.5.4.7"],
  ["province", "2.5.4.8"],
  ["streetAddresses", "2.5.4.9"],
  ["postalCode", "2.5.4.17"],
  ["commonName", "2.5.4.3"],
  ["serialNumber", "2.5.4.5"],
  ["emailAddress", "1.2.840.113549.1.9.1"],
];

/** The names that `subject` may hold. */
export const SUBJECT_FIELDS: string[] = ATTRIBUTES.map(([field]) => field);

export function distinguishedName(subject: Subject = {}): Name {
  const parts = ATTRIBUTES.map(([field, type]) => {
    const values = [subject[field] ?? []].flat().filter(value => value !== "");
    return sorted(values.map(value => new AttributeTypeAndValue({ type, value: attributeValue(field, value) })));
  });
  return new Name(parts.filter(part => part.length > 0).map(part => new RelativeDistinguishedName(part)));
}

/** DER requires the values of a set in the order of their encodings. */
function sorted(attributes: AttributeTypeAndValue[]): AttributeTypeAndValue[] {
  const encoded = (attribute: AttributeTypeAndValue) => Buffer.from(AsnConvert.serialize(attribute));
  return [...attributes].sort((a, b) => Buffer.compare(encoded(a), encoded(b)));
}

function attributeValue(field: keyof Subject, value: string): AttributeValue {
  if (field === "emailAddress") return new AttributeValue({ ia5String: value });
  const printable = /^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value);
  return new AttributeValue(printable ? { printableString: value } : { utf8String: value });
}
