/** The cert-manager that Azure IoT Operations brings along. */
import { certManagerChart } from "../../charts/certManager";
import { kubectl } from "../../machine/kubectl";
import { adminKubeconfig } from "../../machine/layout";
import type { Programs } from "../../machine/programs";
import { run } from "../../machine/run";
import { helmVariables } from "../../helmHome";
import { certManagerNamespace } from "./names";
import { isOurs, makeOurs } from "./namespaces";

/** With this name its pods are called aio-cert-manager and so on, as in the documents. */
const release = "aio";
const waitSeconds = 120;
/** Secrets are deleted with their Certificates, and leases with the namespace. */
const values = {
  installCRDs: true,
  extraArgs: ["--enable-certificate-owner-ref=true"],
  global: { leaderElection: { namespace: certManagerNamespace } },
  startupapicheck: { enabled: false },
};

/** Resolves when its pods are ready. Fails if the cluster has another cert-manager. */
export async function installCertManager(programs: Programs): Promise<void> {
  await refuseForeign(programs);
  await makeOurs(programs, certManagerNamespace);
  await removeUnfinished(programs);
  await helm(
    programs,
    [...["upgrade", "--install", release, certManagerChart(programs)], ...waiting, "--values", "-"],
    JSON.stringify(values),
  );
}

/** Also deletes its custom resource definitions, and with them everything that was issued. Leaves another cert-manager alone. */
export async function uninstallCertManager(programs: Programs): Promise<void> {
  if (!(await isOurs(programs, certManagerNamespace))) return;
  // Kubernetes may take minutes to delete a kind that nobody has ever requested.
  for (const kind of await definitions(programs)) await kubectl(programs, ["get", kind, "--all-namespaces"]);
  await helm(programs, ["uninstall", release, "--ignore-not-found", ...waiting]);
  await kubectl(programs, ["delete", "namespace", certManagerNamespace, "--ignore-not-found"]);
}

/** Helm refuses to continue what a killed process began. */
async function removeUnfinished(programs: Programs): Promise<void> {
  const pending = await helm(programs, ["list", "--pending", "--filter", `^${release}$`, "--short"]);
  if (pending.trim() !== "") await helm(programs, ["uninstall", release, ...waiting]);
}

const waiting = ["--wait", "--timeout", `${waitSeconds}s`];

async function refuseForeign(programs: Programs): Promise<void> {
  const [found] = await definitions(programs);
  if (found === undefined) return;
  const owner = "jsonpath={.metadata.annotations.meta\\.helm\\.sh/release-name}";
  const name = await kubectl(programs, ["get", "customresourcedefinition", found, "--output", owner]);
  if (name !== release) {
    throw new Error(
      "The cluster already has a cert-manager, and Azure IoT Operations brings its own: remove the existing one first.",
    );
  }
}

async function definitions(programs: Programs): Promise<string[]> {
  const names = await kubectl(programs, ["get", "customresourcedefinitions", "--output=name"]);
  return names.split("\n").flatMap(name => /\/(\S+\.cert-manager\.io)$/.exec(name)?.[1] ?? []);
}

function helm(programs: Programs, args: string[], input?: string): Promise<string> {
  const target = ["--kubeconfig", adminKubeconfig, "--namespace", certManagerNamespace];
  return run(programs.program("helm"), [...target, ...args], { input, env: { ...process.env, ...helmVariables } });
}
