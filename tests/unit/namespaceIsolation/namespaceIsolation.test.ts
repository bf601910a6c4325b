import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { MosquittoBroker, NamespaceIsolation, PolicyEngine } from "../../../index";
import type { NamespaceIsolationArgs } from "../../../index";
import { attempt, find, run, valueOf } from "../engine/engine";
import { broker, operatorService, outside, securePort } from "../iotOperations/iotOperations";
import { liveService } from "../engine/live";
import { warningsOf } from "../engine/warnings";

const policyType = "kubernetes:networking.k8s.io/v1:NetworkPolicy";
const calico = { policyEngine: PolicyEngine.Calico };
const clients = { app: "dgraph-client", env: "test" };
const ownPods = { from: [{ podSelector: {} }] };

const isolate = (args: Partial<NamespaceIsolationArgs>) => () =>
  new NamespaceIsolation("dgraph", { namespace: "dgraph", ...calico, ...args });

/** The spec of a policy. */
async function specOf(args: Partial<NamespaceIsolationArgs>, name = "dgraph-isolation"): Promise<unknown> {
  const { resources } = await run(isolate(args));
  return find(resources, policyType, name).inputs.spec;
}

describe("NamespaceIsolation", () => {
  it("closes all pods of the namespace to everyone except each other, and leaves egress open", async () => {
    const { result, resources } = await run(isolate({}));

    assert.equal(resources.length, 2);
    const { inputs } = find(resources, policyType, "dgraph-isolation");
    assert.deepEqual(inputs.metadata, { namespace: "dgraph", name: "dgraph" });
    assert.deepEqual(inputs.spec, { podSelector: {}, policyTypes: ["Ingress"], ingress: [ownPods] });
    assert.equal(await valueOf(result.namespace), "dgraph");
    assert.deepEqual(await valueOf(result.policyNames), ["dgraph"]);
  });

  it("lets in namespaces with all labels, and ranges, on the given ports only", async () => {
    const args = {
      clientNamespaceLabels: clients,
      clientCidrs: ["203.0.113.0/24"],
      tcpPorts: [8080, 9080],
      udpPorts: [53],
    };
    assert.deepEqual(await specOf(args), {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [
        ownPods,
        {
          from: [{ namespaceSelector: { matchLabels: clients } }, { ipBlock: { cidr: "203.0.113.0/24" } }],
          ports: [
            { protocol: "TCP", port: 8080 },
            { protocol: "TCP", port: 9080 },
            { protocol: "UDP", port: 53 },
          ],
        },
      ],
    });
  });

  it("closes only the selected pods", async () => {
    const podLabels = { component: "alpha" };
    assert.deepEqual(await specOf({ podLabels }), {
      podSelector: { matchLabels: podLabels },
      policyTypes: ["Ingress"],
      ingress: [ownPods],
    });
  });

  it("lets administrators in on every port", async () => {
    const administrators = { role: "backup" };
    const spec = (await specOf({ administrationNamespaceLabels: administrators })) as { ingress: unknown };
    assert.deepEqual(spec.ingress, [ownPods, { from: [{ namespaceSelector: { matchLabels: administrators } }] }]);
  });

  it("closes egress except to the namespace's own pods, DNS and the destinations", async () => {
    const destinations = [
      { cidr: "198.51.100.7/32", tcpPorts: [443] },
      { namespaceLabels: { team: "backup" }, podLabels: { app: "store" }, udpPorts: [514] },
      { namespaceLabels: { team: "metrics" } },
    ];
    const spec = (await specOf({ egress: { destinations } })) as { policyTypes: unknown; egress: unknown };

    assert.deepEqual(spec.policyTypes, ["Ingress", "Egress"]);
    assert.deepEqual(spec.egress, [
      { to: [{ podSelector: {} }] },
      {
        to: [
          {
            namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": "kube-system" } },
            podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
          },
        ],
      },
      { to: [{ ipBlock: { cidr: "198.51.100.7/32" } }], ports: [{ protocol: "TCP", port: 443 }] },
      {
        to: [
          {
            namespaceSelector: { matchLabels: { team: "backup" } },
            podSelector: { matchLabels: { app: "store" } },
          },
        ],
        ports: [{ protocol: "UDP", port: 514 }],
      },
      { to: [{ namespaceSelector: { matchLabels: { team: "metrics" } } }] },
    ]);
    assert.equal(((await specOf({ egress: {} })) as { egress: unknown[] }).egress.length, 2);
  });

  it("also closes egress of the pods that serve clients, which podLabels may not select", async () => {
    const args = {
      podLabels: { a: "closed" },
      servingPodLabels: { b: "serves" },
      clientNamespaceLabels: clients,
      tcpPorts: [8080],
      egress: {},
    };
    const closed = (await specOf(args)) as { egress: unknown };
    const serving = (await specOf(args, "dgraph-clients")) as { policyTypes: unknown; egress: unknown };

    assert.deepEqual(serving.policyTypes, ["Ingress", "Egress"]);
    assert.deepEqual(serving.egress, closed.egress);
  });

  it("lets clients into the pods of a MosquittoBroker on its ports, and into no other pod", async () => {
    const live = {
      "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "ClusterIP", port: 1883 }),
      "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }),
    };
    const { result, resources } = await run(
      () => {
        const listeners = [{ port: 1883 }, { port: 8883, tls: { secretName: "server" } }];
        const mosquitto = new MosquittoBroker("broker", { namespace: "mqtt", listeners, allowAnonymous: true });
        return new NamespaceIsolation("mqtt", {
          namespace: "mqtt",
          ...calico,
          clientNamespaceLabels: clients,
          servingPodLabels: mosquitto.podLabels,
          tcpPorts: mosquitto.containerPorts,
        });
      },
      { live },
    );

    const { spec } = find(resources, "kubernetes:apps/v1:Deployment", "broker").inputs as {
      spec: {
        template: { metadata: { labels: object }; spec: { containers: { ports: { containerPort: number }[] }[] } };
      };
    };
    const { metadata, spec: pod } = spec.template;
    const ports = pod.containers[0].ports.map(({ containerPort }) => ({ protocol: "TCP", port: containerPort }));
    assert.equal(ports.length, 2);
    const serving = find(resources, policyType, "mqtt-clients").inputs;
    assert.deepEqual(serving.metadata, { namespace: "mqtt", name: "mqtt-clients" });
    assert.deepEqual(serving.spec, {
      podSelector: { matchLabels: metadata.labels },
      policyTypes: ["Ingress"],
      ingress: [ownPods, { from: [{ namespaceSelector: { matchLabels: clients } }], ports }],
    });
    assert.deepEqual(find(resources, policyType, "mqtt-isolation").inputs.spec, {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [ownPods],
    });
    assert.deepEqual(await valueOf(result.policyNames), ["mqtt", "mqtt-clients"]);
  });

  it("lets clients into the Azure IoT Operations frontends on the ports of all listeners, and leaves other pods open", async () => {
    const live = {
      ...operatorService({ ports: [{ port: 8883 }, { port: 8884 }] }),
      ...operatorService({ name: "at-nodes", type: "NodePort", ports: [{ port: 8885, nodePort: 31885 }] }),
    };
    const { resources } = await run(
      () => {
        const { namespace, listeners } = broker([
          outside(securePort(8883), securePort(8884)),
          { listenerName: "at-nodes", serviceType: "NodePort", ports: [securePort(8885)] },
        ]);
        return new NamespaceIsolation("frontends", {
          namespace,
          ...calico,
          podLabels: listeners[0].podLabels,
          clientNamespaceLabels: clients,
          tcpPorts: listeners.apply(all => all.flatMap(({ containerPorts }) => containerPorts)),
        });
      },
      { live },
    );

    const { metadata, spec } = find(resources, policyType, "frontends-isolation").inputs;
    assert.deepEqual(metadata, { namespace: "azure-iot-operations", name: "frontends" });
    assert.deepEqual(spec, {
      podSelector: { matchLabels: { app: "broker", tier: "frontend" } },
      policyTypes: ["Ingress"],
      ingress: [
        ownPods,
        {
          from: [{ namespaceSelector: { matchLabels: clients } }],
          ports: [8883, 8884, 8885].map(port => ({ protocol: "TCP", port })),
        },
      ],
    });
  });

  it("warns if no policy engine is known to run, and creates its policies anyway", async () => {
    for (const policyEngine of [undefined, PolicyEngine.None, pulumi.output("none")]) {
      const warnings = await warningsOf(async () => {
        const { resources } = await run(isolate({ policyEngine }));
        assert.equal(resources.length, 2);
      });
      assert.equal(warnings.length, 1);
      assert.match(warnings[0], /^policyEngine: no policy engine is known to run in the cluster, and without one /);
    }
  });

  it("does not warn if a policy engine runs", async () => {
    for (const policyEngine of [PolicyEngine.Cilium, pulumi.output("calico")]) {
      const warnings = await warningsOf(() => run(isolate({ policyEngine, strict: true })));
      assert.deepEqual(warnings, []);
    }
  });

  it("creates no policy with strict if no policy engine is known to run", async () => {
    for (const policyEngine of [undefined, PolicyEngine.None, pulumi.output("none")]) {
      const { errors, resources } = await attempt(
        isolate({ policyEngine, strict: true, clientNamespaceLabels: clients, tcpPorts: [1] }),
      );
      assert.ok(errors.some(({ message }) => message.includes("policyEngine: no policy engine is known to run")));
      assert.deepEqual(
        resources.filter(({ type }) => type === policyType),
        [],
      );
    }
  });
});
