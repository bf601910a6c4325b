/** A client inside the cluster, set up as the documents say. */
import assert from "node:assert/strict";
import { defaultListener, trust } from "../../../azure/iotOperations/names";
import { mosquittoImage } from "../../../machine/images";
import { apply } from "../../../testing/kubectl";
import { inNamespace, namespace } from "../../../testing/iotOperationsStandIn";

const { service, port, audience } = defaultListener;
const name = "mqtt-client";

export function podTests(): void {
  after(() => inNamespace("delete", "pod,serviceaccount", name, "--ignore-not-found"));

  it("is let in with its projected token, and trusts the bundle that it mounts", async () => {
    const tokens = "/var/run/secrets/tokens";
    const certificates = "/var/run/certs";
    const publish =
      `mosquitto_pub -d -h ${service} -p ${port} -V mqttv5 -i test -t test -m test --cafile ${certificates}/ca.crt` +
      ` -D CONNECT authentication-method K8S-SAT -D CONNECT authentication-data "$(cat ${tokens}/broker-sat)"`;
    const token = { serviceAccountToken: { path: "broker-sat", audience, expirationSeconds: 86_400 } };
    await apply(
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name, namespace } },
      {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name, namespace },
        spec: {
          serviceAccountName: name,
          restartPolicy: "Never",
          containers: [
            {
              name: "client",
              image: mosquittoImage,
              command: ["sh", "-c", publish],
              volumeMounts: [
                { name: "token", mountPath: tokens },
                { name: "bundle", mountPath: certificates },
              ],
            },
          ],
          volumes: [
            { name: "token", projected: { sources: [token] } },
            { name: "bundle", configMap: { name: trust.bundle } },
          ],
        },
      },
    );
    const ended = "--for=jsonpath={.status.containerStatuses[0].state.terminated}";
    await inNamespace("wait", `pod/${name}`, ended, "--timeout=60s");
    assert.deepEqual((await inNamespace("logs", name)).trim().split("\n"), [
      "Client test sending CONNECT",
      "Client test received CONNACK (0)",
      "Client test sending PUBLISH (d0, q0, r0, m1, 'test', ... (4 bytes))",
      "Client test sending DISCONNECT",
    ]);
  });
}
