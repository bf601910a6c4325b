/** Compares what a stack sent to the API server with what the server returns. */
import type { Stack } from "@pulumi/pulumi/automation";
import { kubectl } from "../../sandbox/testing/kubectl";

/** A resource of a stack's state, with its secrets in plain text. */
interface StateResource {
  type: string;
  urn: string;
  custom: boolean;
  /** Set if it was read, not made. */
  external?: boolean;
  inputs?: Record<string, unknown>;
}

/** What a stack sent of an object that it made. */
interface Sent {
  kind: string;
  name: string;
  namespace?: string;
  inputs: Record<string, unknown>;
}

/**
 * The fields of the stack's Kubernetes objects that are missing or different in the cluster, one per line. For each such
 * field, a provider that compares with the live object shows a change in every preview.
 */
export async function fieldsWrittenOtherwise(stack: Stack): Promise<string[]> {
  const { deployment } = (await stack.exportStack()) as { deployment: { resources?: StateResource[] } };
  const objects = (deployment.resources ?? []).filter(isObject).map(sentOf);
  if (objects.length === 0) throw new Error("the stack has no Kubernetes objects to compare");
  return (await Promise.all(objects.map(compare))).flat();
}

/** Whether a resource is an object: not a provider, a Helm release or only read. */
function isObject({ type, custom, external = false, inputs }: StateResource): boolean {
  return custom && !external && type.startsWith("kubernetes:") && inputs?.metadata !== undefined;
}

function sentOf({ type, inputs = {} }: StateResource): Sent {
  const [, groupVersion, token] = type.split(":");
  const [group, version] = groupVersion.split("/");
  const kind = (inputs.kind as string | undefined) ?? token.replace(/Patch$/, "");
  const { name, namespace } = inputs.metadata as { name: string; namespace?: string };
  return { kind: group === "core" ? kind : `${kind}.${version}.${group}`, name, namespace, inputs };
}

async function compare({ kind, name, namespace, inputs }: Sent): Promise<string[]> {
  const where = namespace === undefined ? [] : ["--namespace", namespace];
  const live = JSON.parse(await kubectl("get", kind, name, ...where, "--output", "json")) as unknown;
  const isSecret = kind === "Secret";
  return differences(opened(inputs), live, "").map(({ path, sent, found }) => {
    const values = isSecret
      ? "different from the value sent"
      : `${JSON.stringify(found)}, sent was ${JSON.stringify(sent)}`;
    return `${kind} ${namespace ? `${namespace}/` : ""}${name}: ${path} is ${found === undefined ? "missing" : values}`;
  });
}

interface Difference {
  path: string;
  sent: unknown;
  found: unknown;
}

/** Compares only the fields that were sent; a list is sent as a whole. */
function differences(sent: unknown, found: unknown, path: string): Difference[] {
  if (Array.isArray(sent) && Array.isArray(found) && sent.length === found.length) {
    return sent.flatMap((item, index) => differences(item, found[index], `${path}[${index}]`));
  }
  if (isMap(sent) && isMap(found)) {
    return Object.entries(sent).flatMap(([key, value]) =>
      differences(value, found[key], /^\w+$/.test(key) ? `${path}.${key}`.replace(/^\./, "") : `${path}["${key}"]`),
    );
  }
  return sent === found ? [] : [{ path, sent, found }];
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const secretSignature = "4dabf18193072939515e22adb298388d";

/** The value without Pulumi's secret markers. */
function opened(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(opened);
  if (!isMap(value)) return value;
  if (secretSignature in value) return opened(JSON.parse(value.plaintext as string));
  return Object.fromEntries(Object.entries(value).map(([key, child]) => [key, opened(child)]));
}
