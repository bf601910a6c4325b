/** The certificate of a port, in one of the three ways. */
import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { oneOf } from "../../azure/names";
import { checkDnsName, checkIpAddress, unique } from "../../x509/names";
import { checkedIssuedTls } from "../../listeners/issuedTls";
import type { IssuedTls } from "../../listeners/issuedTls";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import { IssuerKind } from "../../issuing/issuerRef";
import type { IssuerRef, IssuerRefArgs } from "../../issuing/issuerRef";
import { checkKeyAlgorithm, keyAlgorithmOf, keyKindOf } from "../../x509/keyAlgorithm";
import { checkedManualCertificate } from "../../listeners/manualCertificate";
import type { ManualCertificate, Reach } from "../../listeners/manualCertificate";
import { readCertificates } from "../../x509/pem";
import { checkedRequest } from "../../issuing/request";
import { checked, checkedItems, isPromise, refuse, requireObject } from "../../inputs/checked";
import { checkObjectName } from "../../kubernetes/names";
import { nameOnly } from "../../kubernetes/objectReference";
import { shown, unlessSecret } from "../../inputs/shown";
import type { AutomaticTlsArgs, ListenerTlsArgs } from "./args";
import { ListenerKeyAlgorithm, ListenerServiceType } from "./enums";
import { defaultIssuer, namesNothing } from "./rules";
import { defaultListenerSettings, knownOf } from "./plainListeners";
import { issuedSecretName } from "./portSecrets";
import { enforce } from "../ruleMarks";
import type { Finding } from "../ruleMarks";

/** The certificate of a port, checked. */
export interface PortTls {
  /** In the words of the REST API. */
  tree: Record<string, pulumi.Input<unknown>>;
  /** A Secret that is made elsewhere, or from `manual`. */
  secretName?: pulumi.Output<string>;
  manual?: ManualCertificate;
  /** Whether the Secret may not be there yet: nothing in the program is seen to make it. */
  awaitsSecret?: boolean;
  issued?: IssuedTls;
  /** The Secret of `issued`, known before the certificate is. */
  issuedSecretName?: string;
  automatic?: AutomaticTls;
  /** What breaks a rule and is only known later. */
  findings?: pulumi.Output<Finding[]>;
}

