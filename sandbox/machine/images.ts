/** The container images of the sandbox: built from programs on this machine, cached, and imported into containerd. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { cacheFolder } from "../paths";
import { certManagerVersion } from "../toolchain/programs";
import { files } from "./layout";
import { sha256OfFile, writeOciArchive } from "./ociArchive";
import type { ImageConfig } from "./ociArchive";
import type { Programs } from "./programs";
import { run, tryRun } from "./run";

/** A folder of an image that belongs to its user. */
interface OwnedFolder {
  path: string;
  owner: number;
}

/** What goes into an image. */
interface Recipe {
  /** The full name with its tag; a tag of "content" becomes the digest of the recipe. */
  name: string;
  /** Path in the image → file on this machine. */
  files: Record<string, string>;
  /** Path in the image → its text. */
  texts?: Record<string, string>;
  /** Path in the image → what it points at. */
  links?: Record<string, string>;
  folders?: OwnedFolder[];
  config: ImageConfig;
}

/** The image whose only process holds a pod's namespaces. */
export const pauseImage = "sandbox.local/pause:1";

/** Mosquitto as Debian 12 packages it, under the version that is in it. */
export const mosquittoImage = "docker.io/library/eclipse-mosquitto:2.0.11";

/** kubectl as its only program, for Jobs that wait for something in the cluster. */
export const kubectlImage = "registry.k8s.io/kubectl:v1.36.3";

/** Images beyond those of every cluster. */
export interface ImageOptions {
  storage?: boolean;
  certManager?: boolean;
}

/** The images by what they are for, with their full names. */
export interface Images {
  busybox: string;
  coredns: string;
  /** Only where storage was asked for. */
  localPathProvisioner?: string;
}

const nobody = "65532:65532";
const mosquittoUser = 1883;
const busyboxProgram = "/bin/busybox";

/** Builds what is not in the cache yet and imports what containerd does not have yet. */
export async function ensureImages(programs: Programs, options: ImageOptions): Promise<Images> {
  const singleProgram = (name: string, program: string, place = `/${program}`): Recipe => ({
    name,
    files: { [place]: programs.program(program) },
    config: { User: nobody, Entrypoint: [place] },
  });
  const certManagerPart = (part: string): Recipe =>
    singleProgram(
      `quay.io/jetstack/cert-manager-${part}:${certManagerVersion}`,
      `cert-manager-${part}`,
      `/app/cmd/${part}/${part}`,
    );
  const present = new Set((await ctr("images", "ls", "-q")).split("\n"));
  const ensure = async (recipe: Recipe) => {
    const { name, archive } = await build(recipe);
    if (!present.has(name)) await ctr("images", "import", archive);
    return name;
  };
  const [busybox, coredns, localPathProvisioner] = await Promise.all([
    busyboxRecipe().then(ensure),
    ensure(singleProgram("sandbox.local/coredns:content", "coredns")),
    options.storage
      ? ensure(singleProgram("sandbox.local/local-path-provisioner:content", "local-path-provisioner"))
      : undefined,
    ensure(singleProgram(pauseImage, "pause")),
    ensure(singleProgram(kubectlImage, "kubectl", "/bin/kubectl")),
    mosquittoRecipe().then(ensure),
    ...(options.certManager ? ["controller", "webhook", "cainjector"].map(part => ensure(certManagerPart(part))) : []),
  ]);
  return { busybox, coredns, localPathProvisioner };
}

function ctr(...args: string[]): Promise<string> {
  return run("ctr", ["--address", files.containerdSocket, "--namespace", "k8s.io", ...args]);
}

/** The version of an installed Debian package without Debian's own parts, e.g. "2.0.11". */
async function upstreamVersion(debianPackage: string): Promise<string> {
  const version = await run("dpkg-query", ["--show", "--showformat=${Version}", debianPackage]);
  return version.replace(/^\d+:/, "").replace(/-.*$/, "");
}

async function busyboxRecipe(): Promise<Recipe> {
  const version = /v(\d+\.\d+\.\d+)/.exec(await run(busyboxProgram, ["--help"]))?.[1];
  return {
    name: `docker.io/library/busybox:${version}`,
    ...(await busyboxContent()),
    folders: [{ path: "/tmp", owner: 65532 }],
    config: { User: nobody, Cmd: ["sh"], Env: ["PATH=/bin:/usr/bin:/usr/sbin"] },
  };
}

async function busyboxContent(): Promise<{ files: Record<string, string>; links: Record<string, string> }> {
  const applets = (await run(busyboxProgram, ["--list"])).split("\n").filter(name => name !== "" && name !== "busybox");
  return {
    files: { "/bin/busybox": busyboxProgram, ...itself(await sharedLibraries([busyboxProgram])) },
    links: Object.fromEntries(applets.map(name => [`/bin/${name}`, "/bin/busybox"])),
  };
}

