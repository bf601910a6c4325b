/** An issuer with a new CA, which cert-manager makes and renews. */
import * as pulumi from "@pulumi/pulumi";
import { lookUpRevisions } from "../issuing/caLookup";
import { newReadyObject, privateKeySpec, readCertificate } from "../issuing/certManagerObjects";
import { IssuerKind, certManagerGroup } from "../issuing/issuerRef";
import { inForce } from "../x509/caBundle";
import type { Issuer, SelfSignedCa } from "./check";
import { newIssuer, refTo } from "./issuer";
import type { Ca } from "./issuer";

/** A CA as cert-manager's documentation makes it: a self-signed issuer signs the CA, with which a second issuer signs. */
export function newSelfSignedCa(name: string, of: Issuer, ca: SelfSignedCa, parent: pulumi.Resource): Ca {
  const { namespace, issuerName } = of;
  const { secretName, algorithm } = ca;
  const bootstrapName = pulumi.interpolate`${issuerName}-selfsigned`;
  const bootstrap = newReadyObject(
    `${name}-bootstrap`,
    { kind: "Issuer", name: bootstrapName, namespace, spec: { selfSigned: {} } },
    { parent },
  );
  const certificate = newReadyObject(
    `${name}-ca`,
    { kind: "Certificate", name: secretName, namespace, spec: caSpec(ca, bootstrapName) },
    { parent, dependsOn: bootstrap },
  );
  const issuer = newIssuer(name, of, secretName, [certificate], parent);
  const live = readCertificate<{ revision?: number }>(`${name}-ca-status`, certificate, parent);
  const { currentPem, previousPem } = lookUpRevisions(
    `${name}-ca-lookup`,
    { issuer: refTo(of), secretName, namespace, dependsOn: [issuer] },
    { uid: pulumi.unsecret(live.metadata.uid), revision: live.status.apply(status => status?.revision ?? 0) },
    parent,
  );
  return {
    issuer,
    algorithm,
    secretName,
    certificatePem: currentPem,
    // If both have expired, the component that receives them reports it.
    trustBundlePem: pulumi.all([currentPem, previousPem]).apply(pems => inForce(pems) || pems[0]),
  };
}

function caSpec({ secretName, commonName, algorithm, lifetime }: SelfSignedCa, bootstrapName: pulumi.Output<string>) {
  return pulumi.output({
    isCA: true,
    commonName,
    secretName,
    duration: lifetime.duration,
    renewBefore: lifetime.apply(({ renewBefore }) => renewBefore),
    privateKey: algorithm.apply(of => privateKeySpec(of, "Always")),
    issuerRef: { name: bootstrapName, kind: IssuerKind.Issuer, group: certManagerGroup },
  });
}
