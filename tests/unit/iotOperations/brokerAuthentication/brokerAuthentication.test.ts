import assert from "node:assert/strict";
import { ServiceAccount } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { BrokerAuthentication } from "../../../../index";
import type { AuthenticationMethodArgs, BrokerAuthenticationArgs } from "../../../../index";
import { makeRoot, makeSigned } from "../../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../../sandbox/testing/certificates";
import { attempt, find, isKnown, run, valueOf } from "../../engine/engine";
import type { Registered } from "../../engine/engine";
import { azure } from "../iotOperations";
import { warningsOf } from "../../engine/warnings";

const customResource = "kubernetes:mqttbroker.iotoperations.azure.com/v1:BrokerAuthentication";
const armResource = "azure-native:iotoperations:BrokerAuthentication";
const configMapType = "kubernetes:core/v1:ConfigMap";

const of = (args: BrokerAuthenticationArgs) => () =>
  new BrokerAuthentication("my-authn", args.kubernetes ? args : { azure, ...args });

/** The example from Microsoft's documents with all methods. */
const documented: AuthenticationMethodArgs[] = [
  {
    custom: {
      endpoint: "https://auth-server-template",
      caCertConfigMap: "custom-auth-ca",
      clientCertificateSecret: "custom-auth-client-cert",
      headers: { header_key: "header_value" },
    },
  },
  { serviceAccountToken: { audiences: ["aio-internal", "my-audience"] } },
  {
    x509: {
      trustedClientCaConfigMap: "client-ca",
      authorizationAttributes: {
        root: {
          subject: "CN = Contoso Root CA Cert, OU = Engineering, C = US",
          attributes: { organization: "contoso" },
        },
        smartfan: { subject: "CN = smart-fan", attributes: { building: "17" } },
      },
    },
  },
];

const documentedTree = [
  {
    method: "Custom",
    customSettings: {
      endpoint: "https://auth-server-template",
      caCertConfigMap: "custom-auth-ca",
      headers: { header_key: "header_value" },
      auth: { x509: { secretRef: "custom-auth-client-cert" } },
    },
  },
  { method: "ServiceAccountToken", serviceAccountTokenSettings: { audiences: ["aio-internal", "my-audience"] } },
  {
    method: "X509",
    x509Settings: {
      trustedClientCaCert: "client-ca",
      authorizationAttributes: {
        root: {
          subject: "CN = Contoso Root CA Cert, OU = Engineering, C = US",
          attributes: { organization: "contoso" },
        },
        smartfan: { subject: "CN = smart-fan", attributes: { building: "17" } },
      },
    },
  },
];

