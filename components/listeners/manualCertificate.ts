/** A server certificate that was made elsewhere, given in PEM and put into a Secret. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach } from "../inputs/errors";
import { gated, input, inputItems, isLater, optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import { checkList } from "../inputs/values";
import { newTlsSecret } from "../kubernetes/tlsSecret";
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
import type { ManualCertificateArgs } from "./manualCertificateArgs";

/** A certificate that is sound in itself. */
export type ManualCertificate = ReturnType<typeof checkManualCertificate>;

/** By what clients reach the server unless the arguments say it, as far as that is known before there is one. */
export interface Reach {
  /** By the address of a load balancer. */
  byAddress: boolean;
  /** By one of the names of this Service in the cluster, for want of other addresses. */
  inCluster?: { serviceName: string; namespace: pulumi.Input<string> };
}

/** The certificate that the arguments give; refuses one that is bad in itself, or not for the hosts of clients. */
export function checkManualCertificate(
  args: ManualCertificateArgs,
  path: PropertyPath,
  { byAddress, inCluster }: Reach,
) {
  const [chainPath, hostsPath] = [path.child("chainPem"), path.child("hosts")];
  const { chain, hosts } = checkAll({
    chain: () => input(args.chainPem, chainPath, checkServerChain),
    hosts: () => optional(args.hosts, hostsPath, given => inputItems(given, hostsPath, checkHost)),
  });
  // What is wrong with one that comes later is told once.
  const { privateKeyPem, trustBundlePem } = args;
  const chainPem = isLater(args.chainPem) ? gated(pulumi.output(args.chainPem), chain) : args.chainPem;
  // Each as soon as it can be: a key that is only known later does not hide what is wrong with the chain.
  const { key, trust, forCluster } = checkAll({
    key: () => input({ chainPem, privateKeyPem }, path, checkChainKey),
    trust: () => input({ chainPem, trustBundlePem }, path, checkTrust),
    hosts: () =>
      input({ chainPem, hosts: args.hosts ?? [] }, path, given =>
        checkCovers(given.chainPem, checkEach(checkList(given.hosts, hostsPath), hostsPath, checkHost), chainPath),
      ),
    forAddress: () => byAddress && hosts === undefined && input(chainPem, chainPath, checkForAddress),
    forCluster: () =>
      input({ chainPem, inCluster: hosts === undefined ? inCluster : undefined }, path, given => {
        if (given.inCluster) checkCoversOne(given.chainPem, namesInCluster(given.inCluster), chainPath);
      }),
  });
  return {
    chainPath,
    // Certificates are no secrets, whatever they were given with.
    chainPem: pulumi.unsecret(chain),
    privateKeyPem: pulumi.secret(key),
    trustBundlePem: pulumi.unsecret(trust),
    // By which clients reach the server. Not known here unless they are given.
    hosts,
    // Resolved when the certificate is seen to be for the cluster, if it must be.
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

/** Puts the certificate into a Secret of type `kubernetes.io/tls`, once it is known to be for the right hosts. */
export function storeManualCertificate(
  name: string,
  certificate: ManualCertificate,
  { namespace, secretName, externalAddresses }: ManualSecret,
  parent: pulumi.Resource,
) {
  const { privateKeyPem, trustBundlePem, chainPath, forCluster } = certificate;
  const hosts = certificate.hosts ?? externalAddresses;
  const chainPem = appliedTo(pulumi.all([certificate.chainPem, hosts, forCluster]), ([pem, clientsUse]) => {
    checkCovers(pem, clientsUse, chainPath);
    return pem;
  });
  newTlsSecret(name, { namespace, secretName, chainPem, privateKeyPem, trustBundlePem }, parent);
  warnIfEndingSoon(certificate.chainPem, chainPath, parent);
  return { chainPem, trustBundlePem };
}
