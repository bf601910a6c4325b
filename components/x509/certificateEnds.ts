/** When certificates end, and what to say of one that ends with nobody doing anything about it. */
import { X509Certificate } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../inputs/path";
import { endOf, isExpired, readCertificates, subjectOf } from "./pem";

const millisecondsPerHour = 3_600_000;
const noticeDays = 30;

/** When a certificate ends, in RFC 3339. */
export function notAfterOf(certificatePem: string): string {
  return endOf(new X509Certificate(certificatePem));
}

/** From when on an update renews a certificate, in RFC 3339. */
export function renewFromOf(
  certificatePem: pulumi.Output<string>,
  earlyRenewalHours: pulumi.Output<number>,
): pulumi.Output<string> {
  return pulumi
    .all([certificatePem, earlyRenewalHours])
    .apply(([pem, hours]) => new Date(Date.parse(notAfterOf(pem)) - hours * millisecondsPerHour).toISOString());
}

/** Warns of a certificate that this run leaves as it is although it is due: one that is renewed is unknown, or new. */
export function warnIfOverdue(
  certificatePem: pulumi.Output<string>,
  renewFrom: pulumi.Output<string>,
  resource: pulumi.Resource,
): void {
  pulumi.all([certificatePem, renewFrom]).apply(([pem, from]) => warn(overdue(pem, from), resource));
}

/** Warns of a certificate that ends after one of those that vouch for it. */
export function warnIfOutliving(
  certificatePem: pulumi.Output<string>,
  signersPem: pulumi.Output<string>,
  resource: pulumi.Resource,
): void {
  pulumi.all([certificatePem, signersPem]).apply(([pem, signers]) => warn(outliving(pem, signers), resource));
}

/** Warns, in the last 30 days of a chain that nobody renews, of the first certificate in it that ends. */
export function warnIfEndingSoon(chainPem: pulumi.Output<string>, path: PropertyPath, resource: pulumi.Resource): void {
  chainPem.apply(pem => warn(endingSoon(pem, path), resource));
}

/** What to say of a chain that nobody renews and that has 30 days left at the most; nothing of another. */
function endingSoon(chainPem: string, path: PropertyPath): string | undefined {
  const first = firstToEnd(readCertificates(chainPem, path));
  const noticeFrom = new Date(first.validTo).getTime() - noticeDays * 24 * millisecondsPerHour;
  if (Date.now() < noticeFrom) {
    return undefined;
  }
  return (
    `${String(path)}: ${subjectOf(first)} ends on ${endOf(first)}, and nobody renews it: give a new one before. From then ` +
    "on clients refuse it, and previews too"
  );
}

/** What to say of a certificate that is due for renewal or has ended; nothing of another. */
function overdue(certificatePem: string, renewFrom: string): string | undefined {
  const now = new Date();
  const certificate = new X509Certificate(certificatePem);
  if (now < new Date(renewFrom)) {
    return undefined;
  }
  const state = isExpired(certificate, now)
    ? `ended on ${endOf(certificate)}, and clients refuse it`
    : `ends on ${endOf(certificate)} and has been due for renewal since ${renewFrom}`;
  return (
    `The certificate ${subjectOf(certificate)} ${state}, but this run leaves it as it is: run pulumi up on the whole ` +
    "stack, without --target and --exclude"
  );
}

/** What to say of a certificate that ends after one of those that vouch for it; nothing of another. */
function outliving(certificatePem: string, signersPem: string): string | undefined {
  const certificate = new X509Certificate(certificatePem);
  const first = firstToEnd(readCertificates(signersPem, PropertyPath.root.child("signersPem")));
  if (endOf(certificate) <= endOf(first)) {
    return undefined;
  }
  return (
    `The certificate ${subjectOf(certificate)} ends on ${endOf(certificate)}, but ${subjectOf(first)}, which vouches for ` +
    `it, ends on ${endOf(first)}, and clients refuse both from then on: give it a shorter life, or an authority that lives longer`
  );
}

function firstToEnd(certificates: X509Certificate[]): X509Certificate {
  return certificates.reduce((earliest, certificate) =>
    endOf(certificate) < endOf(earliest) ? certificate : earliest,
  );
}

function warn(warning: string | undefined, resource: pulumi.Resource): Promise<void> | undefined {
  return warning === undefined ? undefined : pulumi.log.warn(warning, resource);
}
