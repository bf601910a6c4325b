import assert from "node:assert/strict";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { Broker, BrokerListener } from "../../../../index";
import type { AutomaticTlsArgs, BrokerArgs, BrokerListenerArgs, ListenerPortArgs } from "../../../../index";
import { itRefuses, itRefusesAsOutput, makePki, pki } from "../../inputs/badInput";
import type { Case } from "../../inputs/badInput";
import { attempt, find } from "../../engine/engine";
import { azure, operatorService, securePort } from "../iotOperations";

type Give = <T>(value: T) => T;

const listener = (args: Partial<BrokerListenerArgs>, port: Partial<ListenerPortArgs> = {}) =>
  new BrokerListener("outside", { azure, ports: [securePort(8883, port)], ...args });
const automatic = (given: Partial<AutomaticTlsArgs>) =>
  listener(
    {},
    {
      tls: {
        automatic: { issuerRef: { name: "my-issuer", kind: "Issuer" }, dnsNames: ["mqtt.example.com"], ...given },
      },
    },
  );
const issued = (given: NonNullable<ListenerPortArgs["tls"]>["issued"]) => listener({}, { tls: { issued: given } });
const broker = (args: Partial<BrokerArgs>) => new Broker("iot", { azure, ...args });
const own = (settings: (give: Give) => BrokerArgs["settings"]) => (give: Give) =>
  broker({ brokerName: "own", settings: settings(give) });
const cardinality = { frontendReplicas: 1, backendPartitions: 1, backendRedundancyFactor: 1 };
const nodes = { serviceType: "NodePort" as const };
const path = "ports[0].tls.automatic";
const madeOf = "outside-listener";

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a namespace that is none",
    program: give => listener({ namespace: give("Azure IoT") }),
    path: "namespace",
    says: /is "Azure IoT", but Kubernetes requires at most 63/,
    madeOf: "outside-endpoint-job",
  },
  {
    what: "a resource group that is none",
    program: give => listener({ azure: { ...azure, resourceGroupName: give("a/b") } }),
    path: "azure.resourceGroupName",
    says: /is "a\/b", but must be the name of a resource group/,
  },
  {
    what: "an instance that is none",
    program: give => listener({ azure: { ...azure, instanceName: give("My_Instance") } }),
    path: "azure.instanceName",
    says: /is "My_Instance", but must be 3 to 63/,
  },
  {
    what: "a custom location by its name alone",
    program: give => listener({ azure: { ...azure, customLocationId: give("here") } }),
    path: "azure.customLocationId",
    says: /is "here", but must be an ARM id such as .*az customlocation show --query id/,
  },
  {
    what: "a broker that is none",
    program: give => listener({ brokerName: give("Own Broker") }),
    path: "brokerName",
    says: /is "Own Broker", but must be 3 to 63/,
  },
  {
    what: "a port of the default listener, once the broker is known",
    program: give => listener({ brokerName: give("default"), ports: [securePort(18883)] }),
    path: "ports[0].port",
    says: /of the listener '[^']+' is 18883, the port of the listener 'default' of Azure IoT Operations itself/,
  },
  {
    what: "a time-out of nothing",
    program: give => listener({ timeoutSeconds: give(0) }),
    path: "timeoutSeconds",
    says: /is 0, but must be a whole number of seconds from 1 up/,
    madeOf: "outside-endpoint-job",
  },
  {
    what: "an authentication that is none",
    program: give => listener({}, { authenticationRef: give({ name: "My Authn" }) }),
    path: "ports[0].authenticationRef.name",
    says: /is "My Authn", but must be 3 to 63/,
  },
  {
    what: "an authentication by its name alone",
    program: give => listener({}, { authenticationRef: give("default") as unknown as { name: string } }),
    path: "ports[0].authenticationRef",
    says: /is "default", but must be \{name: "default"\}/,
  },
  {
    what: "an authorization that is none",
    program: give => listener({}, { authorizationRef: give({ name: "x" }) }),
    path: "ports[0].authorizationRef.name",
    says: /is "x", but must be 3 to 63/,
  },
  {
    what: "client certificates without TLS",
    program: give =>
      listener({}, { authenticationRef: give({ name: "default", usesClientCertificates: true }), tls: undefined }),
    path: "ports[0].authenticationRef",
    says: /takes client certificates, but the port has no TLS/,
  },
  {
    what: "a Secret that is none",
    program: give => listener({}, { tls: { secretName: give("Server_Cert") } }),
    path: "ports[0].tls.secretName",
    says: /is "Server_Cert", but Kubernetes requires/,
  },
  {
    what: "a load balancer's certificate for no address",
    program: give => {
      const { certificatePem, privateKeyPem } = pki.leaf;
      return listener(
        {},
        { tls: { secretName: "given", certificate: { chainPem: give(certificatePem), privateKeyPem } } },
      );
    },
    path: "ports[0].tls.certificate.chainPem",
    says: /is not valid for any IP address, .* set hosts/,
    madeOf: "outside-8883-tls",
  },
  {
    what: "an issuer without a name",
    program: give => automatic({ issuerRef: give({ kind: "Issuer" } as AutomaticTlsArgs["issuerRef"]) }),
    path: `${path}.issuerRef.name`,
    says: /is missing/,
  },
  {
    what: "an issuer without a group",
    program: give => automatic({ issuerRef: give({ name: "my-issuer", kind: "Issuer", group: "" }) }),
    path: `${path}.issuerRef.group`,
    says: /is empty: remove it for cert-manager\.io/,
  },
  {
    what: "an algorithm that the REST API does not know",
    program: give => automatic({ algorithm: give("Rsa3072" as "Rsa2048") }),
    path: `${path}.algorithm`,
    says: /is "Rsa3072", but must be one of Ec256, .* Rsa8192/,
  },
  {
    what: "an address among the DNS names",
    program: give => automatic({ dnsNames: [give("10.240.32.1")] }),
    path: `${path}.dnsNames[0]`,
    says: /is the IP address 10\.240\.32\.1: move it to ipAddresses/,
  },
  {
    what: "a name among the addresses",
    program: give => automatic({ ipAddresses: [give("mqtt.example.com")] }),
    path: `${path}.ipAddresses[0]`,
    says: /must be an IP address/,
  },
  {
    what: "a Secret of cert-manager's that is none",
    program: give => automatic({ secretName: give("My Secret") }),
    path: `${path}.secretName`,
    says: /is "My Secret", but Kubernetes requires/,
  },
  {
    what: "a lifetime that cert-manager refuses",
    program: give => automatic({ duration: give("30m") }),
    path: `${path}.duration`,
    says: /is '30m', but cert-manager issues for at least 1h/,
  },
  {
    what: "an authority that is none",
    program: give => issued({ authority: give({ ...pki.leaf }) }),
    path: "ports[0].tls.issued.authority.certificatePem",
    says: /is not a CA certificate/,
    madeOf: "outside-8883-tls-certificate",
  },
  {
    what: "an address of nodes that is none",
    program: give => listener({ ...nodes, nodeAddresses: [give("not a host")] }),
    path: "nodeAddresses[0]",
    says: /is "not a host"/,
    madeOf: "outside-8883-tls-certificate",
  },
  {
    what: "too many pods",
    program: own(give => ({ cardinality: { ...cardinality, frontendReplicas: give(17) } })),
    path: "settings.cardinality.frontendReplicas",
    says: /is 17, but must be a whole number from 1 to 16/,
    madeOf: "iot-broker",
  },
  {
    what: "a memory profile that is none",
    program: own(give => ({ memoryProfile: give("Huge" as "High") })),
    path: "settings.memoryProfile",
    says: /is "Huge", but must be one of Tiny, Low, Medium, High/,
    madeOf: "iot-broker",
  },
  {
    what: "a buffer in Kubernetes' words",
    program: own(give => ({ diskBufferSize: give("512Mi") })),
    path: "settings.diskBufferSize",
    says: /is "512Mi", but must be a whole number with K, M, G, T, P or E/,
    madeOf: "iot-broker",
  },
];

