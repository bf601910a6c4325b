/** Declares as many brokers as the configuration says, with all kinds of ports, on a cluster that no preview can reach. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { Broker, CertificateChain } from "../../index";
import { reportMemory } from "../memory";

const config = new pulumi.Config();
const cluster = { server: "https://127.0.0.1:9" };
const kubeconfig = JSON.stringify({
  apiVersion: "v1",
  kind: "Config",
  clusters: [{ name: "nowhere", cluster }],
  users: [{ name: "nobody", user: {} }],
  contexts: [{ name: "nowhere", context: { cluster: "nowhere", user: "nobody" } }],
  "current-context": "nowhere",
});
const provider = new kubernetes.Provider("nowhere", { kubeconfig });
const { authority } = new CertificateChain("chain", {});
// Stands for a BrokerAuthentication that this program does not declare.
const authenticationRef = pulumi.output({ name: "tokens" });
const customLocationId =
  "/subscriptions/none/resourceGroups/factory/providers/Microsoft.ExtendedLocation/customLocations/nowhere";

for (let index = 0; index < config.requireNumber("brokers"); index++) {
  const brokerName = `broker-${index}`;
  new Broker(
    brokerName,
    {
      azure: { resourceGroupName: "factory", instanceName: "aio", customLocationId },
      brokerName,
      settings: {},
      listeners: [
        {
          listenerName: `${brokerName}-outside`,
          ports: [
            { port: 8883, authenticationRef, tls: { issued: { authority } } },
            {
              port: 8884,
              authenticationRef,
              tls: { automatic: { issuerRef: { name: "own", kind: "Issuer" }, dnsNames: ["mqtt.example.com"] } },
            },
            { port: 8885, authenticationRef, tls: { secretName: "server-cert" } },
          ],
        },
        {
          listenerName: `${brokerName}-inside`,
          serviceType: "ClusterIp",
          ports: [{ port: 18883, authenticationRef, tls: { issued: { authority } } }],
        },
      ],
    },
    { provider },
  );
}

reportMemory();
