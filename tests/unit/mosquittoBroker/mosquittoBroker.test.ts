import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { Provider } from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { endpointOf } from "../../../components/mosquittoBroker/endpoints";
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServiceEndpoint, ServiceType } from "../../../index";
import { attempt, find, isKnown, run, valueOf } from "../engine/engine";
import { checksumsOf, deploymentOf, fullMosquitto, live, serviceOf } from "./fullMosquitto";
import { liveNode, liveService } from "../engine/live";

describe("MosquittoBroker", () => {
  for (const preview of [false, true]) {
    it(`keeps its child names and object names ${preview ? "in a preview" : "in an update"}`, async () => {
      const { resources } = await run(fullMosquitto, { live, preview });

      const children = resources.filter(({ type, name }) => name.startsWith("broker") && !type.startsWith("aks-mqtt:"));
      assert.deepEqual(children.map(({ type, name }) => `${type} ${name}`).sort(), [
        "kubernetes:apps/v1:Deployment broker",
        "kubernetes:core/v1:ConfigMap broker-config",
        "kubernetes:core/v1:Secret broker-8883-tls-secret",
        "kubernetes:core/v1:Secret broker-passwords",
        "kubernetes:core/v1:Service broker-tcp",
        "kubernetes:core/v1:Service broker-tcp-endpoint-service",
        "kubernetes:core/v1:Service broker-tls",
        "kubernetes:core/v1:Service broker-tls-endpoint-service",
        "tls:index/certRequest:CertRequest broker-8883-tls-request",
        "tls:index/locallySignedCert:LocallySignedCert broker-8883-tls-certificate",
        "tls:index/privateKey:PrivateKey broker-8883-tls-key",
        "tls:index/privateKey:PrivateKey broker-password-factory",
        "tls:index/privateKey:PrivateKey broker-salt",
      ]);
      const made = children.filter(({ type, readId }) => type.startsWith("kubernetes:") && readId === undefined);
      assert.deepEqual(made.map(({ inputs }) => (inputs.metadata as { name: string }).name).sort(), [
        "broker",
        "broker-8883-tls",
        "broker-config",
        "broker-passwords",
        "broker-tcp",
        "broker-tls",
      ]);
    });
  }

  it("puts every address of the listener into its certificate", async () => {
    const { result: broker } = await run(fullMosquitto, { live });

    const certificate = new X509Certificate((await valueOf(broker.certificatePem))!);
    assert.equal(
      certificate.subjectAltName,
      [
        "DNS:broker-tls",
        "DNS:broker-tls.mqtt",
        "DNS:broker-tls.mqtt.svc",
        "DNS:broker-tls.mqtt.svc.cluster.local",
        "DNS:mqtt.example.com",
        "IP Address:10.240.32.1",
        "IP Address:10.0.7.7",
        "IP Address:203.0.113.9",
      ].join(", "),
    );
  });

  it("puts a load balancer's host name, and localhost on request, into the certificate", async () => {
    const { result: broker } = await run(
      () => {
        const issued = { authority: new CertificateChain("ca", {}).authority, includeLocalhost: true };
        return new MosquittoBroker("broker", {
          namespace: "mqtt",
          listeners: [{ port: 8883, tls: { issued } }],
          tlsService: { type: ServiceType.LoadBalancer },
          allowAnonymous: true,
        });
      },
      { live: { "Service/mqtt/broker-tls": liveService({ ingress: [{ hostname: "lb.example.com" }] }) } },
    );

    const certificate = new X509Certificate((await valueOf(broker.certificatePem))!);
    assert.ok(certificate.checkHost("lb.example.com") && certificate.checkHost("localhost"));
    assert.ok(certificate.checkIP("127.0.0.1"));
    assert.equal(await valueOf(broker.externalHostname), "lb.example.com");
    assert.equal(await valueOf(broker.host), "lb.example.com");
  });

  it("outputs where clients reach each listener, in the order of the arguments", async () => {
    const { result: broker } = await run(fullMosquitto, { live });

    assert.deepEqual(await valueOf(broker.endpoints), [
      { protocol: "Mqtt", host: "10.240.32.1", port: 8883, tls: true },
      { protocol: "Mqtt", host: "broker-tcp.mqtt.svc", port: 1883, tls: false },
      { protocol: "WebSockets", host: "10.240.32.1", port: 8443, tls: true },
    ]);
    assert.equal(await valueOf(broker.serviceName), "broker-tls");
    assert.equal(await valueOf(broker.externalIp), "10.240.32.1");
    assert.equal(await valueOf(broker.clusterIp), "10.0.7.7");
  });

  it("outputs a node's address and port for a NodePort", async () => {
    const service = liveService({ type: "NodePort" });
    service.spec.ports.push({ name: "mqtt-8443", port: 8443, nodePort: 31443, protocol: "TCP" });
    const { result: broker, resources } = await run(
      () =>
        fullMosquitto({
          tlsService: { type: ServiceType.NodePort, nodeNames: ["a"] },
        }),
      {
        live: {
          ...live,
          "Service/mqtt/broker-tls": service,
          "Node/a": liveNode({ InternalIP: "10.240.0.4" }),
        },
      },
    );

    const [endpoint] = await valueOf(broker.endpoints);
    assert.deepEqual(endpoint, { protocol: "Mqtt", host: "10.240.0.4", port: 31883, tls: true });
    assert.ok(new X509Certificate((await valueOf(broker.certificatePem))!).checkIP("10.240.0.4"));
    assert.equal(serviceOf(resources, "broker-tls").spec.type, "NodePort");
  });

  describe("with a listener that the live NodePort Service may not have yet", () => {
    const program = (port: number, nodePort?: number) => () => {
      const args = { serviceId: "mqtt/broker-tls", nodeAddresses: ["10.240.0.4"] };
      const endpoint = new ServiceEndpoint("endpoint", args);
      const [wanted, extraConfig] = [pulumi.output(nodePort), pulumi.output(undefined)];
      const listener = { port, protocol: ListenerProtocol.Mqtt, nodePort: wanted, extraConfig };
      return { reached: endpointOf(listener, { serviceName: "broker-tls", endpoint }) };
    };
    const nodes = { "Service/mqtt/broker-tls": liveService({ type: "NodePort" }) };
    const portOf = async (port: number, nodePort?: number) => {
      const { result } = await run(program(port, nodePort), { live: nodes, preview: true });
      return (await isKnown(result.reached)) ? (await valueOf(result.reached)).port : "unknown";
    };

    it("knows in a preview only a node port that is served or requested", async () => {
      assert.equal(await portOf(8883), 31883);
      assert.equal(await portOf(8883, 32000), 32000);
      assert.equal(await portOf(8884, 32001), 32001);
      assert.equal(await portOf(8884), "unknown");
    });

    it("fails in an update if the listener got no node port", async () => {
      const { errors } = await attempt(program(8884), { live: nodes });

      assert.match(errors[0].message, /node port of listener 8884: the Service broker-tls has none for it/);
    });
  });

  it("waits for a Service's address and not for its pods", async () => {
    const { resources } = await run(
      () => fullMosquitto({ tlsService: { type: ServiceType.LoadBalancer, annotations: { a: "b" } } }),
      {
        live,
      },
    );

    assert.deepEqual(serviceOf(resources, "broker-tls").metadata.annotations, {
      a: "b",
      "pulumi.com/waitFor": "jsonpath={.status.loadBalancer.ingress[0]}",
    });
    assert.deepEqual(serviceOf(resources, "broker-tcp").metadata.annotations, {
      "pulumi.com/waitFor": "jsonpath={.spec.clusterIP}",
    });
  });

  it("waits for the requested load balancer address", async () => {
    const tlsService = { type: ServiceType.LoadBalancer, loadBalancerIp: "10.240.32.9" };
    const { resources } = await run(() => fullMosquitto({ tlsService }), { live, preview: true });

    const { annotations } = serviceOf(resources, "broker-tls").metadata;
    assert.equal(annotations["pulumi.com/waitFor"], "jsonpath={.status.loadBalancer.ingress[0].ip}=10.240.32.9");
  });

  it("puts all addresses of a load balancer into the certificate", async () => {
    const ingress = [{ ip: "10.240.32.2" }, { ip: "10.240.32.1" }, { hostname: "lb.example.com" }];
    const { result: broker } = await run(fullMosquitto, {
      live: { ...live, "Service/mqtt/broker-tls": liveService({ ingress }) },
    });

    const certificate = new X509Certificate((await valueOf(broker.certificatePem))!);
    assert.ok(certificate.checkIP("10.240.32.1") && certificate.checkIP("10.240.32.2"));
    assert.ok(certificate.checkHost("lb.example.com"));
  });

  it("has a Service only if a listener needs it", async () => {
    const { resources } = await run(
      () =>
        new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], users: [{ name: "factory" }] }),
      { live },
    );

    const services = resources.filter(({ type, readId }) => type === "kubernetes:core/v1:Service" && !readId);
    assert.deepEqual(
      services.map(({ name }) => name),
      ["broker-tcp"],
    );
    assert.deepEqual(serviceOf(resources, "broker-tcp").spec.ports, [
      { name: "mqtt-1883", port: 1883, targetPort: 1883, protocol: "TCP" },
    ]);
  });

  it("fits the restricted Pod Security level", async () => {
    const { resources } = await run(fullMosquitto, { live });

    const { spec } = deploymentOf(resources).spec.template;
    assert.equal(spec.automountServiceAccountToken, false);
    assert.deepEqual(spec.securityContext, {
      runAsNonRoot: true,
      runAsUser: 1883,
      runAsGroup: 1883,
      fsGroup: 1883,
      seccompProfile: { type: "RuntimeDefault" },
    });
    for (const { securityContext, resources: limited } of spec.containers) {
      assert.deepEqual(securityContext, {
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ["ALL"] },
      });
      assert.ok(limited.limits.memory);
    }
  });

  it("lets everyone in only on request", async () => {
    const { resources } = await run(
      () => new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true }),
      { live },
    );

    const { data } = find(resources, "kubernetes:core/v1:ConfigMap", "broker-config").inputs;
    assert.match((data as Record<string, string>)["mosquitto.conf"], /^allow_anonymous true$/m);
    const made = resources.filter(({ type, readId }) => type.startsWith("kubernetes:") && !readId);
    assert.deepEqual(made.map(({ name }) => name).sort(), ["broker", "broker-config", "broker-tcp"]);
  });

  it("knows no address, certificate or generated password before its Service exists", async () => {
    const { result: broker, resources } = await run(fullMosquitto, { preview: true });

    const { host, externalIp, certificatePem, endpoints, passwords } = broker;
    const outputs: pulumi.Output<unknown>[] = [host, externalIp, certificatePem, endpoints, passwords];
    for (const output of outputs) assert.equal(await isKnown(output), false);
    assert.equal(await valueOf(broker.serviceName), "broker-tls");
    const request = find(resources, "tls:index/certRequest:CertRequest", "broker-8883-tls-request");
    assert.equal(request.inputs.dnsNames, undefined);
    assert.match(checksumsOf(resources)["checksum/config"], /^[0-9a-f]{64}$/);
  });

  it("creates all of its children with the given provider", async () => {
    const { resources } = await run(
      () => {
        const provider = new Provider("given", {});
        return new MosquittoBroker(
          "broker",
          { namespace: "mqtt", listeners: [{ port: 1883 }], allowAnonymous: true },
          { provider },
        );
      },
      { live },
    );

    const children = resources.filter(({ type }) => type.startsWith("kubernetes:"));
    assert.equal(children.length, 4);
    for (const { name, provider } of children) assert.match(provider, /::given::/, name);
  });
});