/** A broker with an automatic port, and one on a listener of its own. */
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

/** What is only seen once a name is known, when the other listener may be there already. */
const sharedLater: Case = {
  what: "the Secret of an automatic port for another listener",
  program: give => twoListeners({}, { tls: { secretName: give("aio-broker-frontend-server-8883") } }),
  path: "listeners[1].ports[0].tls.secretName",
  says: /of port 8884 of the listener 'at-nodes' is 'aio-broker-frontend-server-8883', which port 8883 .*'outside'/,
  madeOf: "iot-at-nodes-listener",
};

/** By the property that is wrong. */
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

describe("What listeners and brokers of Azure IoT Operations refuse", () => {
  before(makePki);

  for (const bad of cases) itRefuses(bad);
  for (const bad of cases) itRefusesAsOutput({ madeOf, ...bad });
  itRefuses(sharedLater);
  itRefusesAsOutput(sharedLater);

  for (const [path, program] of Object.entries(toldOnce)) {
    it(`tell once of what a Broker and its listeners are given wrong as an Output, at ${path}`, async () => {
      const live = { ...operatorService(), ...operatorService({ name: "at-nodes", type: "NodePort" }) };

      const { errors } = await attempt(program, { live });

      const told = [...new Set(errors)].map(({ message }) => message);
      assert.equal(told.length, 1, told.join("\n"));
      assert.ok(told[0].startsWith(`${path}: `) || told[0].includes(` ${path}: `), told[0]);
    });
  }

  it("refuse client certificates without TLS while the name of the authentication is unknown", async () => {
    const { errors } = await attempt(
      () => {
        const name = new Namespace("unknown", { metadata: { name: "unknown" } }).id;
        const authenticationRef = pulumi.output({ name, usesClientCertificates: true });
        return listener({}, { authenticationRef, tls: undefined });
      },
      { preview: true, live: operatorService() },
    );

    assert.match(
      errors[0]?.message ?? "nothing",
      /ports\[0\]\.authenticationRef: takes client certificates, but the port/,
    );
  });

  it("take a Secret's name that is an Output once it is known to be its port's own", async () => {
    const { errors, resources } = await attempt(() => twoListeners({}, { tls: { secretName: pulumi.output("own") } }), {
      live: { ...operatorService(), ...operatorService({ name: "at-nodes", type: "NodePort" }) },
    });

    assert.deepEqual(errors, []);
    const { properties } = find(resources, "azure-native:iotoperations:BrokerListener", "iot-at-nodes-listener").inputs;
    const [{ tls }] = (properties as { ports: { tls: object }[] }).ports;
    assert.deepEqual(tls, { mode: "Manual", manual: { secretRef: "own" } });
  });
});
