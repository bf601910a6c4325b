/** The rules about the certificate of a port: pure functions of known values. */
import { isIP } from "node:net";
import { refuse } from "../../inputs/errors";
import type { PropertyPath } from "../../inputs/path";
import { shown, unlessSecret } from "../../inputs/shown";
import { IssuerKind } from "../../issuing/issuerRef";
import type { IssuerRef } from "../../issuing/issuerRef";
import { canonicalAddress } from "../../kubernetes/ipAddresses";
import { checkKeyAlgorithm, keyAlgorithmOf, keyKindOf } from "../../x509/keyAlgorithm";
import { readCertificates } from "../../x509/pem";
import type { AutomaticTlsArgs, ListenerKeyAlgorithm } from "./args";
import type { Finding } from "./findings";

/** Rule 9 as the REST API has it: only the kinds of cert-manager itself are known. */
export function checkAutomaticIssuer({ kind, group }: Partial<IssuerRef>, path: PropertyPath): void {
  const known: string[] = Object.values(IssuerKind);
  if (!known.includes(kind!)) {
    refuse(
      path.child("kind"),
      `is ${shown(kind)}, but an automatic certificate needs an issuer of the kind ${known.join(" or ")}: use issued for others`,
    );
  }
  if (group === "") refuse(path.child("group"), "is empty: remove it for cert-manager.io");
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
  const kindOfPort = algorithm.startsWith("Rsa") ? "RSA" : algorithm.startsWith("Ec") ? "ECDSA" : algorithm;
  if (kind === kindOfPort) return [];
  const reason =
    `is ${algorithm}, but the issuer has an ${kind} key: use the same kind of key, since small clients often support only ` +
    "one kind";
  return [{ path, reason }];
}

/** Whether it is known at once that the user set no names for the certificate. */
export function namesNothing({ dnsNames, ipAddresses }: AutomaticTlsArgs): boolean {
  // In YAML an empty list is null.
  const isEmpty = (list: unknown) => list === undefined || list === null || (Array.isArray(list) && list.length === 0);
  return [dnsNames, ipAddresses].every(isEmpty);
}

/** Rule 12a, once the addresses are known. */
export function addressNotNamed(
  external: string[],
  names: { dnsNames: string[]; ipAddresses: string[]; namesNothing: boolean },
  path: PropertyPath,
): Finding[] {
  // A DNS name may lead to any address.
  if (external.length === 0 || names.dnsNames.length > 0 || names.namesNothing) return [];
  // The first address is the output host.
  const [host] = external;
  if (isIP(host) && names.ipAddresses.map(canonicalAddress).includes(canonicalAddress(host))) return [];
  const reason =
    `is ${unlessSecret(names.ipAddresses.join(", ")) || "empty"}, but clients outside reach the Service at ` +
    `${unlessSecret(host)}, and refuse the certificate there: add that address, or use issued, which adds the external ` +
    "address itself";
  return [{ path, reason }];
}

/** Rule 25. */
export function defaultIssuer(issuer: string | undefined, path: PropertyPath): Finding[] {
  if (issuer !== "azure-iot-operations-aio-certificate-issuer") return [];
  const reason =
    `is '${issuer}', the default issuer of Azure IoT Operations, which according to Microsoft is not for production: ` +
    "use your own issuer";
  return [{ path, reason }];
}
