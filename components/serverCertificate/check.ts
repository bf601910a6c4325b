/** Checks the arguments of `ServerCertificate`. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { warnAt } from "../inputs/warnings";
import { checkIssuance } from "../issuing/issuance";
import { checkPlannedNames } from "../issuing/plannedNames";
import { checkNamespaceName, checkObjectName } from "../kubernetes/names";
import { checkDnsName, checkIpAddress } from "../kubernetes/hosts";
import { checkSubjectText, unique } from "../x509/names";
import type { ServerCertificateArgs } from "./args";

/** The names in a certificate, and the Secret that holds it. */
export type ServerNames = ReturnType<typeof checkNames>;

const path = PropertyPath.root;
const dnsPath = path.child("dnsNames");
const ipPath = path.child("ipAddresses");

/** Refuses what the issuer, or clients, would refuse. */
export function checkServerCertificate(name: string, args: ServerCertificateArgs, resource: pulumi.Resource) {
  const { names, issuance } = checkAll({
    names: () => checkNames(name, args),
    issuance: () => checkIssuance(args.namespace, args, args.strict, path, warnAt(resource)),
  });
  const { dnsNames, ipAddresses } = args;
  const commonName = args.commonName ?? name;
  const { above } = issuance.signing ?? issuance.request;
  const permitted = checkPlannedNames(above, { dnsNames, ipAddresses, commonName }, path);
  return { names, issuance, permitted };
}

function checkNames(name: string, args: ServerCertificateArgs) {
  const { addresses, ...names } = checkAll({
    namespace: () => input(args.namespace, path.child("namespace"), checkNamespaceName),
    secretName: () =>
      input(args.secretName ?? defaultSecretName(name, args), path.child("secretName"), checkObjectName),
    commonName: () => input(args.commonName ?? name, path.child("commonName"), checkCommonName),
    addresses: () => checkAddresses(args),
  });
  return { ...names, ...addresses };
}

/** An empty common name stands for none. */
function checkCommonName(commonName: string, at: PropertyPath): string {
  return commonName === "" ? commonName : checkSubjectText(commonName, at);
}

/** The common name, if there is one. */
export function orNone(commonName: string): string | undefined {
  return commonName === "" ? undefined : commonName;
}

/** Each way has its own Secret: otherwise a change of the way would delete the Secret that it has just made. */
function defaultSecretName(name: string, { issuerRef }: ServerCertificateArgs): string {
  return issuerRef === undefined ? name : `${name}-certificate`;
}

/** The DNS names and IP addresses, each once. */
function checkAddresses({ dnsNames = [], ipAddresses = [] }: ServerCertificateArgs) {
  const given = checkAll({
    dnsNames: () => inputItems(dnsNames, dnsPath, checkDnsName),
    ipAddresses: () => inputItems(ipAddresses, ipPath, checkIpAddress),
  });
  // One plain name is enough: waiting for the unknown ones would make it unknown too.
  const hasPlain = [dnsNames, ipAddresses].some(list => Array.isArray(list) && list.length > 0);
  const notEmpty = hasPlain ? pulumi.output(undefined) : input(given, path, checkNotEmpty);
  const distinct = (values: pulumi.Output<string[]>) => gated(values, notEmpty).apply(unique);
  return { dnsNames: distinct(given.dnsNames), ipAddresses: distinct(given.ipAddresses) };
}

function checkNotEmpty({ dnsNames, ipAddresses }: Record<"dnsNames" | "ipAddresses", string[]>): void {
  if (dnsNames.length + ipAddresses.length === 0) {
    refuse(dnsPath, "is empty, as is ipAddresses: set at least one name or address that clients connect to");
  }
}
