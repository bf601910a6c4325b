/** The default broker's listeners in the cluster. */
import assert from "node:assert/strict";
import { inNamespace } from "../../../../sandbox/testing/iotOperationsStandIn";

interface BrokerListener {
  metadata: { name: string };
  spec: { brokerRef?: string; ports: { port: number }[] };
}

interface Service {
  metadata: { name: string; labels: object };
  spec: { type: string; selector: object; ports: { nodePort?: number }[] };
}

/** A listener's spec. */
export async function specOf(name: string): Promise<BrokerListener["spec"]> {
  const { spec } = JSON.parse(await inNamespace("get", "brokerlistener", name, "--output=json")) as BrokerListener;
  return spec;
}

/** A listener's port numbers. */
export async function portsOf(name: string): Promise<number[]> {
  return (await specOf(name)).ports.map(({ port }) => port);
}

/** All listeners and Services, without addresses, node ports and the listeners' owners. */
export async function listenersInCluster(): Promise<unknown> {
  const list = async <T>(kind: string) =>
    (JSON.parse(await inNamespace("get", kind, "--output=json")) as { items: T[] }).items;
  const listeners = (await list<BrokerListener>("brokerlisteners")).map(
    ({ metadata, spec: { brokerRef, ...spec } }) => {
      assert.ok(brokerRef === undefined || brokerRef === "default");
      return { name: metadata.name, spec };
    },
  );
  const services = (await list<Service>("services")).map(({ metadata: { name, labels }, spec }) => {
    const ports = spec.ports.map(({ nodePort, ...port }) => ({ ...port, onNodes: nodePort !== undefined }));
    return { name, labels, type: spec.type, selector: spec.selector, ports };
  });
  return { listeners, services };
}
