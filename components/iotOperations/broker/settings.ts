/** The settings of a broker, checked and in the words of the REST API. */
import type * as pulumi from "@pulumi/pulumi";
import { oneOf } from "../../azure/names";
import { checkBoolean, checked, refuse, requireObjectIfGiven } from "../../inputs/checked";
import { shown } from "../../inputs/shown";
import { MemoryProfile } from "./args";
import type { BrokerCardinalityArgs, BrokerSettingsArgs } from "./args";

/** What cannot be changed in a broker that is there. */
export const createOnlySettings = [
  "advanced",
  "cardinality",
  "diskBackedMessageBuffer",
  "generateResourceLimits",
  "memoryProfile",
];

/** The settings with their defaults. */
export function settingsTree(args: BrokerSettingsArgs): Record<string, pulumi.Input<unknown>> {
  const cardinality = requireObjectIfGiven(args.cardinality, "settings.cardinality");
  const {
    memoryProfile = MemoryProfile.Medium,
    cpuLimits = true,
    diskBufferSize,
    encryptInternalTraffic = true,
  } = args;
  return {
    ...(cardinality === undefined ? {} : { cardinality: cardinalityTree(cardinality) }),
    memoryProfile: checked(memoryProfile, given => oneOf(MemoryProfile, given, "settings.memoryProfile")),
    generateResourceLimits: { cpu: mode(cpuLimits, "settings.cpuLimits") },
    ...(diskBufferSize === undefined
      ? {}
      : { diskBackedMessageBuffer: { maxSize: checked(diskBufferSize, checkBufferSize) } }),
    advanced: { encryptInternalTraffic: mode(encryptInternalTraffic, "settings.encryptInternalTraffic") },
    diagnostics: { logs: { level: checked(args.logLevel ?? "info", checkLogLevel) } },
  };
}

function cardinalityTree(args: BrokerCardinalityArgs) {
  const count = (key: keyof BrokerCardinalityArgs, greatest: number, otherwise?: number) => {
    const path = `settings.cardinality.${key}`;
    return checked(args[key] ?? otherwise, given => checkCount(given, greatest, path));
  };
  return {
    backendChain: {
      partitions: count("backendPartitions", 16),
      redundancyFactor: count("backendRedundancyFactor", 5),
      workers: count("backendWorkers", 16, 1),
    },
    frontend: { replicas: count("frontendReplicas", 16), workers: count("frontendWorkers", 16, 2) },
  };
}

function checkCount(count: number | undefined, greatest: number, propertyPath: string): number {
  if (!Number.isInteger(count) || count! < 1 || count! > greatest) {
    refuse(propertyPath, `is ${shown(count)}, but must be a whole number from 1 to ${greatest}`);
  }
  return count!;
}

function mode(value: pulumi.Input<boolean>, propertyPath: string): pulumi.Output<string> {
  return checked(value, given => (checkBoolean(given, propertyPath) ? "Enabled" : "Disabled"));
}

function checkBufferSize(size: string): string {
  if (!/^[0-9]+[KMGTPE]$/.test(size)) {
    refuse("settings.diskBufferSize", `is ${shown(size)}, but must be a whole number with K, M, G, T, P or E`);
  }
  return size;
}

function checkLogLevel(level: string): string {
  if (typeof level !== "string" || level === "") {
    refuse("settings.logLevel", `is ${shown(level)}, but must be a level such as info`);
  }
  return level;
}
