import * as pulumi from "@pulumi/pulumi";
import { checkOneOf, checked, refuse, requireObjectIfGiven, requirePlain } from "../inputs/checked";
import { checkNamespace, checkObjectName } from "../kubernetes/names";
import { nameOnly, originOf } from "../kubernetes/objectReference";
import { checkStrict } from "../issuing/strict";
import { checkAuthority } from "../issuing/authority";
import { lookUpCa, lookUpRevisions } from "../issuing/caLookup";
import type { CertificateIssuerArgs, ExistingCaArgs, SelfSignedCaArgs } from "./args";
import { checkSubjectText } from "../x509/names";
import { newReadyObject, privateKeySpec, readCertificate } from "../issuing/certManagerObjects";
import { checkLifetime, secondsOf } from "../x509/goDuration";
import { IssuerKind, certManagerGroup } from "../issuing/issuerRef";
import type { IssuerRef } from "../issuing/issuerRef";
import { KeyAlgorithm, checkKeyAlgorithm, keyAlgorithmOf } from "../x509/keyAlgorithm";
import { inForce, readCertificates } from "../x509/pem";
import { newTlsSecret } from "../kubernetes/tlsSecret";

/**
 * An issuer of cert-manager that signs with a CA: one that is there, or a new one that cert-manager makes and renews.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for not exactly one CA, one that has ended or
 * may not sign, and for lifetimes that cert-manager does not take.
 * @see https://cert-manager.io/docs/configuration/ca/
 */
export class CertificateIssuer extends pulumi.ComponentResource {
  /** The issuer, for a `ServerCertificate` or a listener. Known when the issuer is ready. */
  public readonly issuerRef: pulumi.Output<IssuerRef>;
  /** The name of the Secret that holds the CA. */
  public readonly secretName: pulumi.Output<string>;
  /** The certificate of the CA, or the root above it, in PEM. */
  public readonly caCertificatePem: pulumi.Output<string>;
  /** What clients must trust, in PEM: the same and, once cert-manager has renewed the CA, the one before while it lives. */
  public readonly trustBundlePem: pulumi.Output<string>;

  constructor(name: string, args: CertificateIssuerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:CertificateIssuer", name, {}, opts);

    const wanted = checkedIssuer(args);
    const ca = wanted.selfSigned
      ? selfSignedCa(name, wanted, wanted.selfSigned, this)
      : existingCa(name, wanted, wanted.existing!, this);

    // Each part by itself: while a preview does not know a renewed CA, it knows the rest.
    this.issuerRef = pulumi.output({
      name: pulumi.all([wanted.issuerName, ca.issuer.id]).apply(([issuerName]) => issuerName),
      kind: wanted.kind,
      group: certManagerGroup,
      namespace: wanted.kind === IssuerKind.Issuer ? wanted.namespace : undefined,
      caCertificatePem: ca.certificatePem,
      algorithm: ca.algorithm,
    });
    this.secretName = ca.secretName;
    this.caCertificatePem = ca.certificatePem;
    this.trustBundlePem = ca.trustBundlePem;
    this.registerOutputs({
      issuerRef: this.issuerRef,
      secretName: this.secretName,
      caCertificatePem: this.caCertificatePem,
      trustBundlePem: this.trustBundlePem,
    });
  }
}

/** The arguments, checked. */
interface WantedIssuer {
  kind: IssuerKind;
  namespace: pulumi.Output<string>;
  issuerName: pulumi.Output<string>;
  existing?: ExistingCaArgs;
  selfSigned?: SelfSignedCaArgs;
}

/** A CA whose issuer is ready. */
interface Ca {
  issuer: pulumi.CustomResource;
  secretName: pulumi.Output<string>;
  certificatePem: pulumi.Output<string>;
  trustBundlePem: pulumi.Output<string>;
  algorithm: pulumi.Output<KeyAlgorithm>;
}

