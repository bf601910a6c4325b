/** What goes into a container image, and the parts that several images share. */
import type { ImageConfig } from "./ociArchive";
import { run, tryRun } from "./run";

/** A folder of an image that belongs to its user. */
interface OwnedFolder {
  path: string;
  owner: number;
}

/** What goes into an image. */
export interface Recipe {
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

/** The user and group ID in images whose programs need no files of their own. */
export const nobodyId = 65532;

/** That user as an image's configuration names it. */
export const nobody = `${nobodyId}:${nobodyId}`;

/** Debian's static busybox. */
export const busyboxProgram = "/bin/busybox";

/** busybox with a link for each of its commands. */
export async function busyboxContent(
  program = busyboxProgram,
): Promise<{ files: Record<string, string>; links: Record<string, string> }> {
  const applets = (await run(program, ["--list"])).split("\n").filter(name => name !== "" && name !== "busybox");
  return {
    files: { "/bin/busybox": program, ...inPlace(await sharedLibraries([program])) },
    links: Object.fromEntries(applets.map(name => [`/bin/${name}`, "/bin/busybox"])),
  };
}

/** Files that have the same path in the image as on this machine. */
export function inPlace(files: string[]): Record<string, string> {
  return Object.fromEntries(files.map(file => [file, file]));
}

/**
 * A library that no program names: glibc loads it from its own folder when a thread is cancelled, as in Mosquitto's look-up
 * of a bridge's address, and ends the program if it is missing. It comes with Debian's package libgcc-s1.
 */
export const libgcc = "libgcc_s.so.1";

/** The shared libraries that these programs or libraries are linked with. */
export async function sharedLibraries(executables: string[]): Promise<string[]> {
  // ldd fails for a static program, which needs none.
  const listed = await tryRun("ldd", executables);
  return [...new Set([...listed.stdout.matchAll(/(?:=> |^\s+)(\/\S+) \(0x/gm)].map(match => match[1]))];
}
