/** Two Mosquitto brokers on OpenShift, each behind a passthrough Route: one with defaults, one with your own users. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, Platform } from "../../index";

const config = new pulumi.Config();

// An interrupted update may leave objects behind that Pulumi does not know. The next update takes them over.
const provider = new kubernetes.Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  // Changes Secrets and ConfigMaps in place, so that no client finds one missing.
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };

const namespace = new kubernetes.core.v1.Namespace("mosquitto", { metadata: { name: "mosquitto" } }, inCluster);

const chain = new CertificateChain("mosquitto", {});

const common = {
  namespace: namespace.metadata.name,
  listeners: [{ port: 1883 }, { port: 8883, tls: { issued: { authority: chain.authority } } }],
  // Only OpenShift assigns a user to pods. On other clusters, "Kubernetes" sets one.
  platform: config.get<Platform>("platform") ?? Platform.OpenShift,
  image: config.get("image"),
};

// Its Services are mosquitto-ephemeral-tcp and mosquitto-ephemeral-tls.
const withDefaults = new MosquittoBroker(
  "mosquitto-ephemeral",
  { ...common, users: [{ name: "admin" }], route: { host: config.get("host") } },
  inCluster,
);

const withUsers = new MosquittoBroker(
  "mosquitto-ephemeral-passwd",
  {
    ...common,
    users: [{ name: "foo", password: config.getSecret("fooPassword") }],
    route: { host: config.get("hostWithUsers") },
  },
  inCluster,
);

export const host = withDefaults.routeHost;
export const hostWithUsers = withUsers.routeHost;
export const router = withDefaults.routerCanonicalHostname;
export const adminPassword = withDefaults.passwords.apply(passwords => passwords.admin);
export const fooPassword = withUsers.passwords.apply(passwords => passwords.foo);
export const caCertificate = chain.trustBundlePem;
