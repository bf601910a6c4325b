/** A simulated Azure Resource Manager: creates, stores, returns and deletes resources, with ARM's errors. */
import type { Cluster } from "../../kubernetes/client";
import { ArmError, OperationError } from "./armError";
import { checkChoices, checkCreateOnly, formerOutputs, keepCreateOnly, merged, withDefaults } from "./body";
import { fillPath, nameOf, parentOf, typeOf } from "./ids";
import { isObject } from "./json";
import type { JsonObject } from "./json";
import type { Kind, Put, Work } from "./kind";
import { kindOf } from "./kinds";
import { begun, ended, isLeftHalfDone, isStill, stateOf, underWay } from "./state";
import { Resources, Store } from "./store";
import type { ArmResource } from "./store";

/** Where an Azure is, and who uses it. */
export interface Azure {
  /** The folder that holds its state. */
  folder: string;
  subscriptionId: string;
  tenantId: string;
  cluster: () => Cluster;
}

/** The limits of a long-running operation, and who is told about its progress. */
interface Operation {
  signal: AbortSignal;
  status?: (text: string) => void;
}

/** One subscription's view of an Azure. */
export class ResourceManager {
  private readonly store: Store;

  constructor(private readonly azure: Azure) {
    this.store = new Store(azure.folder);
  }

  get subscriptionId(): string {
    return this.azure.subscriptionId;
  }

  get tenantId(): string {
    return this.azure.tenantId;
  }

  idOf(token: string, parameters: Record<string, string>): string {
    return fillPath(kindOf(token).path, { subscriptionId: this.azure.subscriptionId, ...parameters });
  }

  /** The resource as ARM has it at this moment. */
  find(id: string): ArmResource | undefined {
    return this.store.read().get(id);
  }

  all(): Resources {
    return this.store.read();
  }

  /**
   * The resource as it is, without waiting for what is being done to it. What an ended process left half done is finished
   * first. Throws if there is none.
   */
  async get(id: string, operation: Operation): Promise<ArmResource> {
    const found = this.find(id);
    if (found && isLeftHalfDone(found)) await this.finish(found, operation).catch(ignoreFailure);
    const now = this.find(id);
    if (!now) throw notFound(id);
    return { ...now, body: { ...now.body, ...kindOf(now.token).view?.(now, this.all()) } };
  }

  /** Creates or changes a resource, and waits until ARM is done with it. */
  async put(
    token: string,
    parameters: Record<string, string>,
    inputs: JsonObject,
    operation: Operation,
  ): Promise<ArmResource> {
    const id = this.idOf(token, parameters);
    const accepted = await this.store.change(resources => {
      kindOf(token).checkUnderWay?.(id, underWay(resources.all()));
      const resource = this.accept(token, id, parameters, inputs, resources);
      resources.set(resource);
      return resource;
    });
    return this.provision(accepted, operation);
  }

  /** Records a resource that already exists: nothing is done for it. */
  record(token: string, parameters: Record<string, string>, inputs: JsonObject): Promise<ArmResource> {
    const id = this.idOf(token, parameters);
    return this.store.change(resources => {
      const resource = ended(this.accept(token, id, parameters, inputs, resources), "Succeeded");
      resources.set(resource);
      return resource;
    });
  }

  /** Removes a resource and waits until it is gone; succeeds if it is already gone. */
  async delete(id: string, operation: Operation): Promise<void> {
    const doomed = await this.store.change(resources => {
      const resource = resources.get(id);
      if (!resource) return [];
      const below = resources.below(id);
      checkRemoval(resource, below, resources);
      const all = [...below, resource].map(one => begun(one, "Deleting"));
      for (const one of all) resources.set(one);
      return all;
    });
    for (const [index, resource] of doomed.entries()) {
      operation.status?.(`Deleting ${nameOf(resource.id)}`);
      try {
        await kindOf(resource.token).remove?.(resource, this.work(operation));
      } catch (error) {
        throw await this.failed(doomed.slice(index), error, operation);
      }
      await this.store.change(resources => {
        if (isStill(resource, resources)) resources.delete(resource.id);
      });
    }
  }

  /** Finishes what another process began, unless a third one is already doing so. */
  private async finish(found: ArmResource, operation: Operation): Promise<unknown> {
    if (stateOf(found) === "Deleting") return this.delete(found.id, operation);
    const taken = await this.store.change(resources => {
      if (!isStill(found, resources)) return undefined;
      const mine = begun(found, stateOf(found) ?? "");
      resources.set(mine);
      return mine;
    });
    return taken && this.provision(taken, operation);
  }

  private accept(
    token: string,
    id: string,
    parameters: Record<string, string>,
    inputs: JsonObject,
    resources: Resources,
  ): ArmResource {
    const kind = kindOf(token);
    const existing = resources.get(id)?.body;
    checkParents(id, resources);
    const asked = withDefaults(kind.properties, inputs);
    const body = existing ? keepCreateOnly(kind.properties, asked, existing) : asked;
    checkChoices(kind.properties, body);
    if (existing) checkCreateOnly(kind.properties, body, existing);
    const { subscriptionId, tenantId } = this.azure;
    const put: Put = { id, subscriptionId, tenantId, parameters, body, existing, resources };
    kind.check?.(put);
    const former = existing ? formerOutputs(kind.properties, existing) : {};
    const outputs = { ...commonOutputs(kind, put), ...kind.outputs?.(put) };
    const complete = merged(merged(former, body), outputs);
    return begun({ id, token, parameters, body: complete }, existing ? "Updating" : "Accepted");
  }

