/** Whom a server certificate is for, and which Secret holds it. */
import * as pulumi from "@pulumi/pulumi";
import { checked, checkedItems, refuse } from "../inputs/checked";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { checkDnsName, checkIpAddress, checkSubjectText, unique } from "../x509/names";
import type { ServerCertificateArgs } from "./args";

/** The names, checked. */
export interface ServerNames {
  namespace: pulumi.Output<string>;
  secretName: pulumi.Output<string>;
  commonName: pulumi.Output<string>;
  dnsNames: pulumi.Output<string[]>;
  ipAddresses: pulumi.Output<string[]>;
}

/** The names that the arguments give, each once. Refuses a certificate without any. */
export function checkedServerNames(name: string, args: ServerCertificateArgs): ServerNames {
  const { dnsNames = [], ipAddresses = [] } = args;
  const notEmpty = checkedNotEmpty(dnsNames, ipAddresses);
  const distinct = (values: pulumi.Output<string[]>) =>
    pulumi.all([values, notEmpty]).apply(([checkedValues]) => unique(checkedValues));
  return {
    namespace: checked(args.namespace, given => checkNamespace(given, "namespace")),
    secretName: checked(args.secretName ?? defaultSecretName(name, args), given =>
      checkObjectName(given, "secretName"),
    ),
    commonName: checked(args.commonName ?? name, given => checkSubjectText(given, "commonName")),
    dnsNames: distinct(checkedItems(dnsNames, "dnsNames", checkDnsName)),
    ipAddresses: distinct(checkedItems(ipAddresses, "ipAddresses", checkIpAddress)),
  };
}

/** Not the same for both ways: who changes from one to the other must not lose the Secret that the other one left. */
function defaultSecretName(name: string, { issuerRef }: ServerCertificateArgs): string {
  return issuerRef === undefined ? name : `${name}-certificate`;
}

/** Refuses a certificate without names. One plain name is enough to know, so that it stays known beside unknown ones. */
function checkedNotEmpty(dnsNames: Names, ipAddresses: Names): pulumi.Output<boolean> {
  if ([dnsNames, ipAddresses].some(list => Array.isArray(list) && list.length > 0)) {
    return pulumi.output(true);
  }
  return checked({ dnsNames, ipAddresses }, given => {
    if (given.dnsNames.length + given.ipAddresses.length === 0) {
      refuse("dnsNames", "is empty, and so is ipAddresses: give at least one name or address by which clients connect");
    }
    return true;
  });
}

type Names = pulumi.Input<pulumi.Input<string>[]>;
