import assert from "node:assert/strict";
import * as kubernetes from "@pulumi/kubernetes";
import { Broker, CertificateChain } from "../../../index";
import { treeOf } from "../tree";
import { isUnknown, previewOnce } from "../unreachable";

/** A broker with a listener for each kind of certificate that needs no cert-manager. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program(kubeconfig: string): Promise<void> {
  const provider = new kubernetes.Provider("own", { kubeconfig });
  const { authority } = new CertificateChain("chain", {});
  const authenticationRef = { name: "my-authn" };
  new Broker(
    "iot",
    {
      kubernetes: {},
      brokerName: "own",
      settings: { memoryProfile: "Low" },
      listeners: [
        {
          listenerName: "outside",
          ports: [
            { port: 8883, authenticationRef, tls: { issued: { authority } } },
            { port: 8885, authenticationRef, tls: { secretName: "server-cert-secret" } },
          ],
        },
        {
          listenerName: "at-nodes",
          serviceType: "NodePort",
          nodeAddresses: ["10.240.0.4"],
          ports: [{ port: 8884, nodePort: 31884, authenticationRef, tls: { issued: { authority } } }],
        },
      ],
    },
    { provider },
  );
}

describe("the first preview of a Broker", function () {
  this.timeout(180_000);
  const steps = previewOnce(program);

  const inputsOf = (name: string) => steps().find(step => step.name === name)?.inputs ?? assert.fail(name);

  it("shows everything that will be created", () => {
    // A changed name here replaces resources in every existing stack.
    const tree = treeOf(steps().filter(({ parent }) => parent !== ""));
    const start = tree.indexOf("create aks-mqtt:index:Broker iot");
    const crd = "kubernetes:mqttbroker.iotoperations.azure.com/v1";
    assert.deepEqual(
      tree.slice(
        start,
        tree.findIndex((line, index) => index > start && !line.startsWith(" ")),
      ),
      [
        "create aks-mqtt:index:Broker iot",
        "  create aks-mqtt:index:BrokerListener iot-at-nodes",
        "    create aks-mqtt:index:ServerCertificate iot-at-nodes-8884-tls",
        "      create tls:index/locallySignedCert:LocallySignedCert iot-at-nodes-8884-tls-certificate",
        "      create tls:index/privateKey:PrivateKey iot-at-nodes-8884-tls-key",
        "      create tls:index/certRequest:CertRequest iot-at-nodes-8884-tls-request",
        "      create kubernetes:core/v1:Secret iot-at-nodes-8884-tls-secret",
        "    create aks-mqtt:index:ServiceEndpoint iot-at-nodes-endpoint",
        "      create kubernetes:core/v1:ServiceAccount iot-at-nodes-endpoint-account",
        "      create kubernetes:rbac.authorization.k8s.io/v1:RoleBinding iot-at-nodes-endpoint-binding",
        "      create kubernetes:batch/v1:Job iot-at-nodes-endpoint-job",
        "      create kubernetes:rbac.authorization.k8s.io/v1:Role iot-at-nodes-endpoint-role",
        "      read kubernetes:core/v1:Service iot-at-nodes-endpoint-service",
        `    create ${crd}:BrokerListener iot-at-nodes-listener`,
        `  create ${crd}:Broker iot-broker`,
        "  create aks-mqtt:index:BrokerListener iot-outside",
        "    create aks-mqtt:index:ServerCertificate iot-outside-8883-tls",
        "      create tls:index/locallySignedCert:LocallySignedCert iot-outside-8883-tls-certificate",
        "      create tls:index/privateKey:PrivateKey iot-outside-8883-tls-key",
        "      create tls:index/certRequest:CertRequest iot-outside-8883-tls-request",
        "      create kubernetes:core/v1:Secret iot-outside-8883-tls-secret",
        "    create aks-mqtt:index:ServiceEndpoint iot-outside-endpoint",
        "      create kubernetes:core/v1:ServiceAccount iot-outside-endpoint-account",
        "      create kubernetes:rbac.authorization.k8s.io/v1:RoleBinding iot-outside-endpoint-binding",
        "      create kubernetes:batch/v1:Job iot-outside-endpoint-job",
        "      create kubernetes:rbac.authorization.k8s.io/v1:Role iot-outside-endpoint-role",
        "      read kubernetes:core/v1:Service iot-outside-endpoint-service",
        `    create ${crd}:BrokerListener iot-outside-listener`,
      ],
    );
  });

  it("shows the whole listener, but leaves the address and the certificate's names unknown", () => {
    assert.deepEqual(inputsOf("iot-outside-listener").spec, {
      brokerRef: "own",
      serviceType: "LoadBalancer",
      ports: [
        {
          port: 8883,
          protocol: "Mqtt",
          authenticationRef: "my-authn",
          tls: { mode: "Manual", manual: { secretRef: "outside-8883-tls" } },
        },
        {
          port: 8885,
          protocol: "Mqtt",
          authenticationRef: "my-authn",
          tls: { mode: "Manual", manual: { secretRef: "server-cert-secret" } },
        },
      ],
    });
    const { ipAddresses, subject } = inputsOf("iot-outside-8883-tls-request");
    assert.ok(isUnknown(ipAddresses), `ipAddresses: ${JSON.stringify(ipAddresses)}`);
    assert.deepEqual(subject, { commonName: "outside" });
  });
});
