/** Judges the names of a certificate that is still to be made by the name constraints of the authorities above it. */
import { isIP } from "node:net";
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach } from "../inputs/errors";
import { input } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { hostsIn, subjectWith } from "../x509/certificateNames";
import type { CertificateName, NameKind } from "../x509/certificateNames";
import { allowsName, checkNames } from "../x509/path";
import { readCertificates } from "../x509/pem";

/** Certificates above a planned one, as far as the arguments give them. */
export interface CertificatesAbove {
  pem: pulumi.Output<string | undefined>;
  /** The argument that they come from. */
  path: PropertyPath;
  /** Whether one that allows a name is enough. */
  areAlternatives?: boolean;
}

/** The names that a certificate will carry. Some may be known later than others. */
export interface PlannedNames {
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  commonName?: pulumi.Input<string>;
  added?: AddedNames[];
}

/** DNS names and IP addresses that are not in the arguments. */
export interface AddedNames {
  names: pulumi.Output<string[]>;
  /** The argument for which they are added. */
  path: PropertyPath;
  /** What to do if they are not allowed. */
  advice: string;
}

/** Refuses a name that certificates above it do not allow. */
type Judge = (name: CertificateName, at: PropertyPath, advice?: string) => void;

/**
 * Refuses names that the authorities do not allow, each name as soon as it and the certificates of an authority are
 * known. The result is known once all have passed.
 */
export function checkPlannedNames(
  above: CertificatesAbove[],
  { dnsNames = [], ipAddresses = [], commonName = "", added = [] }: PlannedNames,
  path: PropertyPath,
): pulumi.Output<unknown> {
  const judge = <N>(names: N, at: PropertyPath, judgeAll: (known: pulumi.Unwrap<N>, by: Judge) => void) =>
    above.map(certificates =>
      input({ pem: certificates.pem, names }, at, ({ pem, names: known }) => {
        if (pem !== undefined) judgeAll(known, judgeOf(pem, certificates));
      }),
    );
  const judgeItems = (kind: NameKind, names: pulumi.Input<pulumi.Input<string>[]>, at: PropertyPath) =>
    // One item may be known while others are not.
    Array.isArray(names)
      ? checkEach(names, at, (name, ofName) => judge(name, ofName, (value, by) => by({ kind, value }, ofName))).flat()
      : judge(names, at, (values, by) => {
          // Anything but a list of texts is refused where names are checked.
          if (Array.isArray(values)) checkEach(values, at, (value, ofName) => by({ kind, value }, ofName));
        });
  const ofSubject = path.child("commonName");
  const hasDnsNames = Array.isArray(dnsNames)
    ? dnsNames.length > 0
    : input(dnsNames, path.child("dnsNames"), names => !Array.isArray(names) || names.length > 0);
  const judged = checkAll({
    dns: () => judgeItems("DNS name", dnsNames, path.child("dnsNames")),
    ip: () => judgeItems("IP address", ipAddresses, path.child("ipAddresses")),
    subject: () => {
      if (commonName === "") return [];
      return judge(commonName, ofSubject, (text, by) => {
        if (text !== "") by(subjectWith(text), ofSubject);
      });
    },
    hosts: () => {
      if (commonName === "") return [];
      return judge({ commonName, hasDnsNames }, ofSubject, (known, by) => {
        if (!known.hasDnsNames) hostsIn(known.commonName).forEach(host => by(host, ofSubject, otherCommonName));
      });
    },
    added: () =>
      checkEach(added, path, ({ names, path: at, advice }) =>
        judge(names, at, (values, by) => values.forEach(value => by(nameOf(value), at, advice))),
      ).flat(),
  });
  // What waits for it is no more secret than before.
  return pulumi.unsecret(pulumi.all(Object.values(judged).flat()));
}

function judgeOf(pem: string, { path, areAlternatives = false }: CertificatesAbove): Judge {
  const authorities = readCertificates(pem, path);
  return (name, at, advice) => {
    if (typeof name.value !== "string") return;
    if (areAlternatives && authorities.some(authority => allowsName(authority, name, path))) return;
    checkNames([name], "the server certificate", authorities, at, advice);
  };
}

const otherCommonName =
  'use an authority that allows it, or set commonName to "": clients take it for a DNS name of a certificate without any';

function nameOf(value: string): CertificateName {
  return { kind: isIP(value) ? "IP address" : "DNS name", value };
}
