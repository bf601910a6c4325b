/** Two clusters in a simulated Azure, whose state an earlier version has left: no update may replace them. */
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { AksCluster } from "../../../index";
import type { AksClusterArgs } from "../../../index";
import type { Json } from "../../../sandbox/azure/resourceManager/json";
import { AzureProvider } from "../../../sandbox/testing/azureNativeStack";
import { createTestStack } from "../../../sandbox/testing/testStack";
import { unreachableCluster } from "../unreachable";

type Clusters = Record<"factory" | "plant", AksClusterArgs>;

/** What was deployed. Azure lists `apps` before the system pool. */
export const deployed: Clusters = {
  factory: { tags: { team: "mqtt" }, registry: {}, pools: [{ name: "apps" }, { name: "work" }] },
  plant: { systemPool: { minCount: 3, maxCount: 5 }, pools: [{ name: "work", minCount: 1, maxCount: 2 }] },
};

/** The stack's state, and what there is in Azure. */
interface Recorded {
  state: Deployment;
  azure: Json;
}

/** The stack, empty; `program` has the arguments of the next preview or update. */
export async function createRecordedStack() {
  const kubernetes = await unreachableCluster();
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-azure-"));
  const program: { clusters: Partial<Clusters> } = { clusters: deployed };
  // eslint-disable-next-line @typescript-eslint/require-await
  const run = async () => {
    const provider = new AzureProvider("azure");
    for (const [name, args] of Object.entries(program.clusters)) new AksCluster(name, args, { provider });
  };
  const variables = {
    AKS_MQTT_AZURE: folder,
    KUBECONFIG: kubernetes.kubeconfig,
    // A public passphrase: the recorded kubeconfig protects nothing.
    PULUMI_CONFIG_PASSPHRASE: "recorded",
  };
  const config = { "pulumi:disable-default-providers": JSON.stringify(["*"]) };
  const test = await createTestStack({ run }, { variables, config });
  const azureFile = path.join(folder, "resources.json");
  const readAzure = async () => JSON.parse(await fs.readFile(azureFile, "utf8")) as AzureResource[];
  return {
    stack: test.stack,
    program,
    inAzure: readAzure,
    /** Adds a copy of a node pool to its cluster, past Pulumi. */
    async copyPool(name: string, copy: string): Promise<void> {
      const all = await readAzure();
      const pool = JSON.stringify(all.find(({ id }) => id.endsWith(`/agentPools/${name}`)));
      const renamed = pool.replaceAll(new RegExp(`\\b${name}\\b`, "g"), copy);
      await fs.writeFile(azureFile, JSON.stringify([...all, JSON.parse(renamed)]));
    },
    async record(version: string): Promise<void> {
      const recorded: Recorded = {
        state: await test.stack.exportStack(),
        azure: JSON.parse(await fs.readFile(azureFile, "utf8")) as Json,
      };
      const text = JSON.stringify(recorded, (key, value: unknown) => (leftOut.has(key) ? undefined : value), 1);
      await fs.writeFile(fileOf(version), `${text}\n`);
    },
    async restore(version: string): Promise<void> {
      const { state, azure } = JSON.parse(await fs.readFile(fileOf(version), "utf8")) as Recorded;
      await fs.writeFile(azureFile, JSON.stringify(azure));
      await test.stack.importStack(state);
    },
    async remove(): Promise<void> {
      await test.remove();
      await fs.rm(folder, { recursive: true });
      await kubernetes.remove();
    },
  };
}

/** What tests read of a resource in Azure. */
interface AzureResource {
  id: string;
  body: { agentPoolProfiles?: { name: string; mode: string }[] };
}

/** Useless later: paths on this machine. */
const leftOut = new Set(["stackTrace", "sourcePosition"]);

function fileOf(version: string): string {
  return path.join(__dirname, "recorded", `${version}.json`);
}
