/** An issuer with an existing CA. */
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../inputs/path";
import { gated } from "../inputs/input";
import type { CertificateAuthority } from "../issuing/authority";
import { lookUpCa } from "../issuing/caLookup";
import { nameOnly, originOf } from "../kubernetes/objectReference";
import { newTlsSecret } from "../kubernetes/tlsSecret";
import { keyAlgorithmOf } from "../x509/keyAlgorithm";
import { readCertificates } from "../x509/pem";
import type { ExistingCa, Issuer } from "./check";
import { newIssuer, refTo } from "./issuer";
import type { Ca } from "./issuer";

/** An issuer for the CA, which is put into its Secret if it is given in PEM. */
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

/** The Secret is someone else's: only its name is known here. */
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
  wantedName: pulumi.Output<string>,
  authority: pulumi.Output<CertificateAuthority & { chainPem: string }>,
  parent: pulumi.Resource,
): Ca {
  const chainPem = pulumi.unsecret(authority.chainPem);
  const trustBundlePem = pulumi.unsecret(authority.trustAnchorPem);
  const { privateKeyPem } = authority;
  const { secret, secretName } = newTlsSecret(
    `${name}-ca-secret`,
    { namespace: of.namespace, secretName: wantedName, chainPem, privateKeyPem, trustBundlePem },
    parent,
  );
  const issuer = newIssuer(name, of, wantedName, [secret], parent);
  const trusted = gated(trustBundlePem, issuer.id);
  return {
    issuer,
    algorithm: pulumi.unsecret(authority.algorithm),
    secretName,
    certificatePem: trusted,
    trustBundlePem: trusted,
  };
}