/** What an automatic certificate is for, and what clients must trust, as far as that is known. */
export interface AutomaticTls {
  /** Whether it was seen at once that there are no names. */
  namesNothing: boolean;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** The port of a certificate. */
export interface TlsOwner {
  namespace: pulumi.Input<string>;
  strict: boolean;
  listenerName: string;
  type: ListenerServiceType;
  serviceName: string;
  /** Whether the arguments name nodes by which clients outside connect. */
  hasNodes: boolean;
  port: number;
}

/** The certificate that the arguments give: exactly one of the three ways, which the rules have seen to. */
export function checkedTls(args: ListenerTlsArgs, owner: TlsOwner, path: string): PortTls {
  if (args.automatic !== undefined) {
    return automaticTls(args.automatic, owner, `${path}.automatic`);
  }
  if (args.issued !== undefined) {
    return issuedTls(args.issued, owner, `${path}.issued`);
  }
  const secretName = checked(args.secretName!, given => checkObjectName(given, `${path}.secretName`));
  const manual = args.certificate && checkedManualCertificate(args.certificate, `${path}.certificate`, reachOf(owner));
  const awaitsSecret = manual === undefined && !isPromise(args.secretName);
  return { tree: manualTree(nameOnly(secretName)), secretName, manual, awaitsSecret };
}

function reachOf({ type, serviceName, namespace, hasNodes }: TlsOwner): Reach {
  const byAddress = type === ListenerServiceType.LoadBalancer;
  return byAddress || hasNodes ? { byAddress } : { byAddress, inCluster: { serviceName, namespace } };
}

function manualTree(secretRef: pulumi.Input<string>) {
  return { mode: "Manual", manual: { secretRef } };
}

function issuedTls(args: IssuedTlsArgs, { namespace, strict, listenerName, port }: TlsOwner, path: string): PortTls {
  const issued = checkedIssuedTls(args, namespace, strict, `${path}.`);
  const secretName = issuedSecretName(listenerName, port, args);
  const { issuerRef } = issued.signing;
  if (issuerRef === undefined) return { tree: manualTree(secretName), issued, issuedSecretName: secretName };
  const name = checked(issuerRef.name, given => {
    enforce(defaultIssuer(given, `${path}.issuerRef`), strict);
    return given;
  });
  const signing = { ...issued.signing, issuerRef: { ...issuerRef, name } };
  return {
    // With strict no listener is made that would wait for a certificate that is refused.
    tree: manualTree(strict ? name.apply(() => secretName) : secretName),
    issued: { ...issued, signing },
    issuedSecretName: secretName,
    findings: name.apply(given => lateDefaultIssuer(args.issuerRef, given, path)),
  };
}

/** Rule 25, for a name that was not seen at once. */
function lateDefaultIssuer(issuerRef: IssuedTlsArgs["issuerRef"], name: string, path: string): Finding[] {
  return knownOf(issuerRef, "name") === undefined ? defaultIssuer(name, `${path}.issuerRef`) : [];
}

/** With all defaults: Azure and the cluster fill in different ones. Rules 9 and 20. */
function automaticTls(args: AutomaticTlsArgs, owner: TlsOwner, path: string): PortTls {
  const { namespace, strict, listenerName, serviceName } = owner;
  const { issuerRef, duration, renewBefore, rotationPolicy } = args;
  const request = checkedRequest(
    namespace,
    { issuerRef: issuerRef ?? ({} as IssuerRefArgs), duration, renewBefore, rotationPolicy },
    `${path}.`,
  );
  const dnsNames = checkedItems(args.dnsNames ?? [], `${path}.dnsNames`, checkDnsName);
  const ipAddresses = checkedItems(args.ipAddresses ?? [], `${path}.ipAddresses`, checkIpAddress);
  const algorithm = checked(args.algorithm ?? ListenerKeyAlgorithm.Ec256, given =>
    oneOf(ListenerKeyAlgorithm, given, `${path}.algorithm`),
  );
  const secretName =
    args.secretName === undefined
      ? undefined
      : checked(args.secretName, given => checkObjectName(given, `${path}.secretName`));
  // Azure IoT Operations leaves out the one by which the listener says that clients in the cluster reach it.
  const inCluster =
    listenerName === defaultListenerSettings.name ? [] : [pulumi.interpolate`${serviceName}.${namespace}.svc`];
  // At once if it is plain; what the request makes of it is an Output.
  checked(issuerRef, given => checkAutomaticIssuer(requireObject(given, `${path}.issuerRef`), `${path}.issuerRef`));
  const { name, kind, group } = checked(request.issuer, issuer => {
    checkAutomaticIssuer(issuer, `${path}.issuerRef`);
    enforce(defaultIssuer(issuer.name, `${path}.issuerRef`), strict);
    return issuer;
  });
  const tree = {
    mode: "Automatic",
    certManagerCertificateSpec: {
      issuerRef: { name, kind, group },
      duration: request.settings.duration,
      ...(renewBefore === undefined ? {} : { renewBefore: request.settings.apply(given => given.renewBefore) }),
      ...(secretName === undefined ? {} : { secretName }),
      privateKey: { algorithm, rotationPolicy: request.settings.rotationPolicy },
      san: { dns: pulumi.all([dnsNames, inCluster]).apply(names => unique(names.flat())), ip: ipAddresses },
    },
  };
  const trustBundlePem = request.caCertificatePem;
  const findings = pulumi
    .all([name, algorithm, pulumi.output(issuerRef).algorithm, trustBundlePem])
    .apply(([issuer, ofKey, said, pem]) => [
      ...mixedKinds(ofKey, said, pem, `${path}.algorithm`),
      ...lateDefaultIssuer(issuerRef, issuer, path),
    ]);
  return { tree, findings, automatic: { namesNothing: namesNothing(args), dnsNames, ipAddresses, trustBundlePem } };
}

/** Rule 9, what the REST API says about it: it knows the kinds of cert-manager itself only. */
function checkAutomaticIssuer({ kind, group }: Partial<IssuerRef>, propertyPath: string): void {
  const known: string[] = Object.values(IssuerKind);
  if (!known.includes(kind!)) {
    refuse(
      `${propertyPath}.kind`,
      `is ${shown(kind)}, but an automatic certificate has an issuer of the kind ${known.join(" or ")}: use issued for others`,
    );
  }
  if (group === "") {
    refuse(`${propertyPath}.group`, "is empty: leave it out for cert-manager.io");
  }
}

/** Rule 10a. */
function mixedKinds(
  algorithm: ListenerKeyAlgorithm,
  ofIssuer: string | undefined,
  caCertificatePem: string | undefined,
  propertyPath: string,
): Finding[] {
  const known =
    ofIssuer ?? (caCertificatePem && keyAlgorithmOf(readCertificates(caCertificatePem, propertyPath)[0], propertyPath));
  if (!known) return [];
  const kind = keyKindOf(checkKeyAlgorithm(known, propertyPath));
  const wanted = algorithm.startsWith("Rsa") ? "RSA" : algorithm.startsWith("Ec") ? "ECDSA" : algorithm;
  if (kind === wanted) return [];
  const reason = `is ${algorithm}, but the issuer has an ${kind} key: small clients often take keys of one kind only`;
  return [{ rule: "10a", propertyPath, reason }];
}

/** Rule 12a, once the addresses are known. */
export function addressNotNamed(
  external: string[],
  names: { dnsNames: string[]; ipAddresses: string[]; namesNothing: boolean },
  propertyPath: string,
): Finding[] {
  const { dnsNames, ipAddresses, namesNothing: told } = names;
  // A DNS name may lead to any address.
  if (external.length === 0 || dnsNames.length > 0 || told) return [];
  // The first is the one that the output host tells.
  const [host] = external;
  if (isIP(host) && ipAddresses.map(canonical).includes(canonical(host))) return [];
  const reason =
    `is ${unlessSecret(ipAddresses.join(", ")) || "empty"}, but clients outside reach the Service at ${unlessSecret(host)}, and refuse the certificate ` +
    "there: give that, or use issued, which adds the external address by itself";
  return [{ rule: "12a", propertyPath, reason }];
}

/** One spelling of each IPv6 address. */
function canonical(ipAddress: string): string {
  return isIP(ipAddress) === 6 ? new URL(`http://[${ipAddress}]`).hostname : ipAddress;
}
