/** cert-manager's own kinds of objects, made and read. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { quietRead } from "../kubernetes/quietRead";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { tlsKeyParameters } from "../x509/keyAlgorithm";

const apiVersion = "cert-manager.io/v1";

// Ready as the first condition and as the last one: the only one. cert-manager takes Issuing away a moment after Ready
// has come, and notes the revision with it; a Secret that is there already makes a Certificate ready without either. Last
// it forgets the Secret of the next key: a read before that would differ from all later ones. RFC 9535 has no other way to
// say that the status is without a member than to look for it among the members of the object.
const certificateIssued = JSON.stringify([
  "condition=Ready",
  "jsonpath={.status.conditions[0].type}=Ready",
  "jsonpath={.status.conditions[-1:].type}=Ready",
  "jsonpath={[?(@.conditions && !@.nextPrivateKeySecretName)]}",
]);

/** An object of cert-manager. */
export interface CertManagerObject {
  kind: "Certificate" | "CertificateRequest" | "ClusterIssuer" | "Issuer";
  name: pulumi.Input<string>;
  /** None for a ClusterIssuer. */
  namespace?: pulumi.Input<string>;
  spec: pulumi.Input<object>;
}

/** An object with what cert-manager says about it. */
export type WithStatus<S> = CustomResource & { readonly status: pulumi.Output<S | undefined> };

/** Makes an object, and waits until cert-manager says that it is ready. */
export function newReadyObject<S = unknown>(
  logicalName: string,
  { kind, name, namespace, spec }: CertManagerObject,
  opts: pulumi.CustomResourceOptions,
): WithStatus<S> {
  const annotations = { "pulumi.com/waitFor": kind === "Certificate" ? certificateIssued : "condition=Ready" };
  return new CustomResource(
    logicalName,
    // Named among the inputs, the status becomes an output.
    { apiVersion, kind, metadata: { name, namespace, annotations }, spec, status: undefined },
    opts,
  ) as WithStatus<S>;
}

/** Reads what cert-manager says about a Certificate now: what it renewed by itself shows in the next preview. */
export function readCertificate<S>(
  logicalName: string,
  certificate: CustomResource,
  parent: pulumi.Resource,
): WithStatus<S> {
  return new CustomResource(
    logicalName,
    { apiVersion, kind: "Certificate", metadata: undefined, spec: undefined, status: undefined },
    { parent, id: certificate.id, ...quietRead },
  ) as WithStatus<S>;
}

/** The key of a Certificate in cert-manager's words. A new one is made for each certificate, unless told otherwise. */
export function privateKeySpec(algorithm: KeyAlgorithm, rotationPolicy: string) {
  const { ecdsaCurve, rsaBits, ...rest } = tlsKeyParameters(algorithm);
  return { ...rest, size: rsaBits ?? Number(ecdsaCurve?.slice(1)), encoding: "PKCS8", rotationPolicy };
}
