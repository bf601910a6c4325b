/** The operations of AKS: one at a time on a cluster and its node pools. */
import { setTimeout as sleep } from "node:timers/promises";
import { ArmError } from "../armError";
import { nameOf } from "../ids";
import { equal, textAt } from "../json";
import type { Json, JsonObject } from "../json";
import type { UnderWay, Work } from "../kind";
import type { ArmResource } from "../store";

/** In Azure, an operation takes minutes; here, long enough for a second one to meet it. */
const OPERATION_MS = 200;

/** Takes the time that an operation on machines takes. */
export async function takeTime({ signal }: Work): Promise<void> {
  await sleep(OPERATION_MS, undefined, { signal });
}

/**
 * Throws if an operation is under way on the cluster or one of its pools, as AKS does.
 *
 * @see https://learn.microsoft.com/troubleshoot/azure/azure-kubernetes/create-upgrade-delete/cluster-pending-operation
 */
export function checkAlone(id: string, underWay: UnderWay[]): void {
  const [clusterId] = /^.*\/managedClusters\/[^/]+/i.exec(id.toLowerCase()) ?? [""];
  const isCluster = id.toLowerCase() === clusterId;
  const ofCluster = underWay.find(({ resource }) => resource.id.toLowerCase() === clusterId);
  const ofPool = underWay.find(({ resource }) => resource.id.toLowerCase().startsWith(`${clusterId}/agentpools/`));
  const scaled = ofCluster && inlinePools(ofCluster.resource.body).find(inScaling);
  if (scaled && !isCluster) refuse(`Operation is not allowed: Another agentpool operation (${poolOf(scaled)})`);
  if (ofCluster) refuse(`Operation is not allowed: Another operation (${inAksWords(ofCluster.state)})`);
  if (!ofPool) return;
  const [pool, state] = [nameOf(ofPool.resource.id), inAksWords(ofPool.state)];
  if (!isCluster) refuse(`Operation is not allowed: Another agentpool operation (${pool} - ${state})`);
  refuse(`Managed Cluster operation is not allowed: Another operation (${state})`, ` on agent pool (${pool})`);
}

function refuse(what: string, where = ""): never {
  const advice = "please wait for it to finish before starting a new operation";
  const reason = `${what} is in progress${where}, ${advice}. See https://aka.ms/aks-pending-operation for more details`;
  throw new ArmError(409, "OperationNotAllowed", reason);
}

function inAksWords(state: string): string {
  return state === "Accepted" ? "Creating" : state;
}

function poolOf(pool: JsonObject): string {
  return `${textAt(pool, "name")} - ${textAt(pool, "provisioningState")}`;
}

function inlinePools(cluster: JsonObject): JsonObject[] {
  return (cluster.agentPoolProfiles ?? []) as JsonObject[];
}

function inScaling(pool: JsonObject): boolean {
  return pool.provisioningState === "Scaling";
}

/** Whether a change of a pool in the cluster's list is under way. */
export function isScaling(cluster: JsonObject): boolean {
  return inlinePools(cluster).some(inScaling);
}

/** The pools in the list of a cluster while it is created or changed: if one of them changes, AKS scales all of them. */
export function poolsUnderWay(pools: JsonObject[], former: JsonObject[] | undefined): Json[] {
  const withState = (provisioningState: string) => pools.map(pool => ({ ...pool, provisioningState }));
  if (former === undefined) return withState("Creating");
  return equal(
    withState(""),
    former.map(pool => ({ ...pool, provisioningState: "" })),
  )
    ? withState("Succeeded")
    : withState("Scaling");
}

/** The pools in the list of a cluster once that is done. */
export function poolsDone(cluster: ArmResource): Json[] {
  return inlinePools(cluster.body).map(pool => ({ ...pool, provisioningState: "Succeeded" }));
}
