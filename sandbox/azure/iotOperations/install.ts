/**
 * Installs the stand-in for Azure IoT Operations with the cert-manager that it brings along, and removes both again.
 * A cluster has room for only one cert-manager, so this one and your own exclude each other.
 */
import { ensureImages } from "../../machine/images";
import { apply, kubectl } from "../../machine/kubectl";
import type { KubernetesObject } from "../../machine/kubectl";
import type { Programs } from "../../machine/programs";
import { waitFor } from "../../machine/wait";
import type { Report } from "../../progress";
import type { Wanted } from "../../toolchain";
import { installCertManager, uninstallCertManager } from "./certManager";
import { defaultBroker, defaultResources, issuers } from "./defaultBroker";
import { definitions } from "./definitions";
import { deployment, webhookCertificate, webhookConfiguration } from "./deployment";
import { ensurePodImage } from "./image";
import { defaultName, group, namespace, plurals, trust } from "./names";
import { isOurs, makeOurs } from "./namespaces";
import { clusterRole, rights } from "./rights";

/** Programs that the installation needs beyond those of a cluster. */
export const iotOperationsPrograms: Wanted[] = ["cert-manager", "helm"];

const podSeconds = 120;
const here = ["--namespace", namespace];

/** Resolves when the default listener serves. Existing objects are changed to what they should be. */
export async function installIotOperations(programs: Programs, report: Report): Promise<void> {
  report("the images");
  const [image] = await Promise.all([ensurePodImage(), ensureImages(programs, { certManager: true })]);
  report("cert-manager");
  await installCertManager(programs);
  report("the operator");
  await makeOurs(programs, namespace);
  await apply(programs, definitions());
  await kubectl(programs, [
    ...["wait", "--for=condition=Established", "--timeout=30s"],
    ...definitions().map(({ metadata }) => `customresourcedefinition/${metadata.name}`),
  ]);
  await applied(programs, [...issuers(), ...webhookCertificate()], "cert-manager's webhook to answer");
  await kubectl(programs, [
    ...[...here, "wait", "--for=condition=Ready", `--timeout=${podSeconds}s`],
    "certificates,issuers",
    "--all",
  ]);
  await apply(programs, [...rights(), ...deployment(image)]);
  await rolledOut(programs, "deployment/aio-broker-webhook");
  report("the default broker");
  await apply(programs, [defaultBroker()]);
  const uid = await kubectl(programs, [...here, "get", "broker", defaultName, "--output=jsonpath={.metadata.uid}"]);
  await applied(programs, defaultResources(uid), "the stand-in's webhook to answer");
  await defaultListenerRuns(programs);
}

/** Resolves when the cluster is as it was before, minus what was in the namespace of Azure IoT Operations. */
export async function uninstallIotOperations(programs: Programs, report: Report): Promise<void> {
  report("the brokers");
  const remove = (...args: string[]) => kubectl(programs, ["delete", "--ignore-not-found", ...args]);
  // First, because it would be consulted about what is removed next.
  await remove("validatingwebhookconfiguration", webhookConfiguration);
  if (await isOurs(programs, namespace)) await remove("namespace", namespace);
  await remove("clusterrolebinding,clusterrole", clusterRole);
  const names = Object.values(plurals).map(plural => `${plural}.${group}`);
  const there = await kubectl(programs, ["get", "customresourcedefinitions", "--output=name"]);
  // Kubernetes may take minutes to delete a kind that nobody has ever requested.
  for (const name of names.filter(one => there.includes(one)))
    await kubectl(programs, ["get", name, "--all-namespaces"]);
  await remove("customresourcedefinitions", ...names);
  report("cert-manager");
  await uninstallCertManager(programs);
}

/** Applies objects whose webhook may not be reachable yet. */
async function applied(programs: Programs, list: KubernetesObject[], what: string): Promise<void> {
  await waitFor({
    what,
    seconds: podSeconds,
    everyMilliseconds: 500,
    pending: () => apply(programs, list).then(() => undefined, String),
  });
}

async function rolledOut(programs: Programs, target: string): Promise<void> {
  await kubectl(programs, [...here, "rollout", "status", target, `--timeout=${podSeconds}s`]);
}

/** Resolves when it serves, and clients can learn whom to trust. */
async function defaultListenerRuns(programs: Programs): Promise<void> {
  try {
    await rolledOut(programs, "statefulset/aio-broker-operator");
    await kubectl(programs, [
      ...[...here, "wait", `brokerlistener/${defaultName}`, `--timeout=${podSeconds}s`],
      "--for=jsonpath={.status.runtimeStatus.status}=Running",
    ]);
    await kubectl(programs, [...here, "wait", "--for=create", `configmap/${trust.bundle}`, `--timeout=${podSeconds}s`]);
  } catch (error) {
    const state = await kubectl(programs, [...here, "get", "pods,brokerlisteners,certificates", "--output=wide"]);
    throw new Error(`The default listener does not serve: ${(error as Error).message}\n${state}`);
  }
}
