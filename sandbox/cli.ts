/** `npm run sandbox`: drives the machine-local cluster. */
import { spawn } from "node:child_process";
import { parseArgs } from "node:util";
import { installIotOperations, iotOperationsPrograms, uninstallIotOperations } from "./azure/iotOperations/install";
import { namespace } from "./azure/iotOperations/names";
import { certManagerChart } from "./charts/certManager";
import { runCommand } from "./command";
import * as machine from "./machine";
import { environment, shellExports } from "./plugins/home";
import { azureOf, kubeconfigOf, targetOf } from "./plugins/target";
import type { Target } from "./plugins/target";
import { formatSeconds, runTasks } from "./progress";
import type { Report, Timing } from "./progress";
import { clusterPrograms, obstacle, setUp } from "./setUp";
import { ensurePrograms } from "./toolchain";

const usage = `Usage: npm run sandbox -- COMMAND

  up [--storage] [--cert-manager] [--router] [--dgraph] [--iot-operations | --no-iot-operations]
                         bring the machine-local cluster up, optionally with volumes, with Helm and the images of
                         cert-manager, with OpenShift's Routes and a router, with the images of Dgraph and a client for
                         it, with the stand-in for Azure IoT Operations and its own cert-manager; --no-iot-operations
                         removes these two again
  status                 versions, addresses, and where kubeconfig and logs are
  env [--context NAME]   what a shell needs for plain pulumi and kubectl: eval "$(npm run --silent sandbox -- env)"
  chart                  the folder of the chart for the cert-manager whose images --cert-manager adds
  exec -- CMD            run one command in that environment
  down                   remove the cluster and the stacks that were deployed to it
`;

async function main(): Promise<void> {
  const [command, ...rest] = process.argv.slice(2);
  switch (command) {
    case "up":
      return up(rest);
    case "status":
      return status();
    case "env":
      return printEnvironment(rest);
    case "chart":
      process.stdout.write(`${certManagerChart(await ensurePrograms(["cert-manager"], () => undefined))}\n`);
      return;
    case "exec":
      return execute(rest[0] === "--" ? rest.slice(1) : rest);
    case "down":
      requireMachine();
      await runTasks([{ title: "Removing the cluster", run: machine.down }]);
      return;
    default:
      if (command === undefined || command === "help" || command === "--help") {
        process.stdout.write(usage);
        return;
      }
      throw new Error(`There is no command ${JSON.stringify(command)}.\n\n${usage}`);
  }
}

async function up(args: string[]): Promise<void> {
  const flag = { type: "boolean", default: false } as const;
  const { values } = parseArgs({
    args,
    options: {
      storage: flag,
      "cert-manager": flag,
      router: flag,
      dgraph: flag,
      "iot-operations": flag,
      "no-iot-operations": flag,
    },
  });
  const { "iot-operations": install, "no-iot-operations": remove } = values;
  if (install && remove) throw new Error(`--iot-operations and --no-iot-operations cannot be combined.\n\n${usage}`);
  const iotOperations = install === remove ? undefined : install;
  requireMachine();
  const { timings } = await setUp({
    target: { kind: "sandbox" },
    storage: values.storage,
    certManager: values["cert-manager"],
    router: values.router,
    dgraph: values.dgraph,
    iotOperations,
  });
  if (iotOperations !== undefined) timings.push(...(await changeIotOperations(iotOperations)));
  process.stdout.write(`${timings.map(t => `${t.title} ${formatSeconds(t.seconds)}`).join(", ")}\n`);
  await status();
}

/**
 * Installs the stand-in for Azure IoT Operations in the cluster and records it in the simulated Azure, or removes it from
 * the cluster. As with the real one, a removal leaves Azure's records of it.
 */
async function changeIotOperations(wanted: boolean): Promise<Timing[]> {
  const toolchain = await ensurePrograms([...clusterPrograms, ...iotOperationsPrograms], () => undefined);
  if (!wanted) {
    const title = "Removing Azure IoT Operations";
    return runTasks([{ title, run: report => uninstallIotOperations(toolchain, report) }]);
  }
  const target: Target = { kind: "sandbox" };
  const install = async (report: Report) => {
    await installIotOperations(toolchain, report);
    report("recording its instance in the simulated Azure");
    // Loaded here because the client library takes as long to load as everything else together.
    const { recordInstallation } = await import("./azure/resourceManager/installation");
    await recordInstallation(azureOf(target), kubeconfigOf(target), namespace);
  };
  return runTasks([{ title: "Azure IoT Operations", run: install }]);
}

async function status(): Promise<void> {
  process.stdout.write(machine.describeStatus(await machine.status()));
}

function printEnvironment(args: string[]): void {
  const { values } = parseArgs({ args, options: { context: { type: "string" } } });
  process.stdout.write(shellExports(targetOf(values.context)));
}

/** Runs a command; Ctrl-C reaches it from the terminal, and its exit code becomes ours. */
async function execute(command: string[]): Promise<void> {
  if (command.length === 0) throw new Error(`exec: name a command.\n\n${usage}`);
  const child = spawn(command[0], command.slice(1), { env: environment({ kind: "sandbox" }), stdio: "inherit" });
  process.on("SIGINT", () => undefined);
  process.once("exit", () => child.kill("SIGTERM"));
  process.exitCode = await new Promise<number>((resolve, reject) => {
    child.on("error", error => reject(new Error(`exec: ${command[0]} could not be started: ${error.message}`)));
    child.on("exit", code => resolve(code ?? 1));
  });
}

function requireMachine(): void {
  const missing = obstacle();
  if (missing) throw new Error(missing);
}

runCommand(main);
