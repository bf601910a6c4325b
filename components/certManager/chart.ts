/** What cert-manager's Helm chart is told, in the words that the chosen version understands. */
import { checkBoolean, refuse } from "../inputs/checked";
import { shown, unlessSecret } from "../inputs/shown";

/** What the values of the chart are made from. */
export interface ChartSettings {
  version: string;
  /** The namespace of the release. */
  namespace: string;
  crds?: { enabled?: boolean; keep?: boolean };
  replicas?: number;
  resources?: object;
  /** Laid over all others. */
  values?: Values;
}

/** Values of a chart. */
export interface Values {
  [key: string]: unknown;
}

/** The values of the chart. Refuses what the chosen version cannot do. */
export function chartValues(settings: ChartSettings): Values {
  const { version, namespace, crds = {}, replicas, resources, values = {} } = settings;
  checkReplicas(replicas);
  checkBoolean(crds.enabled ?? true, "crds.enabled");
  checkBoolean(crds.keep ?? true, "crds.keep");
  const each = withoutUndefined({ replicaCount: replicas, resources });
  const ours = {
    ...crdValues(version, crds.enabled ?? true, crds.keep),
    ...each,
    webhook: each,
    cainjector: each,
    // This component waits for the webhook itself: also after an upgrade, and where cert-manager was there before.
    startupapicheck: { enabled: false },
    // The Secret of a certificate goes with it: nothing stays behind when a stack is destroyed.
    extraArgs: ["--enable-certificate-owner-ref=true"],
    // Else a lease stays in kube-system, and a later installation waits a minute for it to run out.
    global: { leaderElection: { namespace } },
  };
  return merge(ours, values);
}

/** The custom resource definitions: `installCRDs` up to 1.14, `crds` from 1.15. */
function crdValues(version: string, enabled: boolean, keep: boolean | undefined): Values {
  if (isBefore(version, 1, 15)) {
    if (keep && enabled) {
      refuse(
        "crds.keep",
        `is true, but chart ${unlessSecret(version)} deletes its custom resource definitions with the release: use version v1.15.0 or ` +
          "later, or install the definitions by other means and set crds.enabled to false",
      );
    }
    return { installCRDs: enabled };
  }
  return { crds: { enabled, keep: keep ?? true } };
}

function checkReplicas(replicas: number | undefined): void {
  if (replicas !== undefined && (!Number.isInteger(replicas) || replicas < 1)) {
    refuse("replicas", `is ${shown(replicas)}, but must be a whole number from 1 up`);
  }
}

const semanticVersion = /^v?(\d+)\.(\d+)\.\d+(-[0-9A-Za-z.-]+)?$/;

/** The version as cert-manager writes it, with a `v`. Refuses what is no version of a chart. */
export function checkVersion(version: string, propertyPath: string): string {
  if (typeof version !== "string" || !semanticVersion.test(version)) {
    refuse(propertyPath, `is ${shown(version)}, but must be a version of the chart such as 'v1.21.2'`);
  }
  return version.startsWith("v") ? version : `v${version}`;
}

function isBefore(version: string, major: number, minor: number): boolean {
  const [, ofMajor, ofMinor] = semanticVersion.exec(version)!.map(Number);
  return ofMajor < major || (ofMajor === major && ofMinor < minor);
}

/** As Helm merges: objects by key, everything else replaced. */
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
