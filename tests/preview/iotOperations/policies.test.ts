import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { BrokerAuthentication, BrokerAuthorization, BrokerListener, CertificateChain } from "../../../index";
import { treeOf } from "../tree";
import { isUnknown, previewOnce } from "../unreachable";

const iotOperations = "kubernetes:mqttbroker.iotoperations.azure.com/v1";

/** A port whose clients present certificates, which decide what they may do. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program(kubeconfig: string): Promise<void> {
  const provider = new kubernetes.Provider("own", { kubeconfig });
  const { trustBundlePem } = new CertificateChain("factory-ca", {});
  const authentication = new BrokerAuthentication(
    "certificates",
    { kubernetes: {}, methods: [{ x509: { trustedClientCaPem: [trustBundlePem] } }] },
    { provider },
  );
  const principals = { attributes: [{ building: "b22" }] };
  const authorization = new BrokerAuthorization(
    "buildings",
    { kubernetes: {}, rules: [{ principals, brokerResources: [{ method: "Connect" }] }] },
    { provider },
  );
  const { authenticationRef } = authentication;
  const { authorizationRef } = authorization;
  const tls = { secretName: "server-cert-secret" };
  new BrokerListener(
    "mqtts-endpoint",
    { kubernetes: {}, ports: [{ port: 8883, authenticationRef, authorizationRef, tls }] },
    { provider },
  );
}

describe("the first preview of a listener with its authentication and authorization", function () {
  this.timeout(180_000);
  const steps = previewOnce(program);

  const inputsOf = (name: string) => steps().find(step => step.name === name)!.inputs;

  it("shows the children of each", () => {
    const tree = treeOf(steps());
    const below = (kind: string, name: string) => {
      const start = tree.findIndex(line => line.trim() === `create aks-mqtt:index:${kind} ${name}`);
      const end = tree.findIndex((line, index) => index > start && !line.startsWith("    "));
      return tree.slice(start + 1, end === -1 ? undefined : end).map(line => line.trim());
    };
    assert.deepEqual(below("BrokerAuthentication", "certificates"), [
      `create ${iotOperations}:BrokerAuthentication certificates-authentication`,
      "create kubernetes:core/v1:ConfigMap certificates-client-ca",
    ]);
    assert.deepEqual(below("BrokerAuthorization", "buildings"), [
      `create ${iotOperations}:BrokerAuthorization buildings-authorization`,
    ]);
  });

  it("knows the names by which the port refers to them", () => {
    const { spec } = inputsOf("mqtts-endpoint-listener") as { spec: { ports: Record<string, unknown>[] } };
    const [{ authenticationRef, authorizationRef }] = spec.ports;
    assert.deepEqual(
      { authenticationRef, authorizationRef },
      {
        authenticationRef: "certificates",
        authorizationRef: "buildings",
      },
    );
  });

  it("knows the ConfigMap of the client CA, but not yet its contents", () => {
    const { metadata, data } = inputsOf("certificates-client-ca") as {
      metadata: object;
      data: Record<string, unknown>;
    };
    assert.deepEqual(metadata, { namespace: "azure-iot-operations", name: "certificates-client-ca" });
    assert.ok(isUnknown(data["ca.crt"]));
    const { spec } = inputsOf("certificates-authentication") as { spec: Record<string, unknown> };
    assert.deepEqual(spec, {
      brokerRef: "default",
      authenticationMethods: [{ method: "X509", x509Settings: { trustedClientCaCert: "certificates-client-ca" } }],
    });
  });
});
