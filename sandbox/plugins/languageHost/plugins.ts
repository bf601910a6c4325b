/** The plugins that installed packages ask for, in a file that SDKs of most languages have. */
import { PackageDependency } from "@pulumi/pulumi/proto/plugin_pb";

/** What a `pulumi-plugin.json` says. */
export interface PluginFile {
  resource?: boolean;
  name?: string;
  version?: string;
  server?: string;
}

/** The plugin that a package needs, if it is one of Pulumi's SDKs. */
export function pluginOf({ resource, name, version, server = "" }: PluginFile): PackageDependency | undefined {
  if (!resource || name === undefined || version === undefined) return undefined;
  return new PackageDependency()
    .setName(name)
    .setKind("resource")
    .setVersion(version.startsWith("v") ? version : `v${version}`)
    .setServer(server);
}
