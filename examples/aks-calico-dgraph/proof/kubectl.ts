/** Runs kubectl: from PATH, with the KUBECONFIG of the environment. */
import { execFile } from "node:child_process";

/** The output of a command, and its exit code. */
export interface Result {
  code: number;
  stdout: string;
  stderr: string;
}

/** Runs kubectl and never throws. A command in a pod passes its own exit code on. */
export function tryKubectl(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Result> {
  return new Promise(resolve => {
    const child = execFile("kubectl", args, { env: environment, timeout: 60_000 }, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? 1, stdout, stderr }),
    );
  });
}

/** An object that kubectl reads, parsed. */
export async function read<T>(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<T> {
  const { code, stdout, stderr } = await tryKubectl(environment, "get", ...args, "--output=json");
  if (code !== 0) throw new Error(`kubectl get ${args.join(" ")} failed: ${stderr.trim()}`);
  return JSON.parse(stdout) as T;
}
