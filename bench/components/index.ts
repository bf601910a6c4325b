/** The CA chain and the broker of examples/secure-listener, as often as the configuration says. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, ServiceType, TrustBundle } from "../../index";
import { reportMemory } from "../memory";

const config = new pulumi.Config();
const provider = new kubernetes.Provider("cluster", {
  upsertExistingObjects: true,
  enablePatchForce: true,
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };
const namespace = new kubernetes.core.v1.Namespace("mqtt", { metadata: { name: "mqtt" } }, inCluster);

export const hosts = Array.from({ length: config.requireNumber("copies") }, (_, index) => {
  const name = `mosquitto-${index}`;
  const chain = new CertificateChain(name, {});
  const broker = new MosquittoBroker(
    name,
    {
      namespace: namespace.metadata.name,
      listeners: [{ port: 8883, tls: { issued: { authority: chain.authority } } }],
      tlsService: { type: ServiceType.LoadBalancer },
      users: [{ name: "factory" }],
      image: config.require("image"),
    },
    inCluster,
  );
  new TrustBundle(
    `${name}-trust`,
    { namespaces: ["mqtt"], certificatesPem: [chain.trustBundlePem] },
    { ...inCluster, dependsOn: namespace },
  );
  return broker.host;
});

reportMemory();
