/** Judges the names of a certificate that is still to be made by the name constraints of the authorities above it. */
import * as pulumi from "@pulumi/pulumi";
import { checkEach } from "../inputs/errors";
import { input } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkList } from "../inputs/values";
import { commonNameOnly } from "../x509/certificateNames";
import type { CertificateName, NameKind } from "../x509/certificateNames";
import { checkNames } from "../x509/path";
import { readCertificates } from "../x509/pem";
import type { Issuance } from "./issuance";

/** A list of names, of which some may be known later than others. Of a subject, the common name. */
export interface PlannedNames {
  kind: NameKind;
  names: pulumi.Input<pulumi.Input<string>[]>;
  path: PropertyPath;
}

/**
 * Refuses names that the authorities do not allow, each name as soon as it is known. The result is known once all have
 * passed. Of an issuer only the CA that the arguments give is judged.
 */
export function checkPlannedNames(issuance: Issuance, planned: PlannedNames[]): pulumi.Output<unknown> {
  const authoritiesPem = authoritiesOf(issuance);
  const passed = planned.flatMap<pulumi.Output<unknown>>(({ kind, names, path }) => {
    const check = (name: string, authorities: string | undefined, at: PropertyPath) =>
      checkName({ kind, value: kind === "subject" ? commonNameOnly(name) : name }, authorities, at);
    return Array.isArray(names)
      ? checkEach(names, path, (name, at) =>
          input({ authoritiesPem, name }, at, known => check(known.name, known.authoritiesPem, at)),
        )
      : input({ authoritiesPem, names }, path, known =>
          checkEach(checkList(known.names, path), path, (name, at) => check(name, known.authoritiesPem, at)),
        );
  });
  // The authority is secret as a whole, since its key is.
  return pulumi.unsecret(pulumi.all(passed));
}

function authoritiesOf({ signing, request }: Issuance): pulumi.Input<string | undefined> {
  if (signing === undefined) return request.caCertificatePem;
  return input(
    signing.signer,
    PropertyPath.root,
    ({ intermediatesPem, trustAnchorPem }) => intermediatesPem + trustAnchorPem,
  );
}

function checkName(name: CertificateName, authoritiesPem: string | undefined, path: PropertyPath): void {
  if (authoritiesPem === undefined || typeof name.value !== "string" || name.value === commonNameOnly("")) return;
  checkNames([name], "the server certificate", readCertificates(authoritiesPem, path), path);
}
