/** The values of cert-manager's Helm chart, by the names that the chosen version understands. */
import type * as pulumi from "@pulumi/pulumi";
import { checkAll, refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { unlessSecret } from "../inputs/shown";
import { checkBoolean, checkObject, text } from "../inputs/values";
import type { CertManagerCrdsArgs } from "./args";

/** The settings from which the chart's values are made. */
export interface ChartSettings {
  version: string;
  crds?: Crds;
  replicas?: number;
  resources?: object;
  /** Override all others. */
  values?: Values;
}

/** The settings for the custom resource definitions, known. */
type Crds = pulumi.Unwrap<CertManagerCrdsArgs>;

/** Values of a chart, by name. */
export interface Values {
  [key: string]: unknown;
}

const semanticVersion = /^v?(\d+)\.(\d+)\.\d+(-[0-9A-Za-z.-]+)?$/;
const checkSemanticVersion = text(semanticVersion, "a version of the chart such as 'v1.21.2'");

/** The version with a `v`, as cert-manager writes it. */
export function checkVersion(version: string, path: PropertyPath): string {
  checkSemanticVersion(version, path);
  return version.startsWith("v") ? version : `v${version}`;
}

/** The settings for the custom resource definitions. */
export function checkCrds(crds: Crds, path: PropertyPath): Crds {
  const { enabled, keep } = checkObject(crds, path);
  checkAll({
    enabled: () => checkBoolean(enabled ?? true, path.child("enabled")),
    keep: () => checkBoolean(keep ?? true, path.child("keep")),
  });
  return crds;
}

/** Refuses settings that the chosen version does not support. */
export function checkSettings(settings: ChartSettings, path: PropertyPath): ChartSettings {
  const { version, crds: { enabled, keep } = {} } = settings;
  if (isBefore(version, 1, 15) && keep && (enabled ?? true)) {
    refuse(
      path.child("crds").child("keep"),
      `is true, but chart ${unlessSecret(version)} deletes its custom resource definitions with the release: use version v1.15.0 or ` +
        "later, or install the definitions by other means and set crds.enabled to false",
    );
  }
  return settings;
}

/** The values of the chart, for a release in this namespace. */
export function chartValues(settings: ChartSettings & { namespace: string }): Values {
  const { version, namespace, crds = {}, replicas, resources, values = {} } = settings;
  const each = withoutUndefined({ replicaCount: replicas, resources });
  const ours = {
    ...crdValues(version, crds),
    ...each,
    webhook: each,
    cainjector: each,
    // This component waits for the webhook itself, even after an upgrade and for an existing cert-manager.
    startupapicheck: { enabled: false },
    // Deletes a certificate's Secret with the certificate, so that a destroyed stack leaves nothing behind.
    extraArgs: ["--enable-certificate-owner-ref=true"],
    // Otherwise a lease stays in kube-system, and the next installation waits a minute until it expires.
    global: { leaderElection: { namespace } },
  };
  return merge(ours, values);
}

/** The custom resource definitions: `installCRDs` up to 1.14, `crds` from 1.15. */
function crdValues(version: string, { enabled, keep }: Crds): Values {
  if (isBefore(version, 1, 15)) return { installCRDs: enabled ?? true };
  return { crds: { enabled: enabled ?? true, keep: keep ?? true } };
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [, ofMajor, ofMinor] = semanticVersion.exec(version)!.map(Number);
  return ofMajor < major || (ofMajor === major && ofMinor < minor);
}

/** Merges as Helm does: objects by key; everything else is replaced. */
function merge(ours: Values, theirs: Values): Values {
  const merged = { ...ours };
  for (const [key, value] of Object.entries(theirs)) {
    const own = merged[key];
    merged[key] = isObject(own) && isObject(value) ? merge(own, value) : value;
  }
  return merged;
}

function isObject(value: unknown): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function withoutUndefined(values: Values): Values {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}
