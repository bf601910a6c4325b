/** The life of `helm.sh/v3:Release`: a Helm chart that is deployed as a whole. */
import type { CallContext, ResourceState } from "../../../protocol/serve";
import { InitializationError } from "../../../protocol/serve";
import { reveal } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import type { Connection } from "../connection";
import { clusterForDelete } from "../delete";
import { parseId } from "../../../kubernetes/objects";
import { redact } from "../outputs";
import { DELETE_UNREACHABLE_HINT } from "../read";
import type { ResourceHandler } from "../resources";
import { HelmError, helm } from "./command";
import { installArguments, uninstallArguments, upgradeArguments } from "./flags";
import { adoptedInputs, checkRelease } from "./inputs";
import { findRelease, forgetPending, isPending } from "./record";
import type { ReleaseRecord } from "./record";
import { diffRelease, inputsIn, nameIn, plannedState, stateOf } from "./state";

/** Handles releases, with the Helm on the PATH. */
export function releaseHandler(connection: Connection): ResourceHandler {
  return {
    check: (call, olds, news, randomSeed) =>
      checkRelease(connection.settings.defaultNamespace, call, olds, news, randomSeed),
    diff: (_call, old, _oldInputs, news) => Promise.resolve(diffRelease(old.properties, news)),
    create: (call, inputs) => create(connection, call, inputs),
    read: (_call, old) => read(connection, old),
    update: (call, _old, _oldInputs, news) => update(connection, call, news),
    delete: (call, old) => remove(connection, call, old),
  };
}

async function create(connection: Connection, call: CallContext, inputs: PropertyMap): Promise<ResourceState> {
  if (call.preview) return { id: "", properties: plannedState(inputs) };
  const found = await mended(connection, call, inputs);
  // Installed by someone else, or by an update that was killed before Pulumi recorded it.
  const isTaken = found !== undefined && !["failed", "uninstalled"].includes(found.status);
  if (isTaken && !connection.settings.upsertExistingObjects) {
    const { namespace, name } = nameIn(inputs);
    throw new Error(
      `cannot re-use a name that is still in use: the namespace ${namespace} has a Helm release ${name}, which is ` +
        `${found.status}. Import it (pulumi import ${call.type} NAME ${namespace}/${name}), or uninstall it`,
    );
  }
  return deploy(connection, call, inputs, found);
}

async function update(connection: Connection, call: CallContext, news: PropertyMap): Promise<PropertyMap> {
  if (call.preview) return plannedState(news);
  const { namespace, name } = nameIn(news);
  if (!(await findRelease(await kubeConfigOf(connection), { namespace, name }))) {
    throw new Error(`"${name}" has no deployed releases; if it was uninstalled by hand, run \`pulumi refresh\``);
  }
  const found = await mended(connection, call, news);
  return (await deploy(connection, call, news, found)).properties;
}

/**
 * The existing release, after clearing away what a killed operation left: otherwise Helm would refuse to touch the
 * release ever again.
 */
async function mended(
  connection: Connection,
  call: CallContext,
  inputs: PropertyMap,
): Promise<ReleaseRecord | undefined> {
  const kubeConfig = await kubeConfigOf(connection);
  const release = nameIn(inputs);
  const found = await findRelease(kubeConfig, release);
  if (!found || !isPending(found)) return found;
  call.warn?.(`The Helm release ${release.namespace}/${release.name} is ${found.status}: going on from there`);
  await forgetPending(await connection.require(), release);
  return findRelease(kubeConfig, release);
}

/** Installs or upgrades. A release that fails stays in state, so that the next update can repair it. */
async function deploy(
  connection: Connection,
  call: CallContext,
  inputs: PropertyMap,
  found: ReleaseRecord | undefined,
): Promise<ResourceState> {
  const kubeConfig = await kubeConfigOf(connection);
  const release = nameIn(inputs);
  const id = `${release.namespace}/${release.name}`;
  const upgrades = found !== undefined && found.status !== "uninstalled";
  const replace = found?.status === "uninstalled" || inputs.replace === true;
  const args = upgrades ? upgradeArguments(inputs) : installArguments(inputs, { replace });
  const values = JSON.stringify(reveal(inputs.values));
  const unready = new Set<string>();
  const waitingFor = (text: string) => {
    unready.add(text);
    call.status?.(text);
  };
  let failure: HelmError | undefined;
  try {
    await helm({ args, kubeConfig, values, signal: call.signal, waitingFor });
  } catch (error) {
    if (!(error instanceof HelmError)) throw error;
    failure = error;
  }
  const now = await findRelease(kubeConfig, release);
  const hasChanged = now !== undefined && now.revision !== found?.revision;
  if (failure && !hasChanged) throw new Error(redact(failure.message, inputs), { cause: failure });
  if (!now) throw new Error(`Helm deployed ${id}, but cannot find it`);
  const state = { id, properties: stateOf(inputs, now) };
  if (!failure) return state;
  const headline = upgrades ? "failed to initialize completely" : "was created, but failed to initialize completely";
  const reasons = [`Helm release "${id}" ${headline}: ${failure.message}`, ...[...unready].slice(-MOST_REASONS)];
  throw new InitializationError(
    state,
    inputs,
    reasons.map(reason => redact(reason, inputs)),
  );
}

const MOST_REASONS = 5;

async function read(
  connection: Connection,
  old: ResourceState,
): Promise<{ state: ResourceState; inputs: PropertyMap } | undefined> {
  if (!(await connection.reach())) {
    const { deleteUnreachable, skipUpdateUnreachable } = connection.settings;
    if (deleteUnreachable) return undefined;
    const known = inputsIn(old.properties);
    if (skipUpdateUnreachable && known) return { state: old, inputs: known };
    throw new Error(
      `configured Kubernetes cluster is unreachable: ${await connection.unreachableReason()}\n${DELETE_UNREACHABLE_HINT}`,
    );
  }
  const { namespace = connection.settings.defaultNamespace, name } = parseId(old.id);
  const record = await findRelease(await kubeConfigOf(connection), { namespace, name });
  if (!record) return undefined;
  const { chart, version, values } = record;
  const inputs = inputsIn(old.properties) ?? adoptedInputs({ name, namespace, chart, version, values });
  return { state: { id: old.id, properties: stateOf(inputs, record) }, inputs };
}

async function remove(connection: Connection, call: CallContext, old: ResourceState): Promise<void> {
  if (!(await clusterForDelete(connection))) return;
  const { kubeConfig } = connection.settings;
  const said = await helm({ args: uninstallArguments(old.properties), kubeConfig, signal: call.signal });
  if (said.includes("kept due to the resource policy")) {
    call.warn?.(`Helm uninstall returned information: ${JSON.stringify(said.trim())}`);
  }
}

/** Requires the cluster to answer first: Helm's own error would be about its first request. */
async function kubeConfigOf(connection: Connection) {
  await connection.require();
  const { kubeConfig } = connection.settings;
  if (!kubeConfig) throw new Error(connection.settings.reason);
  return kubeConfig;
}
