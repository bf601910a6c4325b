import assert from "node:assert/strict";
import { awaitingSecrets, logLine } from "../../../azure/iotOperations/operator/healthManager";
import { certificatesFor } from "../../../azure/iotOperations/operator/certificate";
import { planListeners } from "../../../azure/iotOperations/operator/plan";
import type { Resources } from "../../../azure/iotOperations/operator/plan";
import { refusalOf } from "../../../azure/iotOperations/operator/refusals";
import { serviceFor } from "../../../azure/iotOperations/operator/service";
import { statusOf } from "../../../azure/iotOperations/operator/status";
import type { ListenerSpec, ListenerTls } from "../../../azure/iotOperations/customResources";
import { authentication, authorization, automatic, broker, issuerRef, listener, manual } from "./customResources";

describe("the webhook of the stand-in for Azure IoT Operations", () => {
  const ports = [{ port: 18883 }];
  const others = [
    listener("default", { serviceName: "aio-broker", ports }),
    listener("nodes", { serviceType: "NodePort" }),
  ];
  const accepted: [string, Partial<ListenerSpec>][] = [
    ["another type, port and Service", { serviceType: "LoadBalancer", ports: [{ port: 8883 }] }],
    ["the same type and port for another broker", { brokerRef: "second", ports }],
  ];
  const refused: [string, Partial<ListenerSpec>, RegExp][] = [
    [
      "a type that another listener has",
      { serviceType: "NodePort", ports: [{ port: 8883 }] },
      /NodePort is that of BrokerListener nodes/,
    ],
    ["the type that it has by default", { ports: [{ port: 8883 }] }, /ClusterIp is that of BrokerListener default/],
    [
      "a port that another listener has",
      { serviceType: "LoadBalancer", ports },
      /port 18883 is used by BrokerListener default/,
    ],
    [
      "a Service of another broker's listener",
      { brokerRef: "second", serviceName: "aio-broker", ports },
      /Service aio-broker is that of/,
    ],
    [
      "a Service called as another listener",
      { serviceType: "LoadBalancer", serviceName: "nodes", ports: [{ port: 1 }] },
      /Service nodes is that of/,
    ],
    [
      "a port twice",
      { serviceType: "LoadBalancer", ports: [{ port: 1 }, { port: 1 }] },
      /ports\[1\]\.port: 1 is there twice/,
    ],
    ["port 0", { serviceType: "LoadBalancer", ports: [{ port: 0 }] }, /ports\[0\]\.port: must be from 1/],
    ["no port", { serviceType: "LoadBalancer", ports: [] }, /at least one port/],
    ["TLS in two ways", withTls({ ...automatic, ...manual("x") }), /exclude each other/],
    ["automatic TLS without an issuer", withTls({ mode: "Automatic" }), /certManagerCertificateSpec: is required/],
    ["manual TLS without a Secret", withTls({ mode: "Manual" }), /manual: is required/],
    ["an address with a zone", withTls(withSan({ dns: [], ip: ["fe80::1%eth0"] })), /san\.ip: fe80::1%eth0 is no IP/],
    ["a name among the addresses", withTls(withSan({ dns: [], ip: ["host"] })), /san\.ip: host is no IP address/],
  ];
  for (const [what, spec] of accepted) {
    it(`accepts ${what}`, () => assert.equal(refusalOf(listener("new", spec), others), undefined));
  }
  for (const [what, spec, message] of refused) {
    it(`refuses ${what}`, () =>
      assert.match(refusalOf(listener("new", spec), others) ?? "nothing was refused", message));
  }
});

