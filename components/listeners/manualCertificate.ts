/** A server certificate that was made elsewhere, given in PEM and put into a Secret. */
import * as pulumi from "@pulumi/pulumi";
import { checked, checkedItems, isPromise, requireList } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import { warnIfEndingSoon } from "../x509/certificateEnds";
import { checkHost } from "../x509/names";
import {
  checkChainKey,
  checkCovers,
  checkCoversOne,
  checkForAddress,
  checkServerChain,
  checkTrust,
} from "../x509/serverChain";
import { namesInCluster } from "../x509/subjectAlternativeNames";
import { newTlsSecret } from "../kubernetes/tlsSecret";

/** A server certificate in PEM, which is put into a Secret. */
export interface ManualCertificateArgs {
  /**
   * The server certificate, then the intermediates, each signed by the next, in PEM. A root at the end is left out of what
   * is sent to clients.
   */
  chainPem: pulumi.Input<string>;
  /**
   * The private key of the server certificate, in PEM and not encrypted. Kept secret.
   */
  privateKeyPem: pulumi.Input<string>;
  /**
   * The CA certificates that clients trust, in PEM. One of them must have signed the last certificate of the chain.
   *
   * Default: the root at the end of `chainPem`, if there is one; otherwise not known.
   */
  trustBundlePem?: pulumi.Input<string>;
  /**
   * The DNS names and IP addresses by which clients connect. Each must be among the names of the certificate; with an
   * empty list none is looked for. Needed for a load balancer's certificate that has DNS names only.
   *
   * Default: the external addresses of the listener's Service, or else one of its names in the cluster. A first update
   * learns an address only when the listener is there, and leaves the broker waiting if the certificate is for another.
   */
  hosts?: pulumi.Input<pulumi.Input<string>[]>;
}

/** A certificate that was checked for itself, and by which hosts clients are to reach the server, as outputs. */
export interface CheckedManualCertificate {
  propertyPath: PropertyPath | string;
  chainPem: pulumi.Output<string>;
  privateKeyPem: pulumi.Output<string>;
  trustBundlePem: pulumi.Output<string | undefined>;
  /** Not known here unless they are given. */
  hosts?: pulumi.Output<string[]>;
  /** Resolved when the certificate is seen to be for the cluster, if it must be. */
  forCluster: pulumi.Output<void>;
}

/** By what clients reach the server unless the arguments say it, as far as that is known before there is one. */
export interface Reach {
  /** By the address of a load balancer. */
  byAddress: boolean;
  /** By one of the names of this Service in the cluster, for want of other addresses. */
  inCluster?: { serviceName: string; namespace: pulumi.Input<string> };
}

/** The certificate that the arguments give; refuses one that is bad in itself, or not for the hosts of clients. */
export function checkedManualCertificate(
  args: ManualCertificateArgs,
  propertyPath: PropertyPath | string,
  { byAddress, inCluster }: Reach,
): CheckedManualCertificate {
  const { privateKeyPem, trustBundlePem } = args;
  // Each as soon as it can be: a key that is only known later does not hide what is wrong with the chain.
  const chain = checked(args.chainPem, given => checkServerChain(given, `${propertyPath}.chainPem`));
  // What is wrong with one that comes later is told once.
  const chainPem = isPromise(args.chainPem) ? pulumi.all([args.chainPem, chain]).apply(([pem]) => pem) : args.chainPem;
  const trust = checked({ chainPem, trustBundlePem }, given => checkTrust(given, propertyPath));
  const key = checked({ chainPem, privateKeyPem }, given => checkChainKey(given, propertyPath));
  const hostsPath = `${propertyPath}.hosts`;
  const hosts = args.hosts === undefined ? undefined : checkedItems(args.hosts, hostsPath, checkHost);
  checked({ chainPem, hosts: args.hosts ?? [] }, given => {
    const known = requireList(given.hosts, hostsPath).map((host, index) => checkHost(host, `${hostsPath}[${index}]`));
    checkCovers(given.chainPem, known, `${propertyPath}.chainPem`);
  });
  if (byAddress && args.hosts === undefined) {
    checked(chainPem, given => checkForAddress(given, `${propertyPath}.chainPem`));
  }
  const forCluster = checked({ chainPem, inCluster: args.hosts === undefined ? inCluster : undefined }, given => {
    if (given.inCluster) checkCoversOne(given.chainPem, namesInCluster(given.inCluster), `${propertyPath}.chainPem`);
  });
  return {
    propertyPath,
    // Certificates are no secrets, whatever they were given with.
    chainPem: pulumi.unsecret(chain),
    privateKeyPem: pulumi.secret(key),
    trustBundlePem: pulumi.unsecret(trust),
    hosts,
    forCluster: pulumi.unsecret(forCluster),
  };
}

/** Where the certificate goes, and for whom it must be. */
export interface ManualSecret {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  /** By what clients reach the server unless the arguments say it: the addresses that its Service was given. */
  externalAddresses: pulumi.Output<string[]>;
}

/** A certificate in its Secret. */
export interface StoredCertificate {
  chainPem: pulumi.Output<string>;
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** Puts the certificate into a Secret of type `kubernetes.io/tls`, once it is known to be for the right hosts. */
export function storeManualCertificate(
  name: string,
  certificate: CheckedManualCertificate,
  { namespace, secretName, externalAddresses }: ManualSecret,
  parent: pulumi.Resource,
): StoredCertificate {
  const { privateKeyPem, trustBundlePem, propertyPath, forCluster } = certificate;
  const hosts = certificate.hosts ?? externalAddresses;
  const chainPem = appliedTo(pulumi.all([certificate.chainPem, hosts, forCluster]), ([pem, clientsUse]) => {
    checkCovers(pem, clientsUse, `${propertyPath}.chainPem`);
    return pem;
  });
  newTlsSecret(name, { namespace, secretName, chainPem, privateKeyPem, trustBundlePem }, parent);
  warnIfEndingSoon(certificate.chainPem, `${propertyPath}.chainPem`, parent);
  return { chainPem, trustBundlePem };
}
