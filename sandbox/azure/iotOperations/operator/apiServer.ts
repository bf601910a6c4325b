/** The API server as the operator uses it: lists, server-side apply, and status. */
import type {
  CustomObjectsApi,
  KubeConfig,
  KubernetesListObject,
  KubernetesObject,
  V1Secret,
  V1Service,
  V1StatefulSet,
} from "@kubernetes/client-node";
import { answered, follow } from "../../../machine/watch";
import type { BrokerListener } from "../customResources";
import { group, namespace, plurals, version } from "../names";
import type { Kind } from "../names";
import type { Certificate } from "./certificate";

/** The owner of the fields that the operator applies. */
const fieldManager = "dmqtt-operator";
const kinds = Object.keys(plurals) as Kind[];
const certificates = { group: "cert-manager.io", version: "v1", namespace, plural: "certificates" };

export type Cluster = Awaited<ReturnType<typeof connect>>;

/** Connects as the service account of the pod. */
export async function connect() {
  const k8s = await import("@kubernetes/client-node");
  const config: KubeConfig = new k8s.KubeConfig();
  config.loadFromCluster();
  const core = config.makeApiClient(k8s.CoreV1Api);
  const apps = config.makeApiClient(k8s.AppsV1Api);
  const custom = config.makeApiClient(k8s.CustomObjectsApi);
  const objects = k8s.KubernetesObjectApi.makeApiClient(config);
  const merge = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch);
  const place = (kind: Kind) => ({ group, version, namespace, plural: plurals[kind] });
  const listServices = () => core.listNamespacedService({ namespace });
  const listSecrets = () => core.listNamespacedSecret({ namespace });
  const listStatefulSets = () => apps.listNamespacedStatefulSet({ namespace });
  const itemsOf = async <T extends KubernetesObject>(list: Promise<KubernetesListObject<T>>, what: string) =>
    (await answered(list, what)).items;

  const ignoreMissing = (error: unknown): undefined => {
    if (!(error instanceof k8s.ApiException && error.code === 404)) throw error;
  };

  return {
    /** What the API server says about a request that it refused; undefined for any other failure. */
    refusal(error: unknown): { code: number; message: string } | undefined {
      return error instanceof k8s.ApiException ? { code: error.code, message: messageOf(error.body) } : undefined;
    },
    list: <T extends KubernetesObject>(kind: Kind) => itemsOf(listOf<T>(custom, place(kind)), plurals[kind]),
    certificates: () => itemsOf(listOf<Certificate>(custom, certificates), certificates.plural),
    services: (): Promise<V1Service[]> => itemsOf(listServices(), "the Services"),
    secrets: (): Promise<V1Secret[]> => itemsOf(listSecrets(), "the Secrets"),
    statefulSets: (): Promise<V1StatefulSet[]> => itemsOf(listStatefulSets(), "the StatefulSets"),
    /** Calls `changed` whenever anything happens to these objects. */
    async watch(who: string, changed: () => void): Promise<void> {
      const customs = [...kinds.map(place), certificates].map(where => {
        const path = `/apis/${where.group}/${where.version}/namespaces/${namespace}/${where.plural}`;
        return k8s.makeInformer<KubernetesObject>(config, path, () => listOf(custom, where));
      });
      const services = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/services`, listServices);
      const secrets = k8s.makeInformer(config, `/api/v1/namespaces/${namespace}/secrets`, listSecrets);
      const sets = k8s.makeInformer(config, `/apis/apps/v1/namespaces/${namespace}/statefulsets`, listStatefulSets);
      await Promise.all([
        ...customs.map(informer => follow(who, informer, changed)),
        follow(who, services, changed),
        follow(who, secrets, changed),
        follow(who, sets, changed),
      ]);
    },
    /** The data of a Secret in any namespace; undefined if there is none. */
    async secret(inNamespace: string, name: string): Promise<Record<string, string> | undefined> {
      const read = core.readNamespacedSecret({ namespace: inNamespace, name });
      return (await answered(read, `Secret ${inNamespace}/${name}`).catch(ignoreMissing))?.data;
    },
    /** Creates an object, or changes the parts that the operator has written. */
    async apply(object: KubernetesObject): Promise<void> {
      const strategy = k8s.PatchStrategy.ServerSideApply;
      const applied = objects.patch(object, undefined, undefined, fieldManager, true, strategy);
      await answered(applied, `${object.kind} ${object.metadata?.name}`);
    },
    async deleteCertificate(name: string): Promise<void> {
      await answered(custom.deleteNamespacedCustomObject({ ...certificates, name }), `Certificate ${name}`);
    },
    async deleteService(name: string): Promise<void> {
      await answered(core.deleteNamespacedService({ namespace, name }), `Service ${name}`);
    },
    /** An object that is gone meanwhile needs no status. */
    async patchStatus(kind: Kind, name: string, status: object): Promise<void> {
      const patched = custom.patchNamespacedCustomObjectStatus({ ...place(kind), name, body: { status } }, merge);
      await answered(patched, `the status of ${kind} ${name}`).catch(ignoreMissing);
    },
    async event(
      { metadata }: BrokerListener,
      type: "Normal" | "Warning",
      reason: string,
      message: string,
    ): Promise<void> {
      const now = new Date();
      const { name = "", uid } = metadata;
      const body = {
        metadata: { generateName: `${name}-`, namespace },
        involvedObject: { apiVersion: `${group}/${version}`, kind: "BrokerListener", name, namespace, uid },
        ...{ type, reason, message, firstTimestamp: now, lastTimestamp: now, count: 1 },
        source: { component: fieldManager },
      };
      await answered(core.createNamespacedEvent({ namespace, body }), `an event of BrokerListener ${name}`);
    },
  };
}

function listOf<T extends KubernetesObject>(
  custom: CustomObjectsApi,
  where: { group: string; version: string; namespace: string; plural: string },
): Promise<KubernetesListObject<T>> {
  return custom.listNamespacedCustomObject(where) as Promise<KubernetesListObject<T>>;
}

function messageOf(body: unknown): string {
  const status = (typeof body === "string" ? JSON.parse(body) : body) as { message?: string };
  return status.message ?? JSON.stringify(status);
}
