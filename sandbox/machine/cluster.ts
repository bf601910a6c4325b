/** Waits for the node and adds what runs in pods: the name service, and storage on request. */
import { Resolver } from "node:dns/promises";
import { coredns } from "./addons/coredns";
import { storage } from "./addons/storage";
import type { Images } from "./images";
import { ensureImages } from "./images";
import { apply, kubectl } from "./kubectl";
import { network, nodeName } from "./layout";
import { lastLines } from "./log";
import type { Programs } from "./programs";
import { waitFor } from "./wait";

const podSeconds = 60;

/** Resolves when the node accepts pods and these can look up names; with `routed`, the router's names too. */
export async function installNameService(programs: Programs, images: Images, routed = false): Promise<void> {
  await apply(programs, coredns(images.coredns, routed));
  await nodeReady(programs);
  await rolledOut(programs, "kube-system", "coredns");
  await resolves("kubernetes.default.svc.cluster.local");
  if (routed) await resolves(`any.${network.routerDomain}`);
}

/** Adds local-path-provisioner and a default StorageClass to a cluster that is up. */
export async function installStorage(programs: Programs): Promise<void> {
  const { localPathProvisioner = "", busybox } = await ensureImages(programs, { storage: true });
  await apply(programs, storage(localPathProvisioner, busybox));
  await rolledOut(programs, "local-path-storage", "local-path-provisioner");
}

async function nodeReady(programs: Programs): Promise<void> {
  try {
    for (const condition of ["create", "condition=Ready"]) {
      await kubectl(programs, ["wait", `--for=${condition}`, `node/${nodeName}`, `--timeout=${podSeconds}s`]);
    }
  } catch (error) {
    throw new Error(`The node did not become ready: ${(error as Error).message}\n${lastLines("kubelet")}`);
  }
}

/** After a crash the API server still reports pods that are gone, so only an answer counts. */
async function resolves(name: string): Promise<void> {
  const resolver = new Resolver({ timeout: 500, tries: 1 });
  resolver.setServers([network.dnsAddress]);
  await waitFor({
    what: `the name service ${network.dnsAddress} to know ${name}`,
    seconds: podSeconds,
    explain: () => lastLines("kubelet"),
    pending: () => resolver.resolve4(name).then(() => undefined, String),
  });
}

async function rolledOut(programs: Programs, namespace: string, deployment: string): Promise<void> {
  const here = ["--namespace", namespace];
  try {
    await kubectl(programs, [...here, "rollout", "status", `deployment/${deployment}`, `--timeout=${podSeconds}s`]);
  } catch (error) {
    const events = await kubectl(programs, [...here, "get", "events", "--sort-by=.lastTimestamp"]);
    const last = events.trimEnd().split("\n").slice(-8).join("\n  ");
    throw new Error(
      `Deployment ${namespace}/${deployment} did not start: ${(error as Error).message}\nThe last events:\n  ${last}`,
    );
  }
}