function checkedIssuer(args: CertificateIssuerArgs): WantedIssuer {
  const kind = checkOneOf(requirePlain(args.kind, "kind") ?? IssuerKind.Issuer, IssuerKind, "kind");
  const existing = requireObjectIfGiven(args.existing, "existing");
  const selfSigned = requireObjectIfGiven(args.selfSigned, "selfSigned", "be {} or have properties");
  if ((existing === undefined) === (selfSigned === undefined)) {
    const found = existing === undefined ? "neither" : "both";
    refuse(
      existing === undefined ? "selfSigned" : "existing",
      `${found} of existing and selfSigned is given: give exactly one, such as selfSigned: {} for a new CA`,
    );
  }
  checkStrict(args.strict, existing?.privateKeyPem, "existing.privateKeyPem", "existingSecret");
  const byDefault = kind === IssuerKind.ClusterIssuer ? "cert-manager" : undefined;
  return {
    kind,
    namespace: checked(args.namespace ?? byDefault, given => checkNamespace(given as string, "namespace")),
    issuerName: checked(args.issuerName ?? "my-issuer", given => checkObjectName(given, "issuerName")),
    existing,
    selfSigned,
  };
}

/** cert-manager's own way to a CA: an issuer without a CA signs a CA, with which another issuer signs. */
function selfSignedCa(name: string, wanted: WantedIssuer, args: SelfSignedCaArgs, parent: pulumi.Resource): Ca {
  const { namespace, issuerName } = wanted;
  const given = args.secretName ?? "test-ca";
  const secretName = checked(given, value => checkObjectName(value, "selfSigned.secretName"));
  const bootstrapName = pulumi.interpolate`${issuerName}-selfsigned`;
  const algorithm = checked(args.algorithm ?? KeyAlgorithm.EcdsaP256, value =>
    checkKeyAlgorithm(value, "selfSigned.algorithm"),
  );
  const spec = caSpec(args, algorithm, secretName, bootstrapName);
  const bootstrap = newReadyObject(
    `${name}-bootstrap`,
    { kind: "Issuer", name: bootstrapName, namespace, spec: { selfSigned: {} } },
    { parent },
  );
  const certificate = newReadyObject(
    `${name}-ca`,
    { kind: "Certificate", name: secretName, namespace, spec },
    { parent, dependsOn: bootstrap },
  );
  const issuer = newIssuer(name, wanted, secretName, [certificate], parent);
  const live = readCertificate<{ revision?: number }>(`${name}-ca-status`, certificate, parent);
  const { currentPem, previousPem } = lookUpRevisions(
    `${name}-ca-lookup`,
    { issuer: refTo(wanted), secretName, namespace, dependsOn: [issuer] },
    { uid: pulumi.unsecret(live.metadata.uid), revision: live.status.apply(status => status?.revision ?? 0) },
    parent,
  );
  return {
    issuer,
    algorithm,
    secretName,
    certificatePem: currentPem,
    // Where both have expired, whoever takes them says so.
    trustBundlePem: pulumi.all([currentPem, previousPem]).apply(pems => inForce(pems, new Date()) || pems[0]),
  };
}

function caSpec(
  { duration, renewBefore, commonName }: SelfSignedCaArgs,
  algorithm: pulumi.Output<KeyAlgorithm>,
  secretName: pulumi.Output<string>,
  bootstrapName: pulumi.Output<string>,
) {
  const lifetime = checked({ duration, renewBefore }, given => {
    const lives = given.duration ?? "87600h";
    const third = `${Math.floor(secondsOf(lives, "selfSigned.duration") / 3)}s`;
    const year = 8760 * 3600;
    const byDefault = secondsOf(third, "selfSigned.duration") < year ? third : "8760h";
    return checkLifetime({ duration: lives, renewBefore: given.renewBefore ?? byDefault }, "selfSigned.");
  });
  return pulumi.output({
    isCA: true,
    commonName: checked(commonName ?? "test-ca", given => checkSubjectText(given, "selfSigned.commonName")),
    secretName,
    duration: lifetime.duration,
    renewBefore: lifetime.apply(({ renewBefore: before }) => before),
    privateKey: algorithm.apply(of => privateKeySpec(of, "Always")),
    issuerRef: { name: bootstrapName, kind: IssuerKind.Issuer, group: certManagerGroup },
  });
}

