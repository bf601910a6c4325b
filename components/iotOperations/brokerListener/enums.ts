/** The words of Azure IoT Operations for what a listener may be. */

/** The type of the Service that Azure IoT Operations makes for a listener. */
export const ListenerServiceType = {
  /** From inside the cluster only */
  ClusterIp: "ClusterIp",
  /** From outside, on a port of every node */
  NodePort: "NodePort",
  /** From outside, on an address of its own */
  LoadBalancer: "LoadBalancer",
} as const;
export type ListenerServiceType = (typeof ListenerServiceType)[keyof typeof ListenerServiceType];

/** The algorithm of a key that cert-manager makes for a port. */
export const ListenerKeyAlgorithm = {
  /** ECDSA on the curve P-256 */
  Ec256: "Ec256",
  /** ECDSA on the curve P-384 */
  Ec384: "Ec384",
  /** ECDSA on the curve P-521 */
  Ec521: "Ec521",
  /** Ed25519, which many MQTT clients do not accept */
  Ed25519: "Ed25519",
  /** RSA with 2048 bits */
  Rsa2048: "Rsa2048",
  /** RSA with 4096 bits */
  Rsa4096: "Rsa4096",
  /** RSA with 8192 bits */
  Rsa8192: "Rsa8192",
} as const;
export type ListenerKeyAlgorithm = (typeof ListenerKeyAlgorithm)[keyof typeof ListenerKeyAlgorithm];
