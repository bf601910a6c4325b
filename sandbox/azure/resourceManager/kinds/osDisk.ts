/** The operating system's disk of a node, as AKS chooses it. */
import { textAt } from "../json";
import type { JsonObject } from "../json";

/** GiB of the temporary disk, by size of the virtual machine. Other sizes have none here. */
const temporaryDisks: Record<string, number> = {
  Standard_D2ds_v5: 75,
  Standard_D4ds_v5: 150,
  Standard_D8ds_v5: 300,
  Standard_D16ds_v5: 600,
};

/** The size of the disk in GiB if nothing is given, and the smallest temporary disk that is used by default. */
const DEFAULT_SIZE = 128;

/**
 * The type and size of a pool's disk. Without a type, it is ephemeral if the temporary disk is large enough; without a size,
 * an ephemeral one takes the whole temporary disk.
 */
export function osDiskOf(pool: JsonObject): { osDiskType: string; osDiskSizeGB: number } {
  const temporary = temporaryDisks[textAt(pool, "vmSize") ?? ""] ?? 0;
  // AKS takes 0 for its default.
  const given = Number(pool.osDiskSizeGB ?? 0);
  const fits = temporary >= (given || DEFAULT_SIZE);
  const osDiskType = textAt(pool, "osDiskType") ?? (fits ? "Ephemeral" : "Managed");
  const size = osDiskType === "Ephemeral" && fits ? temporary : DEFAULT_SIZE;
  return { osDiskType, osDiskSizeGB: given || size };
}
