/**
 * The part of the kubernetes package's schema that a YAML program needs beside the components: the provider, and the
 * kinds that users create themselves.
 */
import { version } from "@pulumi/kubernetes/package.json";

const anything = { $ref: "pulumi.json#/Any" };
const text = { type: "string" };
const flag = { type: "boolean" };
const texts = { type: "object", additionalProperties: text };

/** Its own type, because YAML reads properties only of declared objects. */
const metadataToken = "kubernetes:meta/v1:ObjectMeta";
const metadataType = {
  type: "object",
  properties: { name: text, namespace: text, generateName: text, uid: text, labels: texts, annotations: texts },
};

const providerInputs = {
  kubeconfig: text,
  context: text,
  cluster: text,
  clusterIdentifier: text,
  namespace: text,
  renderYamlToDirectory: text,
  deleteUnreachable: flag,
  enableConfigMapMutable: flag,
  enablePatchForce: flag,
  enableSecretMutable: flag,
  enableServerSideApply: flag,
  skipUpdateUnreachable: flag,
  suppressDeprecationWarnings: flag,
  suppressHelmHookWarnings: flag,
  upsertExistingObjects: flag,
};

/** Kinds by token, each with its properties besides `apiVersion`, `kind` and `metadata`. */
const kinds: Record<string, Record<string, object>> = {
  "kubernetes:apps/v1:Deployment": { spec: anything, status: anything },
  "kubernetes:core/v1:Namespace": { spec: anything, status: anything },
  "kubernetes:core/v1:Service": { spec: anything, status: anything },
  "kubernetes:core/v1:ConfigMap": { data: texts, binaryData: texts, immutable: flag },
  "kubernetes:core/v1:Secret": { data: texts, stringData: texts, immutable: flag, type: text },
};

export const schema = {
  name: "kubernetes",
  version,
  provider: { inputProperties: providerInputs },
  types: { [metadataToken]: metadataType },
  resources: Object.fromEntries(Object.entries(kinds).map(([token, own]) => [token, kindSchema(own)])),
};

function kindSchema(own: Record<string, object>) {
  const properties = { apiVersion: text, kind: text, metadata: { $ref: `#/types/${metadataToken}` }, ...own };
  return { properties, inputProperties: properties };
}
