/** An issuer with an existing CA. */
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../inputs/path";
import { gated } from "../inputs/input";
import { lookUpCa } from "../issuing/caLookup";
import { nameOnly, originOf } from "../kubernetes/objectReference";
import { newTlsSecret } from "../kubernetes/tlsSecret";
import { keyAlgorithmOf } from "../x509/keyAlgorithm";
import { readCertificates } from "../x509/pem";
import type { ExistingCa, Issuer } from "./check";
import { newIssuer, refTo } from "./issuer";
import type { Ca } from "./issuer";

/** An issuer for the CA. A CA that is given in PEM is put into a Secret. */
export function newExistingCa(
  name: string,
  issuer: Issuer,
  { secretName, authority }: ExistingCa,
  parent: pulumi.Resource,
): Ca {
  return authority === undefined
    ? caInSecret(name, issuer, secretName, parent)
    : caFromPem(name, issuer, secretName, authority, parent);
}

/** The Secret is not managed here: only its name is known. */
function caInSecret(name: string, of: Issuer, secretName: pulumi.Output<string>, parent: pulumi.Resource): Ca {
  const issuer = newIssuer(name, of, nameOnly(secretName), [originOf(secretName)], parent);
  const certificatePem = lookUpCa(
    `${name}-ca-lookup`,
    { issuer: refTo(of), secretName, namespace: of.namespace, dependsOn: [issuer] },
    parent,
  );
  const path = PropertyPath.root.child("existing");
  const algorithm = certificatePem.apply(pem => keyAlgorithmOf(readCertificates(pem, path)[0], path));
  return { issuer, algorithm, secretName, certificatePem, trustBundlePem: certificatePem };
}

function caFromPem(
  name: string,
  of: Issuer,
  newName: pulumi.Output<string>,
  authority: NonNullable<ExistingCa["authority"]>,
  parent: pulumi.Resource,
): Ca {
  const chainPem = pulumi.unsecret(authority.chainPem);
  const trustBundlePem = pulumi.unsecret(authority.trustAnchorPem);
  const { privateKeyPem } = authority;
  // Without the text that may stand around certificates.
  const judgedPem = pulumi.unsecret(pulumi.concat(authority.intermediatesPem, authority.trustAnchorPem));
  const { secret, secretName } = newTlsSecret(
    `${name}-ca-secret`,
    { namespace: of.namespace, secretName: newName, chainPem, privateKeyPem, trustBundlePem },
    parent,
  );
  const issuer = newIssuer(name, of, newName, [secret], parent);
  const trusted = gated(trustBundlePem, issuer.id);
  const algorithm = pulumi.unsecret(authority.algorithm);
  return { issuer, algorithm, secretName, certificatePem: trusted, chainPem: judgedPem, trustBundlePem: trusted };
}
