/** What the operator asks cert-manager for: a server certificate for each port with automatic TLS. */
import type { KubernetesObject, V1OwnerReference } from "@kubernetes/client-node";
import { serviceOf } from "../customResources";
import type { BrokerListener, CertificateSpec, ListenerPort } from "../customResources";
import { namespace, serverCertificate } from "../names";
import { ownerReference } from "./service";

/** The parts of cert-manager's Certificate that the operator reads. */
export interface Certificate extends KubernetesObject {
  metadata: { name: string; namespace: string; ownerReferences: V1OwnerReference[] };
  spec: object;
}

/** The names in a server certificate beyond those that the listener asks for. */
function serviceNames(service: string): string[] {
  return [service, `${service}.${namespace}`, `${service}.${namespace}.svc.cluster.local`];
}

/** As the operator writes them. */
export function certificatesFor(listener: BrokerListener): Certificate[] {
  return listener.spec.ports.flatMap(port => {
    const spec = automatic(port);
    return spec === undefined ? [] : [certificate(listener, port, spec)];
  });
}

/** The Secret that holds a port's certificate; undefined for a port without TLS. */
export function secretOf(port: ListenerPort): string | undefined {
  if (port.tls === undefined) return undefined;
  if (port.tls.mode === "Manual") return port.tls.manual?.secretRef;
  return automatic(port)?.secretName || serverCertificate(port.port);
}

function automatic({ tls }: ListenerPort): CertificateSpec | undefined {
  return tls?.mode === "Automatic" ? tls.certManagerCertificateSpec : undefined;
}

function certificate(listener: BrokerListener, port: ListenerPort, spec: CertificateSpec): Certificate {
  const { issuerRef, duration = "2160h", renewBefore, privateKey, san = { dns: [], ip: [] } } = spec;
  return {
    apiVersion: "cert-manager.io/v1",
    kind: "Certificate",
    metadata: {
      name: serverCertificate(port.port),
      namespace,
      ownerReferences: [ownerReference(listener)],
    },
    spec: {
      secretName: secretOf(port),
      dnsNames: [...new Set([...serviceNames(serviceOf(listener)), ...san.dns])],
      ...(san.ip.length > 0 ? { ipAddresses: san.ip } : {}),
      issuerRef: { group: "cert-manager.io", ...issuerRef },
      duration,
      ...(renewBefore === undefined ? {} : { renewBefore }),
      privateKey: {
        ...keyOf(privateKey?.algorithm ?? "Ec256"),
        rotationPolicy: privateKey?.rotationPolicy ?? "Always",
      },
      usages: ["digital signature", "key encipherment", "server auth"],
    },
  };
}

/** cert-manager's terms for an algorithm such as Ec256 or Rsa2048. */
function keyOf(algorithm: string): { algorithm: string; size?: number } {
  if (algorithm === "Ed25519") return { algorithm };
  const [, family, size] = /^(Ec|Rsa)(\d+)$/.exec(algorithm) ?? [];
  return { algorithm: family === "Ec" ? "ECDSA" : "RSA", size: Number(size) };
}
