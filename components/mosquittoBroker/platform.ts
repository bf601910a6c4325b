/** The kind of cluster, which decides the user that the broker runs as. */
export const Platform = {
  /** User and group 1883, as in the image of Mosquitto */
  Kubernetes: "Kubernetes",
  /** A user and a group from the range of the namespace, set by OpenShift */
  OpenShift: "OpenShift",
} as const;
export type Platform = (typeof Platform)[keyof typeof Platform];

/** The user and group of Mosquitto in its image. */
const mosquittoId = 1883;

/** What a pod may do. On OpenShift, `restricted-v2` sets user and group itself, and refuses a pod that sets its own. */
export function podSecurityContext(platform: Platform) {
  return {
    runAsNonRoot: true,
    ...(platform === Platform.Kubernetes && { runAsUser: mosquittoId, runAsGroup: mosquittoId, fsGroup: mosquittoId }),
    seccompProfile: { type: "RuntimeDefault" },
  };
}
