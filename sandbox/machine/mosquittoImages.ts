/**
 * The images of Mosquitto, each tagged with its version. Debian 12's is the machine's own package; those of later suites
 * are downloaded once and kept in the user's cache.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";
import type { Report } from "../progress";
import { programsOfSuite, upstreamVersion } from "./debianSuite";
import { removeUnfinished } from "./image";
import { busyboxContent, inPlace, libgcc, sharedLibraries } from "./imageRecipe";
import type { Recipe } from "./imageRecipe";
import { run } from "./run";

const repository = "docker.io/library/eclipse-mosquitto";

/** The oldest Mosquitto that the components support, as Debian 12 packages it. */
export const oldestMosquittoImage = `${repository}:2.0.11`;

/** The Mosquitto that demo, examples and tests run, as Debian 13 packages it. */
export const mosquittoImage = `${repository}:2.0.21`;

/** A suite that has a later Mosquitto than Debian 12. */
interface Suite {
  name: string;
  /** The suitable versions, as a user would name them. */
  wanted: string;
  isWanted(version: string): boolean;
}

const trixie: Suite = {
  name: "trixie",
  wanted: "2.0.21",
  isWanted: version => `${repository}:${version}` === mosquittoImage,
};

/** Debian's unstable suite: whatever 2.1 it has will do. */
const sid: Suite = { name: "sid", wanted: "2.1", isWanted: version => version.startsWith("2.1.") };

const broker = "/usr/sbin/mosquitto";
const clients = ["mosquitto_pub", "mosquitto_sub", "mosquitto_rr", "mosquitto_passwd"].map(name => `/usr/bin/${name}`);
const busybox = "/usr/bin/busybox";
const mosquittoUser = 1883;

/** The programs of a suite, in the cache. */
interface Cached {
  version: string;
  folder: string;
}

/** The packages of a suite from which its image is made, Mosquitto's first. */
const packages: [string, ...string[]] = ["mosquitto", "mosquitto-clients", "libgcc-s1", "busybox-static"];
const executables = [broker, ...clients, busybox];

/**
 * Downloads what the images of later versions are built from, unless the cache has it. Resolves to a sentence for each
 * version that is not available; the cluster comes up without its image.
 */
export async function ensureLaterMosquittos(report: Report): Promise<string[]> {
  const lacking: string[] = [];
  for (const suite of [trixie, sid]) {
    const reason = await ensurePrograms(suite, report);
    if (reason === undefined) continue;
    const consequence = suite === trixie ? `; the demo runs with ${oldestMosquittoImage}` : "";
    lacking.push(`No image of Mosquitto ${suite.wanted}${consequence}: ${reason}`);
  }
  return lacking;
}

/** The image for the demo: `mosquittoImage`, or the oldest one if Debian's mirror does not have that. */
export function availableMosquittoImage(): string {
  return usable(trixie) ? mosquittoImage : oldestMosquittoImage;
}

/** The image of Mosquitto 2.1, if Debian's unstable suite had one when it was asked. */
export function newestMosquittoImage(): string | undefined {
  const found = usable(sid);
  return found && `${repository}:${found.version}`;
}

/** The recipes of all available versions. */
export async function mosquittoRecipes(): Promise<Recipe[]> {
  const later = [trixie, sid].map(usable).filter(found => found !== undefined);
  return Promise.all([installedRecipe(), ...later.map(laterRecipe)]);
}

/** Undefined if a wanted version is in the cache afterwards, else the reason why none is. */
async function ensurePrograms(suite: Suite, report: Report): Promise<string | undefined> {
  try {
    const { version } = cached(suite) ?? (await download(suite, report));
    return suite.isWanted(version) ? undefined : `Debian's ${suite.name} has ${version}.`;
  } catch (error) {
    const lines = (error as Error).message.split("\n").map(line => line.trim());
    return lines.find(line => line.startsWith("E: ")) ?? lines[0]; // "E: " is apt's.
  }
}

