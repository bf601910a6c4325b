/** When certificates expire, and warnings about those that are not renewed in time. */
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../inputs/path";
import { endOf, isExpired, subjectOf } from "./certificate";
import { readCertificates } from "./pem";

const millisecondsPerHour = 3_600_000;
const noticeDays = 30;

/** When a certificate expires, in RFC 3339. */
export function notAfterOf(certificatePem: string): string {
  return endOf(new X509Certificate(certificatePem));
}

/** The time from which an update renews a certificate, in RFC 3339. */
export function renewFromOf(
  certificatePem: pulumi.Output<string>,
  earlyRenewalHours: pulumi.Output<number>,
): pulumi.Output<string> {
  return pulumi
    .all([certificatePem, earlyRenewalHours])
    .apply(([pem, hours]) => new Date(Date.parse(notAfterOf(pem)) - hours * millisecondsPerHour).toISOString());
}

/**
 * Warns if a certificate is due for renewal but this run leaves it as it is. One that this run renews is not due: it is
 * unknown in a preview, and new in an update.
 */
export function warnIfOverdue(
  certificatePem: pulumi.Output<string>,
  renewFrom: pulumi.Output<string>,
  resource: pulumi.Resource,
): void {
  pulumi.all([certificatePem, renewFrom]).apply(([pem, from]) => {
    const now = new Date();
    if (now < new Date(from)) return undefined;
    const certificate = new X509Certificate(pem);
    const state = isExpired(certificate, now)
      ? `expired on ${endOf(certificate)}, and clients refuse it`
      : `expires on ${endOf(certificate)} and has been due for renewal since ${from}`;
    const warning =
      `The certificate ${subjectOf(certificate)} ${state}, but this run does not renew it: run pulumi up on the whole ` +
      "stack, without --target or --exclude";
    return pulumi.log.warn(warning, resource);
  });
}

/** Warns if a certificate expires after one of those above it in its chain. */
export function warnIfOutliving(
  certificatePem: pulumi.Output<string>,
  signersPem: pulumi.Output<string>,
  resource: pulumi.Resource,
): void {
  pulumi.all([certificatePem, signersPem]).apply(([pem, signers]) => {
    const certificate = new X509Certificate(pem);
    const first = firstToEnd(readCertificates(signers, PropertyPath.root.child("signersPem")));
    if (endOf(certificate) <= endOf(first)) return undefined;
    const warning =
      `The certificate ${subjectOf(certificate)} expires on ${endOf(certificate)}, but ${subjectOf(first)}, which is above ` +
      `it in its chain, expires on ${endOf(first)}, and clients refuse both from then on: shorten its lifetime, or use an ` +
      "authority that lives longer";
    return pulumi.log.warn(warning, resource);
  });
}

/** Warns, in its last 30 days, of the first certificate to expire in a chain that is not renewed automatically. */
export function warnIfEndingSoon(chainPem: pulumi.Output<string>, path: PropertyPath, resource: pulumi.Resource): void {
  chainPem.apply(pem => {
    const first = firstToEnd(readCertificates(pem, path));
    const noticeFrom = new Date(first.validTo).getTime() - noticeDays * 24 * millisecondsPerHour;
    if (Date.now() < noticeFrom) return undefined;
    const warning =
      `${String(path)}: ${subjectOf(first)} expires on ${endOf(first)} and is not renewed automatically: replace it before ` +
      "then. Afterwards clients refuse it, and previews fail";
    return pulumi.log.warn(warning, resource);
  });
}

function firstToEnd(certificates: X509Certificate[]): X509Certificate {
  return certificates.reduce((earliest, certificate) =>
    endOf(certificate) < endOf(earliest) ? certificate : earliest,
  );
}
