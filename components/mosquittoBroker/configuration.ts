/** What the broker's ConfigMap holds. */
import type * as pulumi from "@pulumi/pulumi";
import { input } from "../inputs/input";
import { PropertyPath } from "../inputs/path";
import { checkObjectSize } from "../kubernetes/objectSize";
import { configurationFile } from "./configurationFile";
import type { MosquittoListener } from "./listeners";

/** The checked arguments that decide what the configuration file says. */
interface Settings {
  listeners: MosquittoListener[];
  allowAnonymous: pulumi.Output<boolean>;
  hasPasswordFile: boolean;
  acl?: pulumi.Output<string>;
  persistence?: object;
  extraConfig?: pulumi.Output<string | undefined>;
}

/** The configuration file, and the ACL if there is one. Refuses texts that do not fit into one ConfigMap. */
export function checkConfiguration(settings: Settings) {
  const { listeners, allowAnonymous, hasPasswordFile, acl, persistence, extraConfig: general } = settings;
  const file = {
    listeners: listeners.map(({ port, protocol, tls, extraConfig }) => {
      return { port, protocol, tls: tls !== undefined, extraConfig };
    }),
    allowAnonymous,
    hasPasswordFile,
    hasAcl: acl !== undefined,
    isPersistent: persistence !== undefined,
    extraConfig: general,
  };
  const configuration = input(file, PropertyPath.root.child("extraConfig"), (known, path) =>
    checkObjectSize(configurationFile(known), path),
  );
  const fitsWithAcl =
    acl &&
    input({ acl, configuration }, PropertyPath.root.child("acl"), (both, path) =>
      checkObjectSize(both.acl, path, both.configuration),
    );
  return { configuration, fitsWithAcl };
}
