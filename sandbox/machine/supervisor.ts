/**
 * Brings up the cluster, restarts parts that end, and runs the load balancer. It is detached from the command line that
 * started it. If standard input ends before the command line has said "keep running" there, the command line was interrupted
 * or has given up, and everything is undone.
 */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { createInterface } from "node:readline";
import { applyBaseObjects } from "./addons/base";
import { installNameService } from "./cluster";
import { writeConfiguration } from "./configuration";
import { enterControlGroup } from "./controlGroup";
import { iptablesBackend, isolate } from "./firewall";
import { changeHost, recordHost } from "./host";
import { ensureImages } from "./images";
import { folders } from "./layout";
import { runLoadBalancer } from "./loadBalancer";
import { makeMountNamespace } from "./mountNamespace";
import { baseObjects, parts } from "./parts";
import { issueCertificates } from "./pki";
import { identify } from "../processIdentity";
import { readPrograms } from "./programs";
import type { Programs } from "./programs";
import { supervise } from "./supervise";
import { writeSupervisorState } from "./supervisorState";
import type { SupervisorState } from "./supervisorState";
import { discardRuntimeState } from "./teardown";

const supervisor = identify(process.pid);
if (supervisor === undefined) throw new Error("This system has no /proc; the sandbox needs Linux.");
const state: SupervisorState = { supervisor, step: "preparing this machine", complete: false, parts: [] };
const save = () => writeSupervisorState(state);
const begin = (step: string) => {
  state.step = step;
  save();
};

let keepRunning = false;
createInterface({ input: process.stdin })
  .on("line", line => (keepRunning ||= line === "keep running"))
  .on("close", () => {
    if (!keepRunning) undo();
  });
makeCluster().catch((error: Error) => {
  console.error(error);
  state.failure = error.message;
  save();
});

async function makeCluster(): Promise<void> {
  const programs = readPrograms();
  discardRuntimeState();
  for (const folder of Object.values(folders)) fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
  save();
  await recordHost();
  enterControlGroup();
  const certificates = issueCertificates().then(() => writeConfiguration(programs));
  await Promise.all([certificates, changeHost().then(isolate)]);

  begin("starting the parts");
  const readiness = await startParts(programs);
  const prepareImages = async () => {
    await readiness.get("containerd");
    return ensureImages(programs, {});
  };
  const loadBalancer = readiness.get(baseObjects)?.then(runLoadBalancer);
  const nameService = async () => {
    const [images] = await Promise.all([prepareImages(), readiness.get(baseObjects)]);
    await installNameService(programs, images);
  };
  const others = Promise.all([loadBalancer, ...readiness.values()]).then(() => begin("waiting for the name service"));
  await Promise.all([nameService(), others]);
  state.complete = true;
  save();
}

/** Starts all parts; each promise resolves when the part of that name is healthy, or the base objects exist. */
async function startParts(programs: Programs): Promise<Map<string, Promise<void>>> {
  const namespace = await makeMountNamespace();
  const readiness = new Map<string, Promise<void>>();
  // `parts` lists each one after those that it waits for.
  for (const part of parts(programs, await iptablesBackend())) {
    const prerequisites = Promise.all(part.after.map(async name => readiness.get(name)));
    const supervised = supervise(part, namespace, prerequisites, save);
    state.parts.push(supervised.state);
    readiness.set(part.name, supervised.ready);
    if (part.name === "kube-apiserver") {
      const applied = supervised.ready.then(() => applyBaseObjects(programs));
      readiness.set(baseObjects, applied);
    }
  }
  return readiness;
}

/** Has another process undo everything, this one included. */
function undo(): void {
  console.error("The command line that asked for the cluster has ended: undoing everything.");
  const script = path.join(__dirname, "undo.ts");
  const args = ["--import", "tsx", script, JSON.stringify(supervisor)];
  spawn(process.execPath, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] }).unref();
}