/** All or nothing: whatever has a name in the cache is complete. */
async function download(suite: Suite, report: Report): Promise<Cached> {
  report(`downloading Mosquitto ${suite.wanted} for images`);
  const target = cacheOf(suite.name);
  const parent = path.dirname(target);
  fs.mkdirSync(parent, { recursive: true });
  removeUnfinished(parent);
  const work = fs.mkdtempSync(path.join(parent, `build-${process.pid}-`));
  try {
    const { version, files } = await programsOfSuite(suite.name, packages, executables, work);
    const finished = path.join(work, "finished");
    for (const [to, from] of Object.entries(files)) {
      const place = path.join(finished, "files", to);
      fs.mkdirSync(path.dirname(place), { recursive: true });
      fs.copyFileSync(from, place);
    }
    fs.writeFileSync(path.join(finished, "version"), version);
    // Another `up` may have been faster.
    if (!fs.existsSync(target)) fs.renameSync(finished, target);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return { version: versionIn(target), folder: target };
}

/** Where the programs of a suite are kept, under the hash of what decides which these are; a file inside has the version. */
export function cacheOf(suite: string): string {
  const hash = createHash("sha256")
    .update(JSON.stringify([packages, executables]))
    .digest("hex")
    .slice(0, 12);
  return path.join(cacheFolder, "debian", `mosquitto-${suite}-${hash}`);
}

function versionIn(folder: string): string {
  return fs.readFileSync(path.join(folder, "version"), "utf8");
}

function cached(suite: Suite): Cached | undefined {
  const folder = cacheOf(suite.name);
  return fs.existsSync(folder) ? { version: versionIn(folder), folder } : undefined;
}

function usable(suite: Suite): Cached | undefined {
  const found = cached(suite);
  return found && suite.isWanted(found.version) ? found : undefined;
}

async function installedRecipe(): Promise<Recipe> {
  const version = upstreamVersion(await run("dpkg-query", ["--show", "--showformat=${Version}", "mosquitto"]));
  const name = `${repository}:${version}`;
  if (name !== oldestMosquittoImage) {
    throw new Error(
      `The installed mosquitto is ${version}, but the image must be ${oldestMosquittoImage}: use Debian 12.`,
    );
  }
  const programs = [broker, ...clients];
  const libraries = await sharedLibraries(programs);
  const besideLibc = libraries
    .filter(file => file.endsWith("/libc.so.6"))
    .map(file => file.replace("libc.so.6", libgcc));
  return recipe(name, inPlace([...programs, ...libraries, ...besideLibc]), await busyboxContent());
}

async function laterRecipe({ version, folder }: Cached): Promise<Recipe> {
  const root = path.join(folder, "files");
  const entries = fs.readdirSync(root, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
  const { [busybox]: shell, ...programs } = Object.fromEntries(files.map(file => [file.slice(root.length), file]));
  return recipe(`${repository}:${version}`, programs, await busyboxContent(shell));
}

/** Laid out like the image of the same name on Docker Hub, with Debian's programs; it contains the clients as well. */
function recipe(name: string, programs: Record<string, string>, shell: Pick<Recipe, "files" | "links">): Recipe {
  const data = ["/mosquitto/config", "/mosquitto/data", "/mosquitto/log"];
  return {
    name,
    files: { ...shell.files, ...programs },
    links: shell.links,
    texts: {
      "/etc/passwd": `root:x:0:0:root:/root:/bin/sh\nmosquitto:x:${mosquittoUser}:${mosquittoUser}::/mosquitto:/bin/sh\n`,
      "/etc/group": `root:x:0:\nmosquitto:x:${mosquittoUser}:\n`,
      "/mosquitto/config/mosquitto.conf": "# Without a listener the broker serves only its own container.\n",
    },
    folders: [...data, "/tmp"].map(folder => ({ path: folder, owner: mosquittoUser })),
    config: {
      User: `${mosquittoUser}:${mosquittoUser}`,
      Cmd: [broker, "-c", "/mosquitto/config/mosquitto.conf"],
      Env: ["PATH=/usr/sbin:/usr/bin:/bin"],
      ExposedPorts: { "1883/tcp": {} },
      Volumes: { "/mosquitto/data": {}, "/mosquitto/log": {} },
    },
  };
}