describe("BrokerAuthentication", () => {
  let root: KeyPair;
  let other: KeyPair;
  before(async () => {
    root = await makeRoot();
    other = await makeSigned(root);
  });

  it("is a custom resource with the documented methods in their order, and a preview feature", async () => {
    let resources: Registered[] = [];

    const warnings = await warningsOf(async () => {
      ({ resources } = await run(of({ kubernetes: {}, methods: documented })));
    });

    const { inputs } = find(resources, customResource, "my-authn-authentication");
    assert.deepEqual(inputs, {
      apiVersion: "mqttbroker.iotoperations.azure.com/v1",
      kind: "BrokerAuthentication",
      metadata: { namespace: "azure-iot-operations", name: "my-authn" },
      spec: { brokerRef: "default", authenticationMethods: documentedTree },
    });
    assert.equal(resources.length, 2);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^kubernetes: .*preview feature/);
  });

  it("is the same through Azure Resource Manager, without a warning", async () => {
    let resources: Registered[] = [];

    const warnings = await warningsOf(async () => {
      ({ resources } = await run(of({ azure, methods: documented })));
    });

    assert.deepEqual(warnings, []);
    const { inputs } = find(resources, armResource, "my-authn-authentication");
    assert.deepEqual(inputs, {
      resourceGroupName: "factory",
      instanceName: "my-instance",
      brokerName: "default",
      authenticationName: "my-authn",
      extendedLocation: { name: azure.customLocationId, type: "CustomLocation" },
      properties: { authenticationMethods: documentedTree },
    });
    assert.equal(resources.length, 2);
  });

  it("uses the given names", async () => {
    const names = { brokerName: "my-broker", authenticationName: "tokens" };
    const methods = [{ serviceAccountToken: { audiences: ["my-audience"] } }];

    const { result, resources } = await run(of({ methods, ...names }));

    const { inputs } = find(resources, armResource, "my-authn-authentication");
    assert.deepEqual([inputs.brokerName, inputs.authenticationName], ["my-broker", "tokens"]);
    assert.equal(await valueOf(result.name), "tokens");
  });

  it("puts client CAs in PEM into a ConfigMap, and refers to it", async () => {
    const trustedClientCaPem = [root.certificatePem, pulumi.output(other.certificatePem + root.certificatePem)];

    const { resources } = await run(of({ namespace: "iot", methods: [{ x509: { trustedClientCaPem } }] }));

    const { inputs } = find(resources, configMapType, "my-authn-client-ca");
    assert.deepEqual(inputs.metadata, { namespace: "iot", name: "my-authn-client-ca" });
    assert.deepEqual(inputs.data, { "ca.crt": root.certificatePem + other.certificatePem });
    assert.deepEqual(methodsOf(resources), [
      { method: "X509", x509Settings: { trustedClientCaCert: "my-authn-client-ca" } },
    ]);
  });

  it("leaves out expired client CAs, and warns about them", async () => {
    const old = await makeRoot({ commonName: "old", madeAtHour: -1001, validityHours: 1000 });
    const methods = [{ x509: { trustedClientCaPem: [old.certificatePem + root.certificatePem] } }];
    let data: unknown;

    const warnings = await warningsOf(async () => {
      const { resources } = await run(of({ methods }));
      data = find(resources, configMapType, "my-authn-client-ca").inputs.data;
    });

    assert.deepEqual(data, { "ca.crt": root.certificatePem });
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^methods\[0\]\.x509\.trustedClientCaPem\[0\]: 'CN=old' expired on .* is left out/);
  });

  it("may have several servers, where each is asked if the previous one cannot be reached", async () => {
    const methods = ["https://one.example.com", "https://two.example.com:8443/path"].map(endpoint => ({
      custom: { endpoint },
    }));

    const { resources } = await run(of({ methods }));

    assert.deepEqual(methodsOf(resources), [
      { method: "Custom", customSettings: { endpoint: "https://one.example.com" } },
      { method: "Custom", customSettings: { endpoint: "https://two.example.com:8443/path" } },
    ]);
  });

  it("keeps a secret header secret", async () => {
    const headers = { Authorization: pulumi.secret("Bearer hunter2") };
    const methods = [{ custom: { endpoint: "https://auth.example.com", headers } }];

    const { resources } = await run(of({ methods }));

    assert.deepEqual(find(resources, armResource, "my-authn-authentication").secretInputs, ["properties"]);
    assert.deepEqual(methodsOf(resources), [
      {
        method: "Custom",
        customSettings: { endpoint: "https://auth.example.com", headers: { Authorization: "Bearer hunter2" } },
      },
    ]);
  });

  for (const [what, methods, usesClientCertificates] of [
    ["with client certificates", documented, true],
    ["without client certificates", documented.slice(0, 2), false],
  ] as const) {
    it(`gives a port its name, ${what}`, async () => {
      const { result } = await run(of({ methods: [...methods] }));

      assert.equal(await valueOf(result.name), "my-authn");
      assert.deepEqual(await valueOf(result.authenticationRef), {
        name: "my-authn",
        usesClientCertificates,
        brokerName: "default",
      });
    });
  }

  it("knows its name already in a preview", async () => {
    const { result } = await run(of({ methods: documented }), { preview: true });

    assert.equal(await valueOf(result.name), "my-authn");
    assert.equal(await isKnown(result.authenticationRef as pulumi.Output<unknown>), true);
  });

  it("makes resources that use its name wait for it", async () => {
    const { resources } = await run(() => {
      const { name } = of({ methods: documented })();
      new ServiceAccount("user", { metadata: { name } });
    });

    const types = resources.map(({ type }) => type);
    assert.ok(types.indexOf("kubernetes:core/v1:ServiceAccount") > types.indexOf(armResource), types.join("\n"));
  });

  for (const controlPlane of [{ azure }, { kubernetes: {} }]) {
    const [plane] = Object.keys(controlPlane);
    it(`keeps the old name until ports have the new one, through ${plane}`, async () => {
      const first: (boolean | undefined)[] = [];
      const transformations: pulumi.ResourceTransformation[] = [
        ({ type, opts }) => {
          const { deleteBeforeReplace } = opts as pulumi.CustomResourceOptions;
          if ([customResource, armResource].includes(type)) first.push(deleteBeforeReplace);
          return undefined;
        },
      ];

      await warningsOf(() =>
        run(() => new BrokerAuthentication("my-authn", { ...controlPlane, methods: documented }, { transformations })),
      );

      assert.deepEqual(first, [false], "a new name deletes the old one first");
    });
  }

  it("is refused as a preview feature with strict", async () => {
    const { thrown, resources } = await attempt(of({ kubernetes: {}, methods: documented, strict: true }));

    assert.match(thrown?.message ?? "", /kubernetes: is a preview feature .* which strict refuses/);
    assert.deepEqual(
      resources.filter(({ type }) => type === customResource),
      [],
    );
  });
});

function methodsOf(resources: Registered[]): unknown {
  const { properties } = find(resources, armResource, "my-authn-authentication").inputs;
  return (properties as { authenticationMethods: unknown }).authenticationMethods;
}
