import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { BrokerAuthentication, BrokerListener } from "../../../index";
import type { ListenerTlsArgs } from "../../../index";
import { makeRoot } from "../../../sandbox/testing/certificates";
import type { KeyPair } from "../../../sandbox/testing/certificates";
import { run } from "../engine/engine";
import type { Circumstances } from "../engine/engine";
import { azure, broker, operatorService, outside, securePort } from "../iotOperations/iotOperations";
import { warningsOf } from "../engine/warnings";

describe("A Kubernetes provider that replaces Secrets and ConfigMaps", () => {
  let authority: { certificatePem: string; privateKeyPem: string };
  let root: KeyPair;
  before(async () => {
    root = await makeRoot();
    authority = { certificatePem: root.certificatePem, privateKeyPem: root.privateKeyPem };
  });
  afterEach(() => {
    delete process.env.PULUMI_K8S_ENABLE_SECRET_MUTABLE;
    pulumi.runtime.setAllConfig({});
  });

  const issued = (): ListenerTlsArgs => ({ issued: { authority } });
  const providerWith = (args: kubernetes.ProviderArgs) => () => ({
    provider: new kubernetes.Provider("cluster", args),
  });
  const asItComes = providerWith({});

  const listener = (tls: ListenerTlsArgs, options: () => pulumi.ComponentResourceOptions) => () =>
    new BrokerListener("outside", { azure, ports: [securePort(8883, { tls })] }, options());
  const authentication = (options: () => pulumi.ComponentResourceOptions) => () =>
    new BrokerAuthentication(
      "my-authn",
      {
        azure,
        methods: [
          { serviceAccountToken: { audiences: ["my-audience"] } },
          { x509: { trustedClientCaPem: [root.certificatePem] } },
        ],
      },
      options(),
    );
  /** The warnings of a run that concern the provider. */
  const warned = async (program: () => unknown, circumstances: Circumstances = { preview: true }) => {
    const all = await warningsOf(() => run(program, { live: operatorService(), ...circumstances }));
    return all.filter(text => text.includes("provider"));
  };

  it("causes a warning at the port whose Secret it would delete", async () => {
    const warnings = await warned(listener(issued(), asItComes));

    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0],
      /^ports\[0\]\.tls\.issued: .* deletes the Secret .*: set enableSecretMutable: true on the provider/,
    );
  });

  it("causes a warning at the method whose ConfigMap it would delete", async () => {
    const warnings = await warned(authentication(providerWith({ enableSecretMutable: true })));

    assert.equal(warnings.length, 1);
    assert.match(
      warnings[0],
      /^methods\[1\]\.x509\.trustedClientCaPem: .* deletes the ConfigMap .*: set enableConfigMapMutable: true on the provider/,
    );
  });

  it("causes one warning for a listener of a Broker, at its argument", async () => {
    const ports = [securePort(8883), ...[8884, 8885].map(port => securePort(port, { tls: issued() }))];

    const warnings = await warned(() => broker([outside(...ports)]));

    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^listeners\[0\]\.ports\[1\]\.tls\.issued: /);
  });

  it("causes a warning if it is the default provider and nothing sets the switch", async () => {
    assert.equal((await warned(listener(issued(), () => ({})))).length, 1);
  });

  it("causes no warning in an update, when it would be too late", async () => {
    assert.deepEqual(await warned(listener(issued(), asItComes), { preview: false }), []);
  });

  const silent: Record<string, () => unknown> = {
    "its program sets the switch": () => listener(issued(), providerWith({ enableSecretMutable: true }))(),
    "its program sets the switch with an Output": () =>
      listener(issued(), providerWith({ enableSecretMutable: pulumi.output(true) }))(),
    "the stack's configuration sets the switch": () => {
      pulumi.runtime.setAllConfig({ "kubernetes:enableSecretMutable": "true" });
      listener(issued(), () => ({}))();
    },
    "the environment sets the switch": () => {
      process.env.PULUMI_K8S_ENABLE_SECRET_MUTABLE = "true";
      listener(issued(), () => ({}))();
    },
    "cert-manager writes the Secret": () =>
      listener({ issued: { issuerRef: { name: "factory", kind: "Issuer" } } }, asItComes)(),
    "someone else writes the Secret": () => listener({ secretName: "server-cert" }, asItComes)(),
    "both switches are set": () =>
      authentication(providerWith({ enableSecretMutable: true, enableConfigMapMutable: true }))(),
  };
  for (const [when, program] of Object.entries(silent)) {
    it(`causes no warning when ${when}`, async () => assert.deepEqual(await warned(program), []));
  }
});
