/** Learns the certificate of a CA from what it signs, so that its key need not be read. */
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../inputs/path";
import { appliedTo, unlessSecret } from "../inputs/shown";
import { readCertificates, toPem } from "../x509/pem";
import { newReadyObject } from "./certManagerObjects";
import type { IssuerRef } from "./issuerRef";
import { throwawayRequest } from "./throwawayRequest";

/** A CA by its issuer, and where a request can be made. */
export interface LookedUpCa {
  issuer: pulumi.Output<IssuerRef>;
  /** Where the issuer has the CA from: another Secret holds another CA. */
  secretName: pulumi.Output<string>;
  namespace: pulumi.Output<string>;
  /** The issuer must be ready. */
  dependsOn: pulumi.Resource[];
}

/** The CA certificate at the time when the request was signed. It is signed anew for another Secret or generation. */
export function lookUpCa(
  logicalName: string,
  { issuer, secretName, namespace, dependsOn }: LookedUpCa,
  parent: pulumi.Resource,
  generation?: pulumi.Output<string>,
): pulumi.Output<string> {
  const named = pulumi.interpolate`${issuer.name}-${secretName}`;
  const requestName = generation ? pulumi.interpolate`${named}-${generation}` : named;
  const request = newReadyObject<{ ca?: string }>(
    logicalName,
    {
      kind: "CertificateRequest",
      name: requestName,
      namespace,
      spec: issuer.apply(({ name, kind, group }) => ({
        request: throwawayRequest,
        issuerRef: { name, kind, group },
        duration: "1h0m0s",
        usages: ["digital signature"],
      })),
    },
    { parent, dependsOn },
  );
  return appliedTo(pulumi.all([request.status, issuer.name]), ([status, name]) => readCa(status?.ca, name));
}

/**
 * The CA certificates of the last two revisions of a CA that cert-manager renews by itself. Each is learnt once and then
 * stands in the state: when the revision goes up, one of the two is learnt anew, and the other is the CA before.
 */
export function lookUpRevisions(
  logicalName: string,
  ca: LookedUpCa,
  { uid, revision }: RevisedCertificate,
  parent: pulumi.Resource,
): RevisedCa {
  const lookUp = (parity: number, suffix: string) => {
    const latest = revision.apply(now => now - (Math.abs(now - parity) % 2));
    // A Certificate that was made anew counts from one again.
    const generation = pulumi.interpolate`${uid.apply(of => of.slice(0, 8))}-${latest}`;
    return lookUpCa(`${logicalName}-${suffix}`, ca, parent, generation);
  };
  const even = lookUp(0, "even");
  const odd = lookUp(1, "odd");
  return {
    currentPem: pulumi.all([revision, even, odd]).apply(([now, ofEven, ofOdd]) => (now % 2 === 0 ? ofEven : ofOdd)),
    previousPem: pulumi.all([revision, even, odd]).apply(([now, ofEven, ofOdd]) => (now % 2 === 0 ? ofOdd : ofEven)),
  };
}

/** Which CA certificate cert-manager is at. */
export interface RevisedCertificate {
  uid: pulumi.Output<string>;
  revision: pulumi.Output<number>;
}

/** A CA and the one before it, which are the same until it was renewed. */
export interface RevisedCa {
  currentPem: pulumi.Output<string>;
  previousPem: pulumi.Output<string>;
}

function readCa(ca: string | undefined, issuerName: string): string {
  if (!ca) {
    throw new pulumi.RunError(
      `The issuer '${unlessSecret(issuerName)}' signs, but does not tell with which CA: see its conditions.`,
    );
  }
  return toPem(readCertificates(Buffer.from(ca, "base64").toString(), PropertyPath.root.child("caCertificatePem")));
}
