/** The rules about the certificate of a port: pure functions of what is known of it. */
import { isIP } from "node:net";
import { refuse } from "../../inputs/errors";
import type { PropertyPath } from "../../inputs/path";
import { shown, unlessSecret } from "../../inputs/shown";
import { IssuerKind } from "../../issuing/issuerRef";
import type { IssuerRef } from "../../issuing/issuerRef";
import { checkKeyAlgorithm, keyAlgorithmOf, keyKindOf } from "../../x509/keyAlgorithm";
import { readCertificates } from "../../x509/pem";
import type { AutomaticTlsArgs, ListenerKeyAlgorithm } from "./args";
import type { Finding } from "./findings";

/** Rule 9, what the REST API says about it: it knows the kinds of cert-manager itself only. */
export function checkAutomaticIssuer({ kind, group }: Partial<IssuerRef>, path: PropertyPath): void {
  const known: string[] = Object.values(IssuerKind);
  if (!known.includes(kind!)) {
    refuse(
      path.child("kind"),
      `is ${shown(kind)}, but an automatic certificate has an issuer of the kind ${known.join(" or ")}: use issued for others`,
    );
  }
  if (group === "") refuse(path.child("group"), "is empty: leave it out for cert-manager.io");
}

/** Rule 10a. */
export function mixedKinds(
  algorithm: ListenerKeyAlgorithm,
  ofIssuer: string | undefined,
  caCertificatePem: string | undefined,
  path: PropertyPath,
): Finding[] {
  const known = ofIssuer ?? (caCertificatePem && keyAlgorithmOf(readCertificates(caCertificatePem, path)[0], path));
  if (!known) return [];
  const kind = keyKindOf(checkKeyAlgorithm(known, path));
  const wanted = algorithm.startsWith("Rsa") ? "RSA" : algorithm.startsWith("Ec") ? "ECDSA" : algorithm;
  if (kind === wanted) return [];
  const reason = `is ${algorithm}, but the issuer has an ${kind} key: small clients often take keys of one kind only`;
  return [{ path, reason }];
}

/** Whether it is seen at once that the certificate holds no name that the user gave. */
export function namesNothing({ dnsNames, ipAddresses }: AutomaticTlsArgs): boolean {
  // Null is an empty list in YAML.
  const isEmpty = (list: unknown) => list === undefined || list === null || (Array.isArray(list) && list.length === 0);
  return [dnsNames, ipAddresses].every(isEmpty);
}

/** Rule 12a, once the addresses are known. */
export function addressNotNamed(
  external: string[],
  names: { dnsNames: string[]; ipAddresses: string[]; namesNothing: boolean },
  path: PropertyPath,
): Finding[] {
  const { dnsNames, ipAddresses, namesNothing: told } = names;
  // A DNS name may lead to any address.
  if (external.length === 0 || dnsNames.length > 0 || told) return [];
  // The first is the one that the output host tells.
  const [host] = external;
  if (isIP(host) && ipAddresses.map(canonical).includes(canonical(host))) return [];
  const reason =
    `is ${unlessSecret(ipAddresses.join(", ")) || "empty"}, but clients outside reach the Service at ` +
    `${unlessSecret(host)}, and refuse the certificate there: give that, or use issued, which adds the external address ` +
    "by itself";
  return [{ path, reason }];
}

/** One spelling of each IPv6 address. */
function canonical(ipAddress: string): string {
  return isIP(ipAddress) === 6 ? new URL(`http://[${ipAddress}]`).hostname : ipAddress;
}

/** Rule 25. */
export function defaultIssuer(issuer: string | undefined, path: PropertyPath): Finding[] {
  if (issuer !== "azure-iot-operations-aio-certificate-issuer") return [];
  const reason =
    `is '${issuer}', the default issuer of Azure IoT Operations, whose CA Microsoft calls not for production: use your ` +
    "own issuer";
  return [{ path, reason }];
}
