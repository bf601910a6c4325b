/** The ports that listeners and Services may have. */
import { refuse } from "../inputs/checked";
import type { PropertyPath } from "../inputs/path";
import { shown, unlessSecret } from "../inputs/shown";

/** Refuses a port that does not exist, or that a broker without privileges cannot open. */
export function checkListenerPort(port: number, propertyPath: PropertyPath | string): number {
  return checkRange(port, 1024, 65535, propertyPath, "a broker without privileges opens no port below 1024");
}

/** Refuses a port that no pod can have. */
export function checkPort(port: number, propertyPath: PropertyPath | string): number {
  return checkRange(port, 1, 65535, propertyPath, "there are no others");
}

/** Refuses a node port outside the range that Kubernetes keeps for them. */
export function checkNodePort(nodePort: number, propertyPath: PropertyPath | string): number {
  return checkRange(nodePort, 30000, 32767, propertyPath, "Kubernetes keeps that range for node ports");
}

/** Refuses a port that no Service has. */
export function checkServicePort(port: number, propertyPath: PropertyPath | string): number {
  return checkRange(port, 1, 65535, propertyPath, "TCP and UDP have no others");
}

/** Refuses a port that stands in the list twice; the paths are those of the ports, in the same order. */
export function checkDistinctPorts(ports: number[], propertyPaths: string[]): void {
  ports.forEach((port, index) => {
    const first = ports.indexOf(port);
    if (first < index) {
      refuse(
        propertyPaths[index],
        `is ${unlessSecret(port)}, which ${propertyPaths[first]} has already: give each its own`,
      );
    }
  });
}

function checkRange(
  port: number,
  least: number,
  greatest: number,
  propertyPath: PropertyPath | string,
  why: string,
): number {
  if (!Number.isInteger(port) || port < least || port > greatest) {
    refuse(propertyPath, `is ${shown(port)}, but must be a whole number from ${least} to ${greatest}: ${why}`);
  }
  return port;
}
