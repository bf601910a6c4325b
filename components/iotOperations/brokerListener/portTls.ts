/** Checks the certificate of a port: automatic, issued, or in a Secret. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../../inputs/errors";
import { gated, ifPlain, input, inputItems, isLater, optional, unlessRefused } from "../../inputs/input";
import { PropertyPath } from "../../inputs/path";
import { appliedTo } from "../../inputs/shown";
import { checkObject, oneOf } from "../../inputs/values";
import type { IssuerRef, IssuerRefArgs } from "../../issuing/issuerRef";
import { checkObjectName } from "../../kubernetes/names";
import { nameOnly } from "../../kubernetes/objectReference";
import { checkIssuedTls } from "../../listeners/issuedTls";
import type { IssuedTlsArgs } from "../../listeners/issuedTlsArgs";
import { checkManualCertificate } from "../../listeners/manualCertificate";
import type { Reach } from "../../listeners/manualCertificate";
import { checkPlannedNames } from "../../issuing/plannedNames";
import { checkRequest } from "../../issuing/request";
import { checkDnsName, checkIpAddress } from "../../kubernetes/hosts";
import { unique } from "../../x509/names";
import { knownOf } from "../resourceRefs";
import { ListenerKeyAlgorithm, ListenerServiceType } from "./args";
import type { AutomaticTlsArgs, ListenerTlsArgs } from "./args";
import { enforce } from "./findings";
import type { ListenerOwner, PortTls } from "./listener";
import { defaultListenerSettings } from "./plainListener";
import type { PlainListener } from "./plainListener";
import { rules } from "./rules";
import { issuedSecretName } from "./secretRules";
import { checkAutomaticIssuer, defaultIssuer, mixedKinds, namesNothing } from "./tlsRules";

/** The port of a certificate. */
interface TlsOwner extends ListenerOwner {
  listener: PlainListener;
  port: number;
}

/** Checks the certificate. The rules have checked that exactly one of the three ways is set. */
export function checkTls(args: ListenerTlsArgs, path: PropertyPath, owner: TlsOwner): PortTls {
  if (args.automatic !== undefined) return automaticTls(args.automatic, path.child("automatic"), owner);
  if (args.issued !== undefined) return issuedTls(args.issued, path.child("issued"), owner);
  const { secretName, manual } = checkAll({
    secretName: () => checkSecretName(args.secretName!, path.child("secretName"), owner),
    manual: () =>
      args.certificate && checkManualCertificate(args.certificate, path.child("certificate"), reachOf(owner)),
  });
  const awaitsSecret = manual === undefined && !isLater(args.secretName);
  return { tree: manualTree(nameOnly(secretName)), secretName, manual, awaitsSecret };
}

/** A name that is only known later waits until no other port is known to have a conflicting Secret. */
function checkSecretName(
  secretName: pulumi.Input<string>,
  path: PropertyPath,
  { secretsDistinct }: TlsOwner,
): pulumi.Output<string> {
  const name = input(secretName, path, checkObjectName);
  return isLater(secretName) ? gated(name, secretsDistinct) : name;
}

function reachOf({ listener, controlPlane }: TlsOwner): Reach {
  const { type, serviceName, args } = listener;
  const byAddress = type === ListenerServiceType.LoadBalancer;
  const hasNodes = [args.nodeAddresses, args.nodeNames].some(
    nodes => nodes !== undefined && !(Array.isArray(nodes) && nodes.length === 0),
  );
  if (byAddress || hasNodes) return { byAddress };
  return { byAddress, inCluster: { serviceName, namespace: controlPlane.knownNamespace } };
}

function manualTree(secretRef: pulumi.Input<string>) {
  return { mode: "Manual", manual: { secretRef } };
}

function issuedTls(args: IssuedTlsArgs, path: PropertyPath, { controlPlane, listener, port }: TlsOwner): PortTls {
  const { strict, knownNamespace } = controlPlane;
  const ofIssuer = path.child("issuerRef");
  optional<object, object>(ifPlain(args.issuerRef), ofIssuer, checkObject);
  const issued = checkIssuedTls(
    args,
    { namespace: knownNamespace, serviceName: listener.serviceName, strict, mixedKeys: refuse },
    path,
  );
  const secretName = issuedSecretName(listener.name, port, args);
  const { issuerRef } = issued.signing;
  if (issuerRef === undefined) return { tree: manualTree(secretName), issued, issuedSecretName: secretName };
  const name = input(issuerRef.name, ofIssuer, known => {
    enforce(rules["25"], defaultIssuer(known, ofIssuer), strict);
    return known;
  });
  const signing = { ...issued.signing, issuerRef: { ...issuerRef, name } };
  return {
    // With strict, a listener must not wait for a certificate that is refused.
    tree: manualTree(strict ? name.apply(() => secretName) : secretName),
    issued: { ...issued, signing },
    issuedSecretName: secretName,
    warnings: name.apply(known => lateDefaultIssuer(args.issuerRef, known, ofIssuer)),
  };
}

