/** The ports that listeners and Services may have. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { wholeNumber } from "../inputs/values";

/** A port that an unprivileged broker can open. */
export const checkListenerPort = wholeNumber({
  least: 1024,
  greatest: 65535,
  because: "an unprivileged broker cannot open a port below 1024",
});

/** A port of a pod or a Service. */
export const checkPort = wholeNumber({ least: 1, greatest: 65535 });

/** A port in the range that Kubernetes reserves for node ports. */
export const checkNodePort = wholeNumber({
  least: 30000,
  greatest: 32767,
  because: "Kubernetes reserves that range for node ports",
});

/** Rejects a port that appears twice. `paths` are those of the ports, in the same order. */
export function checkDistinctPorts(ports: number[], paths: PropertyPath[]): void {
  ports.forEach((port, index) => {
    const first = ports.indexOf(port);
    if (first < index) {
      refuse(paths[index], `is ${unlessSecret(port)}, which ${paths[first]} already has: use a different port`);
    }
  });
}
