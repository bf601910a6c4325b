/** Issues or stores the certificates of a listener's ports. */
import * as pulumi from "@pulumi/pulumi";
import { issueCertificate } from "../../listeners/issuedTls";
import { storeManualCertificate } from "../../listeners/manualCertificate";
import { readCertificates, toPem } from "../../x509/pem";
import type { ServiceEndpoint } from "../../serviceEndpoint/serviceEndpoint";
import { warnIfReplaced } from "../../kubernetes/providerSwitch";
import { appliedTo, unlessSecret } from "../../inputs/shown";
import type { Listener, ListenerPort } from "./listener";

/** The certificate of a listener and the CA certificates that its clients must trust, as far as they are known. */
interface ListenerCertificates {
  certificatePem: pulumi.Output<string | undefined>;
  trustBundlePem: pulumi.Output<string | undefined>;
}

/** Issues certificates for the addresses of the Service, and stores the user's own certificates. */
export function portCertificates(
  name: string,
  { controlPlane: { namespace }, serviceName, ports }: Listener,
  endpoint: ServiceEndpoint,
  parent: pulumi.Resource,
): ListenerCertificates {
  warnOfReplacedSecrets(ports, parent);
  const certificates = ports.map(port => portCertificate(name, namespace, serviceName, port, endpoint, parent));
  const none = pulumi.output<string | undefined>(undefined);
  return {
    certificatePem: certificates.find(found => found?.certificatePem)?.certificatePem ?? none,
    trustBundlePem: certificates.find(found => found !== undefined)?.trustBundlePem ?? none,
  };
}

/** Warns once, at the first port whose Secret is written here: one setting of the provider is for all. */
function warnOfReplacedSecrets(ports: ListenerPort[], resource: pulumi.Resource): void {
  const written = ports.find(({ tls }) => tls?.manual !== undefined || tls?.issued?.signing.authority !== undefined);
  if (written === undefined) return;
  const argument = written.tls!.manual === undefined ? "issued" : "certificate";
  const consequence = "all ports of the broker may wait until it is back";
  warnIfReplaced("Secret", written.path.child("tls").child(argument), consequence, resource);
}

function portCertificate(
  name: string,
  namespace: pulumi.Output<string>,
  serviceName: string,
  { port, tls }: ListenerPort,
  endpoint: ServiceEndpoint,
  parent: pulumi.Resource,
): Partial<ListenerCertificates> | undefined {
  if (tls?.issued !== undefined) {
    const reached = { serviceName, endpoint, secretName: tls.issuedSecretName };
    const issued = issueCertificate(`${name}-${port}-tls`, namespace, tls.issued, reached, parent);
    // A certificate that cert-manager issues is never read.
    const certificatePem = tls.issued.signing.issuerRef === undefined ? issued.certificatePem : undefined;
    return { certificatePem, trustBundlePem: issued.trustBundlePem };
  }
  if (tls?.manual !== undefined) {
    const secret = { namespace, secretName: tls.secretName!, externalAddresses: endpoint.externalAddresses };
    const { chainPem, trustBundlePem } = storeManualCertificate(`${name}-${port}-tls`, tls.manual, secret, parent);
    return {
      certificatePem: chainPem.apply(pem => toPem(readCertificates(pem, tls.manual!.chainPath).slice(0, 1))),
      trustBundlePem,
    };
  }
  if (tls?.secretName !== undefined) {
    if (tls.awaitsSecret) logAwaitedSecret(namespace, tls.secretName, port, parent);
    return {};
  }
  return tls && { trustBundlePem: tls.automatic!.trustBundlePem };
}

/** Logs, in an update, which Secret must come from elsewhere. Looking for it would take the right to read Secrets. */
function logAwaitedSecret(
  namespace: pulumi.Output<string>,
  secretName: pulumi.Output<string>,
  port: number,
  resource: pulumi.Resource,
): void {
  if (pulumi.runtime.isDryRun()) return;
  appliedTo(pulumi.all([namespace, secretName]), ([inNamespace, named]) =>
    pulumi.log.info(
      `Port ${port} is served once the Secret '${unlessSecret(named)}' of type kubernetes.io/tls exists in the namespace ` +
        `'${unlessSecret(inNamespace)}'. This update does not wait for it: if it does not exist yet, create it, and the ` +
        "broker uses it without another update.",
      resource,
    ),
  );
}
