/** cert-manager as the tests use it. */
import { certManagerChart } from "../charts/certManager";
import { ensurePrograms } from "../toolchain";
import { certManagerVersion } from "../toolchain/programs";
import { kubectl } from "./kubectl";

/** The cert-manager chart whose images the sandbox has. */
export async function runnableChart(): Promise<{ chart: string; version: string }> {
  // The images were built when the suite was set up.
  const toolchain = await ensurePrograms(["cert-manager"], () => undefined);
  return { chart: certManagerChart(toolchain), version: certManagerVersion };
}

/** Makes cert-manager renew a Certificate as if it were due. */
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
