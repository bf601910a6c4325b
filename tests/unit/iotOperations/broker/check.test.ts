import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { Broker } from "../../../../index";
import type { BrokerArgs, ListenerPortArgs } from "../../../../index";
import { itRefuses, itRefusesAsOutput } from "../../inputs/badInput";
import type { Case } from "../../inputs/badInput";
import { attempt, find } from "../../engine/engine";
import { azure, operatorService, securePort } from "../iotOperations";

type Give = <T>(value: T) => T;

const broker = (args: Partial<BrokerArgs>) => new Broker("iot", { azure, ...args });
const own = (settings: (give: Give) => BrokerArgs["settings"]) => (give: Give) =>
  broker({ brokerName: "own", settings: settings(give) });
const cardinality = { frontendReplicas: 1, backendPartitions: 1, backendRedundancyFactor: 1 };

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "too many pods",
    program: own(give => ({ cardinality: { ...cardinality, frontendReplicas: give(17) } })),
    path: "settings.cardinality.frontendReplicas",
    says: /is 17, but must be a whole number from 1 to 16/,
  },
  {
    what: "a memory profile that does not exist",
    program: own(give => ({ memoryProfile: give("Huge" as "High") })),
    path: "settings.memoryProfile",
    says: /is "Huge", but must be one of Tiny, Low, Medium, High/,
  },
  {
    what: "a buffer size in Kubernetes units",
    program: own(give => ({ diskBufferSize: give("512Mi") })),
    path: "settings.diskBufferSize",
    says: /is "512Mi", but must be a whole number with K, M, G, T, P or E/,
  },
];

/** A broker with an automatic port, and another port on a second listener. */
const twoListeners = (args: Partial<BrokerArgs>, port: Partial<ListenerPortArgs> = {}) =>
  broker({
    listeners: [
      {
        listenerName: "outside",
        ports: [
          securePort(8883, {
            tls: { automatic: { issuerRef: { name: "my-issuer", kind: "Issuer" }, dnsNames: ["mqtt.example.com"] } },
          }),
        ],
      },
      { listenerName: "at-nodes", serviceType: "NodePort", ports: [securePort(8884, port)] },
    ],
    ...args,
  });

/** A fault that only shows once a name is known, when the other listener may already exist. */
const sharedLater: Case = {
  what: "the Secret of an automatic port for another listener",
  program: give => twoListeners({}, { tls: { secretName: give("aio-broker-frontend-server-8883") } }),
  path: "listeners[1].ports[0].tls.secretName",
  says: /of port 8884 of the listener 'at-nodes' is 'aio-broker-frontend-server-8883', which port 8883 .*'outside'/,
  madeOf: "iot-at-nodes-listener",
};

/** Programs by the property that is wrong. */
const toldOnce = {
  namespace: () => twoListeners({ namespace: pulumi.output("Azure IoT") }),
  "azure.instanceName": () => twoListeners({ azure: { ...azure, instanceName: pulumi.output("My_Instance") } }),
  "listeners[1].ports[0].authenticationRef.name": () =>
    twoListeners({}, { authenticationRef: pulumi.output({ name: "My Authn" }) }),
  "listeners[1].ports[0].authenticationRef": () =>
    twoListeners(
      {},
      { authenticationRef: pulumi.output({ name: "x509", usesClientCertificates: true }), tls: undefined },
    ),
  "listeners[1].ports[0].tls.certificate.chainPem": () =>
    twoListeners(
      {},
      {
        tls: {
          secretName: "given",
          certificate: {
            chainPem: pulumi.output("none"),
            privateKeyPem: "none",
            trustBundlePem: "none",
            hosts: ["here"],
          },
        },
      },
    ),
  "listeners[1].ports[0].tls.secretName": () =>
    twoListeners({}, { tls: { secretName: pulumi.output("aio-broker-frontend-server-8883") } }),
};

describe("Bad input of a Broker", () => {
  [...cases, sharedLater].forEach(itRefuses);
  cases.map(each => ({ ...each, madeOf: "iot-broker" })).forEach(itRefusesAsOutput);
  itRefusesAsOutput(sharedLater);

  for (const [path, program] of Object.entries(toldOnce)) {
    it(`is reported once for a Broker and its listeners if given as an Output, at ${path}`, async () => {
      const live = { ...operatorService(), ...operatorService({ name: "at-nodes", type: "NodePort" }) };

      const { errors } = await attempt(program, { live });

      const told = [...new Set(errors)].map(({ message }) => message);
      assert.equal(told.length, 1, told.join("\n"));
      assert.ok(told[0].startsWith(`${path}: `) || told[0].includes(` ${path}: `), told[0]);
    });
  }

  it("does not include an Output as the name of a Secret that only its port uses", async () => {
    const { errors, resources } = await attempt(() => twoListeners({}, { tls: { secretName: pulumi.output("own") } }), {
      live: { ...operatorService(), ...operatorService({ name: "at-nodes", type: "NodePort" }) },
    });

    assert.deepEqual(errors, []);
    const { properties } = find(resources, "azure-native:iotoperations:BrokerListener", "iot-at-nodes-listener").inputs;
    const [{ tls }] = (properties as { ports: { tls: object }[] }).ports;
    assert.deepEqual(tls, { mode: "Manual", manual: { secretRef: "own" } });
  });
});
