/** A stand-in for Pulumi's `kubernetes` plugin. Decides which handler each resource type gets. */
import { version } from "@pulumi/kubernetes/package.json";
import type { CallContext, Provider } from "../../protocol/serve";
import { checkConfig, diffConfig, readConfig } from "./config";
import { Connection } from "./connection";
import { releaseHandler } from "./helm/release";
import { objectHandler } from "./resources";
import type { ResourceHandler } from "./resources";
import { schema } from "./schema";

/** Resource types that are not a single Kubernetes object. */
const specialTypes: Partial<Record<string, (connection: Connection) => ResourceHandler>> = {
  "kubernetes:helm.sh/v3:Release": releaseHandler,
};

/** The provider that the engine talks to. */
export function kubernetesProvider(): Provider {
  let configured: { connection: Connection; objects: ResourceHandler } | undefined;

  const handlerFor = ({ type }: CallContext): ResourceHandler => {
    if (!configured) throw new Error("the kubernetes provider was used before it was configured");
    return specialTypes[type]?.(configured.connection) ?? configured.objects;
  };

  return {
    // The SDK's version: it asks for the plugin of that version, whose behaviour this follows.
    version,
    schema,
    checkConfig,
    diffConfig,
    configure: config => {
      const connection = new Connection(readConfig(config));
      configured = { connection, objects: objectHandler(connection) };
    },
    check: (call, ...rest) => handlerFor(call).check(call, ...rest),
    diff: (call, ...rest) => handlerFor(call).diff(call, ...rest),
    create: (call, ...rest) => handlerFor(call).create(call, ...rest),
    read: (call, ...rest) => handlerFor(call).read(call, ...rest),
    update: (call, ...rest) => handlerFor(call).update(call, ...rest),
    delete: (call, ...rest) => handlerFor(call).delete(call, ...rest),
    invoke: token => {
      throw new Error(
        `the function ${token} is not in the stand-in for the kubernetes plugin: ConfigFile, ConfigGroup, Kustomize ` +
          "and Helm charts need the real plugin; write the objects as resources of their own instead",
      );
    },
  };
}
