/** `npm run dgraph`: deploys the example, runs the document's three tests, and prints the results. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { LocalWorkspace } from "@pulumi/pulumi/automation";
import type { Stack } from "@pulumi/pulumi/automation";
import { runCommand } from "../../../sandbox/command";
import { dgraphImage, pydgraphClientImage } from "../../../sandbox/machine/dgraphImages";
import { targetOf } from "../../../sandbox/plugins/target";
import { formatSeconds, runTasks } from "../../../sandbox/progress";
import { obstacle, setUp } from "../../../sandbox/setUp";
import { addressesInSubnet, calicoEvidence } from "./cluster";
import { describeProof } from "./table";
import type { Proof } from "./table";
import { runTest, tests } from "./tests";

const usage = `Usage: npm run dgraph -- [--context NAME --client-image IMAGE] [--subnet CIDR] [--destroy]

  --context NAME        deploy to this context of your kubeconfig instead of a machine-local cluster
  --client-image IMAGE  the client's image in a registry that this cluster pulls from
  --subnet CIDR         the subnet of nodes and pods (default: 10.240.0.0/16)
  --destroy             remove what an earlier run deployed
`;

async function main(): Promise<void> {
  const text = { type: "string" } as const;
  const flag = { type: "boolean" } as const;
  const { values } = parseArgs({
    options: { context: text, "client-image": text, subnet: text, destroy: flag, help: flag },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  const { context, "client-image": clientImage, subnet = "10.240.0.0/16" } = values;
  if ((context === undefined) !== (clientImage === undefined) && !values.destroy) {
    throw new Error("Set --context and --client-image together: the machine-local cluster has its own image.");
  }
  const missing = obstacle();
  if (missing && context === undefined) throw new Error(`${missing}\nOr name a cluster you have: --context NAME`);

  const local = context === undefined;
  const { timings, environment } = await setUp({
    target: targetOf(context),
    storage: local,
    dgraph: local,
  });
  // The Automation API finds `pulumi`, and `pulumi` everything else, through the environment of this process.
  Object.assign(process.env, environment);
  const stack = await selectStack(context);
  if (values.destroy) {
    await runTasks([{ title: "Removing Dgraph and its client", run: () => remove(stack) }]);
    return;
  }

  const proof: Proof = { evidence: [], verdicts: [], addresses: [], subnet };
  timings.push(
    ...(await runTasks([
      {
        title: "Calico",
        run: async () => {
          proof.evidence = await calicoEvidence(environment);
        },
      },
      ...tests.map(test => ({
        title: `Test ${test.value}: ${test.title}`,
        run: async (report: (message: string) => void) => {
          await configure(stack, context, clientImage);
          proof.verdicts.push(await runTest({ stack, environment }, test, report));
        },
      })),
      {
        title: "Subnet",
        run: async () => {
          proof.addresses = await addressesInSubnet(environment, subnet);
        },
      },
    ])),
  );
  const again = local ? "npm run dgraph --" : `npm run dgraph -- --context ${context}`;
  process.stdout.write(`${describeProof(proof)}\nRemove it again: ${again} --destroy\n`);
  process.stdout.write(`\nTook ${timings.map(t => `${t.title} ${formatSeconds(t.seconds)}`).join(", ")}\n`);
}

/**
 * One stack for each cluster, so that no cluster gets the state of another. A configuration without a stack is left
 * over from a deleted cluster, and is removed.
 */
async function selectStack(context: string | undefined): Promise<Stack> {
  const stackName = context === undefined ? "proof" : `proof-${context.replace(/[^A-Za-z0-9_.-]/g, "-")}`;
  const workDir = path.dirname(__dirname);
  const known = await (await LocalWorkspace.create({ workDir })).listStacks();
  if (!known.some(({ name }) => name === stackName)) {
    await fs.rm(path.join(workDir, `Pulumi.${stackName}.yaml`), { force: true });
  }
  return LocalWorkspace.createOrSelectStack({ stackName, workDir });
}

async function configure(stack: Stack, context: string | undefined, clientImage: string | undefined): Promise<void> {
  const local = { clientImage: pydgraphClientImage, dgraphImage };
  const values = context === undefined ? local : { context, clientImage: clientImage ?? "" };
  for (const [key, value] of Object.entries(values)) await stack.setConfig(key, { value });
}

async function remove(stack: Stack): Promise<void> {
  await stack.destroy();
  await stack.workspace.removeStack(stack.name);
}

runCommand(main);
