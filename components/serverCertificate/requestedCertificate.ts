/** A server certificate that cert-manager requests, renews and keeps in its Secret: no key comes into the stack's state. */
import * as pulumi from "@pulumi/pulumi";
import { shown } from "../inputs/shown";
import { checked, isPromise, refuse } from "../inputs/checked";
import { registeredName } from "../kubernetes/objectReference";
import { newReadyObject, privateKeySpec, readCertificate } from "../issuing/certManagerObjects";
import { checkLifetime } from "../x509/goDuration";
import { checkIssuerCa, checkIssuerRef, checkReach } from "../issuing/issuerRef";
import type { IssuerRef, IssuerRefArgs } from "../issuing/issuerRef";
import { checkKeyAlgorithm, serverKeyUses } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import type { IssuedCertificate } from "./serverCertificate";
import type { ServerCertificateArgs } from "./args";
import { checkServerKey, knownServerKey } from "../x509/serverKey";
import type { ServerNames } from "./names";

/** What becomes of the key when cert-manager renews a certificate. */
export const RotationPolicy = {
  /** A new key for each certificate */
  Always: "Always",
  /** The same key for all certificates */
  Never: "Never",
} as const;
export type RotationPolicy = (typeof RotationPolicy)[keyof typeof RotationPolicy];

/** Asks cert-manager for the certificate, and waits until it is in its Secret. */
export function requestCertificate(
  name: string,
  names: ServerNames,
  args: ServerCertificateArgs,
  parent: pulumi.Resource,
): IssuedCertificate {
  const { namespace, secretName, commonName, dnsNames, ipAddresses } = names;
  const { issuer, algorithm, settings, caCertificatePem } = checkedRequest(args.namespace, args);
  // Each by itself: a preview shows what is known while an address, or the issuer's CA, is not.
  const spec = {
    secretName,
    commonName,
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

function unlessEmpty(names: string[]): string[] | undefined {
  return names.length > 0 ? names : undefined;
}

/** What is asked of cert-manager, checked, and each part known as soon as it can be. */
export interface CheckedRequest {
  issuer: pulumi.Output<IssuerRef>;
  algorithm: pulumi.Output<KeyAlgorithm>;
  settings: pulumi.Output<RequestSettings>;
  caCertificatePem: pulumi.Output<string | undefined>;
}

/** How a certificate lives, whoever issues it. */
export interface RequestSettings {
  duration: string;
  renewBefore?: string;
  rotationPolicy: RotationPolicy;
}

/** The arguments of a request, here or in a listener. */
type RequestArgs = Pick<
  ServerCertificateArgs,
  "issuerRef" | "algorithm" | "duration" | "renewBefore" | "rotationPolicy"
>;

/** Refuses what cert-manager, or the issuer, would refuse. The namespace is that of the certificate. */
export function checkedRequest(namespace: pulumi.Input<string>, args: RequestArgs, pathPrefix = ""): CheckedRequest {
  const { issuerRef, algorithm, duration, renewBefore, rotationPolicy } = args;
  const [path, algorithmPath] = [`${pathPrefix}issuerRef`, `${pathPrefix}algorithm`];
  const { name, kind, group, ownNamespace, caCertificatePem, ofCa } = partsOf(issuerRef);
  const named = { name, kind, group, namespace: ownNamespace };
  // By themselves too, so that wrong ones are refused while the others are unknown.
  checked(named, given => checkIssuerRef(given, path));
  checked(algorithm, given => given && checkKeyAlgorithm(given, algorithmPath));
  const found = checked({ algorithm, caCertificatePem, ofCa }, given => {
    const ofIssuer = checkIssuerCa({ caCertificatePem: given.caCertificatePem, algorithm: given.ofCa }, path);
    return checkServerKey(given.algorithm, ofIssuer, algorithmPath, "the issuer's CA");
  });
  return {
    issuer: checked({ named, namespace }, given => {
      const issuer = checkIssuerRef(given.named, path);
      checkReach(issuer, given.namespace, path);
      return issuer;
    }),
    algorithm: knownServerKey({ algorithm, ofSigner: ofCa }, found, algorithmPath, "the issuer's CA"),
    settings: checked({ duration, renewBefore, rotationPolicy }, given => checkRequestSettings(given, pathPrefix)),
    caCertificatePem: pulumi.output(caCertificatePem),
  };
}

/** The parts of a reference. Those of an Output are Outputs each: while its CA is unknown, its name is not. */
function partsOf(issuerRef: pulumi.Input<IssuerRefArgs> | undefined) {
  const ref = isPromise(issuerRef) ? pulumi.output(issuerRef as pulumi.Input<IssuerRef>) : (issuerRef as IssuerRefArgs);
  const { name, kind, group, namespace: ownNamespace, caCertificatePem, algorithm: ofCa } = ref;
  return { name, kind, group, ownNamespace, caCertificatePem, ofCa };
}

/** Refuses settings that are wrong for any issuer, and puts the defaults in. */
function checkRequestSettings(given: Partial<RequestSettings>, pathPrefix: string): RequestSettings {
  const { duration = "2160h", renewBefore, rotationPolicy = RotationPolicy.Always } = given;
  if (!Object.keys(RotationPolicy).includes(rotationPolicy)) {
    const known = Object.keys(RotationPolicy).join(" or ");
    refuse(`${pathPrefix}rotationPolicy`, `is ${shown(rotationPolicy)}, but must be ${known}`);
  }
  return { ...checkLifetime({ duration, renewBefore }, pathPrefix), rotationPolicy };
}
