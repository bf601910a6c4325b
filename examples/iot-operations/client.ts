/** A pod that connects to the listener `default`, with a token of its ServiceAccount and the CA from a ConfigMap. */
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Broker } from "../../index";

// The options are in a file: everyone on the node could read a token in the arguments.
const script = `
umask 077
while true; do
  printf -- '-u K8S-SAT\\n-P %s\\n' "$(cat /var/run/secrets/tokens/broker-sat)" > /options/mosquitto_sub
  cp /options/mosquitto_sub /options/mosquitto_pub
  mosquitto_sub -v -V mqttv5 -i mqtt-client -t "#" --cafile /var/run/certs/ca.crt -h "$HOST" -p "$PORT" || sleep 1
done
`;

/** A Deployment that prints all messages. When the broker disconnects it, it connects again with its current token. */
export function newClient(
  name: string,
  broker: Broker,
  image: string,
  opts: pulumi.CustomResourceOptions,
): kubernetes.apps.v1.Deployment {
  const { namespace, defaultHost, defaultPort, defaultAudience, trustBundleConfigMap } = broker;
  const account = new kubernetes.core.v1.ServiceAccount(name, { metadata: { namespace, name } }, opts);
  const labels = { "app.kubernetes.io/name": name };
  return new kubernetes.apps.v1.Deployment(
    name,
    {
      metadata: { namespace, name, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            serviceAccountName: account.metadata.name,
            automountServiceAccountToken: false,
            // The client has nothing to finish, and its shell ignores SIGTERM.
            terminationGracePeriodSeconds: 1,
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
                command: ["sh", "-euc", script],
                env: [
                  { name: "HOST", value: defaultHost.apply(host => host!) },
                  { name: "PORT", value: defaultPort.apply(String) },
                  { name: "XDG_CONFIG_HOME", value: "/options" },
                ],
                securityContext: {
                  allowPrivilegeEscalation: false,
                  readOnlyRootFilesystem: true,
                  capabilities: { drop: ["ALL"] },
                },
                // Without a limit, it may take a whole core: docs/MosquittoBroker.md, "A client that takes a whole
                // core".
                resources: { requests: { cpu: "10m", memory: "16Mi" }, limits: { cpu: "100m", memory: "32Mi" } },
                volumeMounts: [
                  { name: "token", mountPath: "/var/run/secrets/tokens", readOnly: true },
                  { name: "trust", mountPath: "/var/run/certs", readOnly: true },
                  { name: "options", mountPath: "/options" },
                ],
              },
            ],
            volumes: [
              {
                name: "token",
                projected: {
                  defaultMode: 0o440,
                  sources: [
                    {
                      serviceAccountToken: {
                        path: "broker-sat",
                        audience: defaultAudience.apply(audience => audience!),
                        expirationSeconds: 86_400,
                      },
                    },
                  ],
                },
              },
              { name: "trust", configMap: { name: trustBundleConfigMap } },
              { name: "options", emptyDir: { medium: "Memory", sizeLimit: "1Mi" } },
            ],
          },
        },
      },
    },
    opts,
  );
}