describe("the operator of the stand-in for Azure IoT Operations", () => {
  it("makes a Service with the names and labels of the real one", () => {
    const { metadata, spec } = serviceFor(
      listener("tls", { serviceType: "NodePort", ports: [{ port: 8883, nodePort: 31883 }, { port: 1883 }] }),
    );
    assert.equal(metadata?.name, "tls");
    assert.equal(metadata?.labels?.["app.kubernetes.io/managed-by"], "dmqtt-operator");
    assert.deepEqual(spec?.selector, metadata?.labels);
    assert.deepEqual(metadata?.ownerReferences, [
      {
        ...{ apiVersion: "mqttbroker.iotoperations.azure.com/v1", kind: "BrokerListener", name: "tls" },
        ...{ uid: "uid-of-tls", controller: true, blockOwnerDeletion: true },
      },
    ]);
    assert.deepEqual(spec?.ports, [
      { name: "mqtt-8883", port: 8883, targetPort: 8883, protocol: "TCP", nodePort: 31883 },
      { name: "mqtt-1883", port: 1883, targetPort: 1883, protocol: "TCP" },
    ]);
    assert.equal(spec?.externalTrafficPolicy, "Cluster");
    // Kubernetes refuses it for a ClusterIP Service.
    assert.equal(serviceFor(listener("inside", {})).spec?.externalTrafficPolicy, undefined);
  });

  it("asks for a certificate with the Service's names, once each, and the port's", () => {
    const san = { dns: ["mqtt.example.com", "aio"], ip: ["192.0.2.1"] };
    const ports = [{ port: 8883, tls: withSan(san) }, { port: 1883 }, { port: 8885, tls: manual("mine") }];
    const made = certificatesFor(listener("tls", { serviceName: "aio", ports }));
    assert.deepEqual(
      made.map(({ metadata, spec }) => [metadata.name, spec]),
      [
        [
          "aio-broker-frontend-server-8883",
          {
            secretName: "aio-broker-frontend-server-8883",
            dnsNames: [
              ...["aio", "aio.azure-iot-operations", "aio.azure-iot-operations.svc.cluster.local"],
              "mqtt.example.com",
            ],
            ipAddresses: ["192.0.2.1"],
            issuerRef: { group: "cert-manager.io", ...issuerRef },
            duration: "2160h",
            privateKey: { algorithm: "ECDSA", size: 256, rotationPolicy: "Always" },
            usages: ["digital signature", "key encipherment", "server auth"],
          },
        ],
      ],
    );
  });

  for (const [algorithm, key] of [
    ["Ec521", { algorithm: "ECDSA", size: 521 }],
    ["Rsa4096", { algorithm: "RSA", size: 4096 }],
    ["Ed25519", { algorithm: "Ed25519" }],
  ] as const) {
    it(`asks cert-manager for the key ${algorithm} in its own terms`, () => {
      const privateKey = { algorithm, rotationPolicy: "Never" };
      const certManagerCertificateSpec = { issuerRef, privateKey, secretName: "mine" };
      const [made] = certificatesFor(listener("tls", withTls({ mode: "Automatic", certManagerCertificateSpec })));
      const { privateKey: asked, secretName } = made.spec as Record<string, unknown>;
      assert.deepEqual([asked, secretName], [{ ...key, rotationPolicy: "Never" }, "mine"]);
    });
  }

  it("lets the older of two listeners have what both want", () => {
    const [early, late] = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:01Z"];
    const plans = planned({ listeners: [listener("a", {}, late), listener("b", {}, early)] });
    assert.deepEqual(
      plans.map(({ listener: { metadata }, ports, refusal }) => [metadata.name, ports.length, refusal]),
      [
        ["b", 1, undefined],
        [
          "a",
          0,
          "spec.serviceType: ClusterIp is that of BrokerListener b; only one listener per service type is allowed",
        ],
      ],
    );
    assert.equal(planned({ brokers: [], listeners: [listener("a", {})] })[0].refusal, "Broker default not found");
  });

  it("names a certificate after its port alone, so two brokers cannot both have one for the same port", () => {
    const early = listener("a", withTls(automatic), "2026-01-01T00:00:00Z");
    const late = (tls: ListenerTls) => listener("b", { brokerRef: "second", ...withTls(tls) }, "2026-01-01T00:00:01Z");
    const refusalOfSecond = (tls: ListenerTls) =>
      planned({ brokers: [broker(), broker("second")], listeners: [early, late(tls)] })[1].refusal;
    assert.equal(refusalOfSecond(automatic), "Certificate aio-broker-frontend-server-8883 is that of BrokerListener a");
    assert.equal(refusalOfSecond(manual("mine")), undefined);
  });

  it("makes the frontends wait for manual Secrets only, including those of ports that wait for their policies", () => {
    const ports = [
      { port: 8883, tls: automatic },
      { port: 8885, tls: manual("mine"), authenticationRef: "who" },
    ];
    const [plan] = planned({ listeners: [listener("a", { ports })] });
    assert.deepEqual([plan.ports.map(({ port }) => port), plan.manualSecrets], [[8883], ["mine"]]);
    const [refused] = planned({ brokers: [], listeners: [listener("a", { ports })] });
    assert.deepEqual(refused.manualSecrets, []);
  });

  it("keeps a port closed until its policies exist, as it would be open without them", () => {
    const port = { port: 1883, authenticationRef: "who", authorizationRef: "what" };
    const waitingFor = (resources: Partial<Resources>) => {
      const [plan] = planned({ listeners: [listener("a", { ports: [port] })], ...resources });
      return [plan.ports.length, plan.waiting.get(1883)?.message];
    };
    assert.deepEqual(waitingFor({}), [0, "BrokerAuthentication who not found."]);
    const authentications = [authentication("who")];
    assert.deepEqual(waitingFor({ authentications }), [0, "BrokerAuthorization what not found."]);
    const [plan] = planned({
      listeners: [listener("a", { ports: [port] })],
      authentications,
      authorizations: [authorization("what")],
    });
    // An authorization without rules denies everything.
    assert.deepEqual(plan.ports[0].authorization, []);
    assert.equal(plan.ports[0].authentication?.[0].method, "ServiceAccountToken");
  });

  it("applies authorization only together with authentication, as the documents say", () => {
    const ports = [{ port: 1883, authorizationRef: "what" }];
    const [plan] = planned({ listeners: [listener("a", { ports })], authorizations: [authorization("what")] });
    assert.equal(plan.ports[0].authorization, undefined);
  });

  it("says what a listener waits for, and reports it running once the frontends serve all of it", () => {
    const ports = [{ port: 1883 }, { port: 8885, tls: manual("server-cert-secret") }];
    const [waiting] = planned({ listeners: [listener("a", { ports })] });
    const description = "port 8885: Server certificate server-cert-secret not found. Awaiting creation of secret.";
    const runtime = (said: Record<string, string>, ready = true) => statusOf(waiting, said, ready).runtimeStatus;
    assert.deepEqual(runtime({ 1883: "serving", 8885: "not yet" }), {
      status: "Starting",
      statusDescription: description,
    });
    assert.deepEqual(runtime({ 1883: "why", 8885: "why" }, false), {
      status: "Starting",
      statusDescription: `port 1883: why ${description}`,
    });
    assert.deepEqual(runtime({ 1883: "serving", 8885: "serving" }), { status: "Running", statusDescription: "" });
    assert.equal(runtime({ 1883: "serving", 8885: "serving" }, false)?.status, "Starting");
    assert.equal(waiting.ports.length, 2, "the frontends open them when they find the Secret");
    assert.deepEqual(waiting.manualSecrets, ["server-cert-secret"]);
  });

  it("logs a missing Secret as documented, and sends one event about it until it exists", async () => {
    const said: string[] = [];
    const events: string[] = [];
    const event = (_: unknown, type: string, reason: string) => Promise.resolve(void events.push(`${type} ${reason}`));
    const awaiting = awaitingSecrets({ event }, line => said.push(line.replace(/^<6>\S+Z /, "<6>TIME ")));
    const listeners = [listener("a", { ports: [{ port: 8885, tls: manual("server-cert-secret") }] })];
    await awaiting.report(planned({ listeners }));
    await awaiting.report(planned({ listeners }));
    const line = "<6>TIME [INFO] [1] - Server certificate server-cert-secret not found. Awaiting creation of secret.";
    assert.deepEqual([said, events], [[line], ["Warning ServerCertificateNotFound"]]);
    await awaiting.report(planned({ listeners, secrets: new Set(["server-cert-secret"]) }));
    assert.deepEqual(events, ["Warning ServerCertificateNotFound", "Normal ServerCertificateFound"]);
    assert.equal(logLine("x", new Date("2023-11-06T21:36:13.634Z")), "<6>2023-11-06T21:36:13.634Z [INFO] [1] - x");
  });
});

function planned(resources: Partial<Resources>) {
  const none = {
    brokers: [broker()],
    listeners: [],
    authentications: [],
    authorizations: [],
    secrets: new Set<string>(),
  };
  return planListeners({ ...none, ...resources });
}

function withTls(tls: ListenerTls): Partial<ListenerSpec> {
  return { serviceType: "LoadBalancer", ports: [{ port: 8883, tls }] };
}

function withSan(san: { dns: string[]; ip: string[] }): ListenerTls {
  return { mode: "Automatic", certManagerCertificateSpec: { issuerRef, san } };
}
