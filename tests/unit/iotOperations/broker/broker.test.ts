import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../../../index";
import type { BrokerArgs } from "../../../../index";
import { isKnown, run, valueOf } from "../../engine/engine";
import type { Circumstances } from "../../engine/engine";
import { broker, operatorService, outside, ownPort, planes, securePort, specOf } from "../iotOperations";
import { warningsOf } from "../../engine/warnings";

const kubernetes: Partial<BrokerArgs> = { azure: undefined, kubernetes: {} };

/** Runs without the warning that `kubernetes` gives. */
async function quietly<T>(program: () => T, circumstances: Circumstances) {
  let done!: Awaited<ReturnType<typeof run<T>>>;
  await warningsOf(async () => void (done = await run(program, circumstances)));
  return done;
}

/** A listener's properties, through Azure or in the cluster. */
interface ListenerProps {
  brokerName?: pulumi.Output<string>;
  spec?: { brokerRef: pulumi.Output<string> };
}

/** The resources by which the engine decides what else to replace. */
async function resourcesOf(output: pulumi.Output<unknown>): Promise<string[]> {
  const { allResources } = output as unknown as { allResources: () => Promise<Set<pulumi.Resource>> };
  return Promise.all([...(await allResources())].map(({ urn }) => valueOf(urn)));
}

describe("Broker", () => {
  it("creates its listeners, each with the broker's own control plane", async () => {
    const live = { ...operatorService(), ...operatorService({ name: "at-nodes", type: "NodePort" }) };
    const listeners = [
      outside(securePort(8883)),
      { listenerName: "at-nodes", serviceType: "NodePort" as const, ports: [securePort(8884)] },
    ];

    const { resources, result } = await quietly(() => broker(listeners), { live });

    assert.deepEqual(
      resources
        .filter(({ type }) => type.startsWith("azure-native:"))
        .map(({ name, inputs }) => [name, inputs.listenerName]),
      [
        ["iot-outside-listener", "outside"],
        ["iot-at-nodes-listener", "at-nodes"],
      ],
    );
    assert.deepEqual(
      resources.filter(({ type }) => type === "aks-mqtt:index:BrokerListener").map(({ name }) => name),
      ["iot-outside", "iot-at-nodes"],
    );
    const told = await valueOf(result.listeners);
    assert.deepEqual(
      told.map(({ name, externalIp, clusterIp }) => ({ name, externalIp, clusterIp })),
      [
        { name: "outside", externalIp: "10.240.32.1", clusterIp: "10.0.7.7" },
        { name: "at-nodes", externalIp: undefined, clusterIp: "10.0.7.7" },
      ],
    );
    assert.deepEqual(told[0].endpoints, [{ protocol: "Mqtt", host: "10.240.32.1", port: 8883, tls: true }]);
  });

  it("outputs how pods in the cluster connect to the default listener", async () => {
    const { resources, result } = await run(() => broker([]));

    const { brokerName, namespace, defaultHost, defaultPort, defaultAudience, trustBundleConfigMap, trustBundleKey } =
      result;
    assert.deepEqual(
      await Promise.all(
        [brokerName, namespace, defaultHost, defaultPort, defaultAudience, trustBundleConfigMap, trustBundleKey].map(
          output => valueOf<unknown>(output),
        ),
      ),
      [
        "default",
        "azure-iot-operations",
        "aio-broker.azure-iot-operations",
        18883,
        "aio-internal",
        "azure-iot-operations-aio-ca-trust-bundle",
        "ca.crt",
      ],
    );
    assert.deepEqual(
      resources.map(({ type }) => type),
      ["aks-mqtt:index:Broker"],
    );
  });

  for (const plane of ["azure", "kubernetes"] as const) {
    it(`creates a broker with its own name through ${plane}`, async () => {
      const settings = {
        cardinality: { frontendReplicas: 2, backendPartitions: 2, backendRedundancyFactor: 2, backendWorkers: 4 },
        memoryProfile: "low" as "Low",
        diskBufferSize: "512M",
      };

      const { resources, result } = await quietly(
        () =>
          broker([outside(ownPort(8883))], {
            brokerName: "own",
            settings,
            ...(plane === "azure" ? {} : kubernetes),
          }),
        { live: operatorService() },
      );

      assert.deepEqual(specOf(resources, plane, "Broker", "iot-broker"), {
        cardinality: {
          backendChain: { partitions: 2, redundancyFactor: 2, workers: 4 },
          frontend: { replicas: 2, workers: 2 },
        },
        memoryProfile: "Low",
        generateResourceLimits: { cpu: "Enabled" },
        diskBackedMessageBuffer: { maxSize: "512M" },
        advanced: { encryptInternalTraffic: "Enabled" },
        diagnostics: { logs: { level: "info" } },
      });
      const order = resources.map(({ name }) => name);
      assert.ok(order.indexOf("iot-outside-listener") > order.indexOf("iot-broker"), "the listener came first");
      assert.deepEqual([await valueOf(result.brokerName), await valueOf(result.defaultHost)], ["own", undefined]);
    });

    it(`is replaced together with its listeners through ${plane}`, async () => {
      let named: pulumi.Output<string> | undefined;
      const transformations: pulumi.ResourceTransformation[] = [
        resource => {
          const { brokerName, spec } = resource.props as ListenerProps;
          if (resource.name === "iot-outside-listener") named = brokerName ?? spec?.brokerRef;
          return undefined;
        },
      ];
      const own = { ...planes[plane], brokerName: "own", settings: {}, listeners: [outside(ownPort(8883))] };

      await quietly(() => new Broker("iot", own, { transformations }), { live: operatorService() });

      assert.ok(pulumi.Output.isInstance(named));
      assert.equal(await valueOf(named), "own");
      const names = (await resourcesOf(named)).map(urn => urn.split("::").pop());
      assert.ok(names.includes("iot-broker"), names.join(", "));
    });
  }

  it("knows the first listener's address in a preview while the second has none yet", async () => {
    const serviceType = "NodePort" as const;
    const listeners = [outside(securePort(8883)), { listenerName: "at-nodes", serviceType, ports: [securePort(8884)] }];
    const live = { ...operatorService(), "Job/azure-iot-operations/iot-outside-endpoint": {} };
    const { result } = await run(() => broker(listeners), { live, preview: true });

    assert.equal(await valueOf(result.listeners[0].host), "10.240.32.1");
    assert.equal(await isKnown(result.listeners[1].host), false);
  });

  it("warns once that the control plane kubernetes is a preview feature", async () => {
    const listeners = [outside(securePort(8883))];
    const warnings = await warningsOf(() => run(() => broker(listeners, kubernetes), { live: operatorService() }));

    assert.deepEqual(
      warnings.map(text => text.split(":")[0]),
      ["kubernetes"],
    );
  });
});
