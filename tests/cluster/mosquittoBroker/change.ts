/** A change of one argument of a broker, and lines that many such changes share. */
import type { CertificateAuthorityArgs, MosquittoBrokerArgs } from "../../../index";

/** A change of one argument. */
export interface BrokerChange {
  /** Which of the two brokers: the one with as little as possible, or the one with everything. */
  broker: "bare" | "full";
  what: string;
  change: (before: MosquittoBrokerArgs, authority: CertificateAuthorityArgs) => Partial<MosquittoBrokerArgs>;
  /** The lines that name what is added, if the change should do nothing else. */
  names?: string[];
  /** The other lines: at most five together with an addition. */
  further: string[];
}

/** The path of the pod in a Deployment. */
export const pod = "spec.template.spec.";

/** Another configuration: Mosquitto reads it at its start, so it needs a new pod. */
export const otherConfiguration = (broker: string) => [
  `replace ConfigMap ${broker}-config: update-replace data["mosquitto.conf"]`,
  `update Deployment ${broker}: update spec.template.metadata.annotations.checksum/config`,
];
/** The reloader, added to a pod that had nothing to watch. */
export const firstWatched = (broker: string) => [
  `update Deployment ${broker}: add ${pod}containers[1]`,
  `update Deployment ${broker}: add ${pod}shareProcessNamespace`,
];
/** Another certificate: for other names, with the same key. */
export const otherCertificate = [
  "replace CertRequest full-8883-tls-request",
  "replace LocallySignedCert full-8883-tls-certificate",
  'replace Secret full-8883-tls-secret: update-replace data["tls.crt"]',
];
