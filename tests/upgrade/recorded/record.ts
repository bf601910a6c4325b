/**
 * Deploys tests/upgrade/program and records its state:
 * `npm run --silent sandbox -- exec -- node --import tsx tests/upgrade/recorded/record.ts NAME [--as-it-comes]`. The
 * flag uses a Kubernetes provider without switches.
 */
import { runCommand } from "../../../sandbox/command";
import { apply, kubectl } from "../../../sandbox/testing/kubectl";
import {
  clusterIps,
  createUpgradeStack,
  record,
  removeUpgradeStack,
  upgradeNamespace as namespace,
} from "../upgradeStack";

async function main(): Promise<void> {
  const [version, flag] = process.argv.slice(2);
  if (version === undefined) throw new Error("Give a name for the state.");
  const test = await createUpgradeStack();
  try {
    // The program takes over these Services and their addresses. A Service must have a port.
    const ports = [{ name: "first", port: 1 }];
    const services = Object.entries(clusterIps).map(([name, clusterIP]) => ({
      apiVersion: "v1",
      kind: "Service",
      metadata: { namespace, name },
      spec: { clusterIP, ports },
    }));
    await apply({ apiVersion: "v1", kind: "Namespace", metadata: { name: namespace } }, ...services);
    await test.stack.up();
    const withoutFirst = JSON.stringify({ spec: { ports: [{ $patch: "delete", port: 1 }] } });
    for (const name of Object.keys(clusterIps)) {
      await kubectl("patch", `service/${name}`, "-n", namespace, "--patch", withoutFirst);
    }
    await test.stack.refresh();
    if (flag === "--as-it-comes") {
      // Only now, since such a provider takes over nothing.
      await test.stack.setConfig("asItComes", { value: "true" });
      await test.stack.up();
    }
    await record(version, test);
  } finally {
    await removeUpgradeStack(test);
  }
}

runCommand(main);
