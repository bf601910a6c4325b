/** Completes and checks a program's inputs: kind, name, namespace. */
import type { CallContext, CheckFailure, Checked } from "../../protocol/serve";
import { Unknown, isMap } from "../../protocol/values";
import type { PropertyMap } from "../../protocol/values";
import { parseWaitFor } from "./await/waitFor";
import { withName } from "./autonaming";
import type { Connection } from "./connection";
import type { KubeObject } from "../../kubernetes/objects";
import {
  annotation,
  annotations,
  at,
  isPatchType,
  parseType,
  referenceTo,
  textAt,
  toObject,
  toProperties,
  without,
} from "../../kubernetes/objects";
import { withSecrets } from "./outputs";
import { normalize } from "./typed/roundTrip";

/** Only the API server sets these. */
const readOnlyMetadata = [
  "creationTimestamp",
  "deletionGracePeriodSeconds",
  "deletionTimestamp",
  "generation",
  "managedFields",
  "resourceVersion",
  "selfLink",
  "uid",
];

/** The inputs as they will be compared and sent, and what is wrong with them. */
export async function checkObject(
  connection: Connection,
  call: CallContext,
  olds: PropertyMap,
  news: PropertyMap,
  randomSeed: Buffer,
): Promise<Checked> {
  const { skipUpdateUnreachable } = connection.settings;
  if (skipUpdateUnreachable && Object.keys(olds).length > 0 && !(await connection.reach())) return { inputs: olds };

  const given = normalize(withKind(toObject(news), call.type));
  const isPatch = isPatchType(call.type, given);
  if (!isPatch && /^[A-Z]\w*List$/.test(textAt(given, "kind") ?? "")) {
    throw new Error(
      "list resources exist for compatibility with YAML manifests and Helm charts, and cannot be created directly. " +
        "Use the underlying resource type instead",
    );
  }
  const failures = failuresOf(given, isPatch);
  const old = Object.keys(olds).length > 0 ? toObject(olds) : undefined;
  const named = isPatch ? given : withName(given, old, call.name, randomSeed);
  const inputs = await withNamespace(connection, withoutReadOnly(named));
  return { inputs: withSecrets(toProperties(inputs), news), failures };
}

/** The SDKs name the kind and version; other front ends leave them to the type. */
function withKind(inputs: KubeObject, type: string): KubeObject {
  const { apiVersion, kind } = parseType(type);
  const version = textAt(inputs, "apiVersion")?.replace(/^core\//, "");
  return { ...inputs, apiVersion: version ?? apiVersion, kind: textAt(inputs, "kind") ?? kind };
}

function failuresOf(inputs: KubeObject, isPatch: boolean): CheckFailure[] {
  const failures = [];
  if (isPatch && !at(inputs, "metadata", "name") && !(inputs.metadata instanceof Unknown)) {
    failures.push({
      property: "metadata.name",
      reason: "patch resources require the `.metadata.name` field to be set",
    });
  }
  if (at(inputs, "metadata", "generateName") !== undefined) {
    failures.push({
      property: "metadata.generateName",
      reason:
        "the `.metadata.generateName` field is not supported in Server-Side Apply mode; " +
        "leave `.metadata.name` out and the provider makes a unique name",
    });
  }
  const waitFor = annotation(inputs, annotations.waitFor);
  try {
    if (waitFor !== undefined) parseWaitFor(waitFor);
  } catch (error) {
    failures.push({
      property: `metadata.annotations["${annotations.waitFor}"]`,
      reason: (error as Error).message,
    });
  }
  return failures;
}

function withoutReadOnly(inputs: KubeObject): KubeObject {
  if (!isMap(inputs.metadata)) return inputs;
  return { ...inputs, metadata: without(inputs.metadata, ...readOnlyMetadata) };
}

async function withNamespace(connection: Connection, inputs: KubeObject): Promise<KubeObject> {
  if (inputs.metadata instanceof Unknown) return inputs;
  const metadata = isMap(inputs.metadata) ? inputs.metadata : {};
  if (!(await connection.isNamespaced(referenceTo(inputs)))) {
    return { ...inputs, metadata: without(metadata, "namespace") };
  }
  const { defaultNamespace } = connection.settings;
  return { ...inputs, metadata: { ...metadata, namespace: metadata.namespace || defaultNamespace } };
}
