import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { azureNativeVersion } from "../../../../components/azure/azureNative";
import { BrokerListener, CertificateChain } from "../../../../index";
import type { BrokerListenerArgs, ListenerPortArgs } from "../../../../index";
import { version } from "../../../../sandbox/plugins/azure-native/version";
import { documented, documentedSpec } from "./documentedListener";
import { attempt, find, isKnown, run, valueOf } from "../../engine/engine";
import type { Circumstances, Registered } from "../../engine/engine";
import { operatorService, ownPort, planes, securePort, specOf } from "../iotOperations";
import type { Plane } from "../iotOperations";
import { liveNode } from "../../engine/live";
import { warningsOf } from "../../engine/warnings";

const listener = (ports: ListenerPortArgs[], args: Partial<BrokerListenerArgs> = {}, plane: Plane = "azure") =>
  new BrokerListener("outside", { ...planes[plane], ports, ...args });

const clusterNames = [
  "outside",
  "outside.azure-iot-operations",
  "outside.azure-iot-operations.svc",
  "outside.azure-iot-operations.svc.cluster.local",
];

/** A listener with one port, whose certificate a new chain signs. */
const issued = (args: Partial<BrokerListenerArgs> = {}, plane?: Plane) => {
  const { authority } = new CertificateChain("chain", {});
  return listener([securePort(8883, { tls: { issued: { authority } } })], args, plane);
};

const namesIn = (resources: Registered[]) => {
  const { dnsNames, ipAddresses } = find(
    resources,
    "tls:index/certRequest:CertRequest",
    "outside-8883-tls-request",
  ).inputs;
  return { dnsNames, ipAddresses };
};