/** Rule 25 for an issuer whose name was not known at once. */
function lateDefaultIssuer(issuerRef: IssuedTlsArgs["issuerRef"], name: string, path: PropertyPath): string[] {
  return knownOf(issuerRef, "name") === undefined ? enforce(rules["25"], defaultIssuer(name, path), false) : [];
}

/** Sends all defaults, since those of Azure and of the cluster differ. */
function automaticTls(args: AutomaticTlsArgs, path: PropertyPath, owner: TlsOwner): PortTls {
  const {
    issuerRef,
    duration,
    renewBefore,
    rotationPolicy,
    algorithm: keyAlgorithm = ListenerKeyAlgorithm.Ec256,
  } = args;
  const { knownNamespace, strict } = owner.controlPlane;
  const ofIssuer = path.child("issuerRef");
  // The request makes an Output of the issuer, so a plain issuer is also checked at once.
  const checkIssuer = (ref: Partial<IssuerRef>) => checkAutomaticIssuer(checkObject(ref, ofIssuer), ofIssuer);
  const { request, dnsNames, ipAddresses, algorithm, secretName } = checkAll({
    request: () => {
      const requestArgs = { issuerRef: issuerRef ?? ({} as IssuerRefArgs), duration, renewBefore, rotationPolicy };
      const result = checkRequest(knownNamespace, requestArgs, path, refuse);
      input(issuerRef, ofIssuer, checkIssuer);
      return result;
    },
    dnsNames: () => inputItems(args.dnsNames ?? [], path.child("dnsNames"), checkDnsName),
    ipAddresses: () => inputItems(args.ipAddresses ?? [], path.child("ipAddresses"), checkIpAddress),
    algorithm: () => input(keyAlgorithm, path.child("algorithm"), oneOf(ListenerKeyAlgorithm)),
    secretName: () =>
      optional(args.secretName, path.child("secretName"), (name, at) => checkSecretName(name, at, owner)),
  });
  const { name, kind, group } = input(request.issuer, ofIssuer, issuer => {
    checkIssuer(issuer);
    enforce(rules["25"], defaultIssuer(issuer.name, ofIssuer), strict);
    return issuer;
  });
  const added = addedNames(owner);
  const permitted = checkPlannedNames(
    request.above,
    {
      dnsNames: args.dnsNames ?? [],
      ipAddresses: args.ipAddresses ?? [],
      added: [{ names: added, path, advice: adviceOnAdded }],
    },
    path,
  );
  const dns = pulumi.all([dnsNames, added]).apply(names => unique(names.flat()));
  const tree = {
    mode: "Automatic",
    certManagerCertificateSpec: {
      issuerRef: { name, kind, group },
      duration: request.settings.duration,
      renewBefore: renewBefore === undefined ? undefined : request.settings.apply(settings => settings.renewBefore),
      secretName,
      privateKey: { algorithm, rotationPolicy: request.settings.rotationPolicy },
      san: { dns: unlessRefused(dns, permitted), ip: unlessRefused(ipAddresses, permitted) },
    },
  };
  const trustBundlePem = request.caCertificatePem;
  const warnings = appliedTo(
    pulumi.all([name, algorithm, pulumi.output(issuerRef).algorithm, trustBundlePem]),
    ([issuer, ofPort, ofIssuerKey, pem]) => [
      ...enforce(rules["10a"], mixedKinds(ofPort, ofIssuerKey, pem, path.child("algorithm")), false),
      ...lateDefaultIssuer(issuerRef, issuer, ofIssuer),
    ],
  );
  return { tree, warnings, automatic: { namesNothing: namesNothing(args), dnsNames, ipAddresses, trustBundlePem } };
}

const adviceOnAdded = "use an issuer that allows it, or replace automatic with issued and set onlyGivenNames";

/** The DNS name that the outputs of the listener show for clients in the cluster. */
function addedNames({ listener: { name, serviceName }, controlPlane }: TlsOwner): pulumi.Output<string[]> {
  return input(controlPlane.knownNamespace, PropertyPath.root.child("namespace"), namespace =>
    // Azure IoT Operations does not add it to the certificate of the default listener either.
    name === defaultListenerSettings.name ? [] : [`${serviceName}.${namespace}.svc`],
  );
}
