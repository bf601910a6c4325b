/** All errors in arguments of Azure IoT Operations are reported at once, without mere consequences. */
import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Broker, BrokerAuthentication, BrokerAuthorization } from "../../../index";
import type { ListenerArgs } from "../../../index";
import { attempt } from "../engine/engine";
import { azure, broker, outside, securePort } from "./iotOperations";
import { atNodes, issuerRef } from "./brokerListener/ruleCase";

/** The properties that the errors name. */
async function toldOf(program: () => unknown): Promise<string[]> {
  const { thrown } = await attempt(program);
  if (pulumi.InputPropertyError.isInstance(thrown)) return [thrown.propertyPath];
  assert.ok(pulumi.InputPropertiesError.isInstance(thrown), thrown?.message ?? "nothing was refused");
  return (thrown.errors ?? []).map(({ propertyPath }) => propertyPath);
}

const automatic = { tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"] } } };

describe("Every error", () => {
  it("about a Broker is reported together", async () => {
    const listeners: ListenerArgs[] = [
      { ...outside(securePort(0), securePort(8883, { protocol: "Amqp" as "Mqtt" })), serviceType: "External" as never },
      { ...atNodes, listenerName: "At_Nodes" },
    ];
    const told = await toldOf(
      () =>
        new Broker("iot", {
          azure: { ...azure, instanceName: "My_Instance" },
          namespace: "Azure IoT",
          brokerName: "own",
          settings: { memoryProfile: "Huge" as "High", cardinality: { frontendReplicas: 0 } as never },
          listeners,
        }),
    );

    assert.deepEqual(told, [
      "azure.instanceName",
      "namespace",
      "settings.cardinality.frontendReplicas",
      "settings.cardinality.backendPartitions",
      "settings.cardinality.backendRedundancyFactor",
      "settings.memoryProfile",
      "listeners[0].serviceType",
      "listeners[0].ports[0].port",
      "listeners[0].ports[1].protocol",
      "listeners[1].listenerName",
    ]);
  });

  it("about the rules of a single listener is reported together", async () => {
    const told = await toldOf(() =>
      broker([
        outside(securePort(18883, { tls: {} })),
        { ...atNodes, ports: [{ port: 8884, authorizationRef: { name: "my-authz" } }] },
      ]),
    );

    assert.deepEqual(told, [
      "listeners[0].ports[0].port",
      "listeners[0].ports[0].tls",
      "listeners[1].ports[0].authorizationRef",
    ]);
  });

  it("is reported without its consequence: two ports with one number share a Secret", async () => {
    const told = await toldOf(() =>
      broker([outside(securePort(8883, automatic)), { ...atNodes, ports: [securePort(8883, automatic)] }]),
    );

    assert.deepEqual(told, ["listeners[1].ports[0].port"]);
  });

  it("about a component's name is reported before errors that follow from it", async () => {
    assert.deepEqual(await toldOf(() => new Broker("Iot", { azure, listeners: [{ ...atNodes, ports: [] }] })), [
      "name",
    ]);
  });

  it("about an authentication or an authorization is reported together", async () => {
    const methods = [
      { serviceAccountToken: { audiences: [] } },
      { custom: { endpoint: "http://auth.example.com" } },
      {},
    ];
    const authentication = () => new BrokerAuthentication("authn", { azure, brokerName: "b", methods });
    const rules = [
      { principals: {}, brokerResources: [{ method: "Publish" as const }, { method: "Go" as "Publish" }] },
    ];
    const authorization = () => new BrokerAuthorization("authz", { azure, cache: "on" as never, rules });

    assert.deepEqual(await toldOf(authentication), [
      "brokerName",
      "methods[0].serviceAccountToken.audiences",
      "methods[1].custom.endpoint",
      "methods[2]",
    ]);
    assert.deepEqual(await toldOf(authorization), [
      "cache",
      "rules[0].principals",
      "rules[0].brokerResources[0].topics",
      "rules[0].brokerResources[1].method",
    ]);
  });
});
