/** Makes and reads PKCS#10 certificate requests. */
import { createPublicKey } from "node:crypto";
import type { KeyObject } from "node:crypto";
import { Attributes, CertificationRequest, CertificationRequestInfo } from "@peculiar/asn1-csr";
import { AsnConvert } from "@peculiar/asn1-schema";
import * as x509 from "@peculiar/asn1-x509";
import { alternativeNamesExtension } from "./alternativeNames";
import type { Holder } from "./parties";
import { publicKeyInfo } from "./keys";
import { decodePem } from "./pem";
import { signature, signatureAlgorithm } from "./signing";

const EXTENSION_REQUEST = "1.2.840.113549.1.9.14";

/** The DER of a request signed by `key`. */
export function createRequest(subject: x509.Name, names: x509.GeneralName[], key: KeyObject): Buffer {
  const requested = alternativeNamesExtension(names, false);
  const attribute = new x509.Attribute({
    type: EXTENSION_REQUEST,
    values: [AsnConvert.serialize(new x509.Extensions(requested))],
  });
  const info = new CertificationRequestInfo({
    subject,
    subjectPKInfo: AsnConvert.parse(publicKeyInfo(key), x509.SubjectPublicKeyInfo),
    attributes: new Attributes(requested.length > 0 ? [attribute] : []),
  });
  const request = new CertificationRequest({
    certificationRequestInfo: info,
    signatureAlgorithm: signatureAlgorithm(key),
    signature: signature(AsnConvert.serialize(info), key),
  });
  return Buffer.from(AsnConvert.serialize(request));
}

/** The holder that a certificate request names. As in the provider, takes over only DNS names, IP addresses and URIs. */
export function parseRequest(pem: string): Holder {
  const { certificationRequestInfo: info } = AsnConvert.parse(
    decodePem(pem, "CERTIFICATE REQUEST"),
    CertificationRequest,
  );
  const requested = (info.attributes ?? []).find(attribute => attribute.type === EXTENSION_REQUEST);
  const list = requested ? AsnConvert.parse(requested.values[0], x509.Extensions) : [];
  const names = list.find(extension => extension.extnID === x509.id_ce_subjectAltName);
  const all = names ? [...AsnConvert.parse(names.extnValue, x509.SubjectAlternativeName)] : [];
  const kept = [
    ...all.filter(name => name.dNSName !== undefined),
    ...all.filter(name => name.iPAddress !== undefined),
    ...all.filter(name => name.uniformResourceIdentifier !== undefined),
  ];
  const publicKey = Buffer.from(AsnConvert.serialize(info.subjectPKInfo));
  createPublicKey({ key: publicKey, format: "der", type: "spki" });
  return { subject: info.subject, names: kept, publicKey };
}
