/** Ports that are added to the listener of Azure IoT Operations itself, which stays otherwise as it is. */
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

/** A port by its number: the rest is not ours. */
interface NumberedPort {
  port: number;
}

/** A port as the cluster shows it. */
interface LivePort extends NumberedPort {
  tls?: { manual?: { secretRef?: string } };
}

interface LiveListener {
  metadata: pulumi.Output<{ annotations?: Record<string, string> } | undefined>;
  spec: pulumi.Output<{ ports?: LivePort[] } | undefined>;
}

/**
 * Adds the ports. The list is one value to the API server, so that all of it is written: what exists, verbatim, less our
 * ports that are no longer wanted, and the wanted ones. An annotation says which are ours.
 */
export function patchDefaultListener(
  name: string,
  namespace: pulumi.Output<string>,
  wanted: ListenerPort[],
  parent: pulumi.Resource,
): CustomResourcePatch {
  wanted.forEach(({ tls }) => tls?.warnings && warnOf(tls.warnings, parent));
  const live = readDefaultListener(`${name}-default-listener-now`, namespace, parent);
  const annotation = annotationOf(name);
  // Outputs stay Outputs in the list: all but they are known in a preview.
  const ports = pulumi
    .all([pulumi.unsecret(live.spec), pulumi.unsecret(live.metadata)])
    .apply(([spec, metadata]) =>
      mergedPorts(portsThere(spec?.ports), portsIn(metadata?.annotations?.[annotation]), wanted.map(portTree)),
    );
  wanted.forEach(port => warnOfSecret(port, live, namespace, parent));
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
          [annotation]: JSON.stringify(wanted.map(({ port }) => port)),
        },
      },
      spec: { ports },
    },
    // Without the patch the API server would take the ports away, those of Azure IoT Operations too.
    { parent, retainOnDelete: true, dependsOn: secretOrigins(wanted) },
  );
}

/** Warns of a Secret that the program does not make, when a port is to have it: all ports of the broker wait for it. */
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
      `${path.child("tls").child("secretName")}: is '${unlessSecret(secretName!)}', and until a Secret of that name and of ` +
        `type kubernetes.io/tls is in the namespace '${unlessSecret(inNamespace)}', the whole broker waits for it, with ` +
        "port 18883 of Azure IoT Operations itself: make it before this update.",
      resource,
    );
  });
}

const kind = "BrokerListener";

function readDefaultListener(name: string, namespace: pulumi.Output<string>, parent: pulumi.Resource): LiveListener {
  return new CustomResource(
    name,
    { apiVersion, kind, metadata: undefined, spec: undefined },
    // The patch shows how the ports change; this read is from before it.
    { parent, id: pulumi.interpolate`${namespace}/default`, additionalSecretOutputs: ["metadata", "spec"] },
  ) as unknown as LiveListener;
}

/** It always has the port of Azure IoT Operations: a list without any would be written back as one. */
function portsThere(ports: LivePort[] | undefined): LivePort[] {
  if (ports === undefined || ports.length === 0) {
    throw quickToPrint(
      new pulumi.RunError(
        "Reading the ports of the listener 'default': it has none. Look at 'kubectl get brokerlistener default --output " +
          "yaml' in the namespace of Azure IoT Operations, and mend that installation.",
      ),
    );
  }
  return ports;
}

/** Of this component in this stack only: another stack may add ports too. */
function annotationOf(name: string): string {
  const owner = `${pulumi.getProject()}/${pulumi.getStack()}/${name}`;
  return `aks-mqtt/ports-${createHash("sha256").update(owner).digest("hex").slice(0, 12)}`;
}

function portsIn(annotation: string | undefined): number[] {
  return annotation === undefined ? [] : (JSON.parse(annotation) as number[]);
}

/** The ports of the listener: the existing ones in their places, ours as wanted, new ones at the end. */
export function mergedPorts(live: NumberedPort[], ours: number[], wanted: NumberedPort[]): NumberedPort[] {
  const kept = live.filter(({ port }) => !ours.includes(port));
  wanted.forEach(({ port }, index) => {
    if (kept.some(other => other.port === port)) {
      refuse(
        PropertyPath.root.child("defaultListenerPorts").index(index).child("port"),
        `is ${port}, which the listener 'default' has already, from someone else: choose another`,
      );
    }
  });
  const inPlace = live.flatMap(port =>
    ours.includes(port.port) ? wanted.filter(other => other.port === port.port) : [port],
  );
  return [...inPlace, ...wanted.filter(({ port }) => !live.some(other => other.port === port))];
}
