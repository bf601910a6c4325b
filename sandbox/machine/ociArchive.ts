/** Writes a folder as a one-layer container image, in the archive form of the OCI image layout that containerd imports. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { pipeline } from "node:stream/promises";
import { run } from "./run";

/** What a container of the image runs, and as whom. */
export interface ImageConfig {
  /** A numeric user, because `runAsNonRoot` cannot be checked for a name. */
  User: string;
  Cmd?: string[];
  Entrypoint?: string[];
  Env?: string[];
  WorkingDir?: string;
  ExposedPorts?: Record<string, object>;
  /** Folders over which a container runtime mounts writable ones of its own, unless the container has a mount there. */
  Volumes?: Record<string, object>;
}

interface Descriptor {
  mediaType: string;
  digest: string;
  size: number;
}

const architectures: Partial<Record<NodeJS.Architecture, string>> = { x64: "amd64", arm64: "arm64" };

/** The SHA-256 of a file as hexadecimal digits. */
export async function sha256OfFile(file: string): Promise<string> {
  const hash = createHash("sha256");
  await pipeline(fs.createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return hash.digest("hex");
}

/**
 * Writes the archive of an image called `name` that holds the folder `root`. The layer is not compressed: it never
 * leaves this machine. `work` is an empty folder that the caller deletes.
 */
export async function writeOciArchive(
  archive: string,
  name: string,
  root: string,
  config: ImageConfig,
  work: string,
): Promise<void> {
  const blobs = path.join(work, "blobs", "sha256");
  fs.mkdirSync(blobs, { recursive: true });

  const layerFile = path.join(work, "layer.tar");
  await run("tar", ["--sort=name", "--mtime=@0", "--numeric-owner", "-C", root, "-cf", layerFile, "."]);
  const layerDigest = await sha256OfFile(layerFile);
  fs.renameSync(layerFile, path.join(blobs, layerDigest));
  const layer: Descriptor = {
    mediaType: "application/vnd.oci.image.layer.v1.tar",
    digest: `sha256:${layerDigest}`,
    size: fs.statSync(path.join(blobs, layerDigest)).size,
  };

  const writeBlob = (mediaType: string, content: object): Descriptor => {
    const bytes = Buffer.from(JSON.stringify(content));
    const digest = createHash("sha256").update(bytes).digest("hex");
    fs.writeFileSync(path.join(blobs, digest), bytes);
    return { mediaType, digest: `sha256:${digest}`, size: bytes.length };
  };
  const image = writeBlob("application/vnd.oci.image.config.v1+json", {
    architecture: architectures[process.arch] ?? process.arch,
    os: "linux",
    config,
    rootfs: { type: "layers", diff_ids: [layer.digest] },
  });
  const manifestType = "application/vnd.oci.image.manifest.v1+json";
  const manifest = writeBlob(manifestType, {
    schemaVersion: 2,
    mediaType: manifestType,
    config: image,
    layers: [layer],
  });

  const named = { ...manifest, annotations: { "io.containerd.image.name": name } };
  fs.writeFileSync(path.join(work, "index.json"), JSON.stringify({ schemaVersion: 2, manifests: [named] }));
  fs.writeFileSync(path.join(work, "oci-layout"), JSON.stringify({ imageLayoutVersion: "1.0.0" }));
  await run("tar", ["-C", work, "-cf", archive, "oci-layout", "index.json", "blobs"]);
}

/** The digest by which containerd knows the image in an archive that `writeOciArchive` has written. */
export async function digestInArchive(archive: string): Promise<string> {
  const index = await run("tar", ["--occurrence=1", "-xOf", archive, "index.json"]);
  return (JSON.parse(index) as { manifests: Descriptor[] }).manifests[0].digest;
}
