/** Creates and reads the objects of cert-manager. */
import { CustomResource } from "@pulumi/kubernetes/apiextensions";
import type * as pulumi from "@pulumi/pulumi";
import { quietRead } from "../kubernetes/quietRead";
import type { KeyAlgorithm } from "../x509/keyAlgorithm";
import { tlsKeyParameters } from "../x509/keyAlgorithm";

const apiVersion = "cert-manager.io/v1";

// Ready is the only condition when it is both the first and the last. cert-manager removes Issuing, and sets the revision,
// a moment after Ready; a Certificate whose Secret already exists becomes ready without either. Finally it removes
// nextPrivateKeySecretName: a read before that would differ from all later ones. RFC 9535 can only test that a member is
// missing by a filter.
const certificateIssued = JSON.stringify([
  "condition=Ready",
  "jsonpath={.status.conditions[0].type}=Ready",
  "jsonpath={.status.conditions[-1:].type}=Ready",
  "jsonpath={[?(@.conditions && !@.nextPrivateKeySecretName)]}",
]);

/** An object of cert-manager. */
interface CertManagerObject {
  kind: "Certificate" | "CertificateRequest" | "ClusterIssuer" | "Issuer";
  name: pulumi.Input<string>;
  /** Unset for a ClusterIssuer. */
  namespace?: pulumi.Input<string>;
  spec: pulumi.Input<object>;
}

/** An object with the status that cert-manager gives it. */
type WithStatus<S> = CustomResource & { readonly status: pulumi.Output<S | undefined> };

/** Creates an object, and waits until cert-manager reports it ready. */
export function newReadyObject<S = unknown>(
  logicalName: string,
  { kind, name, namespace, spec }: CertManagerObject,
  opts: pulumi.CustomResourceOptions,
): WithStatus<S> {
  const annotations = { "pulumi.com/waitFor": kind === "Certificate" ? certificateIssued : "condition=Ready" };
  return new CustomResource(
    logicalName,
    // The status becomes an output only if the inputs name it.
    { apiVersion, kind, metadata: { name, namespace, annotations }, spec, status: undefined },
    opts,
  ) as WithStatus<S>;
}

/** Reads the current status of a Certificate, so that the next preview shows what cert-manager has renewed by itself. */
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

/** The `privateKey` of a Certificate's spec. */
export function privateKeySpec(algorithm: KeyAlgorithm, rotationPolicy: string) {
  const { ecdsaCurve, rsaBits, ...rest } = tlsKeyParameters(algorithm);
  return { ...rest, size: rsaBits ?? Number(ecdsaCurve?.slice(1)), encoding: "PKCS8", rotationPolicy };
}
