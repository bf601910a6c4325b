/** kubectl as the proof uses it: on PATH, with the KUBECONFIG of the environment. */
import { execFile } from "node:child_process";

/** What a command printed and how it ended. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs kubectl to its end, whatever its exit code; a command in a pod ends with its own. */
export function tryKubectl(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Result> {
  return new Promise(resolve => {
    const child = execFile("kubectl", args, { env: environment, timeout: 60_000 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

/** What kubectl reads, parsed. */
export async function read<T>(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await tryKubectl(environment, "get", ...args, "--output=json");
  if (code !== 0) throw new Error(`kubectl get ${args.join(" ")} failed: ${stderr.trim()}`);
  return JSON.parse(stdout) as T;
}
