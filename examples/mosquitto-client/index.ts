/** A pod that trusts a broker in another namespace by its CA, and connects to it by the name of its Service. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, TrustBundle } from "../../index";

const config = new pulumi.Config();
const image = config.get("image") ?? "docker.io/library/eclipse-mosquitto:2.0.22";

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

const [brokers, clients] = ["mosquitto", "mosquitto-client"].map(
  name => new kubernetes.core.v1.Namespace(name, { metadata: { name } }, inCluster),
);

const chain = new CertificateChain("mosquitto", {});
const broker = new MosquittoBroker(
  "broker",
  {
    namespace: brokers.metadata.name,
    listeners: [{ port: 8883, tls: { issued: { authority: chain.authority } } }],
    users: [{ name: "client" }],
    image,
  },
  inCluster,
);

const trust = new TrustBundle(
  "trust",
  { namespaces: ["mosquitto-client"], certificatesPem: [chain.trustBundlePem] },
  { ...inCluster, dependsOn: clients },
);

// Mosquitto's clients read these options from a file. Everyone on the node could read a password in their arguments.
const options = pulumi.interpolate`-h ${broker.serviceName}.${brokers.metadata.name}.svc
-p 8883
--cafile /trust/ca.crt
-u client
-P ${broker.passwords.apply(passwords => passwords.client)}
`;
const credentials = new kubernetes.core.v1.Secret(
  "credentials",
  {
    metadata: { namespace: clients.metadata.name, name: "broker-credentials" },
    stringData: { mosquitto_pub: options, mosquitto_sub: options },
  },
  inCluster,
);

const labels = { "app.kubernetes.io/name": "mosquitto-client" };
new kubernetes.apps.v1.Deployment(
  "client",
  {
    metadata: { namespace: clients.metadata.name, name: "mosquitto-client", labels },
    spec: {
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          automountServiceAccountToken: false,
          securityContext: {
            runAsNonRoot: true,
            runAsUser: 1883,
            runAsGroup: 1883,
            fsGroup: 1883,
            seccompProfile: { type: "RuntimeDefault" },
          },
          containers: [
            {
              name: "client",
              image,
              command: ["mosquitto_sub", "-v", "-t", "hello/#"],
              env: [{ name: "XDG_CONFIG_HOME", value: "/credentials" }],
              securityContext: {
                allowPrivilegeEscalation: false,
                readOnlyRootFilesystem: true,
                capabilities: { drop: ["ALL"] },
              },
              // Without a limit, it may take a whole core: docs/MosquittoBroker.md, "A client that takes a whole core".
              resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "32Mi" } },
              volumeMounts: [
                { name: "trust", mountPath: "/trust", readOnly: true },
                { name: "credentials", mountPath: "/credentials", readOnly: true },
              ],
            },
          ],
          volumes: [
            { name: "trust", configMap: { name: "trust" } },
            { name: "credentials", secret: { secretName: credentials.metadata.name, defaultMode: 0o440 } },
          ],
        },
      },
    },
  },
  { ...inCluster, dependsOn: [broker, trust] },
);

export const serviceName = broker.serviceName;
