/** The arguments of `ServerCertificate`, checked. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import { gated, input, inputItems } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { checkIssuance } from "../issuing/issuance";
import type { Issuance } from "../issuing/issuance";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { checkDnsName, checkIpAddress, checkSubjectText, unique } from "../x509/names";
import type { ServerCertificateArgs } from "./args";

/** Whom a certificate is for, and which Secret holds it. */
export interface ServerNames {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  commonName: pulumi.Output<string>;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
}

const path = PropertyPath.root;
const dnsPath = path.child("dnsNames");
const ipPath = path.child("ipAddresses");

/** Refuses what whoever issues, or clients, would refuse. */
export function checkedServerCertificate(
  name: string,
  args: ServerCertificateArgs,
): { names: ServerNames; issuance: Issuance } {
  return checkAll({
    names: () => checkedNames(name, args),
    issuance: () => checkIssuance(args.namespace, args, path),
  });
}

function checkedNames(name: string, args: ServerCertificateArgs): ServerNames {
  const { addresses, ...names } = checkAll({
    namespace: () => input(args.namespace, path.child("namespace"), checkNamespace),
    secretName: () =>
      input(args.secretName ?? defaultSecretName(name, args), path.child("secretName"), checkObjectName),
    commonName: () => input(args.commonName ?? name, path.child("commonName"), checkSubjectText),
    addresses: () => checkedAddresses(args),
  });
  return { ...names, ...addresses };
}

/** Not the same for both ways: who changes from one to the other must not lose the Secret that the other one left. */
function defaultSecretName(name: string, { issuerRef }: ServerCertificateArgs): string {
  return issuerRef === undefined ? name : `${name}-certificate`;
}

/** The names and addresses that the arguments give, each once. */
function checkedAddresses({ dnsNames = [], ipAddresses = [] }: ServerCertificateArgs) {
  const given = checkAll({
    dnsNames: () => inputItems(dnsNames, dnsPath, checkDnsName),
    ipAddresses: () => inputItems(ipAddresses, ipPath, checkIpAddress),
  });
  // One plain name is enough to know, so that it stays known beside unknown ones.
  const hasPlain = [dnsNames, ipAddresses].some(list => Array.isArray(list) && list.length > 0);
  const notEmpty = hasPlain ? pulumi.output(undefined) : input({ dnsNames, ipAddresses }, path, checkNotEmpty);
  const distinct = (values: pulumi.Output<string[]>) => gated(values, notEmpty).apply(unique);
  return { dnsNames: distinct(given.dnsNames), ipAddresses: distinct(given.ipAddresses) };
}

function checkNotEmpty({ dnsNames, ipAddresses }: Record<"dnsNames" | "ipAddresses", string[]>): void {
  if (checkList(dnsNames, dnsPath).length + checkList(ipAddresses, ipPath).length === 0) {
    refuse(dnsPath, "is empty, and so is ipAddresses: give at least one name or address by which clients connect");
  }
}
