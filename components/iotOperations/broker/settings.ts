/** Checks the settings of a broker, and writes them as the REST API does. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll } from "../../inputs/errors";
import { input, optional, optionalInput, plain } from "../../inputs/input";
import type { PropertyPath } from "../../inputs/path";
import { checkObject, oneOf, text, wholeNumber } from "../../inputs/values";
import { checkSwitch } from "../values";
import { MemoryProfile } from "./args";
import type { BrokerCardinalityArgs, BrokerSettingsArgs } from "./args";

/** The immutable settings of a broker. */
export const createOnlySettings = [
  "advanced",
  "cardinality",
  "diskBackedMessageBuffer",
  "generateResourceLimits",
  "memoryProfile",
];

/** The settings, with their defaults. */
export function checkSettings(args: BrokerSettingsArgs, path: PropertyPath): Record<string, pulumi.Input<unknown>> {
  const {
    memoryProfile = MemoryProfile.Medium,
    cpuLimits = true,
    encryptInternalTraffic = true,
  } = checkObject(args, path);
  const { cardinality, diskBufferSize, logLevel = "info" } = args;
  const at = (name: keyof BrokerSettingsArgs) => path.child(name);
  const settings = checkAll({
    cardinality: () => optional(plain(cardinality, at("cardinality")), at("cardinality"), checkCardinality),
    memoryProfile: () => input(memoryProfile, at("memoryProfile"), oneOf(MemoryProfile)),
    cpu: () => input(cpuLimits, at("cpuLimits"), checkSwitch),
    maxSize: () => optionalInput(diskBufferSize, at("diskBufferSize"), checkBufferSize),
    encryptInternalTraffic: () => input(encryptInternalTraffic, at("encryptInternalTraffic"), checkSwitch),
    level: () => input(logLevel, at("logLevel"), text(/./, "a level such as info")),
  });
  return {
    cardinality: settings.cardinality,
    memoryProfile: settings.memoryProfile,
    generateResourceLimits: { cpu: settings.cpu },
    diskBackedMessageBuffer: settings.maxSize && { maxSize: settings.maxSize },
    advanced: { encryptInternalTraffic: settings.encryptInternalTraffic },
    diagnostics: { logs: { level: settings.level } },
  };
}

const checkBufferSize = text(/^[0-9]+[KMGTPE]$/, "a whole number with K, M, G, T, P or E");

function checkCardinality(args: BrokerCardinalityArgs, path: PropertyPath) {
  const { frontendWorkers = 2, backendWorkers = 1, ...others } = checkObject(args, path);
  const counts = { ...others, frontendWorkers, backendWorkers };
  const count =
    (name: keyof BrokerCardinalityArgs, greatest = 16) =>
    () =>
      input(counts[name], path.child(name), wholeNumber({ least: 1, greatest }));
  const { replicas, workers, partitions, redundancyFactor, backend } = checkAll({
    replicas: count("frontendReplicas"),
    workers: count("frontendWorkers"),
    partitions: count("backendPartitions"),
    redundancyFactor: count("backendRedundancyFactor", 5),
    backend: count("backendWorkers"),
  });
  return {
    backendChain: { partitions, redundancyFactor, workers: backend },
    frontend: { replicas, workers },
  };
}