describe("BrokerListener", () => {
  for (const plane of ["azure", "kubernetes"] as const) {
    for (const preview of [false, true]) {
      it(`is the same in the cluster through ${plane} in ${preview ? "a first preview" : "an update"}`, async () => {
        let resources: Registered[] = [];
        await warningsOf(async () => {
          const live = preview ? {} : operatorService();
          ({ resources } = await run(() => listener(documented, {}, plane), { preview, live }));
        });

        assert.deepEqual(specOf(resources, plane, "BrokerListener", "outside-listener"), documentedSpec);
      });
    }
  }

  it("names its instance, broker and location in Azure", async () => {
    const { resources } = await run(
      () => listener([ownPort(8883)], { brokerName: pulumi.output("own"), listenerName: "my-listener" }),
      { live: operatorService({ name: "my-listener" }) },
    );

    const { properties, ...rest } = find(
      resources,
      "azure-native:iotoperations:BrokerListener",
      "outside-listener",
    ).inputs;
    assert.ok(properties);
    assert.deepEqual(rest, {
      resourceGroupName: "factory",
      instanceName: "my-instance",
      brokerName: "own",
      listenerName: "my-listener",
      extendedLocation: { name: planes.azure.azure.customLocationId, type: "CustomLocation" },
    });
  });

  it("is created by the version of azure-native that the sandbox stands in for", () => {
    assert.equal(azureNativeVersion, version);
  });

  it("names its broker and namespace in the cluster", async () => {
    const live = Object.fromEntries(
      Object.entries(operatorService()).map(([key, value]) => [key.replace("azure-iot-operations", "iot"), value]),
    );
    let resources: Registered[] = [];
    await warningsOf(async () => {
      ({ resources } = await run(() => listener([securePort(8883)], { namespace: "iot" }, "kubernetes"), { live }));
    });

    const type = "kubernetes:mqttbroker.iotoperations.azure.com/v1:BrokerListener";
    const { metadata, spec } = find(resources, type, "outside-listener").inputs;
    assert.deepEqual(metadata, { namespace: "iot", name: "outside" });
    assert.equal((spec as { brokerRef: string }).brokerRef, "default");
  });

  it("accepts the spelling of Microsoft's samples, which starts in lower case", async () => {
    const { resources } = await run(
      () =>
        listener([securePort(8883, { protocol: "webSockets" as "WebSockets" })], {
          serviceType: "nodePort" as "NodePort",
          serviceName: "mqtts-endpoint",
        }),
      { live: operatorService({ name: "mqtts-endpoint", type: "NodePort" }) },
    );

    const { serviceType, serviceName, ports } = specOf(resources, "azure", "BrokerListener", "outside-listener");
    const [{ protocol }] = ports as { protocol: string }[];
    assert.deepEqual([serviceType, serviceName, protocol], ["NodePort", "mqtts-endpoint", "WebSockets"]);
  });

  it("has a certificate for its Service's address, in the Secret that the port names", async () => {
    const { resources, result } = await run(() => issued(), { live: operatorService() });

    assert.deepEqual(namesIn(resources), { dnsNames: clusterNames, ipAddresses: ["10.240.32.1", "10.0.7.7"] });
    const [{ tls }] = specOf(resources, "azure", "BrokerListener", "outside-listener").ports as { tls: object }[];
    assert.deepEqual(tls, { mode: "Manual", manual: { secretRef: "outside-8883-tls" } });
    const { metadata } = find(resources, "kubernetes:core/v1:Secret", "outside-8883-tls-secret").inputs;
    assert.deepEqual(metadata, { namespace: "azure-iot-operations", name: "outside-8883-tls" });
    assert.match((await valueOf(result.certificatePem)) ?? "", /BEGIN CERTIFICATE/);
    assert.match((await valueOf(result.trustBundlePem)) ?? "", /BEGIN CERTIFICATE/);
  });

  it("is created before its address is read, and its Secret after that", async () => {
    const { resources } = await run(() => issued(), { live: operatorService() });

    const order = ["outside-listener", "outside-endpoint-job", "outside-endpoint-service", "outside-8883-tls-secret"];
    const registered = resources.map(({ name }) => name).filter(name => order.includes(name));
    assert.deepEqual(registered, order);
  });

  it("shows everything but the address in a first preview", async () => {
    const { resources, result } = await run(() => issued(), { preview: true });

    const [port] = specOf(resources, "azure", "BrokerListener", "outside-listener").ports as object[];
    assert.deepEqual(port, {
      port: 8883,
      protocol: "Mqtt",
      authenticationRef: "default",
      tls: { mode: "Manual", manual: { secretRef: "outside-8883-tls" } },
    });
    assert.deepEqual(namesIn(resources), { dnsNames: undefined, ipAddresses: undefined });
    assert.deepEqual(
      [await isKnown(result.serviceName), await isKnown(result.host), await isKnown(result.certificatePem)],
      [true, false, false],
    );
  });

  it("shows a changed address and the new certificate in a later preview", async () => {
    const live: Circumstances["live"] = {
      ...operatorService({ ingress: [{ ip: "10.240.32.177" }] }),
      "Job/azure-iot-operations/outside-endpoint": {},
    };

    const { resources, result } = await run(() => issued(), { preview: true, live });

    assert.deepEqual(namesIn(resources).ipAddresses, ["10.240.32.177", "10.0.7.7"]);
    assert.equal(await valueOf(result.host), "10.240.32.177");
  });

  it("requests the certificate from cert-manager, in a Secret with another name", async () => {
    const issuerRef = { name: "my-issuer", kind: "ClusterIssuer" };
    const live = {
      ...operatorService(),
      "Certificate/azure-iot-operations/outside-8883-certificate": { status: { notAfter: "2027-02-19T12:00:00Z" } },
    };

    const { resources } = await run(
      () => listener([securePort(8883, { tls: { issued: { issuerRef, dnsNames: ["mqtt.example.com"] } } })]),
      { live },
    );

    const [{ tls }] = specOf(resources, "azure", "BrokerListener", "outside-listener").ports as { tls: object }[];
    assert.deepEqual(tls, { mode: "Manual", manual: { secretRef: "outside-8883-certificate" } });
    const type = "kubernetes:cert-manager.io/v1:Certificate";
    const spec = find(resources, type, "outside-8883-tls-certificate").inputs.spec as Record<string, unknown>;
    assert.equal(spec.secretName, "outside-8883-certificate");
    assert.deepEqual(spec.dnsNames, [...clusterNames, "mqtt.example.com"]);
    assert.deepEqual(spec.ipAddresses, ["10.0.7.7", "10.240.32.1"]);
  });

  it("has its nodes' addresses in the certificate, and outputs the node ports", async () => {
    const live = {
      ...operatorService({ type: "NodePort", ports: [{ port: 8883, nodePort: 31000 }] }),
      "Node/worker-1": liveNode({ InternalIP: "10.240.0.4", ExternalIP: "203.0.113.4" }),
    };

    const { resources, result } = await run(() => issued({ serviceType: "NodePort", nodeNames: ["worker-1"] }), {
      live,
    });

    assert.deepEqual(namesIn(resources).ipAddresses, ["203.0.113.4", "10.0.7.7"]);
    assert.deepEqual(await valueOf(result.endpoints), [
      { protocol: "Mqtt", host: "203.0.113.4", port: 31000, tls: true },
    ]);
    const job = find(resources, "kubernetes:batch/v1:Job", "outside-endpoint-job").inputs;
    const [{ args }] = (job.spec as { template: { spec: { containers: { args: string[] }[] } } }).template.spec
      .containers;
    assert.deepEqual(
      args.filter(arg => arg.startsWith("--for=")),
      [
        "--for=create",
        "--for=jsonpath={.spec.type}=NodePort",
        "--for=jsonpath={.spec.ports[?(@.port==8883)].nodePort}",
        "--for=jsonpath={.spec.clusterIP}",
      ],
    );
  });

  it("outputs the requested node port before it is assigned", async () => {
    const port = securePort(8883, { nodePort: 31884 });
    const live = operatorService({ type: "NodePort" });

    const { result } = await run(
      () => listener([port], { serviceType: "NodePort", nodeAddresses: ["node.example.com"] }),
      { live },
    );

    assert.deepEqual(await valueOf(result.endpoints), [
      { protocol: "Mqtt", host: "node.example.com", port: 31884, tls: true },
    ]);
  });

  it("outputs where clients reach it", async () => {
    const ports = [securePort(8883), { ...securePort(8884), protocol: "WebSockets" as const }];

    const { result } = await run(() => listener(ports), {
      live: operatorService({ ingress: [{ hostname: "lb.example.com" }] }),
    });

    const { name, serviceName, clusterIp, externalIp, externalHostname, host, endpoints } = result;
    const { podLabels, containerPorts } = result;
    const addresses = { name, serviceName, clusterIp, externalIp, externalHostname, host, endpoints };
    const told = await valueOf(pulumi.output({ ...addresses, podLabels, containerPorts }));
    assert.deepEqual(told, {
      name: "outside",
      serviceName: "outside",
      clusterIp: "10.0.7.7",
      externalIp: undefined,
      externalHostname: "lb.example.com",
      host: "lb.example.com",
      endpoints: [
        { protocol: "Mqtt", host: "lb.example.com", port: 8883, tls: true },
        { protocol: "WebSockets", host: "lb.example.com", port: 8884, tls: true },
      ],
      podLabels: { app: "broker", tier: "frontend" },
      containerPorts: [8883, 8884],
    });
  });

  it("waits for its Service again when it is replaced", async () => {
    let options: pulumi.CustomResourceOptions = {};
    const transformations: pulumi.ResourceTransformation[] = [
      ({ type, opts }) => {
        if (type === "kubernetes:batch/v1:Job") options = opts;
        return undefined;
      },
    ];

    await run(
      () => new BrokerListener("outside", { ...planes.azure, ports: [securePort(8883)] }, { transformations }),
      {
        live: operatorService(),
      },
    );

    const urns = await Promise.all((options.replaceWith ?? []).map(({ urn }) => valueOf(urn)));
    assert.deepEqual(
      urns.map(urn => urn.split("::").pop()),
      ["outside-listener"],
    );
    // Its name is fixed.
    assert.equal(options.deleteBeforeReplace, true);
  });

  it("is checked in a preview even if its broker is unknown", async () => {
    const brokerName = pulumi.output(pulumi.unknown as unknown as string);
    const ports = [securePort(99999)];

    const { thrown, resources } = await attempt(() => listener(ports, { brokerName }), { preview: true });

    assert.match(thrown?.message ?? "", /ports\[0\]\.port: is 99999, but must be a whole number from 1 to 65535/);
    assert.deepEqual(
      resources.map(({ type }) => type),
      ["aks-mqtt:index:BrokerListener"],
    );
  });

  it("warns once that kubernetes is a preview feature, and not for azure", async () => {
    const warned = (plane: Plane) =>
      warningsOf(() => run(() => listener([securePort(8883)], {}, plane), { live: operatorService() }));

    assert.deepEqual(
      (await warned("kubernetes")).map(text => /^kubernetes: .*preview feature, not for production/.test(text)),
      [true],
    );
    assert.deepEqual(await warned("azure"), []);
  });
});
