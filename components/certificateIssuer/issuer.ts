/** Issuers that sign with a CA. */
import type * as pulumi from "@pulumi/pulumi";
import { newReadyObject } from "../issuing/certManagerObjects";
import { IssuerKind, certManagerGroup } from "../issuing/issuerRef";
import type { IssuerRef } from "../issuing/issuerRef";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import type { Issuer } from "./check";

/** A CA with its issuer. */
export interface Ca {
  issuer: pulumi.CustomResource;
  secretName: pulumi.Output<string>;
  certificatePem: pulumi.Output<string>;
  /** Up to the root, if it is given. Known before the issuer is ready: only names are judged by it. */
  chainPem?: pulumi.Output<string>;
  trustBundlePem: pulumi.Output<string>;
  algorithm: pulumi.Output<KeyAlgorithm>;
}

/** An issuer that signs with the CA in this Secret. */
export function newIssuer(
  name: string,
  { kind, namespace, issuerName }: Issuer,
  secretName: pulumi.Output<string>,
  dependsOn: pulumi.Input<pulumi.Resource>[],
  parent: pulumi.Resource,
): pulumi.CustomResource {
  const ofNamespace = kind === IssuerKind.Issuer ? { namespace } : {};
  return newReadyObject(
    `${name}-issuer`,
    { kind, name: issuerName, ...ofNamespace, spec: { ca: { secretName } } },
    { parent, dependsOn },
  );
}

/** The issuer as a request refers to it. */
export function refTo({ kind, issuerName }: Issuer): pulumi.Output<IssuerRef> {
  return issuerName.apply(name => ({ name, kind, group: certManagerGroup }));
}
