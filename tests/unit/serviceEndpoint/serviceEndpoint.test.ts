import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { ServiceEndpoint, ServiceType } from "../../../index";
import type { ServiceEndpointArgs } from "../../../index";
import { attempt, find, isKnown, run, valueOf } from "../engine/engine";
import { liveNode, liveService } from "../engine/live";

const endpointOf = (endpoint: ServiceEndpoint) =>
  valueOf(
    pulumi.output({
      type: endpoint.type,
      clusterIp: endpoint.clusterIp,
      ipAddress: endpoint.ipAddress,
      hostname: endpoint.hostname,
      host: endpoint.host,
      nodeAddresses: endpoint.nodeAddresses,
    }),
  );

const fromId = () => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls" });

describe("ServiceEndpoint", () => {
  for (const preview of [false, true]) {
    describe(preview ? "in a preview" : "in an update", () => {
      it("reads the IP address of a load balancer", async () => {
        const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };

        const { result: endpoint } = await run(fromId, { preview, live });

        assert.deepEqual(await endpointOf(endpoint), {
          type: "LoadBalancer",
          clusterIp: "10.0.7.7",
          ipAddress: "10.240.32.1",
          hostname: undefined,
          host: "10.240.32.1",
          nodeAddresses: [],
        });
        assert.deepEqual(await valueOf(endpoint.ports), [
          { name: "mqtt-8883", port: 8883, nodePort: 31883, protocol: "TCP" },
        ]);
      });

      it("finds the expected IPv6 address, however it is written", async () => {
        const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "2001:DB8::1" }] }) };
        const ipAddress = pulumi.output("2001:db8:0::1");

        const { result: endpoint } = await run(
          () => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", ipAddress }),
          { preview, live },
        );

        assert.equal(await valueOf(endpoint.host), "2001:db8::1");
      });

      it("reads the host name of a load balancer that has no IP address", async () => {
        const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ hostname: "lb.example.com" }] }) };

        const { result: endpoint } = await run(fromId, { preview, live });

        const { ipAddress, hostname, host } = await endpointOf(endpoint);
        assert.deepEqual([ipAddress, hostname, host], [undefined, "lb.example.com", "lb.example.com"]);
      });

      it("reads a Service that clients reach inside the cluster only", async () => {
        const live = { "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) };

        const { result: endpoint } = await run(fromId, { preview, live });

        const { type, clusterIp, ipAddress, host } = await endpointOf(endpoint);
        assert.deepEqual(
          [type, clusterIp, ipAddress, host],
          ["ClusterIP", "10.0.7.7", undefined, "broker-tls.mqtt.svc"],
        );
      });

      it("has no cluster IP for a headless Service", async () => {
        const live = { "Service/mqtt/broker-tls": liveService({ type: "ClusterIP", clusterIP: "None" }) };

        const { result: endpoint } = await run(fromId, { preview, live });

        assert.equal(await valueOf(endpoint.clusterIp), undefined);
        assert.equal(await isKnown(endpoint.clusterIp), true);
      });

      it("uses the nodes' addresses for a NodePort", async () => {
        const live = {
          "Service/mqtt/broker-tls": liveService({ type: "NodePort" }),
          "Node/a": liveNode({ InternalIP: "10.240.0.4", Hostname: "a" }),
          "Node/b": liveNode({ InternalIP: "10.240.0.5", ExternalIP: "203.0.113.5" }),
        };

        const { result: endpoint } = await run(
          () => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", nodeNames: ["a", "b"] }),
          { preview, live },
        );

        const { host, nodeAddresses } = await endpointOf(endpoint);
        assert.deepEqual([host, nodeAddresses], ["10.240.0.4", ["10.240.0.4", "203.0.113.5"]]);
      });

      it("uses given addresses for a NodePort", async () => {
        const live = { "Service/mqtt/broker-tls": liveService({ type: "NodePort" }) };

        const { result: endpoint } = await run(
          () => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", nodeAddresses: ["edge.example.com"] }),
          { preview, live },
        );

        assert.equal(await valueOf(endpoint.host), "edge.example.com");
      });
    });
  }

  describe("of a load balancer without an address", () => {
    const live = { "Service/mqtt/broker-tls": liveService({ ingress: undefined }) };

    it("is unknown in a preview", async () => {
      const { result: endpoint } = await run(fromId, { preview: true, live });

      assert.equal(await isKnown(endpoint.host), false);
      assert.equal(await isKnown(endpoint.ipAddress), false);
    });

    it("is an error in an update that says where to look", async () => {
      const { errors } = await attempt(fromId, { live });

      assert.match(errors[0].message, /Service mqtt\/broker-tls: it is not a LoadBalancer with an address/);
      assert.match(errors[0].message, /kubectl describe service broker-tls --namespace mqtt/);
    });
  });

  it("is unknown in a preview while the Service does not have the requested type yet", async () => {
    const live = { "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) };

    const { result: endpoint } = await run(
      () => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", type: ServiceType.LoadBalancer }),
      { preview: true, live },
    );

    assert.equal(await isKnown(endpoint.host), false);
  });

  describe("of a load balancer whose requested address differs", () => {
    const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };
    const program = () => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", ipAddress: "10.240.32.9" });

    it("is unknown in a preview", async () => {
      const { result: endpoint } = await run(program, { preview: true, live });

      assert.equal(await isKnown(endpoint.host), false);
    });

    it("is an error in an update", async () => {
      const { errors } = await attempt(program, { live });

      assert.match(errors[0].message, /it is not a LoadBalancer with the address 10.240.32.9/);
    });
  });

  it("treats null, which a YAML property without a value is, as no nodes", async () => {
    const nothing = { nodeAddresses: null, nodeNames: null } as unknown as Partial<ServiceEndpointArgs>;
    const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };

    const { result } = await run(() => new ServiceEndpoint("endpoint", { serviceId: "mqtt/broker-tls", ...nothing }), {
      live,
    });

    assert.equal((await endpointOf(result)).host, "10.240.32.1");
  });

  it("outputs every address of a load balancer, whatever their order", async () => {
    const entries = [{ ip: "10.240.32.2" }, { hostname: "lb.example.com" }, { ip: "10.240.32.1" }];
    for (const ingress of [entries, [...entries].reverse()]) {
      const live = { "Service/mqtt/broker-tls": liveService({ ingress }) };

      const { result: endpoint } = await run(fromId, { live });

      const expected = ["10.240.32.1", "10.240.32.2", "lb.example.com"];
      assert.deepEqual(await valueOf(endpoint.externalAddresses), expected);
      assert.equal(await valueOf(endpoint.host), "10.240.32.1");
    }
  });

  it("outputs the labels and target ports of the pods behind a Service", async () => {
    const service = liveService({ type: "ClusterIP" });
    const ports = [
      { port: 8883, targetPort: 8883 },
      { port: 443, targetPort: 8443 },
      { port: 80, targetPort: "http" },
      { port: 1883 },
    ];
    const live = {
      "Service/mqtt/broker-tls": { ...service, spec: { ...service.spec, ports, selector: { app: "mqtt" } } },
    };

    const { result: endpoint } = await run(fromId, { live });

    assert.deepEqual(await valueOf(endpoint.podLabels), { app: "mqtt" });
    assert.deepEqual(await valueOf(endpoint.containerPorts), [8883, 8443, 1883]);
  });

  it("is unknown before the Service exists", async () => {
    const { result: endpoint, resources } = await run(
      () => new ServiceEndpoint("endpoint", { serviceId: unknownOutput() }),
      { preview: true },
    );

    assert.equal(await isKnown(endpoint.host), false);
    assert.ok(find(resources, "kubernetes:core/v1:Service", "endpoint-service").readId);
  });

  describe("of a Service that someone else creates", () => {
    const awaiting = () =>
      new ServiceEndpoint("endpoint", {
        awaitedService: { namespace: "mqtt", name: "broker-tls", timeoutSeconds: 90 },
      });

    it("reads the Service once a Job has seen its address", async () => {
      const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };

      const { result: endpoint, resources } = await run(awaiting, { live });

      assert.equal(await valueOf(endpoint.ipAddress), "10.240.32.1");
      const job = find(resources, "kubernetes:batch/v1:Job", "endpoint-job").inputs as JobInputs;
      assert.deepEqual(job.spec.template.spec.containers[0].args, [
        "wait",
        "service/broker-tls",
        "--namespace=mqtt",
        "--for=create",
        "--for=jsonpath={.status.loadBalancer.ingress[0]}",
        "--timeout=-1s",
      ]);
      assert.equal(job.metadata.annotations["pulumi.com/timeoutSeconds"], "90");
    });

    it("waits with permission to read that one Service and nothing else", async () => {
      const live = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };

      const { resources } = await run(awaiting, { live });

      const role = find(resources, "kubernetes:rbac.authorization.k8s.io/v1:Role", "endpoint-role");
      assert.deepEqual(role.inputs.rules, [
        { apiGroups: [""], resources: ["services"], resourceNames: ["broker-tls"], verbs: ["get", "list", "watch"] },
      ]);
    });

    it("waits only for the Service itself if no load balancer is requested", async () => {
      const live = { "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }) };

      const { resources } = await run(
        () =>
          new ServiceEndpoint("endpoint", {
            awaitedService: { namespace: "mqtt", name: "broker-tls" },
            type: ServiceType.ClusterIP,
          }),
        { live },
      );

      const job = find(resources, "kubernetes:batch/v1:Job", "endpoint-job").inputs as JobInputs;
      const { args } = job.spec.template.spec.containers[0];
      assert.deepEqual(
        args.filter(arg => arg.startsWith("--for=")),
        ["--for=create", "--for=jsonpath={.spec.clusterIP}"],
      );
    });

    it("keeps its child names, and is unknown until the Job is done", async () => {
      const { result: endpoint, resources } = await run(awaiting, { preview: true });

      assert.equal(await isKnown(endpoint.host), false);
      assert.deepEqual(resources.map(({ type, name }) => `${type} ${name}`).sort(), [
        "aks-mqtt:index:ServiceEndpoint endpoint",
        "kubernetes:batch/v1:Job endpoint-job",
        "kubernetes:core/v1:Service endpoint-service",
        "kubernetes:core/v1:ServiceAccount endpoint-account",
        "kubernetes:rbac.authorization.k8s.io/v1:Role endpoint-role",
        "kubernetes:rbac.authorization.k8s.io/v1:RoleBinding endpoint-binding",
      ]);
    });
  });
});

interface JobInputs {
  [key: string]: unknown;
  metadata: { annotations: Record<string, string> };
  spec: { template: { spec: { containers: { args: string[] }[] } } };
}

function unknownOutput(): pulumi.Output<string> {
  return pulumi.output(pulumi.unknown as unknown as string);
}
