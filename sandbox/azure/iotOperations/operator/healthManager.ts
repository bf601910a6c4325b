/** Reports, as the health manager does, which server certificates listeners wait for: in its log and in events. */
import type { Cluster } from "./apiServer";
import type { Awaiting } from "./reconcile";

/** `kubectl logs -l` shows the last ten lines of a pod: what is awaited must always be among them. */
const repeatMilliseconds = 10_000;

/** A line in the format of the broker's own log; 6 is syslog's "informational". */
export function logLine(message: string, now: Date): string {
  return `<6>${now.toISOString()} [INFO] [1] - ${message}`;
}

export function awaitingSecrets(cluster: Pick<Cluster, "event">, log: (line: string) => void): Awaiting {
  const saidAt = new Map<string, number>();
  const known = new Map<string, Set<string>>();
  return {
    async report(plans) {
      for (const { listener, waiting } of plans) {
        const uid = listener.metadata.uid ?? "";
        const before = known.get(uid) ?? new Set();
        const missing = new Map(
          [...waiting.values()].flatMap(({ secret, message }) => (secret ? [[secret, message]] : [])),
        );
        for (const [secret, message] of missing) {
          if (Date.now() - (saidAt.get(secret) ?? 0) > repeatMilliseconds) {
            log(logLine(message, new Date()));
            saidAt.set(secret, Date.now());
          }
          if (!before.has(secret)) await cluster.event(listener, "Warning", "ServerCertificateNotFound", message);
        }
        for (const secret of before) {
          if (missing.has(secret)) continue;
          const message = `Server certificate ${secret} found.`;
          log(logLine(message, new Date()));
          saidAt.delete(secret);
          await cluster.event(listener, "Normal", "ServerCertificateFound", message);
        }
        known.set(uid, new Set(missing.keys()));
      }
    },
  };
}
