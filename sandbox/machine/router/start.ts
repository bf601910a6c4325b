/** Adds the router to a cluster that is up: what it needs from the API server, and its process. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { routeObjects } from "../addons/route";
import { installNameService } from "../cluster";
import { writeRouterKubeconfig } from "../configuration";
import { ensureImages } from "../images";
import { apply, kubectl } from "../kubectl";
import { unhealthy } from "../health";
import type { PartStatus } from "../health";
import { files, logOf } from "../layout";
import { lastLines } from "../log";
import { issueRouterCertificates } from "../pki";
import { lives } from "../../processIdentity";
import type { Programs } from "../programs";
import { run } from "../run";
import { waitFor } from "../wait";
import { haproxy } from "./proxy";
import { readRouterState } from "./state";

const startSeconds = 60;

/** Whether the router's process lives. */
export function routerRuns(): boolean {
  return lives(readRouterState()?.router);
}

/** The status of HAProxy, for a listing; undefined if no router was requested. */
export async function routerStatus(): Promise<PartStatus | undefined> {
  const state = readRouterState();
  if (state === undefined) return undefined;
  const { haproxy: part, router } = state;
  const trouble = lives(router)
    ? lives(part.process)
      ? await unhealthy(haproxy.health)
      : `it ended with ${part.lastExit}`
    : "the router has died; `up` starts it again";
  const said = await run("haproxy", ["-v"]).catch(() => ""); // It may have been removed since.
  return {
    name: part.name,
    pid: lives(part.process) ? part.process?.pid : undefined,
    healthy: trouble === undefined,
    trouble,
    version: /\d+\.\d+\.\d+/.exec(said)?.[0] ?? "unknown",
    restarts: part.restarts,
    lastExit: part.lastExit,
    log: logOf(part.name),
  };
}

/** Resolves when Routes are served and pods resolve the names below the router's domain. */
export async function startRouter(programs: Programs): Promise<void> {
  await apply(programs, routeObjects());
  await kubectl(programs, [
    ...["wait", "--for=condition=Established", "--timeout=30s", "customresourcedefinition/routes.route.openshift.io"],
  ]);
  await issueRouterCertificates();
  writeRouterKubeconfig();
  await Promise.all([
    runProcess(),
    ensureImages(programs, {}).then(images => installNameService(programs, images, true)),
  ]);
}

async function runProcess(): Promise<void> {
  fs.rmSync(files.routerState, { force: true });
  const log = fs.openSync(files.routerLog, "a", 0o600);
  const child = spawn(process.execPath, ["--import", "tsx", path.join(__dirname, "main.ts")], {
    cwd: path.join(__dirname, "..", "..", ".."),
    detached: true,
    stdio: ["ignore", log, log],
  });
  fs.closeSync(log);
  await waitFor({
    what: "the router to serve",
    seconds: startSeconds,
    explain: () => lastLines("router"),
    pending: () => {
      const state = readRouterState();
      if (state?.failure !== undefined) throw new Error(`The router did not start: ${state.failure}`);
      if (child.exitCode !== null) throw new Error(`The router ended.\n${lastLines("router")}`);
      return state?.complete ? undefined : (state?.haproxy.lastExit ?? "it is starting");
    },
  });
  child.unref();
}
