/** Certificates that this package issues for listeners. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkBoolean } from "../inputs/values";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import { checkIssuance } from "../issuing/issuance";
import type { IssuerRefArgs } from "../issuing/issuerRef";
import type { CertificateRequest } from "../issuing/request";
import type { Signing } from "../issuing/signing";
import type { ServerCertificateArgs } from "../serverCertificate/args";
import { ServerCertificate } from "../serverCertificate/serverCertificate";
import { keyKindOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkDnsName, checkIpAddress } from "../kubernetes/hosts";
import { subjectAlternativeNames } from "../x509/subjectAlternativeNames";
import type { ReachedService } from "./endpoint";
import type { IssuedTlsArgs } from "./issuedTlsArgs";

/** The settings of a certificate. */
export type IssuedTls = ReturnType<typeof checkIssuedTls>;

/** Who signs, and for how long, as arguments of `ServerCertificate`. */
interface IssuerSettings extends Omit<ServerCertificateArgs, "namespace" | "algorithm" | "issuerRef"> {
  algorithm: pulumi.Output<KeyAlgorithm>;
  issuerRef?: IssuerRefArgs;
}

/** Refuses settings for which no certificate can be issued. */
export function checkIssuedTls(
  issued: IssuedTlsArgs,
  namespace: pulumi.Input<string>,
  strict: boolean,
  path: PropertyPath,
) {
  const { issuance, ...names } = checkAll({
    issuance: () => checkIssuance(namespace, issued, strict, path),
    dnsNames: () => inputItems(issued.dnsNames ?? [], path.child("dnsNames"), checkDnsName),
    ipAddresses: () => inputItems(issued.ipAddresses ?? [], path.child("ipAddresses"), checkIpAddress),
    includeLocalhost: () => input(issued.includeLocalhost ?? false, path.child("includeLocalhost"), checkBoolean),
  });
  const signing: IssuerSettings = issuance.signing
    ? signedBy(issued.authority, issuance.signing)
    : requestedFrom(issuance.request, issued.renewBefore);
  return { signing, keyKind: signing.algorithm.apply(keyKindOf), ...names };
}

/** The authority as the arguments give it: `ServerCertificate` reads it again. */
function signedBy(authority: IssuedTlsArgs["authority"], { signer, algorithm, validity }: Signing): IssuerSettings {
  return {
    authority: gated(pulumi.output(authority) as pulumi.Output<CertificateAuthorityArgs>, signer),
    algorithm,
    validityHours: validity.validityHours,
    earlyRenewalHours: validity.earlyRenewalHours,
  };
}

function requestedFrom(
  { issuer, algorithm, settings, caCertificatePem }: CertificateRequest,
  renewBefore: IssuedTlsArgs["renewBefore"],
): IssuerSettings {
  const { name, kind, group, namespace } = issuer;
  return {
    issuerRef: { name, kind, group, namespace, caCertificatePem } as IssuerRefArgs,
    algorithm,
    duration: settings.duration,
    renewBefore: renewBefore === undefined ? undefined : settings.apply(given => given.renewBefore!),
    rotationPolicy: settings.rotationPolicy,
  };
}

/** What a certificate is for. */
interface CertifiedService extends ReachedService {
  /** The host of the Route that leads to the listener, if one does. */
  routeHost?: pulumi.Output<string>;
  /** The name of the Secret, if it must be known before the certificate is made. */
  secretName?: string;
}

/** Issues a certificate for all addresses of the Service. */
export function issueCertificate(
  name: string,
  namespace: pulumi.Output<string>,
  { signing, dnsNames, ipAddresses, includeLocalhost }: IssuedTls,
  { serviceName, endpoint, routeHost, secretName }: CertifiedService,
  parent: pulumi.Resource,
): ServerCertificate {
  const { clusterIp } = endpoint;
  const external = pulumi
    .all([routeHost, endpoint.externalAddresses])
    .apply(([host, ofService]) => (host === undefined ? ofService : [host, ...ofService]));
  const names = pulumi
    .output({ namespace, clusterIp, external, dnsNames, ipAddresses, includeLocalhost })
    .apply(listener =>
      subjectAlternativeNames({ ...listener, serviceName, isRequested: signing.issuerRef !== undefined }),
    );
  return new ServerCertificate(
    name,
    {
      ...signing,
      namespace,
      secretName,
      commonName: serviceName,
      dnsNames: names.dnsNames,
      ipAddresses: names.ipAddresses,
    },
    { parent },
  );
}
