/** `npm run demo`: sets the machine up, deploys the example, and proves that its endpoint works as promised. */
import { parseArgs } from "node:util";
import { formatSeconds, runTasks } from "../../../sandbox/progress";
import type { Timing } from "../../../sandbox/progress";
import { runCommand } from "../../../sandbox/command";
import { targetOf } from "../../../sandbox/plugins/target";
import { obstacle, setUp } from "../../../sandbox/setUp";
import { proveEndpoint } from "./prove";
import { deploy, destroy, outputs } from "./stack";
import { describeEndpoint } from "./table";

const usage = `Usage: npm run demo -- [--context NAME [--image IMAGE]] [--destroy]

  --context NAME  deploy to this context of your kubeconfig instead of a machine-local cluster
  --image IMAGE   the Mosquitto image, where that cluster cannot pull the default one
  --destroy       remove what an earlier run deployed
`;

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      context: { type: "string" },
      image: { type: "string" },
      destroy: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help) {
    process.stdout.write(usage);
    return;
  }
  if (values.image !== undefined && values.context === undefined) {
    throw new Error("--image is for --context NAME only: the machine-local cluster has its own image.");
  }
  const missing = obstacle();
  if (missing && values.context === undefined) {
    throw new Error(`${missing}\nRun it as root on Linux, or name a cluster you have: npm run demo -- --context NAME`);
  }

  const started = Date.now() - installSeconds() * 1000;
  const { timings, environment } = await setUp({ target: targetOf(values.context) });
  const stack = { context: values.context, image: values.image, environment };
  if (values.destroy) {
    await destroy(stack);
    return;
  }

  const deployed = await timed("pulumi up", () => deploy(stack));
  const endpoint = await outputs(stack);
  let proven: string[] = [];
  const proof = await runTasks([
    {
      title: "Proof",
      run: async report => {
        proven = await proveEndpoint(endpoint, report);
      },
    },
  ]);
  process.stdout.write(`\n${proven.map(line => `  ${line}`).join("\n")}\n`);
  process.stdout.write(describeEndpoint(endpoint, stack));
  const all = [{ title: "npm packages", seconds: installSeconds() }, ...timings, deployed, ...proof];
  const parts = all.map(({ title, seconds }) => `${title} ${formatSeconds(seconds)}`).join(", ");
  process.stdout.write(`\nTook ${formatSeconds((Date.now() - started) / 1000)}: ${parts}\n`);
}

/** How long `npm ci` took in `start.mjs`, before this program could run. */
function installSeconds(): number {
  return Number(process.env.AKS_MQTT_INSTALL_SECONDS ?? 0);
}

async function timed(title: string, run: () => Promise<void>): Promise<Timing> {
  const started = Date.now();
  await run();
  return { title, seconds: (Date.now() - started) / 1000 };
}

runCommand(main);
