/** The cert-manager that Azure IoT Operations brings along. */
import { certManagerChart } from "../../charts/certManager";
import { kubectl } from "../../machine/kubectl";
import { adminKubeconfig } from "../../machine/layout";
import type { Programs } from "../../machine/programs";
import { run } from "../../machine/run";
import { helmVariables } from "../../helmHome";
import { certManagerNamespace } from "./names";
import { isOurs, makeOurs } from "./namespaces";

/** Its pods are called aio-cert-manager and so on, as the documents show them. */
const release = "aio";
const waitSeconds = 120;
/** Secrets go with their Certificates, and leases with the namespace. */
const values = {
  installCRDs: true,
  extraArgs: ["--enable-certificate-owner-ref=true"],
  global: { leaderElection: { namespace: certManagerNamespace } },
  startupapicheck: { enabled: false },
};

/** Resolves when its pods are ready. Fails where somebody else's is in the cluster. */
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

/** Its definitions of custom resources go as well, and with them all that was issued. Somebody else's stays. */
export async function uninstallCertManager(programs: Programs): Promise<void> {
  if (!(await isOurs(programs, certManagerNamespace))) return;
  // Kubernetes may take minutes to delete a kind that nobody has ever asked for.
  for (const kind of await definitions(programs)) await kubectl(programs, ["get", kind, "--all-namespaces"]);
  await helm(programs, ["uninstall", release, "--ignore-not-found", ...waiting]);
  await kubectl(programs, ["delete", "namespace", certManagerNamespace, "--ignore-not-found"]);
}

/** Helm refuses to go on with what a process that was killed has begun. */
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
      "There is a cert-manager in the cluster already, and Azure IoT Operations brings its own: remove that one first.",
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