  private async provision(accepted: ArmResource, operation: Operation): Promise<ArmResource> {
    operation.status?.(stateOf(accepted) ?? "");
    try {
      const outputs = await kindOf(accepted.token).provision?.(accepted, this.work(operation));
      const body = isObject(outputs ?? undefined) ? merged(accepted.body, outputs as JsonObject) : accepted.body;
      return await this.settle({ ...accepted, body }, "Succeeded", operation);
    } catch (error) {
      throw await this.failed([accepted], error, operation);
    }
  }

  /** Records that an operation on these has failed, for whatever reason, and returns the error to throw. */
  private async failed(unsettled: ArmResource[], error: unknown, operation: Operation): Promise<unknown> {
    // A canceled wait leaves ARM at work: whoever reads the resource next finishes it.
    const state = operation.signal.aborted ? undefined : "Failed";
    for (const resource of unsettled) await this.settle(resource, state ?? stateOf(resource) ?? "", operation);
    if (state === undefined || error instanceof OperationError) return error;
    return new OperationError("InternalServerError", error instanceof Error ? error.message : String(error));
  }

  private settle(resource: ArmResource, state: string, operation: Operation): Promise<ArmResource> {
    operation.status?.(state);
    const settled = ended(resource, state);
    return this.store.change(resources => {
      if (isStill(resource, resources)) resources.set(settled);
      return settled;
    });
  }

  private work({ signal }: Operation): Work {
    return { resources: this.store.read(), cluster: this.azure.cluster, signal };
  }
}

/** Whoever reads a resource sees in its state what has failed. */
function ignoreFailure(error: unknown): void {
  if (!(error instanceof OperationError)) throw error;
}

function commonOutputs(kind: Kind, { id, existing }: Put): JsonObject {
  const outputs: JsonObject = { name: nameOf(id) };
  // The type of a node pool is something else, and an input.
  if (kind.properties.type?.readOnly) outputs.type = typeOf(id);
  if (!("systemData" in kind.properties)) return outputs;
  const now = new Date().toISOString();
  const [createdBy, lastModifiedBy] = ["sandbox", "sandbox"];
  const created = existing?.systemData ?? { createdAt: now, createdBy, createdByType: "User" };
  const modified = { lastModifiedAt: now, lastModifiedBy, lastModifiedByType: "User" };
  return { ...outputs, systemData: { ...(created as JsonObject), ...modified } };
}

function notFound(id: string): ArmError {
  const group = /\/resourceGroups\/([^/]+)/i.exec(id)?.[1] ?? "";
  if (/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i.test(id)) return groupNotFound(group);
  const reason = `The Resource '${typeOf(id)}/${nameOf(id)}' under resource group '${group}' was not found.`;
  return new ArmError(404, "ResourceNotFound", reason);
}

function groupNotFound(group: string): ArmError {
  return new ArmError(404, "ResourceGroupNotFound", `Resource group '${group}' could not be found.`);
}

function checkParents(id: string, resources: Resources): void {
  const [, group] = /^(?:\/subscriptions\/[^/]+\/resourceGroups\/([^/]+))\//i.exec(id) ?? [];
  const subscription = /^\/subscriptions\/[^/]+/i.exec(id)?.[0] ?? "";
  if (group !== undefined && !resources.get(`${subscription}/resourceGroups/${group}`)) throw groupNotFound(group);
  const parent = parentOf(id);
  if (/^\/subscriptions\/[^/]+$/i.test(parent) || resources.get(parent)) return;
  throw new ArmError(
    404,
    "ParentResourceNotFound",
    `Failed to perform 'write' on resource(s) of type '${typeOf(id).split("/").slice(1).join("/")}', because the ` +
      `parent resource '${parent}' could not be found.`,
  );
}

function checkRemoval(resource: ArmResource, below: ArmResource[], resources: Resources): void {
  const kind = kindOf(resource.token);
  const nested = below.filter(({ token }) => token !== "azure-native:authorization:RoleAssignment");
  if (nested.length > 0 && !kind.removesBelow) {
    throw new ArmError(
      409,
      "CannotDeleteResource",
      "Cannot delete resource while nested resources exist. Some existing nested resource IDs include: " +
        `'${nested[0].id}'. Please delete all nested resources before deleting this resource.`,
    );
  }
  const doomed = [...below, resource];
  const others = new Resources(resources.all().filter(one => !doomed.includes(one)));
  // What is done to the doomed ends with them.
  kind.checkUnderWay?.(resource.id, underWay(others.all()));
  for (const one of doomed) kindOf(one.token).checkRemoval?.(one, others);
}
