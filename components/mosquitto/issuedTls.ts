/** The certificate that this package issues for a listener. */
import * as pulumi from "@pulumi/pulumi";
import { checkSigner } from "../certificates/authority";
import type { CertificateAuthorityArgs } from "../certificates/authority";
import { checkDnsName, checkIpAddress } from "../certificates/certificateNames";
import { checkKeyAlgorithm } from "../certificates/keyAlgorithm";
import type { KeyAlgorithm } from "../certificates/keyAlgorithm";
import { ServerCertificate } from "../certificates/serverCertificate";
import { subjectAlternativeNames } from "../certificates/subjectAlternativeNames";
import { checkServerValidity } from "../certificates/validity";
import { checked, checkedItems, refuse } from "../checked";
import type { IssuedTlsArgs } from "./mosquittoBrokerArgs";
import type { BrokerService } from "./services";

/** The settings of a certificate, checked under the path of their listener. */
export interface IssuedTls {
  authority: pulumi.Output<CertificateAuthorityArgs>;
  algorithm: pulumi.Output<KeyAlgorithm>;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  includeLocalhost: pulumi.Input<boolean>;
  validityHours: pulumi.Output<number>;
  earlyRenewalHours: pulumi.Output<number>;
}

/** Refuses settings by which no certificate can be issued. */
export function checkedIssuedTls(issued: IssuedTlsArgs, pathPrefix: string): IssuedTls {
  const { authority, algorithm, dnsNames, ipAddresses, validityHours, earlyRenewalHours } = issued;
  if (authority === undefined) {
    refuse(`${pathPrefix}authority`, "is missing: name who signs, such as the authority of a CertificateChain");
  }
  checked(algorithm, given => (given === undefined ? undefined : checkKeyAlgorithm(given, `${pathPrefix}algorithm`)));
  const signer = checked({ authority, algorithm }, given => {
    const { serverKeyAlgorithm } = checkSigner(given, pathPrefix);
    return { authority: given.authority, serverKeyAlgorithm };
  });
  const validity = checked({ validityHours, earlyRenewalHours }, given => checkServerValidity(given, pathPrefix));
  return {
    authority: signer.authority,
    // The authority's key makes all of it a secret.
    algorithm: pulumi.unsecret(signer.serverKeyAlgorithm),
    dnsNames: checkedItems(dnsNames ?? [], `${pathPrefix}dnsNames`, checkDnsName),
    ipAddresses: checkedItems(ipAddresses ?? [], `${pathPrefix}ipAddresses`, checkIpAddress),
    includeLocalhost: issued.includeLocalhost ?? false,
    validityHours: validity.validityHours,
    earlyRenewalHours: validity.earlyRenewalHours,
  };
}

/** Issues the certificate, with all addresses of the Service in it. */
export function issueCertificate(
  name: string,
  namespace: pulumi.Output<string>,
  issued: IssuedTls,
  { serviceName, endpoint }: BrokerService,
  parent: pulumi.Resource,
): ServerCertificate {
  const { authority, algorithm, validityHours, earlyRenewalHours, dnsNames, ipAddresses, includeLocalhost } = issued;
  const { clusterIp, externalAddresses: external } = endpoint;
  const names = pulumi
    .output({ namespace, clusterIp, external, dnsNames, ipAddresses, includeLocalhost })
    .apply(listener => subjectAlternativeNames({ ...listener, serviceName }));
  return new ServerCertificate(
    name,
    {
      namespace,
      authority,
      algorithm,
      commonName: serviceName,
      dnsNames: names.dnsNames,
      ipAddresses: names.ipAddresses,
      validityHours,
      earlyRenewalHours,
    },
    { parent },
  );
}
