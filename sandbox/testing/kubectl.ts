/** kubectl as the tests of the cluster use it: on PATH, with the KUBECONFIG of the environment. */
import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** Runs kubectl and returns what it printed; rejects with what it said when it fails. */
export async function kubectl(...args: string[]): Promise<string> {
  return (await execute("kubectl", args)).stdout;
}

/** Whether kubectl ends with exit code 0. */
export function succeeds(...args: string[]): Promise<boolean> {
  return kubectl(...args).then(
    () => true,
    () => false,
  );
}

/** The same with a text on kubectl's standard input. */
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

/** Makes a namespace that no other test uses, with a service account in it, since pods are refused before. */
export async function makeNamespace(prefix: string): Promise<string> {
  const name = `${prefix}-${randomBytes(4).toString("hex")}`;
  await kubectl("create", "namespace", name);
  await kubectl("--namespace", name, "wait", "--for=create", "serviceaccount/default", "--timeout=60s");
  return name;
}

/** Deletes a namespace without waiting for it to be gone. */
export async function deleteNamespace(name: string): Promise<void> {
  await kubectl("delete", "namespace", name, "--wait=false");
}

/** Does something in a namespace of its own, which is deleted afterwards in any case. */
export async function inNamespace(prefix: string, work: (namespace: string) => Promise<void>): Promise<void> {
  const namespace = await makeNamespace(prefix);
  try {
    await work(namespace);
  } finally {
    await deleteNamespace(namespace);
  }
}

/** Reads `probe` until it gives `expected`; fails with what it gave last. */
export async function eventually(probe: () => Promise<string>, expected: string, seconds = 60): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const seen = await probe().catch((error: Error) => error.message);
    if (seen === expected) return;
    if (Date.now() > deadline) throw new Error(`Expected ${expected} within ${seconds} s; at last it was ${seen}.`);
    await sleep(200);
  }
}

/** A pod that does what `command` says in the sandbox's busybox image. */
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
