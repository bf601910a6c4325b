import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as kubernetes from "@pulumi/kubernetes";
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServiceType, TrustBundle } from "../../../index";
import type { ListenerEndpoint } from "../../../index";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { network, nodeName } from "../../../sandbox/machine/layout";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { apply, eventually, kubectl } from "../../../sandbox/testing/kubectl";
import { exchange, refusal } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { throughPortForward } from "../portForward";
import { inClusterNames, namesOf, servedChain, verifyChain } from "../../../sandbox/testing/servedCertificate";

const namespaceName = `exposures-${randomBytes(4).toString("hex")}`;
const meter = { username: "meter", password: "a password: with $igns" };

/** Two brokers: `outside` on a node port, with a user; `inside` only in the cluster, open to everyone there. */
// eslint-disable-next-line @typescript-eslint/require-await
async function program() {
  const provider = new kubernetes.Provider("cluster");
  const { metadata } = new kubernetes.core.v1.Namespace(
    "namespace",
    { metadata: { name: namespaceName } },
    { provider },
  );
  const { authority, rootCertificatePem } = new CertificateChain("chain", {});
  const outside = new MosquittoBroker(
    "outside",
    {
      namespace: metadata.name,
      image: mosquittoImage,
      listeners: [{ port: 1883 }, { port: 8883, tls: { issued: { authority } } }],
      tlsService: { type: ServiceType.NodePort, nodeNames: [nodeName] },
      users: [{ name: meter.username, password: meter.password }],
    },
    { provider },
  );
  const forLocalhost = { issued: { authority, includeLocalhost: true } };
  const inside = new MosquittoBroker(
    "inside",
    {
      namespace: metadata.name,
      image: mosquittoImage,
      listeners: [
        { port: 1883 },
        { port: 8883, tls: forLocalhost },
        { port: 8080, protocol: ListenerProtocol.WebSockets },
        { port: 8443, protocol: ListenerProtocol.WebSockets, tls: forLocalhost },
      ],
      allowAnonymous: true,
    },
    { provider },
  );
  new TrustBundle(
    "trust",
    { namespaces: [namespaceName], certificatesPem: [rootCertificatePem] },
    { provider, dependsOn: inside },
  );
  return { root: rootCertificatePem, outside: outside.endpoints, inside: inside.endpoints };
}

describe("the exposures of a MosquittoBroker", function () {
  this.timeout(180_000);
  let test: TestStack;
  let ca: string;
  let endpoints: { outside: ListenerEndpoint[]; inside: ListenerEndpoint[] };

  before(async () => {
    test = await createTestStack({ run: program });
    const { outputs } = await test.stack.up();
    ca = outputs.root.value as string;
    endpoints = {
      outside: outputs.outside.value as ListenerEndpoint[],
      inside: outputs.inside.value as ListenerEndpoint[],
    };
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("show no change in the next preview", async () => {
    assert.deepEqual(await planned(test.stack), []);
  });

  it("have one Service for the plain listeners and one for those with TLS", async () => {
    const services = await kubectl(
      ...["get", "services", "--namespace", namespaceName],
      ...["--output", 'jsonpath={range .items[*]}{.metadata.name} {.spec.type} {.spec.ports[*].port}{"\\n"}{end}'],
    );
    assert.deepEqual(services.trim().split("\n"), [
      "inside-tcp ClusterIP 1883 8080",
      "inside-tls ClusterIP 8883 8443",
      "outside-tcp ClusterIP 1883",
      "outside-tls NodePort 8883",
    ]);
  });

  describe("NodePort", () => {
    let onNode: Connection;

    before(() => {
      const { host, port } = endpoints.outside[1];
      onNode = { host, port, ca, ...meter };
    });

    it("delivers through the node's address", async () => {
      assert.equal(onNode.host, network.nodeAddress);
      await eventually(() => exchange(onNode, "hello node"), "hello node");
    });

    it("names the node's address, the cluster IP and the names inside the cluster", async () => {
      const chain = await servedChain(onNode.host, onNode.port);
      await verifyChain(chain, ca, network.nodeAddress);
      assert.deepEqual(namesOf(chain[0]), {
        dns: inClusterNames(namespaceName, "outside-tls"),
        ip: [network.nodeAddress, await clusterIp("outside-tls")],
      });
    });

    it("lets no one in without a password", async () => {
      assert.equal((await refusal({ ...onNode, username: undefined, password: undefined })).code, 0x87);
    });
  });

  describe("ClusterIP through a port-forward", () => {
    const forwarded = <T>(service: string, port: number, use: (localPort: number) => Promise<T>) =>
      throughPortForward(namespaceName, service, port, use);

    it("names localhost, the cluster IP and the names inside the cluster", async () => {
      const chain = await forwarded("inside-tls", 8883, port => servedChain("127.0.0.1", port));
      await verifyChain(chain, ca, "127.0.0.1");
      assert.deepEqual(namesOf(chain[0]), {
        dns: [...inClusterNames(namespaceName, "inside-tls"), "localhost"],
        ip: [await clusterIp("inside-tls"), "127.0.0.1"],
      });
    });

    for (const { protocol, service, port } of [
      { protocol: "mqtt", service: "inside-tcp", port: 1883 },
      { protocol: "ws", service: "inside-tcp", port: 8080 },
      { protocol: "mqtts", service: "inside-tls", port: 8883 },
      { protocol: "wss", service: "inside-tls", port: 8443 },
    ] as const) {
      it(`carries ${protocol} for anyone`, async () => {
        const text = `over ${protocol}`;
        const received = await forwarded(service, port, localPort =>
          exchange({ host: "localhost", port: localPort, protocol, ca }, text),
        );
        assert.equal(received, text);
      });
    }

    it("reaches the same Mosquitto on all its ports", async () => {
      const host = "localhost";
      const received = await forwarded("inside-tls", 8443, wss =>
        forwarded("inside-tcp", 1883, mqtt =>
          exchange({ host, ca, protocol: "wss", port: wss }, "from TCP to TLS", { host, protocol: "mqtt", port: mqtt }),
        ),
      );
      assert.equal(received, "from TCP to TLS");
    });
  });

  it("ClusterIP serves pods under all of the Service's names, with the root from the trust bundle", async () => {
    const hosts = inClusterNames(namespaceName, "inside-tls");
    // Asks for an answer on the topic that it publishes to, and so receives its own message.
    const ask =
      'mosquitto_rr -h "$host" -p 8883 --cafile /trust/ca.crt -t "at/$host" -e "at/$host" -m "hello $host" -W 30';
    await apply({
      apiVersion: "v1",
      kind: "Pod",
      metadata: { name: "client", namespace: namespaceName },
      spec: {
        restartPolicy: "Never",
        containers: [
          {
            name: "client",
            image: mosquittoImage,
            command: ["sh", "-euc", `for host in ${hosts.join(" ")}; do ${ask}; done`],
            volumeMounts: [{ name: "trust", mountPath: "/trust" }],
          },
        ],
        volumes: [{ name: "trust", configMap: { name: "trust" } }],
      },
    });
    const pod = ["pod/client", "--namespace", namespaceName];
    await kubectl("wait", ...pod, "--for=jsonpath={.status.containerStatuses[0].state.terminated}", "--timeout=60s");
    assert.deepEqual(
      (await kubectl("logs", ...pod)).trim().split("\n"),
      hosts.map(host => `hello ${host}`),
    );
  });

  function clusterIp(service: string): Promise<string> {
    return kubectl("get", `service/${service}`, "-n", namespaceName, "-o", "jsonpath={.spec.clusterIP}");
  }
});
