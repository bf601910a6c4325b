/** The certificate that this package issues for a listener. */
import * as pulumi from "@pulumi/pulumi";
import { checkSigner, knownKeyAlgorithm } from "../certificates/authority";
import { checkDnsName, checkIpAddress } from "../certificates/certificateNames";
import { checkKeyAlgorithm } from "../certificates/keyAlgorithm";
import { checkedRequest } from "../certificates/requestedCertificate";
import { ServerCertificate, checkSource } from "../certificates/serverCertificate";
import type { ServerCertificateArgs } from "../certificates/serverCertificateArgs";
import { subjectAlternativeNames } from "../certificates/subjectAlternativeNames";
import { checkServerValidity } from "../certificates/validity";
import { checked, checkedItems } from "../checked";
import type { IssuedTlsArgs } from "./mosquittoBrokerArgs";
import type { BrokerService } from "./services";

/** The settings of a certificate, checked under the path of their listener. */
export interface IssuedTls {
  /** Who signs, and for how long, in the words of `ServerCertificate`. */
  signing: Signing;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  includeLocalhost: pulumi.Input<boolean>;
}

type Signing = Omit<ServerCertificateArgs, "namespace">;

/** Refuses settings by which no certificate can be issued. */
export function checkedIssuedTls(
  issued: IssuedTlsArgs,
  namespace: pulumi.Input<string>,
  strict: boolean,
  pathPrefix: string,
): IssuedTls {
  checkSource({ ...issued, strict }, pathPrefix);
  const { dnsNames, ipAddresses } = issued;
  return {
    signing:
      issued.issuerRef === undefined
        ? checkedSigning(issued, pathPrefix)
        : checkedRequesting(issued, namespace, pathPrefix),
    dnsNames: checkedItems(dnsNames ?? [], `${pathPrefix}dnsNames`, checkDnsName),
    ipAddresses: checkedItems(ipAddresses ?? [], `${pathPrefix}ipAddresses`, checkIpAddress),
    includeLocalhost: issued.includeLocalhost ?? false,
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
    algorithm: knownKeyAlgorithm(issued, pulumi.unsecret(signer.serverKeyAlgorithm), pathPrefix),
    validityHours: validity.validityHours,
    earlyRenewalHours: validity.earlyRenewalHours,
  };
}

function checkedRequesting(issued: IssuedTlsArgs, namespace: pulumi.Input<string>, pathPrefix: string): Signing {
  const request = checkedRequest(namespace, issued, pathPrefix);
  return {
    issuerRef: request.issuer,
    algorithm: request.algorithm,
    duration: request.duration,
    renewBefore: issued.renewBefore === undefined ? undefined : request.apply(({ renewBefore }) => renewBefore!),
    rotationPolicy: request.rotationPolicy,
  };
}

/** Issues the certificate, with all addresses of the Service in it. */
export function issueCertificate(
  name: string,
  namespace: pulumi.Output<string>,
  { signing, dnsNames, ipAddresses, includeLocalhost }: IssuedTls,
  { serviceName, endpoint }: BrokerService,
  parent: pulumi.Resource,
): ServerCertificate {
  const { clusterIp, externalAddresses: external } = endpoint;
  const names = pulumi
    .output({ namespace, clusterIp, external, dnsNames, ipAddresses, includeLocalhost })
    .apply(listener => subjectAlternativeNames({ ...listener, serviceName }));
  return new ServerCertificate(
    name,
    { ...signing, namespace, commonName: serviceName, dnsNames: names.dnsNames, ipAddresses: names.ipAddresses },
    { parent },
  );
}
