/** Certificates that this package issues for listeners. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { gated, input, inputItems, unlessRefused } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkBoolean } from "../inputs/values";
import type { Objection } from "../inputs/warnings";
import type { CertificateAuthorityArgs } from "../issuing/authority";
import { checkIssuance } from "../issuing/issuance";
import type { IssuerRefArgs } from "../issuing/issuerRef";
import type { CertificateRequest } from "../issuing/request";
import type { Signing } from "../issuing/signing";
import type { ServerCertificateArgs } from "../serverCertificate/args";
import { ServerCertificate } from "../serverCertificate/serverCertificate";
import { checkPlannedNames } from "../issuing/plannedNames";
import type { AddedNames } from "../issuing/plannedNames";
import { keyKindOf } from "../x509/keyAlgorithm";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { checkDnsName, checkIpAddress } from "../kubernetes/hosts";
import { unique } from "../x509/names";
import { localhost, namesInCluster, subjectAlternativeNames } from "../x509/subjectAlternativeNames";
import type { ReachedService } from "./endpoint";
import type { IssuedTlsArgs } from "./issuedTlsArgs";

/** The settings of a certificate. */
export type IssuedTls = ReturnType<typeof checkIssuedTls>;

/** Who signs, and for how long, as arguments of `ServerCertificate`. */
interface IssuerSettings extends Omit<ServerCertificateArgs, "namespace" | "algorithm" | "issuerRef"> {
  algorithm: pulumi.Output<KeyAlgorithm>;
  issuerRef?: IssuerRefArgs;
}

/** The listener that the certificate is for. */
export interface IssuedFor {
  namespace: pulumi.Input<string>;
  serviceName: string;
  strict: boolean;
  /** What follows if the keys are of different kinds. */
  mixedKeys: Objection;
}

/** Refuses settings for which no certificate can be issued. */
export function checkIssuedTls(
  issued: IssuedTlsArgs,
  { namespace, serviceName, strict, mixedKeys }: IssuedFor,
  path: PropertyPath,
) {
  const { issuance, ...names } = checkAll({
    issuance: () => checkIssuance(namespace, issued, strict, path, mixedKeys),
    dnsNames: () => inputItems(issued.dnsNames ?? [], path.child("dnsNames"), checkDnsName),
    ipAddresses: () => inputItems(issued.ipAddresses ?? [], path.child("ipAddresses"), checkIpAddress),
    includeLocalhost: () => input(issued.includeLocalhost ?? false, path.child("includeLocalhost"), checkBoolean),
    onlyGivenNames: () => input(issued.onlyGivenNames ?? false, path.child("onlyGivenNames"), checkBoolean),
  });
  const { onlyGivenNames } = names;
  const { dnsNames, ipAddresses, includeLocalhost } = issued;
  input({ onlyGivenNames, dnsNames, ipAddresses, includeLocalhost }, path, checkSomeGiven);
  const inCluster = input({ namespace, onlyGivenNames }, path, known =>
    known.onlyGivenNames ? [] : namesInCluster({ namespace: known.namespace, serviceName }),
  );
  const local = input(names.includeLocalhost, path, isIncluded => (isIncluded ? Object.values(localhost) : []));
  const added: AddedNames[] = [
    {
      names: inCluster,
      path,
      advice: "use an authority that allows it, or set onlyGivenNames to leave out the names in the cluster",
    },
    {
      names: local,
      path: path.child("includeLocalhost"),
      advice: "use an authority that allows it, or remove includeLocalhost",
    },
  ];
  // ServerCertificate judges them again, together with the addresses of the Service, unless they are refused here.
  const { above } = issuance.signing ?? issuance.request;
  const permitted = checkPlannedNames(above, { dnsNames: dnsNames ?? [], ipAddresses: ipAddresses ?? [], added }, path);
  const signing: IssuerSettings = issuance.signing
    ? signedBy(issued.authority, issuance.signing)
    : requestedFrom(issuance.request, issued.renewBefore);
  return {
    signing,
    keyKind: signing.algorithm.apply(keyKindOf),
    ...names,
    dnsNames: unlessRefused(names.dnsNames, permitted),
    ipAddresses: unlessRefused(names.ipAddresses, permitted),
  };
}

/** With `onlyGivenNames`, refuses a certificate without names, or with another one. */
function checkSomeGiven(given: Pick<pulumi.Unwrap<IssuedTlsArgs>, GivenNames>, path: PropertyPath): void {
  if (!given.onlyGivenNames) return;
  const at = path.child("onlyGivenNames");
  if ((given.dnsNames ?? []).length + (given.ipAddresses ?? []).length === 0) {
    refuse(at, "is true, but dnsNames and ipAddresses are empty: set at least one name that clients connect to");
  }
  if (given.includeLocalhost) refuse(at, "cannot be combined with includeLocalhost: add localhost to dnsNames instead");
}

type GivenNames = "onlyGivenNames" | "dnsNames" | "ipAddresses" | "includeLocalhost";

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
  { issuer, algorithm, settings, caCertificatePem, chainPem }: CertificateRequest,
  renewBefore: IssuedTlsArgs["renewBefore"],
): IssuerSettings {
  const { name, kind, group, namespace } = issuer;
  return {
    issuerRef: { name, kind, group, namespace, caCertificatePem, chainPem } as IssuerRefArgs,
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

/** Issues a certificate for all addresses of the Service, or for the given ones only. */
export function issueCertificate(
  name: string,
  namespace: pulumi.Output<string>,
  { signing, dnsNames, ipAddresses, includeLocalhost, onlyGivenNames }: IssuedTls,
  { serviceName, endpoint, routeHost, secretName }: CertifiedService,
  parent: pulumi.Resource,
): ServerCertificate {
  const { clusterIp } = endpoint;
  const external = pulumi
    .all([routeHost, endpoint.externalAddresses])
    .apply(([host, ofService]) => (host === undefined ? ofService : [host, ...ofService]));
  const ofService = pulumi
    .output({ namespace, clusterIp, external, dnsNames, ipAddresses, includeLocalhost })
    .apply(listener =>
      subjectAlternativeNames({ ...listener, serviceName, isRequested: signing.issuerRef !== undefined }),
    );
  const givenOnly = pulumi.output({ dnsNames: dnsNames.apply(unique), ipAddresses: ipAddresses.apply(unique) });
  const names = onlyGivenNames.apply(only => (only ? givenOnly : ofService));
  return new ServerCertificate(
    name,
    {
      ...signing,
      namespace,
      secretName,
      commonName: onlyGivenNames.apply(only => (only ? dnsNames.apply(firstAsCommonName) : pulumi.output(serviceName))),
      dnsNames: names.dnsNames,
      ipAddresses: names.ipAddresses,
    },
    { parent },
  );
}

/** The first name, if it fits. Without a common name, public issuers look at the alternative names only. */
function firstAsCommonName([first = ""]: string[]): string {
  return first.length <= 64 ? first : "";
}
