/** cert-manager as tests use it. */
import { certManagerChart } from "../charts/certManager";
import { ensurePrograms } from "../toolchain";
import { certManagerVersion } from "../toolchain/programs";
import { kubectl } from "./kubectl";

/** The chart of cert-manager whose images the sandbox has. */
export async function runnableChart(): Promise<{ chart: string; version: string }> {
  // They were built when the suite was set up.
  const toolchain = await ensurePrograms(["cert-manager"], () => undefined);
  return { chart: certManagerChart(toolchain), version: certManagerVersion };
}

/** Has cert-manager renew a Certificate, as it does by itself when the time has come. */
export async function renew(namespace: string, certificate: string): Promise<void> {
  const condition = {
    type: "Issuing",
    status: "True",
    reason: "ManuallyTriggered",
    message: "a test",
    lastTransitionTime: new Date().toISOString(),
  };
  const revision = () =>
    kubectl("get", `certificate/${certificate}`, "-n", namespace, "-o", "jsonpath={.status.revision}");
  const next = Number(await revision()) + 1;
  const patch = JSON.stringify([{ op: "add", path: "/status/conditions/-", value: condition }]);
  await kubectl(
    ...["patch", `certificate/${certificate}`, "-n", namespace],
    ...["--subresource=status", "--type=json", "--patch", patch],
  );
  await kubectl(
    ...["wait", `certificate/${certificate}`, "-n", namespace],
    ...[`--for=jsonpath={.status.revision}=${next}`, "--timeout=60s"],
  );
}
