/** The kind of cluster that a broker runs on. */
import { oneOf } from "../inputs/values";

/** Who decides under which user the broker runs. */
export const Platform = {
  /** The broker: user and group 1883, as in Mosquitto's image */
  Kubernetes: "Kubernetes",
  /** OpenShift: a user and a group from the range of the namespace */
  OpenShift: "OpenShift",
} as const;
export type Platform = (typeof Platform)[keyof typeof Platform];

/** The user and group of Mosquitto in its images. */
const mosquittoId = 1883;

export const checkPlatform = oneOf(Platform);

/** What a pod may do. On OpenShift, `restricted-v2` adds user and group by itself, and refuses a pod that picks its own. */
export function podSecurityContext(platform: Platform) {
  return {
    runAsNonRoot: true,
    ...(platform === Platform.Kubernetes && { runAsUser: mosquittoId, runAsGroup: mosquittoId, fsGroup: mosquittoId }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}
