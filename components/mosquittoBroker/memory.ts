/** The memory of Mosquitto's container. */
import { quantity } from "../kubernetes/quantities";

/** What the container requests. Kubernetes refuses a limit below it. */
export const requestedMemory = "16Mi";

/** The most memory that the container may use. */
export const checkMemoryLimit = quantity(
  requestedMemory,
  `of at least ${requestedMemory}, which the container requests, such as "128Mi"`,
);
