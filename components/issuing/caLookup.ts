/** Learns the certificate of a CA from a request that it signs, without reading the Secret that also holds its key. */
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../inputs/path";
import { appliedTo, unlessSecret } from "../inputs/shown";
import { readCertificates, toPem } from "../x509/pem";
import { newReadyObject } from "./certManagerObjects";
import type { IssuerRef } from "./issuerRef";
import { throwawayRequest } from "./throwawayRequest";

/** The issuer of a CA, and the namespace for requests to it. */
interface LookedUpCa {
  issuer: pulumi.Output<IssuerRef>;
  /** The Secret of the issuer's CA: a change of Secret means another CA. */
  secretName: pulumi.Output<string>;
  namespace: pulumi.Output<string>;
  /** The issuer must be ready. */
  dependsOn: pulumi.Resource[];
}

/** The CA certificate, as of when the request was signed. Another Secret or generation makes a new request. */
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
 * The CA certificates of the last two revisions of a CA that cert-manager renews by itself. Each is looked up once and
 * then kept in the state. When the revision goes up, one of the two is looked up again; the other is the previous CA.
 */
export function lookUpRevisions(
  logicalName: string,
  ca: LookedUpCa,
  { uid, revision }: { uid: pulumi.Output<string>; revision: pulumi.Output<number> },
  parent: pulumi.Resource,
) {
  const lookUp = (parity: number, suffix: string) => {
    const latest = revision.apply(now => now - (Math.abs(now - parity) % 2));
    // The count of a recreated Certificate starts at one again, hence its uid.
    const generation = pulumi.interpolate`${uid.apply(of => of.slice(0, 8))}-${latest}`;
    return lookUpCa(`${logicalName}-${suffix}`, ca, parent, generation);
  };
  const even = lookUp(0, "even");
  const odd = lookUp(1, "odd");
  // Until the first renewal the two are the same.
  return {
    currentPem: pulumi.all([revision, even, odd]).apply(([now, ofEven, ofOdd]) => (now % 2 === 0 ? ofEven : ofOdd)),
    previousPem: pulumi.all([revision, even, odd]).apply(([now, ofEven, ofOdd]) => (now % 2 === 0 ? ofOdd : ofEven)),
  };
}

function readCa(ca: string | undefined, issuerName: string): string {
  if (!ca) {
    throw new pulumi.RunError(
      `The issuer '${unlessSecret(issuerName)}' signed a request without naming its CA: look at the issuer's conditions.`,
    );
  }
  return toPem(readCertificates(Buffer.from(ca, "base64").toString(), PropertyPath.root.child("caCertificatePem")));
}
