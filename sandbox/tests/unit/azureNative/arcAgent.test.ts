import assert from "node:assert/strict";
import { project, removeProjected } from "../../../azure/resourceManager/arcAgent";
import type { Projected } from "../../../azure/resourceManager/arcAgent";
import { OperationError } from "../../../azure/resourceManager/armError";
import type { Work } from "../../../azure/resourceManager/kind";
import { Resources } from "../../../azure/resourceManager/store";
import { ApiError, NoAnswerError, UnknownKindError } from "../../../kubernetes/client";
import type { Cluster } from "../../../kubernetes/client";
import { textAt } from "../../../kubernetes/objects";
import type { KubeObject, Reference } from "../../../kubernetes/objects";

const apiVersion = "mqttbroker.iotoperations.azure.com/v1";
const namespace = "azure-iot-operations";

function object(kind: string, name: string, more: object = {}): KubeObject {
  return { apiVersion, kind, metadata: { name, namespace, uid: `uid-of-${name}` }, spec: {}, ...more };
}

function listenerOf(broker: string, name = "default"): Projected {
  return { kind: "BrokerListener", namespace, name, spec: { ports: [{ port: 1883 }] }, broker };
}

describe("a resource that the simulated Azure writes into the cluster", () => {
  const brokers = ["default", "own"].map(name => object("Broker", name));
  const handWritten = object("BrokerListener", "default", { spec: { ports: [{ port: 18883 }] } });

  it("is owned by its broker, and replaces what was written by hand", async () => {
    const { work, written } = clusterWith(...brokers, handWritten);
    await project(work, listenerOf("own", "outside"));
    await project(work, listenerOf("default"));
    assert.deepEqual(
      written.map(({ verb, metadata, spec }) => [verb, metadata.name, metadata.ownerReferences?.[0].name, spec]),
      [
        ["create", "outside", "own", { ports: [{ port: 1883 }] }],
        ["replace", "default", "default", { ports: [{ port: 1883 }] }],
      ],
    );
  });

  for (const reason of ["Conflict", "AlreadyExists"]) {
    it(`is written again if the API server answers ${reason}`, async () => {
      const { work, written, cluster } = clusterWith(...brokers);
      const { create } = cluster;
      cluster.create = () => {
        cluster.create = create;
        return Promise.reject(new ApiError(409, reason, "somebody was faster"));
      };
      await project(work, listenerOf("default"));
      assert.deepEqual(
        written.map(({ verb }) => verb),
        ["create"],
      );
    });
  }

  const failures: [Error, RegExp][] = [
    [new ApiError(422, "Invalid", "port 0"), /^Code="KubernetesInvalid" Message="port 0"$/],
    [new NoAnswerError("timeout"), /^Code="ClusterNotConnected" /],
    [
      new UnknownKindError({ apiVersion, kind: "Broker" }),
      /^Code="ExtensionNotInstalled" .*microsoft\.iotoperations is not installed/,
    ],
  ];
  for (const [failure, message] of failures) {
    it(`fails like an operation after ${failure.constructor.name}`, async () => {
      const { work, cluster } = clusterWith(...brokers);
      cluster.create = () => Promise.reject(failure);
      await assert.rejects(project(work, listenerOf("default")), (error: Error) => {
        assert.ok(error instanceof OperationError);
        assert.match(error.message, message);
        return true;
      });
    });
  }

  const ownerReferences = [{ apiVersion, kind: "Broker", name: "default", uid: "uid-of-default" }];
  const others: [string, KubeObject][] = [
    ["by default", handWritten],
    ["by hand", object("BrokerListener", "default", { spec: { brokerRef: "default", ports: [] } })],
    [
      "by its owner",
      object("BrokerListener", "default", { metadata: { name: "default", namespace, ownerReferences } }),
    ],
  ];
  for (const [how, present] of others) {
    it(`neither changes nor removes an object that belongs to another broker ${how}`, async () => {
      const { work, written } = clusterWith(...brokers, present);
      await assert.rejects(project(work, listenerOf("own")), (error: Error) => {
        assert.ok(error instanceof OperationError);
        assert.match(
          error.message,
          /^Code="Conflict" .*BrokerListener \S+\/default .* belongs to the broker default\./,
        );
        return true;
      });
      await removeProjected(work, listenerOf("own"));
      assert.deepEqual(written, []);
      await removeProjected(work, listenerOf("default"));
      assert.deepEqual(
        written.map(({ verb }) => verb),
        ["delete"],
      );
    });
  }
});

interface Written {
  verb: string;
  metadata: { name: string; ownerReferences?: { name: string }[] };
  spec?: unknown;
}

/** A cluster with these objects, which records every write. */
function clusterWith(...objects: KubeObject[]) {
  const written: Written[] = [];
  const keyOf = (one: KubeObject) => `${textAt(one, "kind")}/${textAt(one, "metadata", "name")}`;
  const all = new Map(objects.map(one => [keyOf(one), one]));
  const write = (verb: string) => (one: KubeObject) => {
    all.set(keyOf(one), one);
    written.push({ verb, ...one } as unknown as Written);
    return Promise.resolve(one);
  };
  const cluster: Pick<Cluster, "get" | "create" | "replace" | "delete"> = {
    get: ({ kind, name }: Reference) => Promise.resolve(all.get(`${kind}/${name}`)),
    create: write("create"),
    replace: write("replace"),
    delete({ kind, name }: Reference) {
      all.delete(`${kind}/${name}`);
      written.push({ verb: "delete", metadata: { name } });
      return Promise.resolve();
    },
  };
  const work: Work = {
    resources: new Resources([]),
    cluster: () => cluster as Cluster,
    signal: new AbortController().signal,
  };
  return { work, written, cluster };
}
