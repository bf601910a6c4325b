/** The stack of programs/helm-release: a release of the chart `greeter`, in a namespace of its own. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { createTestStack, pulumi } from "../../testing/testStack";
import type { TestStack } from "../../testing/testStack";
import { writeGreeterChart } from "./greeterChart";
import { deleteNamespace, kubectl, makeNamespace } from "../../testing/kubectl";
import { busybox } from "../../testing/kubernetesStandInInCluster";

/** The folder of the program. */
export const releaseFolder = path.join(__dirname, "programs", "helm-release");

/** An image that no registry has: a Deployment of it never becomes ready. */
export const missingImage = "localhost/no-such-image:1";

/** The program's secret. */
export const password = "hunter2-in-a-release";

export interface ReleaseStack {
  test: TestStack;
  namespace: string;
  /** Sets configuration values of the program. */
  configure: (values: Record<string, string>) => Promise<void>;
  /** Runs a command of the CLI. */
  run: (...args: string[]) => Promise<string>;
  /** What kubectl returns for a JSONPath of an object of the release. */
  get: (kind: string, path: string) => Promise<string>;
  remove: () => Promise<void>;
}

/** A stack, not deployed yet, whose release would be ready at once. */
export async function createReleaseStack(): Promise<ReleaseStack> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-greeter-"));
  const namespace = await makeNamespace("helm");
  const chart = await writeGreeterChart(folder, "1.0.0");
  const config = { namespace, chart, image: busybox, greeting: "hello", timeout: "60" };
  const test = await createTestStack({ folder: releaseFolder }, { config });
  await test.stack.setConfig("password", { value: password, secret: true });
  const run = (...args: string[]) => pulumi([...args, "--stack", test.stack.name], releaseFolder, test.environment);
  return {
    test,
    namespace,
    run,
    configure: async values => {
      for (const [key, value] of Object.entries(values)) await test.stack.setConfig(key, { value });
    },
    get: (kind, path) => kubectl("--namespace", namespace, "get", kind, "greeter", `--output=jsonpath=${path}`),
    remove: async () => {
      // The namespace takes the release and Helm's records with it.
      await deleteNamespace(namespace);
      await test.remove();
      await fs.rm(folder, { recursive: true });
    },
  };
}
