/** Adds ports to the listener of Azure IoT Operations itself, which otherwise stays as it is. */
import { createHash } from "node:crypto";
import { CustomResource, CustomResourcePatch } from "@pulumi/kubernetes/apiextensions";
import * as pulumi from "@pulumi/pulumi";
import { quickToPrint, refuse } from "../../inputs/errors";
import { PropertyPath } from "../../inputs/path";
import { appliedTo, unlessSecret } from "../../inputs/shown";
import { warnOf } from "../brokerListener/findings";
import type { ListenerPort } from "../brokerListener/listener";
import { portTree, secretOrigins } from "../brokerListener/makeListener";
import { apiVersion } from "../controlPlane";

/** A port by its number. Its other properties are copied unread. */
interface NumberedPort {
  port: number;
}

/** A port as the cluster returns it. */
interface LivePort extends NumberedPort {
  tls?: { manual?: { secretRef?: string } };
}

interface LiveListener {
  metadata: pulumi.Output<{ annotations?: Record<string, string> } | undefined>;
  spec: pulumi.Output<{ ports?: LivePort[] } | undefined>;
}

/**
 * Adds the ports. To the API server the list of ports is a single value, so the whole list is written: the existing
 * ports unchanged, without the ports that this component added and no longer has, and with the added ones. An
 * annotation records which ports this component added.
 */
export function patchDefaultListener(
  name: string,
  namespace: pulumi.Output<string>,
  added: ListenerPort[],
  parent: pulumi.Resource,
): CustomResourcePatch {
  added.forEach(({ tls }) => tls?.warnings && warnOf(tls.warnings, parent));
  const live = readDefaultListener(`${name}-default-listener-now`, namespace, parent);
  const annotation = annotationOf(name);
  // Outputs stay Outputs in the list, so that a preview knows all other values.
  const ports = pulumi.all([pulumi.unsecret(live.spec), pulumi.unsecret(live.metadata)]).apply(([spec, metadata]) => {
    const ours = JSON.parse(metadata?.annotations?.[annotation] ?? "[]") as number[];
    return mergedPorts(existingPorts(spec?.ports), ours, added.map(portTree));
  });
  added.forEach(port => warnOfSecret(port, live, namespace, parent));
  return new CustomResourcePatch(
    `${name}-default-listener`,
    {
      apiVersion,
      kind,
      metadata: {
        namespace,
        name: "default",
        annotations: {
          "pulumi.com/patchForce": "true",
          [annotation]: JSON.stringify(added.map(({ port }) => port)),
        },
      },
      spec: { ports },
    },
    // If the patch were deleted, the API server would remove all ports, including those of Azure IoT Operations.
    { parent, retainOnDelete: true, dependsOn: secretOrigins(added) },
  );
}

/** Warns if a port gets a Secret that the program does not create: all ports of the broker wait for it. */
function warnOfSecret(
  { port, path, tls }: ListenerPort,
  live: LiveListener,
  namespace: pulumi.Output<string>,
  resource: pulumi.Resource,
): void {
  if (!tls?.awaitsSecret) return;
  const found = pulumi.all([pulumi.unsecret(live.spec), namespace, tls.secretName]);
  appliedTo(found, ([spec, inNamespace, secretName]) => {
    const now = spec?.ports?.find(other => other.port === port)?.tls?.manual?.secretRef;
    if (now === secretName) return;
    void pulumi.log.warn(
      `${path.child("tls").child("secretName")}: is '${unlessSecret(secretName!)}'. Until a Secret of this name and of ` +
        `type kubernetes.io/tls exists in the namespace '${unlessSecret(inNamespace)}', the whole broker waits for it, ` +
        "including port 18883 of Azure IoT Operations itself: create the Secret before this update.",
      resource,
    );
  });
}

const kind = "BrokerListener";

function readDefaultListener(name: string, namespace: pulumi.Output<string>, parent: pulumi.Resource): LiveListener {
  return new CustomResource(
    name,
    { apiVersion, kind, metadata: undefined, spec: undefined },
    // Secret, because only the patch should show how the ports change: this read is from before it.
    { parent, id: pulumi.interpolate`${namespace}/default`, additionalSecretOutputs: ["metadata", "spec"] },
  ) as unknown as LiveListener;
}

/** The listener always has the port of Azure IoT Operations: an empty list must not be written back. */
function existingPorts(ports: LivePort[] = []): LivePort[] {
  if (ports.length > 0) return ports;
  throw quickToPrint(
    new pulumi.RunError(
      "Reading the ports of the listener 'default': it has none. Look at 'kubectl get brokerlistener default --output " +
        "yaml' in the namespace of Azure IoT Operations, and fix that installation.",
    ),
  );
}

/** The annotation of this component in this stack: another stack may add ports too. */
function annotationOf(name: string): string {
  const owner = `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
  return `aks-mqtt/ports-${createHash("sha256").update(owner).digest("hex").slice(0, 12)}`;
}

/**
 * The ports of the listener: the existing ones in their places, ours with their new values, and new ones at the end.
 */
export function mergedPorts(live: NumberedPort[], ours: number[], added: NumberedPort[]): NumberedPort[] {
  const kept = live.filter(({ port }) => !ours.includes(port));
  added.forEach(({ port }, index) => {
    if (kept.some(other => other.port === port)) {
      refuse(
        PropertyPath.root.child("defaultListenerPorts").index(index).child("port"),
        `is ${port}, which the listener 'default' already has, but not from this component: choose another port`,
      );
    }
  });
  const inPlace = live.flatMap(port =>
    ours.includes(port.port) ? added.filter(other => other.port === port.port) : [port],
  );
  return [...inPlace, ...added.filter(({ port }) => !live.some(other => other.port === port))];
}
