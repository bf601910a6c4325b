/** Judges the names of a certificate that is still to be made by the name constraints of the authorities above it. */
import * as pulumi from "@pulumi/pulumi";
import { checkAll, checkEach } from "../inputs/errors";
import { input } from "../inputs/input";
import type { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { subjectWith } from "../x509/certificateNames";
import type { CertificateName, NameKind } from "../x509/certificateNames";
import { allowsName, checkNames } from "../x509/path";
import { readCertificates } from "../x509/pem";
import type { Issuance } from "./issuance";

/** The names that a certificate will carry. Some may be known later than others. */
export interface PlannedNames {
  dnsNames?: pulumi.Input<pulumi.Input<string>[]>;
  ipAddresses?: pulumi.Input<pulumi.Input<string>[]>;
  commonName?: pulumi.Input<string>;
  /** DNS names that are not in the arguments. */
  addedNames?: pulumi.Output<string[]>;
}

/**
 * Refuses names that the authorities do not allow, each name as soon as it is known. The result is known once all have
 * passed. Of an issuer only the CA that the arguments give is judged.
 */
export function checkPlannedNames(
  issuance: Issuance,
  { dnsNames = [], ipAddresses = [], commonName = "", addedNames }: PlannedNames,
  path: PropertyPath,
): pulumi.Output<unknown> {
  const authoritiesPem = issuance.signing?.authoritiesPem ?? issuance.request?.caCertificatePem;
  const authoritiesPath = issuance.signing
    ? path.child("authority")
    : path.child("issuerRef").child("caCertificatePem");
  const check = (name: CertificateName, pem: string | undefined, at: PropertyPath, advice?: string) => {
    // Anything but text is refused where names are checked.
    if (pem === undefined || typeof name.value !== "string") return;
    const authorities = readCertificates(pem, authoritiesPath);
    // The certificates of an issuer are old and new ones of its CA: one that allows the name is enough.
    if (!issuance.signing && authorities.some(authority => allowsName(authority, name, authoritiesPath))) return;
    checkNames([name], "the server certificate", authorities, at, advice);
  };
  const checkItems = (kind: NameKind, names: pulumi.Input<pulumi.Input<string>[]>, at: PropertyPath) =>
    // One item may be known while others are not.
    Array.isArray(names)
      ? checkEach(names, at, (name, ofName) =>
          input({ authoritiesPem, name }, ofName, known =>
            check({ kind, value: known.name }, known.authoritiesPem, ofName),
          ),
        )
      : [
          input({ authoritiesPem, names }, at, known => {
            checkEach(checkList(known.names, at), at, (value, ofName) =>
              check({ kind, value }, known.authoritiesPem, ofName),
            );
          }),
        ];
  const { dns, ip, subject, added } = checkAll({
    dns: () => checkItems("DNS name", dnsNames, path.child("dnsNames")),
    ip: () => checkItems("IP address", ipAddresses, path.child("ipAddresses")),
    subject: () =>
      input({ authoritiesPem, commonName }, path.child("commonName"), (known, at) => {
        if (known.commonName !== "") check(subjectWith(known.commonName), known.authoritiesPem, at);
      }),
    added: () =>
      input({ authoritiesPem, names: addedNames ?? [] }, path, known =>
        known.names.forEach(value => check({ kind: "DNS name", value }, known.authoritiesPem, path, withoutAdded)),
      ),
  });
  // What waits for it is no more secret than before.
  return pulumi.unsecret(pulumi.all([...dns, ...ip, subject, added]));
}

const withoutAdded = "use an authority that allows it, or set onlyGivenNames to leave out the names in the cluster";
