/** Brings a machine from a fresh clone to a running cluster and a Pulumi that can deploy to it. */
import * as machine from "./machine";
import { clientPackages } from "./machine/dgraphImages";
import { ensureLaterMosquittos } from "./machine/mosquittoImages";
import { ensureDebianPackages, routerPackages } from "./machine/packages";
import { ensurePulumiHome, environment } from "./plugins/home";
import type { Target } from "./plugins/target";
import { runTasks } from "./progress";
import type { Task, Timing } from "./progress";
import { ensurePrograms } from "./toolchain";
import type { GroupName, ProgramName, Toolchain, Wanted } from "./toolchain";

export interface SetUp {
  timings: Timing[];
  /** The environment for `pulumi`, `kubectl` and programs that use them. */
  environment: NodeJS.ProcessEnv;
}

export interface SetUpOptions {
  target: Target;
  /** Programs beyond those that the target and a stack on it need. */
  extraPrograms?: Wanted[];
  /** Whether the machine-local cluster offers volumes (a default StorageClass). */
  storage?: boolean;
  /** Whether the machine-local cluster can run cert-manager, and the shell has Helm, which installs it. */
  certManager?: boolean;
  /** Whether the machine-local cluster has OpenShift's Routes and a router. */
  router?: boolean;
  /** Whether the stand-in of Azure IoT Operations can be installed in the machine-local cluster, with its cert-manager. */
  iotOperations?: boolean;
  /** Whether the machine-local cluster can run Dgraph and a client for it. */
  dgraph?: boolean;
  /** Whether to show progress in plain lines on a terminal too, because other work prints there at the same time. */
  plain?: boolean;
}

/** The programs of a machine-local cluster without volumes. */
export const clusterPrograms: Wanted[] = ["pause", "coredns", "kubernetes", "calico"];

/** Programs that a shell gets besides `pulumi` if their group is wanted. */
const commands: [ProgramName, GroupName][] = [
  ["kubectl", "kubernetes"],
  ["pulumi-language-yaml", "pulumi-yaml"],
  ["helm", "helm"],
  ["sdk-generator", "sdk-generator"],
];

/** Why this machine cannot run a cluster, as a sentence for its user; undefined if it can. */
export function obstacle(): string | undefined {
  if (process.platform !== "linux") {
    return `A machine-local cluster needs Linux; this is ${process.platform}.`;
  }
  if (process.getuid?.() !== 0) {
    return "A machine-local cluster needs root: it makes a bridge, network namespaces, mounts and firewall rules.";
  }
  return undefined;
}

/** Does all the set-up that `options` ask for and shows each step; whatever exists already is used as it is. */
export async function setUp(options: SetUpOptions): Promise<SetUp> {
  const { target, extraPrograms = [], storage = false, router = false, dgraph = false } = options;
  const certManager = options.certManager || options.iotOperations;
  const wanted: Wanted[] = ["pulumi", ...extraPrograms];
  if (target.kind === "sandbox") wanted.push(...clusterPrograms);
  if (storage) wanted.push("local-path-provisioner");
  if (dgraph) wanted.push("dgraph", "grpcurl");
  if (certManager) wanted.push("cert-manager", "helm");

  let toolchain: Toolchain | undefined;
  let standIns: string[] = [];
  let lackingImages: string[] = [];
  const built = () => toolchain ?? unbuilt();
  const programs: Task = {
    title: "Programs",
    run: async report => {
      toolchain = await ensurePrograms(wanted, report);
    },
  };
  const packages: Task = {
    title: "Debian packages",
    run: async report => {
      await ensureDebianPackages(report, [...(router ? routerPackages : []), ...(dgraph ? clientPackages : [])]);
      lackingImages = await ensureLaterMosquittos(report);
    },
  };
  const cluster: Task = {
    title: "Cluster",
    run: report => machine.up(built(), { storage, certManager, router, dgraph }, report),
  };
  const plugins: Task = {
    title: "Pulumi plugins",
    run: async report => {
      const others = commands.filter(([, group]) => wanted.includes(group)).map(([name]) => built().program(name));
      if (wanted.includes("sdk-generator")) others.push(built().file("sdk-generator", "pulumi-language-python-exec"));
      standIns = await ensurePulumiHome({ pulumi: built().program("pulumi"), others }, target, report);
    },
  };

  if (target.kind === "sandbox" && !machine.isUp()) {
    const changes = machine.changes().map(change => `  - ${change}\n`);
    process.stdout.write(
      `The machine-local cluster changes this machine; npm run sandbox -- down undoes it:\n${changes.join("")}`,
    );
  }
  const timings = await runTasks(
    target.kind === "sandbox" ? [{ ...programs, alongside: [packages] }, cluster, plugins] : [programs, plugins],
    { plain: options.plain },
  );
  process.stdout.write(
    `Stand-ins for Pulumi plugins: ${standIns.join(", ")}. azure-native is always one, in front of a simulated Azure ` +
      "without credentials or costs; the others replace plugins that are neither installed nor downloadable.\n",
  );
  for (const lacking of lackingImages) process.stdout.write(`${lacking}\n`);
  const compiled = built().built.map(({ group, seconds }) => ({ title: `compiling ${group}`, seconds }));
  return { timings: [...timings, ...compiled], environment: environment(target) };
}

function unbuilt(): never {
  throw new Error("The programs were used before they were set up.");
}