function existingCa(name: string, wanted: WantedIssuer, args: ExistingCaArgs, parent: pulumi.Resource): Ca {
  const { certificatePem, privateKeyPem, chainPem } = args;
  if (certificatePem === undefined && privateKeyPem === undefined && chainPem === undefined) {
    return caInSecret(name, wanted, args.secretName, parent);
  }
  return caFromPem(name, wanted, args, parent);
}

/** The Secret is someone else's: only its name is known here. */
function caInSecret(
  name: string,
  wanted: WantedIssuer,
  given: pulumi.Input<string> | undefined,
  parent: pulumi.Resource,
): Ca {
  if (given === undefined) {
    refuse(
      "existing",
      "is empty: give the secretName of a Secret that holds the CA, or certificatePem and privateKeyPem",
    );
  }
  const secretName = checked(given, value => checkObjectName(value, "existing.secretName"));
  const issuer = newIssuer(name, wanted, nameOnly(secretName), [originOf(secretName)], parent);
  const certificatePem = lookUpCa(
    `${name}-ca-lookup`,
    { issuer: refTo(wanted), secretName, namespace: wanted.namespace, dependsOn: [issuer] },
    parent,
  );
  const algorithm = certificatePem.apply(pem => keyAlgorithmOf(readCertificates(pem, "existing")[0], "existing"));
  return { issuer, algorithm, secretName, certificatePem, trustBundlePem: certificatePem };
}

function caFromPem(name: string, wanted: WantedIssuer, args: ExistingCaArgs, parent: pulumi.Resource): Ca {
  const { certificatePem = "", privateKeyPem = "", chainPem: given } = args;
  const authority = checked({ certificatePem, privateKeyPem, chainPem: given }, ca => ({
    ...checkAuthority(ca, "existing"),
    chainPem: ca.chainPem ?? ca.certificatePem,
  }));
  const chainPem = pulumi.unsecret(authority.apply(({ chainPem: checkedChain }) => checkedChain));
  const secretName = checked(args.secretName ?? "test-ca", value => checkObjectName(value, "existing.secretName"));
  const trustBundlePem = pulumi.unsecret(authority.trustAnchorPem);
  const { secret, secretName: registeredSecretName } = newTlsSecret(
    `${name}-ca-secret`,
    { namespace: wanted.namespace, secretName, chainPem, privateKeyPem: authority.privateKeyPem, trustBundlePem },
    parent,
  );
  const issuer = newIssuer(name, wanted, secretName, [secret], parent);
  const trusted = pulumi.all([trustBundlePem, issuer.id]).apply(([pem]) => pem);
  return {
    issuer,
    algorithm: pulumi.unsecret(authority.algorithm),
    secretName: registeredSecretName,
    certificatePem: trusted,
    trustBundlePem: trusted,
  };
}

function newIssuer(
  name: string,
  { kind, namespace, issuerName }: WantedIssuer,
  secretName: pulumi.Output<string>,
  dependsOn: pulumi.Input<pulumi.Resource>[],
  parent: pulumi.Resource,
) {
  const ofNamespace = kind === IssuerKind.Issuer ? { namespace } : {};
  return newReadyObject(
    `${name}-issuer`,
    { kind, name: issuerName, ...ofNamespace, spec: { ca: { secretName } } },
    { parent, dependsOn },
  );
}

function refTo({ kind, issuerName }: WantedIssuer): pulumi.Output<IssuerRef> {
  return issuerName.apply(name => ({ name, kind, group: certManagerGroup }));
}
