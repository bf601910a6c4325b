/** Completes and checks a program's inputs for a Helm release. */
import * as fs from "node:fs";
import { loadYaml } from "@kubernetes/client-node";
import type { CallContext, CheckFailure, Checked } from "../../../protocol/serve";
import { Secret, Unknown, containsSecret, containsUnknown, isList, isMap, reveal } from "../../../protocol/values";
import type { PropertyMap, PropertyValue } from "../../../protocol/values";
import { uniqueSuffix } from "../autonaming";
import { redact, withSecrets } from "../outputs";
import { HelmError, helm } from "./command";
import { DEFAULT_TIMEOUT_SECONDS, chartArguments } from "./flags";
import { mergeValues, withoutNulls } from "./values";

/** Every property with its default value: the plugin writes them all into the state. */
const defaults = {
  allowNullValues: false,
  atomic: false,
  chart: "",
  cleanupOnFail: false,
  createNamespace: false,
  dependencyUpdate: false,
  description: "",
  devel: false,
  disableCRDHooks: false,
  disableOpenapiValidation: false,
  disableWebhooks: false,
  forceUpdate: false,
  keyring: "",
  lint: false,
  name: "",
  namespace: "",
  postrender: "",
  recreatePods: false,
  renderSubchartNotes: false,
  replace: false,
  resetValues: false,
  reuseValues: false,
  skipAwait: false,
  skipCrds: false,
  timeout: 0,
  values: {},
  verify: false,
  version: "",
  waitForJobs: false,
} as const;

/** Properties without a default, each with an example of its type. */
const optional = { maxHistory: 0, repositoryOpts: {} } as const;

const repositoryDefaults = { caFile: "", certFile: "", keyFile: "", password: "", repo: "", username: "" } as const;

/** What the plugin can do and the stand-in cannot, with the alternative. */
const refused: Record<string, string> = {
  lint: "run `helm lint` beside Pulumi",
  postrender: "change the chart, or render it beside Pulumi",
  verify: "check the chart's signature beside Pulumi",
  keyring: "check the chart's signature beside Pulumi",
};

/** The inputs as they will be compared and deployed, and what is wrong with them. */
export async function checkRelease(
  defaultNamespace: string,
  call: CallContext,
  olds: PropertyMap,
  news: PropertyMap,
  randomSeed: Buffer,
): Promise<Checked> {
  const former = reveal(olds) as PropertyMap;
  const given = completed(news, former, { defaultNamespace, name: call.name, randomSeed });
  const failures = failuresOf(reveal(news) as PropertyMap, given);
  const mark = (inputs: PropertyMap) => markSecrets(inputs, news);
  if (failures.length > 0) return { inputs: mark(given), failures };

  const { chart, version, devel, repositoryOpts } = given;
  if (containsUnknown({ chart, version, devel, repositoryOpts: repositoryOpts ?? null })) {
    return { inputs: mark({ ...given, version: version || former.version || "" }), failures };
  }
  try {
    const found = loadYaml<{ version: string }>(await helm({ args: ["show", "chart", ...chartArguments(given)] }));
    // The chart's own version, in case the program left a choice: an update then shows what it will install.
    return { inputs: mark({ ...given, version: found.version }), failures };
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    const reason = `${error.message}; check the chart name and repository configuration.`;
    return { inputs: mark(given), failures: [{ property: "chart", reason: redact(reason, news) }] };
  }
}

/** Inputs that describe a release that Helm knows but no program describes yet. */
export function adoptedInputs(known: PropertyMap): PropertyMap {
  return { ...defaults, timeout: DEFAULT_TIMEOUT_SECONDS, ...known };
}

interface Naming {
  defaultNamespace: string;
  name: string;
  randomSeed: Buffer;
}

function completed(news: PropertyMap, olds: PropertyMap, { defaultNamespace, name, randomSeed }: Naming): PropertyMap {
  const plain = reveal(news) as PropertyMap;
  const known = [...Object.keys(defaults), ...Object.keys(optional)];
  const given = Object.fromEntries(
    Object.entries(plain).filter(([key, value]) => known.includes(key) && value !== null && value !== undefined),
  );
  const all: PropertyMap = { ...defaults, ...given };
  // A name that the provider or the program once gave stays, even if the program no longer gives one.
  all.name = given.name || olds.name || `${name}-${uniqueSuffix(randomSeed)}`;
  all.namespace = given.namespace || defaultNamespace;
  if (!given.skipAwait && given.timeout === undefined) all.timeout = DEFAULT_TIMEOUT_SECONDS;
  if (isMap(all.repositoryOpts)) all.repositoryOpts = { ...repositoryDefaults, ...all.repositoryOpts };
  if (isMap(all.values)) {
    const fromFiles = valueFiles(plain.valueYamlFiles);
    const values = mergeValues(fromFiles, all.values);
    all.values = all.allowNullValues === true ? values : withoutNulls(values);
  }
  return all;
}

function failuresOf(news: PropertyMap, given: PropertyMap): CheckFailure[] {
  const failures: CheckFailure[] = [];
  const refuse = (property: string, reason: string) => failures.push({ property, reason });
  if (given.chart === "") refuse("chart", "is required: the name of a chart, its folder or archive, or an oci:// URL");
  for (const [property, example] of Object.entries({ ...defaults, ...optional })) {
    const value = news[property] ?? null;
    if (value !== null && !(value instanceof Unknown) && kindOf(value) !== kindOf(example)) {
      refuse(property, `is a ${kindOf(value)}, but should be a ${kindOf(example)}`);
    }
  }
  for (const [property, advice] of Object.entries(refused)) {
    if (given[property])
      refuse(property, `is not in the stand-in for the kubernetes plugin: leave it out, and ${advice}`);
  }
  const { username, password } = isMap(given.repositoryOpts) ? given.repositoryOpts : repositoryDefaults;
  if (username || password) {
    refuse(
      `repositoryOpts.${username ? "username" : "password"}`,
      "is not in the stand-in for the kubernetes plugin, since Helm's command line would show it to everyone: take the " +
        "chart from a folder, or name a repository that `helm repo add` knows",
    );
  }
  return failures;
}

function kindOf(value: PropertyValue): string {
  return isList(value) ? "list" : isMap(value) ? "map" : typeof value;
}

/** The merged values of all files; later files take precedence. */
function valueFiles(assets: PropertyValue | undefined): PropertyMap {
  let values: PropertyMap = {};
  for (const asset of isList(assets) ? assets : []) {
    if (!isMap(asset)) continue;
    const { text, path } = asset;
    if (typeof text !== "string" && typeof path !== "string") {
      throw new Error("valueYamlFiles: the stand-in for the kubernetes plugin reads files and texts, but not URLs");
    }
    const yaml = typeof text === "string" ? text : fs.readFileSync(path as string, "utf8");
    if (/^[^#\s]/m.test(yaml)) values = mergeValues(values, loadYaml<PropertyMap>(yaml));
  }
  return values;
}

/** What the program marks as secret stays secret. */
function markSecrets(inputs: PropertyMap, news: PropertyMap): PropertyMap {
  const marked = withSecrets(inputs, news);
  return containsSecret(news.valueYamlFiles) ? { ...marked, values: new Secret(inputs.values) } : marked;
}
