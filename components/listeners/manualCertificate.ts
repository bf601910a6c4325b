/** The user's own server certificate, which this package checks and stores in a Secret. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach } from "../inputs/errors";
import { gated, input, inputItems, isLater, optional } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { appliedTo } from "../inputs/shown";
import { checkList } from "../inputs/values";
import { checkObjectSize } from "../kubernetes/objectSize";
import { newTlsSecret } from "../kubernetes/tlsSecret";
import { warnIfEndingSoon } from "../x509/certificateEnds";
import { checkHost } from "../kubernetes/hosts";
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

/** A certificate that is valid in itself. */
export type ManualCertificate = ReturnType<typeof checkManualCertificate>;

/** How clients will reach the server if the arguments name no hosts. */
export interface Reach {
  /** At the IP address of a load balancer. */
  byAddress: boolean;
  /** At a name of this Service in the cluster, if there is no other address. */
  inCluster?: { serviceName: string; namespace: pulumi.Input<string> };
}

/** Refuses a certificate that is not valid in itself, or not valid for the hosts that clients use. */
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
  // The faults of a later chain are then reported only once.
  const { privateKeyPem, trustBundlePem } = args;
  const chainPem = isLater(args.chainPem) ? gated(pulumi.output(args.chainPem), chain) : args.chainPem;
  // Each check runs as soon as it can: a key that is known later does not hide a fault of the chain.
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
  // A later bundle is no reason for a preview to show the key as changed: the bundle waits for the size of all.
  const checkedTrust = input({ chain, key, trust }, path, stored => {
    checkObjectSize(stored.trust ?? "", path.child("trustBundlePem"), stored.chain, stored.key);
    return stored.trust;
  });
  return {
    chainPath,
    // Certificates are not secret, even if the key beside them is.
    chainPem: pulumi.unsecret(chain),
    privateKeyPem: pulumi.secret(key),
    trustBundlePem: pulumi.unsecret(checkedTrust),
    // The hosts that clients use. Undefined if the arguments name none.
    hosts,
    // Resolves once the certificate is known to be valid for a name in the cluster, if it must be.
    forCluster: pulumi.unsecret(forCluster),
  };
}

/** Where the certificate is stored, and what it must be valid for. */
export interface ManualSecret {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  /** The addresses of the Service, which clients use if the arguments name no hosts. */
  externalAddresses: pulumi.Output<string[]>;
}

/** Stores the certificate in a Secret of type `kubernetes.io/tls`, once it is known to be valid for the right hosts. */
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
