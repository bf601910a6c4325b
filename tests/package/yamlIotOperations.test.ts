/** The packed components of Azure IoT Operations work in YAML programs that nest Outputs of other resources in arguments. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { allPlanned } from "../../sandbox/testing/testStack";
import type { Step } from "../../sandbox/testing/testStack";
import { isUnknown } from "../preview/unreachable";
import { installPacked } from "./packedPackage";
import type { Consumer } from "./packedPackage";
import { previewedProgram } from "./previewedProgram";

const planes = {
  azure: `
        resourceGroupName: \${group.name}
        instanceName: \${group.name}
        customLocationId: \${group.id}/providers/Microsoft.ExtendedLocation/customLocations/here`,
  kubernetes: " {}",
};
type Plane = keyof typeof planes;

/** Only an update knows the name of the resource group; a preview knows those of the namespace and the Secret. */
const programOf = (plane: Plane, plugin: string) => {
  const common = `
      ${plane}:${planes[plane]}
      namespace: \${namespace.metadata.name}`;
  const options = `
    options:
      providers:
        - \${azure}
        - \${cluster}`;
  return `
name: yaml-iot-operations
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(plugin)}
resources:
  azure:
    type: pulumi:providers:azure-native
    properties:
      location: westeurope
  cluster:
    type: pulumi:providers:kubernetes
  group:
    type: azure-native:resources:ResourceGroup
    options:
      provider: \${azure}
  namespace:
    type: kubernetes:core/v1:Namespace
    properties:
      metadata:
        name: factory
    options:
      provider: \${cluster}
  given:
    type: kubernetes:core/v1:Secret
    properties:
      metadata:
        namespace: \${namespace.metadata.name}
        name: server-cert-secret
    options:
      provider: \${cluster}
  chain:
    type: aks-mqtt:CertificateChain
    properties: {}
  own:
    type: aks-mqtt:Broker
    properties:${common}
      brokerName: own
      settings:
        memoryProfile: Tiny
        diskBufferSize: 1G${options}
  tokens:
    type: aks-mqtt:BrokerAuthentication
    properties:${common}
      brokerName: \${own.brokerName}
      methods:
        - serviceAccountToken:
            audiences:
              - \${group.name}
        - x509:
            trustedClientCaPem:
              - \${chain.trustBundlePem}${options}
  meters:
    type: aks-mqtt:BrokerAuthorization
    properties:${common}
      brokerName: \${own.brokerName}
      rules:
        - principals:
            usernames:
              - \${group.name}
          brokerResources:
            - method: Connect
            - method: Publish
              topics:
                - meters/#${options}
  nodes:
    type: aks-mqtt:BrokerListener
    properties:${common}
      brokerName: \${own.brokerName}
      serviceType: NodePort
      listenerName: at-nodes
      nodeAddresses:
        - \${group.name}.example.com
      ports:
        - port: 8884
          authenticationRef: \${tokens.authenticationRef}
          authorizationRef:
            name: \${meters.name}
          tls:
            issued:
              authority:
                certificatePem: \${chain.intermediateCertificatePem}
                privateKeyPem: \${chain.caPrivateKeyPem}
                chainPem: \${chain.chainPem}
                algorithm: \${chain.algorithm}${options}
  more:
    type: aks-mqtt:Broker
    properties:${common}
      brokerName: own
      listeners:
        - listenerName: outside
          ports:
            - port: 8883
              authenticationRef: \${tokens.authenticationRef}
              tls:
                secretName: \${given.metadata.name}
            - port: 8886
              authenticationRef:
                name: \${tokens.name}
              tls:
                automatic:
                  issuerRef:
                    name: my-issuer
                    kind: Issuer
                  dnsNames:
                    - \${group.name}.example.com
    options:
      dependsOn:
        - \${own}
      providers:
        - \${azure}
        - \${cluster}
`;
};

describe("YAML program with a Broker", function () {
  this.timeout(180_000);
  let consumer: Consumer;

  before(async () => (consumer = await installPacked()));
  after(() => consumer.remove());

  const program = (plane: Plane) => programOf(plane, path.join(consumer.folder, "node_modules", "aks-mqtt", "plugin"));

  const declared: Partial<Record<Plane, unknown>> = {};
  for (const plane of ["azure", "kubernetes"] as const) {
    it(`previews everything that it declares, with ${plane}`, async () => {
      const previewed = await previewedProgram(program(plane));
      try {
        const trees = treesOf(await allPlanned(previewed.stack), plane);
        declared[plane] = trees;

        assert.deepEqual(Object.keys(trees).sort(), [
          "Broker own-broker",
          "BrokerAuthentication tokens-authentication",
          "BrokerAuthorization meters-authorization",
          "BrokerListener more-outside-listener",
          "BrokerListener nodes-listener",
        ]);
        const listener = trees["BrokerListener more-outside-listener"] as { ports: PortTree[] };
        const [given, automatic] = listener.ports;
        assert.deepEqual([given.authenticationRef, automatic.authenticationRef], ["tokens", "tokens"]);
        assert.deepEqual(given.tls, { mode: "Manual", manual: { secretRef: "server-cert-secret" } });
        assert.ok(isUnknown(automatic.tls.certManagerCertificateSpec?.san.dns), JSON.stringify(automatic));
      } finally {
        await previewed.remove();
      }
    });
  }

  it("declares the same resources through either control plane", () => {
    assert.ok(declared.azure);
    assert.deepEqual(declared.azure, declared.kubernetes);
  });

  it("names the property if a value from another component breaks a rule", async () => {
    const withoutTls = program("kubernetes").replace(/ +tls:\n +secretName: .*\n/, "");
    const previewed = await previewedProgram(withoutTls);
    try {
      await assert.rejects(
        allPlanned(previewed.stack),
        /resource 'more' has a problem[^]*listeners\[0\]\.ports\[0\]\.authenticationRef: takes client certificates, but the port has no TLS/,
      );
    } finally {
      await previewed.remove();
    }
  });
});

interface PortTree {
  authenticationRef: string;
  tls: { certManagerCertificateSpec?: { san: { dns: unknown } } };
}

/** The declared resources by kind and logical name, in terms that both control planes share. */
function treesOf(steps: Step[], plane: Plane): Record<string, unknown> {
  const type = /^(?:azure-native:iotoperations|kubernetes:mqttbroker\.iotoperations\.azure\.com\/v1):(.*)$/;
  const found = steps.flatMap(step => {
    const [, kind] = type.exec(step.type) ?? [];
    return kind === undefined ? [] : [{ kind, step }];
  });
  return Object.fromEntries(
    found.map(({ kind, step: { name, inputs } }) => [`${kind} ${name}`, treeOf(inputs, plane, kind)]),
  );
}

function treeOf(inputs: Record<string, unknown>, plane: Plane, kind: string): unknown {
  if (plane === "azure") {
    assert.ok(isUnknown(inputs.resourceGroupName) && isUnknown(inputs.instanceName), JSON.stringify(inputs));
    assert.equal(inputs.brokerName, "own");
    return inputs.properties;
  }
  const { brokerRef, ...spec } = inputs.spec as Record<string, unknown>;
  assert.equal(brokerRef, kind === "Broker" ? undefined : "own");
  assert.equal((inputs.metadata as { namespace: string }).namespace, "factory");
  return spec;
}
