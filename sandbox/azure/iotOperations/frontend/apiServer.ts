/** The API server as the frontends use it: what they are to serve, with which certificates, and whether a token is valid. */
import type { KubeConfig, V1ConfigMap, V1Secret } from "@kubernetes/client-node";
import { answered, follow } from "../../../machine/watch";
import type { FrontendStatus } from "../customResources";
import { group, namespace, plurals, version } from "../names";
import type { Material } from "./custom";
import type { TokenReviewer } from "./serviceAccountToken";

/** The ConfigMaps and Secrets of the namespace, as they were at one time. */
export interface Snapshot extends Material {
  /** A text in a Secret; undefined if there is none. */
  secretText(secret: string, key: string): string | undefined;
}

/** Connects as the service account of the pod. */
export async function connect() {
  const k8s = await import("@kubernetes/client-node");
  const config: KubeConfig = new k8s.KubeConfig();
  config.loadFromCluster();
  const core = config.makeApiClient(k8s.CoreV1Api);
  const custom = config.makeApiClient(k8s.CustomObjectsApi);
  const authentication = config.makeApiClient(k8s.AuthenticationV1Api);
  const merge = k8s.setHeaderOptions("Content-Type", k8s.PatchStrategy.MergePatch);
  const listConfigMaps = () => core.listNamespacedConfigMap({ namespace });
  const listSecrets = () => core.listNamespacedSecret({ namespace });
  const path = `/api/v1/namespaces/${namespace}`;

  const tokens: TokenReviewer = {
    async review(token, audiences) {
      const body = { apiVersion: "authentication.k8s.io/v1", kind: "TokenReview", spec: { token, audiences } };
      const { status } = await answered(authentication.createTokenReview({ body }), "a token");
      return {
        authenticated: status?.authenticated ?? false,
        audiences: status?.audiences ?? [],
        username: status?.user?.username ?? "",
        error: status?.error,
      };
    },
    async annotations(inNamespace, name) {
      const read = core.readNamespacedServiceAccount({ namespace: inNamespace, name });
      return (await answered(read, `ServiceAccount ${inNamespace}/${name}`)).metadata?.annotations ?? {};
    },
  };
  return {
    tokens,
    async snapshot(): Promise<Snapshot> {
      const [configMaps, secrets] = await Promise.all([
        answered(listConfigMaps(), "the ConfigMaps"),
        answered(listSecrets(), "the Secrets"),
      ]);
      return snapshotOf(configMaps.items, secrets.items);
    },
    async watch(who: string, changed: () => void): Promise<void> {
      const configMaps = k8s.makeInformer(config, `${path}/configmaps`, listConfigMaps);
      const secrets = k8s.makeInformer(config, `${path}/secrets`, listSecrets);
      await Promise.all([follow(who, configMaps, changed), follow(who, secrets, changed)]);
    },
    /** Replaces what was published before. */
    async publish(broker: string, frontend: FrontendStatus, before: FrontendStatus): Promise<void> {
      const gone = Object.keys(before.ports ?? {}).filter(port => frontend.ports?.[port] === undefined);
      const ports = { ...Object.fromEntries(gone.map(port => [port, null])), ...frontend.ports };
      const target = { group, version, namespace, plural: plurals.Broker, name: broker };
      const body = { status: { frontend: { ...frontend, ports } } };
      await answered(custom.patchNamespacedCustomObjectStatus({ ...target, body }, merge), `Broker ${broker}`);
    },
  };
}

function snapshotOf(configMaps: readonly V1ConfigMap[], secrets: readonly V1Secret[]): Snapshot {
  const secretText = (secret: string, key: string) => {
    const found = secrets.find(({ metadata }) => metadata?.name === secret)?.data?.[key];
    return found === undefined ? undefined : Buffer.from(found, "base64").toString("utf8");
  };
  return {
    secretText,
    configMap(name) {
      const found = configMaps.find(({ metadata }) => metadata?.name === name)?.data;
      return found && Object.values(found);
    },
    certificate(secret) {
      const [cert, key] = [secretText(secret, "tls.crt"), secretText(secret, "tls.key")];
      return cert === undefined || key === undefined ? undefined : { cert, key };
    },
  };
}
