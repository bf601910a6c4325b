/** The container images of the cluster. */
import { certManagerVersion } from "../toolchain/programs";
import { dgraphRecipes } from "./dgraphImages";
import { ensureImage } from "./image";
import { busyboxContent, busyboxProgram, inPlace, nobody, nobodyId, sharedLibraries } from "./imageRecipe";
import type { Recipe } from "./imageRecipe";
import type { Programs } from "./programs";
import { run } from "./run";

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
  dgraph?: boolean;
}

/** The images by what they are for, with their full names. */
export interface Images {
  busybox: string;
  coredns: string;
  /** Only where storage was asked for. */
  localPathProvisioner?: string;
}

const mosquittoProgram = "/usr/sbin/mosquitto";
const mosquittoUser = 1883;

/** Builds what is not in the cache yet and imports what containerd does not have yet, or has with other content. */
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
  const [busybox, coredns, localPathProvisioner] = await Promise.all([
    busyboxRecipe().then(ensureImage),
    ensureImage(singleProgram("sandbox.local/coredns:content", "coredns")),
    options.storage
      ? ensureImage(singleProgram("sandbox.local/local-path-provisioner:content", "local-path-provisioner"))
      : undefined,
    ensureImage(singleProgram(pauseImage, "pause")),
    ensureImage(singleProgram(kubectlImage, "kubectl", "/bin/kubectl")),
    mosquittoRecipe().then(ensureImage),
    ...(options.certManager
      ? ["controller", "webhook", "cainjector"].map(part => ensureImage(certManagerPart(part)))
      : []),
    ...(options.dgraph ? [dgraphRecipes(programs).then(recipes => Promise.all(recipes.map(ensureImage)))] : []),
  ]);
  return { busybox, coredns, localPathProvisioner };
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
    folders: [{ path: "/tmp", owner: nobodyId }],
    config: { User: nobody, Cmd: ["sh"], Env: ["PATH=/bin:/usr/bin:/usr/sbin"] },
  };
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
  const executables = [mosquittoProgram, ...clients];
  const busybox = await busyboxContent();
  const data = ["/mosquitto/config", "/mosquitto/data", "/mosquitto/log"];
  return {
    name: mosquittoImage,
    files: {
      ...busybox.files,
      ...inPlace([...executables, ...(await sharedLibraries(executables))]),
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
      Cmd: [mosquittoProgram, "-c", "/mosquitto/config/mosquitto.conf"],
      Env: ["PATH=/usr/sbin:/usr/bin:/bin"],
      ExposedPorts: { "1883/tcp": {} },
      Volumes: { "/mosquitto/data": {}, "/mosquitto/log": {} },
    },
  };
}