/** Files that stand in the image where they stand on this machine. */
function itself(files: string[]): Record<string, string> {
  return Object.fromEntries(files.map(file => [file, file]));
}

/** As the image of the same name at Docker Hub is laid out, with Debian's programs; the clients are in it as well. */
async function mosquittoRecipe(): Promise<Recipe> {
  const version = await upstreamVersion("mosquitto");
  if (!mosquittoImage.endsWith(`:${version}`)) {
    throw new Error(`The installed mosquitto is ${version}, but the image is to be ${mosquittoImage}: use Debian 12.`);
  }
  const clients = ["mosquitto_pub", "mosquitto_sub", "mosquitto_rr", "mosquitto_passwd"].map(
    name => `/usr/bin/${name}`,
  );
  const executables = ["/usr/sbin/mosquitto", ...clients];
  const busybox = await busyboxContent();
  const data = ["/mosquitto/config", "/mosquitto/data", "/mosquitto/log"];
  return {
    name: mosquittoImage,
    files: {
      ...busybox.files,
      ...itself([...executables, ...(await sharedLibraries(executables))]),
    },
    links: busybox.links,
    texts: {
      "/etc/passwd": `root:x:0:0:root:/root:/bin/sh\nmosquitto:x:${mosquittoUser}:${mosquittoUser}::/mosquitto:/bin/sh\n`,
      "/etc/group": `root:x:0:\nmosquitto:x:${mosquittoUser}:\n`,
      "/mosquitto/config/mosquitto.conf": "# Without a listener the broker serves only its own container.\n",
    },
    folders: [...data, "/tmp"].map(folder => ({ path: folder, owner: mosquittoUser })),
    config: {
      User: `${mosquittoUser}:${mosquittoUser}`,
      Cmd: ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"],
      Env: ["PATH=/usr/sbin:/usr/bin:/bin"],
      ExposedPorts: { "1883/tcp": {} },
      Volumes: { "/mosquitto/data": {}, "/mosquitto/log": {} },
    },
  };
}

async function sharedLibraries(executables: string[]): Promise<string[]> {
  // ldd fails for a static program, which needs none.
  const listed = await tryRun("ldd", executables);
  return [...new Set([...listed.stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(match => match[1]))];
}

/** The archive of a recipe, from the cache where it holds one of the very same content. */
async function build(recipe: Recipe): Promise<{ name: string; archive: string }> {
  const digests = await Promise.all(
    Object.entries(recipe.files).map(async ([to, from]) => [to, await sha256OfFile(from)]),
  );
  const key = createHash("sha256")
    .update(JSON.stringify([recipe, digests]))
    .digest("hex")
    .slice(0, 16);
  const name = recipe.name.replace(/:content$/, `:${key}`);
  const cache = path.join(cacheFolder, "images");
  const archive = path.join(cache, `${key}.tar`);
  if (fs.existsSync(archive)) return { name, archive };

  fs.mkdirSync(cache, { recursive: true });
  const work = fs.mkdtempSync(path.join(cache, "build-"));
  try {
    const root = path.join(work, "root");
    fillRoot(root, recipe);
    const oci = path.join(work, "oci");
    fs.mkdirSync(oci);
    const unfinished = path.join(work, "image.tar");
    await writeOciArchive(unfinished, name, root, recipe.config, oci);
    // Whole or not at all: another `up` may be looking.
    fs.renameSync(unfinished, archive);
  } finally {
    fs.rmSync(work, { recursive: true, force: true });
  }
  return { name, archive };
}

function fillRoot(root: string, recipe: Recipe): void {
  const place = (inImage: string) => {
    const target = path.join(root, inImage);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    return target;
  };
  fs.mkdirSync(root, { mode: 0o755 });
  for (const folder of recipe.folders ?? []) fs.mkdirSync(place(folder.path), { recursive: true });
  for (const [to, from] of Object.entries(recipe.files)) {
    // The names that ldd prints are often links; the image holds what they lead to.
    fs.copyFileSync(fs.realpathSync(from), place(to));
    fs.chmodSync(path.join(root, to), 0o755);
  }
  for (const [to, text] of Object.entries(recipe.texts ?? {})) fs.writeFileSync(place(to), text);
  for (const [from, to] of Object.entries(recipe.links ?? {})) fs.symlinkSync(to, place(from));
  for (const folder of recipe.folders ?? []) fs.chownSync(path.join(root, folder.path), folder.owner, folder.owner);
}
