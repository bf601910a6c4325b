/** The Job with which the CertManager `certs` waits until cert-manager is ready. */
import { find } from "../engine/engine";
import type { Registered } from "../engine/engine";

/** Its inputs. */
export function jobOf(resources: Registered[]): JobInputs {
  return find(resources, "kubernetes:batch/v1:Job", "certs-ready-job").inputs as JobInputs;
}

/** Its steps, in the order in which they run. */
export function containersOf(job: JobInputs): Container[] {
  const { initContainers, containers } = job.spec.template.spec;
  return [...initContainers, ...containers];
}

interface Container {
  name: string;
  image: string;
  args: string[];
  securityContext: unknown;
  volumeMounts: unknown;
}

interface JobInputs {
  [key: string]: unknown;
  metadata: { namespace: string; annotations: Record<string, string> };
  spec: {
    backoffLimit: number;
    ttlSecondsAfterFinished?: number;
    template: {
      metadata: { annotations: Record<string, string> };
      spec: {
        serviceAccountName: string;
        restartPolicy: string;
        securityContext: unknown;
        initContainers: Container[];
        containers: Container[];
        volumes: unknown;
      };
    };
  };
}
