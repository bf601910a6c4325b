/** `kubectl port-forward`, for someone who can reach the cluster only through its API server. */
import { spawn } from "node:child_process";

/**
 * Calls `use` with a port of localhost that leads to a port of the Service. For one use only: kubectl ends when a server
 * resets a connection, as Mosquitto does when a client closes TLS.
 */
export async function throughPortForward<T>(
  namespace: string,
  service: string,
  port: number,
  use: (localPort: number) => Promise<T>,
): Promise<T> {
  const args = ["port-forward", "--namespace", namespace, `service/${service}`, `:${port}`];
  const child = spawn("kubectl", args, { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const localPort = new Promise<number>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", () => reject(new Error(`kubectl ${args.join(" ")} ended: ${said}`)));
    child.stderr.setEncoding("utf8").on("data", (text: string) => (said += text));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said += text;
      const [, from] = /^Forwarding from 127\.0\.0\.1:(\d+) -> /m.exec(said) ?? [];
      if (from) resolve(Number(from));
    });
  });
  try {
    return await use(await localPort);
  } finally {
    child.kill();
  }
}
