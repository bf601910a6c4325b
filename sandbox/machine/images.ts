/** The container images of the cluster. */
import { certManagerVersion } from "../toolchain/programs";
import { dgraphRecipes } from "./dgraphImages";
import { ensureImage } from "./image";
import { busyboxContent, busyboxProgram, nobody, nobodyId } from "./imageRecipe";
import type { Recipe } from "./imageRecipe";
import { mosquittoRecipes } from "./mosquittoImages";
import type { Programs } from "./programs";
import { run } from "./run";

export { mosquittoImage } from "./mosquittoImages";

/** The image whose only process holds a pod's namespaces. */
export const pauseImage = "sandbox.local/pause:1";

/** kubectl as its only program, for Jobs that wait for something in the cluster. */
export const kubectlImage = "registry.k8s.io/kubectl:v1.36.3";

/** Images beyond those that every cluster has. */
export interface ImageOptions {
  storage?: boolean;
  certManager?: boolean;
  dgraph?: boolean;
}

/** The full names of the images, by purpose. */
export interface Images {
  busybox: string;
  coredns: string;
  /** Only if storage was requested. */
  localPathProvisioner?: string;
}

/** Builds what the cache does not have, and imports what containerd does not have or has with other content. */
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
    mosquittoRecipes().then(recipes => Promise.all(recipes.map(ensureImage))),
    ...(options.certManager
      ? ["controller", "webhook", "cainjector"].map(part => ensureImage(certManagerPart(part)))
      : []),
    ...(options.dgraph ? [dgraphRecipes(programs).then(recipes => Promise.all(recipes.map(ensureImage)))] : []),
  ]);
  return { busybox, coredns, localPathProvisioner };
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
