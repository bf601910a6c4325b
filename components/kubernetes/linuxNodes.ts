/** Keeps the pods of this package off Windows nodes, for which their images are not made. */

/** The node selector of each pod. */
export const linuxNodes = { "kubernetes.io/os": "linux" };
