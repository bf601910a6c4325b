import { ConfigMap } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { checked, checkedItems, refuse, requireList, requirePlain } from "../checked";
import { checkNamespace, checkObjectName } from "../objectNames";
import { checkIsCa, endOf, inForce, isExpired, readCertificates, subjectOf } from "./pem";

/** What a `TrustBundle` is made from. */
export interface TrustBundleArgs {
  /**
   * The namespaces that get the bundle, each once. Plain, since each makes a ConfigMap of its own.
   */
  namespaces: string[];
  /**
   * The CA certificates that clients are to trust, in PEM: several while one root takes the place of another. Those that
   * have expired are left out, with a warning.
   */
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>;
  /**
   * The name of the ConfigMap in each namespace: at most 253 lower-case letters, digits, `-` and `.`.
   *
   * Default: the component's name.
   */
  configMapName?: pulumi.Input<string>;
}

/** The CA certificates that clients trust, as `ca.crt` in a ConfigMap of each namespace where clients run. */
export class TrustBundle extends pulumi.ComponentResource {
  /** The name of the ConfigMap in each namespace. */
  public readonly configMapName: pulumi.Output<string>;
  /** The key of the ConfigMap that holds the certificates. */
  public readonly key: pulumi.Output<string>;
  /** The certificates in PEM, each once, without those that have expired. */
  public readonly bundlePem: pulumi.Output<string>;

  constructor(name: string, args: TrustBundleArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:TrustBundle", name, {}, opts);

    const namespaces = checkNamespaces(args.namespaces);
    const configMapName = checked(args.configMapName ?? name, given => checkObjectName(given, "configMapName"));
    const bundlePem = checkedBundle(args.certificatesPem, this);
    for (const namespace of namespaces) {
      new ConfigMap(
        `${name}-${namespace}`,
        { metadata: { namespace, name: configMapName }, data: { [bundleKey]: bundlePem } },
        { parent: this },
      );
    }

    this.configMapName = configMapName;
    this.key = pulumi.output(bundleKey);
    this.bundlePem = bundlePem;
    this.registerOutputs({ configMapName: this.configMapName, key: this.key, bundlePem: this.bundlePem });
  }
}

// The key that Kubernetes itself uses for a CA, in Secrets and in the ConfigMap kube-root-ca.crt.
const bundleKey = "ca.crt";

function checkNamespaces(namespaces: string[]): string[] {
  requireList(namespaces, "namespaces").forEach((namespace, index) => {
    const propertyPath = `namespaces[${index}]`;
    checkNamespace(requirePlain(namespace, propertyPath), propertyPath);
    if (namespaces.indexOf(namespace) < index) {
      refuse(propertyPath, `is '${namespace}' once more: name each namespace once`);
    }
  });
  if (namespaces.length === 0) {
    refuse("namespaces", "is empty: name at least one namespace where clients run");
  }
  return namespaces;
}

function checkedBundle(
  certificatesPem: pulumi.Input<pulumi.Input<string>[]>,
  resource: pulumi.Resource,
): pulumi.Output<string> {
  const now = new Date();
  const pems = checkedItems(certificatesPem, "certificatesPem", checkCaCertificates);
  const someInForce = checked(certificatesPem, given => checkSomeInForce(given, now));
  return pulumi.all([pems, someInForce]).apply(([checkedPems]) => {
    warnOfExpired(checkedPems, now, resource);
    return inForce(checkedPems, now);
  });
}

/** Refuses text that holds anything but CA certificates. */
function checkCaCertificates(pem: string, propertyPath: string): string {
  readCertificates(pem, propertyPath).forEach(certificate => checkIsCa(certificate, propertyPath));
  return pem;
}

/** Refuses a list without a certificate that clients could go by. */
function checkSomeInForce(pems: string[], now: Date): boolean {
  const example = "such as trustBundlePem of a CertificateChain";
  if (pems.length === 0) {
    refuse("certificatesPem", `is empty: give at least one CA certificate, ${example}`);
  }
  const certificates = pems.flatMap((pem, index) => readCertificates(pem, `certificatesPem[${index}]`));
  if (certificates.every(certificate => isExpired(certificate, now))) {
    const all = certificates.map(certificate => `${subjectOf(certificate)} expired on ${endOf(certificate)}`);
    refuse("certificatesPem", `has no certificate in force (${all.join(", ")}): give one that is, ${example}`);
  }
  return true;
}

function warnOfExpired(pems: string[], now: Date, resource: pulumi.Resource): void {
  pems.forEach((pem, index) => {
    const propertyPath = `certificatesPem[${index}]`;
    for (const expired of readCertificates(pem, propertyPath).filter(certificate => isExpired(certificate, now))) {
      const what = `${propertyPath}: ${subjectOf(expired)} expired on ${endOf(expired)}`;
      void pulumi.log.warn(`${what} and is left out of the bundle: take it out of the list`, resource);
    }
  });
}
