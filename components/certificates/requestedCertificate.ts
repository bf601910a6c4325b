/** A server certificate that cert-manager requests, renews and keeps in its Secret: no key comes into the stack's state. */
import * as pulumi from "@pulumi/pulumi";
import { checked, refuse } from "../checked";
import { newReadyObject, privateKeySpec, readCertificate } from "./certManagerObjects";
import { checkLifetime } from "./goDuration";
import { algorithmOfIssuer, checkIssuerRef, checkReach } from "./issuerRef";
import type { GivenIssuerRef, IssuerRef } from "./issuerRef";
import { KeyAlgorithm, checkKeyAlgorithm, checkSameKind, serverKeyUses } from "./keyAlgorithm";
import type { IssuedCertificate } from "./serverCertificate";
import type { ServerCertificateArgs } from "./serverCertificateArgs";
import type { ServerNames } from "./serverNames";

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
  const request = checkedRequest(args.namespace, args);
  const certificate = newReadyObject(
    `${name}-certificate`,
    {
      kind: "Certificate",
      name: secretName,
      namespace,
      // Each by itself: a preview shows what is known while an address is not.
      spec: {
        secretName,
        commonName,
        dnsNames: dnsNames.apply(unlessEmpty),
        ipAddresses: ipAddresses.apply(unlessEmpty),
        duration: request.duration,
        renewBefore: request.apply(({ renewBefore }) => renewBefore),
        privateKey: request.apply(({ algorithm, rotationPolicy }) => privateKeySpec(algorithm, rotationPolicy)),
        usages: request.apply(({ algorithm }) => serverKeyUses(algorithm).map(use => use.replace("_", " "))),
        issuerRef: request.apply(({ issuer }) => ({ name: issuer.name, kind: issuer.kind, group: issuer.group })),
      },
    },
    { parent },
  );
  const live = readCertificate<{ notAfter?: string }>(`${name}-status`, certificate, parent);
  const none = pulumi.output<string | undefined>(undefined);
  return {
    secretName: pulumi.all([secretName, certificate.id]).apply(([inSecret]) => inSecret),
    certificatePem: none,
    chainPem: none,
    trustBundlePem: request.apply(({ issuer }) => issuer.caCertificatePem),
    notAfter: live.status.apply(status => status?.notAfter),
    fingerprint: none,
  };
}

function unlessEmpty(names: string[]): string[] | undefined {
  return names.length > 0 ? names : undefined;
}

/** What is asked of cert-manager, checked. */
interface CertificateRequest {
  issuer: IssuerRef;
  algorithm: KeyAlgorithm;
  duration: string;
  renewBefore?: string;
  rotationPolicy: RotationPolicy;
}

/** The same as given. */
interface GivenCertificateRequest extends GivenRequestSettings {
  namespace: string;
  issuerRef?: GivenIssuerRef;
}

interface GivenRequestSettings {
  algorithm?: KeyAlgorithm;
  duration?: string;
  renewBefore?: string;
  rotationPolicy?: RotationPolicy;
}

/** The arguments of a request, here or in a listener. */
type RequestArgs = Pick<
  ServerCertificateArgs,
  "issuerRef" | "algorithm" | "duration" | "renewBefore" | "rotationPolicy"
>;

/** Refuses what cert-manager, or the issuer, would refuse. The namespace is that of the certificate. */
export function checkedRequest(
  namespace: pulumi.Input<string>,
  args: RequestArgs,
  pathPrefix = "",
): pulumi.Output<CertificateRequest> {
  const { issuerRef, algorithm, duration, renewBefore, rotationPolicy } = args;
  const settings = { algorithm, duration, renewBefore, rotationPolicy };
  // By themselves too, so that wrong ones are refused while the others are unknown.
  checked(settings, given => checkRequestSettings(given, pathPrefix));
  checked(issuerRef, given => checkIssuerRef(given, `${pathPrefix}issuerRef`));
  return checked({ namespace, issuerRef, ...settings }, given => checkCertificateRequest(given, pathPrefix));
}

function checkCertificateRequest(given: GivenCertificateRequest, pathPrefix: string): CertificateRequest {
  const issuerPath = `${pathPrefix}issuerRef`;
  const issuer = checkIssuerRef(given.issuerRef, issuerPath);
  checkReach(issuer, given.namespace, issuerPath);
  const ofIssuer = algorithmOfIssuer(issuer, issuerPath);
  const settings = checkRequestSettings(given, pathPrefix);
  const algorithm = given.algorithm ?? ofIssuer ?? KeyAlgorithm.EcdsaP256;
  if (ofIssuer !== undefined) {
    checkSameKind(algorithm, ofIssuer, `${pathPrefix}algorithm`, "the issuer's CA");
  }
  return { issuer, algorithm, ...settings };
}

/** Refuses settings that are wrong for any issuer, and puts the defaults in. */
function checkRequestSettings(given: GivenRequestSettings, pathPrefix: string) {
  const { algorithm, duration = "2160h", renewBefore, rotationPolicy = RotationPolicy.Always } = given;
  if (algorithm !== undefined) {
    checkKeyAlgorithm(algorithm, `${pathPrefix}algorithm`);
  }
  if (!Object.keys(RotationPolicy).includes(rotationPolicy)) {
    const known = Object.keys(RotationPolicy).join(" or ");
    refuse(`${pathPrefix}rotationPolicy`, `is ${JSON.stringify(rotationPolicy)}, but must be ${known}`);
  }
  return { ...checkLifetime({ duration, renewBefore }, pathPrefix), rotationPolicy };
}
