/** The properties of a release as Helm's arguments. */
import { isMap, reveal } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { textAt } from "../../../kubernetes/objects";

/** How long Helm waits if the program does not say. */
export const DEFAULT_TIMEOUT_SECONDS = 300;

type Flags = Record<string, string | number | boolean | undefined>;

/** Which chart, of which version, from where. */
export function chartArguments(inputs: PropertyMap): string[] {
  const plain = reveal(inputs) as PropertyMap;
  const options = isMap(plain.repositoryOpts) ? plain.repositoryOpts : {};
  const name = text(plain, "chart").trim();
  const version = text(plain, "version").trim();
  const repository = textAt(options, "repo");
  const isOci = name.startsWith("oci://");
  const isUrl = repository !== undefined && URL.canParse(repository);
  return [
    // A repository that is not a URL is a name that Helm knows from `helm repo add`.
    repository === undefined || isUrl || isOci || name.includes("/") ? name : `${repository}/${name}`,
    ...flags({
      version: version || undefined,
      devel: plain.devel === true && version === "",
      repo: isUrl && !isOci ? repository : undefined,
      "ca-file": textAt(options, "caFile"),
      "cert-file": textAt(options, "certFile"),
      "key-file": textAt(options, "keyFile"),
    }),
  ];
}

/** What installing and upgrading have in common. */
function deployFlags(inputs: PropertyMap): Flags {
  return {
    wait: !inputs.skipAwait,
    "wait-for-jobs": !inputs.skipAwait && inputs.waitForJobs === true,
    timeout: timeout(inputs),
    atomic: inputs.atomic === true,
    "dependency-update": inputs.dependencyUpdate === true,
    description: textAt(inputs, "description"),
    "disable-openapi-validation": inputs.disableOpenapiValidation === true,
    "render-subchart-notes": inputs.renderSubchartNotes === true,
    // The debugging output says what Helm is waiting for.
    debug: true,
  };
}

/** `helm install`. */
export function installArguments(inputs: PropertyMap, { replace }: { replace: boolean }): string[] {
  const plain = reveal(inputs) as PropertyMap;
  return ["install", text(plain, "name"), ...chartArguments(plain)].concat(
    flags({
      namespace: text(plain, "namespace"),
      ...deployFlags(plain),
      "create-namespace": plain.createNamespace === true,
      "no-hooks": plain.disableWebhooks === true,
      "skip-crds": plain.skipCrds === true,
      replace,
    }),
  );
}

/** `helm upgrade`. */
export function upgradeArguments(inputs: PropertyMap): string[] {
  const plain = reveal(inputs) as PropertyMap;
  return ["upgrade", text(plain, "name"), ...chartArguments(plain)].concat(
    flags({
      namespace: text(plain, "namespace"),
      ...deployFlags(plain),
      "cleanup-on-fail": plain.cleanupOnFail === true,
      force: plain.forceUpdate === true,
      // The plugin's limit, not that of Helm's command line.
      "history-max": typeof plain.maxHistory === "number" ? plain.maxHistory : 0,
      // As in the plugin: another property stops the hooks of an install.
      "no-hooks": plain.disableCRDHooks === true,
      "recreate-pods": plain.recreatePods === true,
      "reset-values": plain.resetValues === true,
      "reuse-values": plain.reuseValues === true,
    }),
  );
}

/** `helm uninstall`. */
export function uninstallArguments(state: PropertyMap): string[] {
  const plain = reveal(state) as PropertyMap;
  const wait = plain.atomic === true || !plain.skipAwait;
  return ["uninstall", text(plain, "name")].concat(
    flags({
      namespace: text(plain, "namespace"),
      wait,
      timeout: wait ? timeout(plain) : undefined,
      "ignore-not-found": true,
    }),
  );
}

function text(inputs: PropertyMap, key: string): string {
  return textAt(inputs, key) ?? "";
}

function timeout({ timeout: seconds }: PropertyMap): string {
  return `${Number(seconds) || DEFAULT_TIMEOUT_SECONDS}s`;
}

function flags(values: Flags): string[] {
  return Object.entries(values).flatMap(([name, value]) =>
    value === undefined || value === false ? [] : value === true ? [`--${name}`] : [`--${name}=${value}`],
  );
}
