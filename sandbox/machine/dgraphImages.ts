/** The images of Dgraph and of a client with all tools to talk to it: curl, jq, grpcurl, and Python with pydgraph. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";
import { dgraphVersion } from "../toolchain/programs";
import { busyboxContent, inPlace, nobody, nobodyId, sharedLibraries } from "./imageRecipe";
import type { Recipe } from "./imageRecipe";
import type { Programs } from "./programs";
import { run } from "./run";

/** Dgraph, with a shell, under the name of its image on Docker Hub. */
export const dgraphImage = `docker.io/dgraph/dgraph:${dgraphVersion}`;

/** The client, tagged with the version of its pydgraph. */
export const pydgraphClientImage = "sandbox.local/pydgraph-client:25.2.0";

/** The Debian packages that the client's image is built from. */
export const clientPackages = ["python3", "python3-pip", "curl", "jq"];

const python = "/usr/bin/python3.11";
/** Where Debian's Python looks for packages that are not Debian's. */
const packagesInImage = "/usr/local/lib/python3.11/dist-packages";
const home = "/usr/src/app";

/** Both recipes. Installs pydgraph from PyPI with pip if it is not in the cache. */
export function dgraphRecipes(programs: Programs): Promise<Recipe[]> {
  return Promise.all([serverRecipe(programs), clientRecipe(programs)]);
}

async function serverRecipe(programs: Programs): Promise<Recipe> {
  const busybox = await busyboxContent();
  return {
    name: dgraphImage,
    files: { ...busybox.files, "/usr/local/bin/dgraph": programs.program("dgraph") },
    links: busybox.links,
    folders: ["/dgraph", "/tmp"].map(folder => ({ path: folder, owner: nobodyId })),
    config: {
      User: nobody,
      Cmd: ["dgraph", "version"],
      WorkingDir: "/dgraph",
      Env: ["PATH=/usr/local/bin:/usr/bin:/bin"],
    },
  };
}

async function clientRecipe(programs: Programs): Promise<Recipe> {
  if (!fs.existsSync(python)) {
    throw new Error(`${python} is missing, which the image of the Dgraph client is built from: use Debian 12.`);
  }
  const busybox = await busyboxContent();
  const commands = ["/usr/bin/curl", "/usr/bin/jq"];
  const standardLibrary = await filesOfPackages("libpython3.11-minimal", "libpython3.11-stdlib");
  const packages = await pydgraphPackages();
  const ofPackages = filesBelow(packages);
  const libraries = [...standardLibrary, ...ofPackages].filter(file => file.endsWith(".so"));
  return {
    name: pydgraphClientImage,
    files: {
      ...busybox.files,
      ...inPlace([...commands, python, ...standardLibrary]),
      ...inPlace(await sharedLibraries([...commands, python, ...libraries])),
      ...Object.fromEntries(ofPackages.map(file => [`${packagesInImage}/${path.relative(packages, file)}`, file])),
      "/usr/local/bin/grpcurl": programs.program("grpcurl"),
      // The document's commands run in this folder.
      [`${home}/api.proto`]: programs.file("dgraph", "api.proto"),
    },
    links: { ...busybox.links, "/usr/bin/python3": "python3.11" },
    folders: [home, "/tmp"].map(folder => ({ path: folder, owner: nobodyId })),
    config: {
      User: nobody,
      Cmd: ["sleep", "infinity"],
      WorkingDir: home,
      Env: ["PATH=/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE=1"],
    },
  };
}

/** The files of these Debian packages below Python's own folder. */
async function filesOfPackages(...names: string[]): Promise<string[]> {
  const listed = (await run("dpkg", ["--listfiles", ...names])).split("\n");
  return listed.filter(file => file.startsWith("/usr/lib/python3.11/") && fs.statSync(file).isFile());
}

/** The folder with pydgraph and its dependencies, as pip lays it out; the pinned hashes decide its content. */
async function pydgraphPackages(): Promise<string> {
  const requirements = path.join(__dirname, "pydgraph", "requirements.txt");
  const hash = createHash("sha256").update(fs.readFileSync(requirements)).digest("hex").slice(0, 12);
  const folder = path.join(cacheFolder, `pydgraph-${hash}`);
  if (fs.existsSync(folder)) return folder;
  fs.mkdirSync(cacheFolder, { recursive: true });
  const work = fs.mkdtempSync(path.join(cacheFolder, "pydgraph-work-"));
  const pinned = ["--no-deps", "--require-hashes", "--only-binary=:all:", "--requirement", requirements];
  const quietly = ["--quiet", "--no-input", "--disable-pip-version-check", "--no-cache-dir", "--no-compile"];
  try {
    await run("/usr/bin/python3", ["-m", "pip", "install", ...quietly, ...pinned, "--target", `${work}/packages`], {
      env: { ...process.env, PIP_ROOT_USER_ACTION: "ignore" },
    });
    fs.renameSync(`${work}/packages`, folder);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return folder;
}

function filesBelow(folder: string): string[] {
  const entries = fs.readdirSync(folder, { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => path.join(entry.parentPath, entry.name));
}
