/** The certificate that this package issues for a listener. */
import * as pulumi from "@pulumi/pulumi";
import { checkBoolean, checked, checkedItems } from "../inputs/checked";
import type { ServiceEndpoint } from "../serviceEndpoint/serviceEndpoint";
import { checkSigner, statedAlgorithm } from "../issuing/authority";
import { checkDnsName, checkIpAddress } from "../x509/names";
import type { IssuedTlsArgs } from "./issuedTlsArgs";
import type { IssuerRefArgs } from "../issuing/issuerRef";
import { checkKeyAlgorithm, keyKindOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkedRequest } from "../serverCertificate/requestedCertificate";
import { ServerCertificate, checkSource } from "../serverCertificate/serverCertificate";
import type { ServerCertificateArgs } from "../serverCertificate/args";
import { knownServerKey } from "../x509/serverKey";
import { subjectAlternativeNames } from "../x509/subjectAlternativeNames";
import { checkServerValidity } from "../x509/validity";

/** The settings of a certificate, checked under the path of their listener. */
export interface IssuedTls {
  /** Who signs, and for how long, in the words of `ServerCertificate`. */
  signing: Signing;
  /** ECDSA or RSA. */
  keyKind: pulumi.Output<string>;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  includeLocalhost: pulumi.Input<boolean>;
}

interface Signing extends Omit<ServerCertificateArgs, "namespace" | "algorithm" | "issuerRef"> {
  algorithm: pulumi.Output<KeyAlgorithm>;
  issuerRef?: IssuerRefArgs;
}

/** Refuses settings by which no certificate can be issued. */
export function checkedIssuedTls(
  issued: IssuedTlsArgs,
  namespace: pulumi.Input<string>,
  strict: boolean,
  pathPrefix: string,
): IssuedTls {
  checkSource({ ...issued, strict }, pathPrefix);
  const { dnsNames, ipAddresses } = issued;
  const signing =
    issued.issuerRef === undefined
      ? checkedSigning(issued, pathPrefix)
      : checkedRequesting(issued, namespace, pathPrefix);
  return {
    signing,
    keyKind: signing.algorithm.apply(keyKindOf),
    dnsNames: checkedItems(dnsNames ?? [], `${pathPrefix}dnsNames`, checkDnsName),
    ipAddresses: checkedItems(ipAddresses ?? [], `${pathPrefix}ipAddresses`, checkIpAddress),
    includeLocalhost: checked(issued.includeLocalhost ?? false, given =>
      checkBoolean(given, `${pathPrefix}includeLocalhost`),
    ),
  };
}

function checkedSigning(issued: IssuedTlsArgs, pathPrefix: string): Signing {
  const { authority, algorithm, validityHours, earlyRenewalHours } = issued;
  checked(algorithm, given => (given === undefined ? undefined : checkKeyAlgorithm(given, `${pathPrefix}algorithm`)));
  const signer = checked({ authority, algorithm }, given => {
    const { serverKeyAlgorithm } = checkSigner(given, pathPrefix);
    return { authority: given.authority!, serverKeyAlgorithm };
  });
  const validity = checked({ validityHours, earlyRenewalHours }, given => checkServerValidity(given, pathPrefix));
  return {
    authority: signer.authority,
    // The authority's key makes all of it a secret.
    algorithm: knownServerKey(
      { algorithm, ofSigner: statedAlgorithm(authority) },
      pulumi.unsecret(signer.serverKeyAlgorithm),
      `${pathPrefix}algorithm`,
      "the authority",
    ),
    validityHours: validity.validityHours,
    earlyRenewalHours: validity.earlyRenewalHours,
  };
}

function checkedRequesting(issued: IssuedTlsArgs, namespace: pulumi.Input<string>, pathPrefix: string): Signing {
  const { issuer, algorithm, settings, caCertificatePem } = checkedRequest(namespace, issued, pathPrefix);
  const { name, kind, group, namespace: ofIssuer } = issuer;
  return {
    issuerRef: {
      name,
      kind,
      group,
      namespace: ofIssuer as pulumi.Input<string>,
      caCertificatePem: caCertificatePem as pulumi.Input<string>,
    },
    algorithm,
    duration: settings.duration,
    renewBefore: issued.renewBefore === undefined ? undefined : settings.apply(({ renewBefore }) => renewBefore!),
    rotationPolicy: settings.rotationPolicy,
  };
}

/** Whom a certificate is for. */
export interface ReachedService {
  serviceName: string;
  endpoint: ServiceEndpoint;
  /** The host of the Route that leads to the listener, if one does. */
  routeHost?: pulumi.Output<string>;
  /** The name of the Secret, where it must be known before the certificate is. */
  secretName?: string;
}

/** Issues the certificate, with all addresses of the Service in it. */
export function issueCertificate(
  name: string,
  namespace: pulumi.Output<string>,
  { signing, dnsNames, ipAddresses, includeLocalhost }: IssuedTls,
  { serviceName, endpoint, routeHost, secretName }: ReachedService,
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
