/** A server certificate from cert-manager, which renews it and keeps it in its Secret: no key enters the stack's state. */
import * as pulumi from "@pulumi/pulumi";
import { unlessRefused } from "../inputs/input";
import { unlessEmpty } from "../inputs/values";
import { newReadyObject, privateKeySpec, readCertificate } from "../issuing/certManagerObjects";
import type { CertificateRequest } from "../issuing/request";
import { registeredName } from "../kubernetes/objectReference";
import { serverKeyUses } from "../x509/keyAlgorithm";
import { orNone } from "./check";
import type { ServerNames } from "./check";

/** Requests the certificate, and waits until it is in its Secret. */
export function requestCertificate(
  name: string,
  names: ServerNames,
  { issuer, algorithm: known, settings, caCertificatePem }: CertificateRequest,
  /** Resolves once the issuer's CA is known to allow the names. */
  permitted: pulumi.Output<unknown>,
  parent: pulumi.Resource,
) {
  const { namespace, secretName, commonName, dnsNames, ipAddresses } = names;
  const algorithm = unlessRefused(known, permitted);
  // Each member is an Output of its own: a preview shows what is known while an address or the issuer's CA is not.
  const spec = {
    secretName,
    commonName: commonName.apply(orNone),
    dnsNames: dnsNames.apply(unlessEmpty),
    ipAddresses: ipAddresses.apply(unlessEmpty),
    duration: settings.duration,
    renewBefore: settings.apply(({ renewBefore }) => renewBefore),
    privateKey: pulumi
      .all([algorithm, settings])
      .apply(([of, { rotationPolicy }]) => privateKeySpec(of, rotationPolicy)),
    usages: algorithm.apply(of => serverKeyUses(of).map(use => use.replace("_", " "))),
    issuerRef: { name: issuer.name, kind: issuer.kind, group: issuer.group },
  };
  const certificate = newReadyObject(
    `${name}-certificate`,
    { kind: "Certificate", name: secretName, namespace, spec },
    { parent },
  );
  const live = readCertificate<{ notAfter?: string }>(`${name}-status`, certificate, parent);
  const none = pulumi.output<string | undefined>(undefined);
  return {
    secretName: registeredName(secretName, [certificate], [namespace, pulumi.output<object>(spec)]),
    certificatePem: none,
    chainPem: none,
    trustBundlePem: caCertificatePem,
    notAfter: live.status.apply(status => status?.notAfter),
    fingerprint: none,
  };
}
