/** kubectl as the cluster tests use it: from PATH, with the environment's KUBECONFIG. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs kubectl and returns its output; rejects with its error text when it fails. */
export async function kubectl(...args: string[]): Promise<string> {
  return (await execute("kubectl", args)).stdout;
}

/** Whether kubectl exits with code 0. */
export function succeeds(...args: string[]): Promise<boolean> {
  return kubectl(...args).then(
    () => true,
    () => false,
  );
}

/** Runs kubectl with a text on standard input. */
export async function kubectlWithInput(input: string, ...args: string[]): Promise<string> {
  const child = execute("kubectl", args);
  child.child.stdin?.end(input);
  return (await child).stdout;
}

/** Applies objects. */
export async function apply(...objects: object[]): Promise<void> {
  const list = JSON.stringify({ apiVersion: "v1", kind: "List", items: objects });
  await kubectlWithInput(list, "apply", "--server-side", "--filename", "-");
}

/** Makes a namespace that no other test uses, and waits for its service account: pods are refused until it exists. */
export async function makeNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(4).toString("hex")}`;
  await kubectl("create", "namespace", name);
  await kubectl("--namespace", name, "wait", "--for=create", "serviceaccount/default", "--timeout=60s");
  return name;
}

/** Deletes a namespace without waiting until it is gone. */
export async function deleteNamespace(name: string): Promise<void> {
  await kubectl("delete", "namespace", name, "--wait=false");
}

/** Does something in a namespace of its own, and always deletes the namespace afterwards. */
export async function inNamespace(prefix: string, work: (namespace: string) => Promise<void>): Promise<void> {
  const namespace = await makeNamespace(prefix);
  try {
    await work(namespace);
  } finally {
    await deleteNamespace(namespace);
  }
}

/** Calls `probe` until it returns `expected`; fails with what it returned last. */
export async function eventually(probe: () => Promise<string>, expected: string, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await probe().catch((error: Error) => error.message);
    if (seen === expected) return;
    if (Date.now() > deadline) throw new Error(`Expected ${expected} within ${seconds} s; at last it was ${seen}.`);
    await sleep(200);
  }
}

/** A pod that runs `command` in the sandbox's busybox image. */
export function busyboxPod(namespace: string, name: string, command: string[]): object {
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name, namespace, labels: { app: name } },
    spec: {
      terminationGracePeriodSeconds: 0,
      containers: [{ name: "main", image: "docker.io/library/busybox:1.35.0", command }],
    },
  };
}
