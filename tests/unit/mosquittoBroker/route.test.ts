import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";
import type { MosquittoBrokerArgs, MosquittoRouteArgs } from "../../../index";
import { attempt, find, isKnown, run, valueOf } from "../engine/engine";
import { liveService, routeStatus } from "../engine/live";

const host = "mqtt.apps.example.com";
const services = {
  "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "ClusterIP", clusterIP: "10.0.1.1", port: 1883 }),
  "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }),
};
const live = { ...services, "Route/mqtt/broker": routeStatus(host) };

function routed(route: MosquittoRouteArgs, args: Partial<MosquittoBrokerArgs> = {}) {
  const { authority } = new CertificateChain("ca", {});
  return new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { issued: { authority } } }, { port: 1883 }],
    users: [{ name: "factory" }],
    route,
    ...args,
  });
}

describe("The Route of a MosquittoBroker", () => {
  for (const preview of [false, true]) {
    describe(preview ? "in a preview" : "in an update", () => {
      it("is a passthrough Route to the pod's port, and waits for its admission", async () => {
        const { resources } = await run(() => routed({ host }), { live, preview });

        const { inputs } = find(resources, "kubernetes:route.openshift.io/v1:Route", "broker-route");
        assert.deepEqual(inputs, {
          apiVersion: "route.openshift.io/v1",
          kind: "Route",
          metadata: {
            namespace: "mqtt",
            name: "broker",
            labels: { "app.kubernetes.io/name": "mosquitto", "app.kubernetes.io/instance": "broker" },
            annotations: {
              "pulumi.com/waitFor": 'jsonpath={.status.ingress[0].conditions[?(@.type=="Admitted")].status}=True',
            },
          },
          spec: {
            host,
            to: { kind: "Service", name: "broker-tls", weight: 100 },
            port: { targetPort: 8883 },
            tls: { termination: "passthrough", insecureEdgeTerminationPolicy: "None" },
            wildcardPolicy: "None",
          },
        });
      });

      it("puts the admitted host into the outputs, the endpoint and the certificate", async () => {
        const { result: broker, resources } = await run(() => routed({ subdomain: "mqtt" }), { live, preview });

        assert.equal(await valueOf(broker.routeHost), host);
        assert.equal(await valueOf(broker.routerCanonicalHostname), "router-default.apps.example.com");
        assert.equal(await valueOf(broker.host), host);
        assert.deepEqual(await valueOf(broker.endpoints), [
          { protocol: "Mqtt", host, port: 443, tls: true },
          { protocol: "Mqtt", host: "broker-tcp.mqtt.svc", port: 1883, tls: false },
        ]);
        const request = find(resources, "tls:index/certRequest:CertRequest", "broker-8883-tls-request");
        assert.deepEqual((request.inputs.dnsNames as string[]).slice(0, 2), [host, "broker-tls"]);
      });
    });
  }

  it("has a certificate that is valid for the host", async () => {
    const { result: broker } = await run(() => routed({ host }), { live });

    const certificate = new X509Certificate((await valueOf(broker.certificatePem))!);
    assert.equal(certificate.checkHost(host), host);
  });

  it("leaves the host, and everything that needs it, unknown in the preview that creates it", async () => {
    const { result: broker, resources } = await run(() => routed({ host }), { live: services, preview: true });

    assert.equal(await isKnown(broker.routeHost), false);
    const request = find(resources, "tls:index/certRequest:CertRequest", "broker-8883-tls-request");
    assert.equal(request.inputs.dnsNames, undefined);
  });

  it("uses the host of the first router that admits it", async () => {
    const [refused] = routeStatus("other.example.com", { status: "False", reason: "RouteNotAdmitted" }).status.ingress;
    const [admitted] = routeStatus(host).status.ingress;
    const both = { ...services, "Route/mqtt/broker": { status: { ingress: [refused, admitted] } } };

    const { result: broker } = await run(() => routed({}), { live: both });

    assert.equal(await valueOf(broker.routeHost), host);
  });

  describe("that no router admits any more", () => {
    const taken = { status: "False", reason: "HostAlreadyClaimed", message: "route b already exposes it" };
    const refused = { ...services, "Route/mqtt/broker": routeStatus(host, taken) };

    it("is unknown in a preview", async () => {
      const { result: broker } = await run(() => routed({ host }), { live: refused, preview: true });

      assert.equal(await isKnown(broker.routeHost), false);
    });

    it("is an error in an update that says why and where to look", async () => {
      const { errors } = await attempt(() => routed({ host }), { live: refused });

      assert.match(
        errors[0].message,
        /Route mqtt\/broker: no router has admitted it. The router says HostAlreadyClaimed: route b/,
      );
      assert.match(errors[0].message, /kubectl describe route broker --namespace mqtt/);
    });
  });

  it("sets time-out and allowed ranges in the annotations of every router version", async () => {
    const { resources } = await run(
      () =>
        routed({
          timeout: "2h",
          allowedSourceRanges: ["192.0.2.0/24", "2001:db8::/32"],
          annotations: { "haproxy.router.openshift.io/balance": "leastconn" },
        }),
      { live },
    );

    const { inputs } = find(resources, "kubernetes:route.openshift.io/v1:Route", "broker-route");
    const { annotations } = inputs.metadata as { annotations: Record<string, string> };
    const { "pulumi.com/waitFor": waited, ...others } = annotations;
    assert.ok(waited);
    assert.deepEqual(others, {
      "haproxy.router.openshift.io/balance": "leastconn",
      "haproxy.router.openshift.io/timeout-tunnel": "2h",
      "haproxy.router.openshift.io/ip_allowlist": "192.0.2.0/24 2001:db8::/32",
      "haproxy.router.openshift.io/ip_whitelist": "192.0.2.0/24 2001:db8::/32",
    });
  });

  it("leads to the listener that it names, and changes no other", async () => {
    const listeners = [8883, 8884].map(port => ({ port, tls: { secretName: `own-${port}` } }));

    const { result: broker, resources } = await run(() => routed({ port: 8884 }, { listeners }), { live });

    const { inputs } = find(resources, "kubernetes:route.openshift.io/v1:Route", "broker-route");
    assert.deepEqual((inputs.spec as { port: object }).port, { targetPort: 8884 });
    const endpoints = await valueOf(broker.endpoints);
    assert.deepEqual(
      endpoints.map(endpoint => `${endpoint.host}:${endpoint.port}`),
      ["broker-tls.mqtt.svc:8883", `${host}:443`],
    );
  });

  it("may be combined with a load balancer, whose addresses the certificate has too", async () => {
    const balanced = { ...live, "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };
    const tlsService = { type: ServiceType.LoadBalancer };

    const { result: broker } = await run(() => routed({ host }, { tlsService }), { live: balanced });

    const certificate = new X509Certificate((await valueOf(broker.certificatePem))!);
    assert.ok(certificate.checkHost(host) && certificate.checkIP("10.240.32.1"));
    assert.equal(await valueOf(broker.externalIp), "10.240.32.1");
  });

  it("does not exist unless it is set", async () => {
    const { result: broker, resources } = await run(() => routed({}, { route: undefined }), { live: services });

    const made = resources.filter(({ type, readId }) => type.startsWith("kubernetes:") && !readId);
    assert.deepEqual(made.map(({ name }) => name).sort(), [
      "broker",
      "broker-8883-tls-secret",
      "broker-config",
      "broker-passwords",
      "broker-tcp",
      "broker-tls",
    ]);
    assert.equal(await valueOf(broker.routeHost), undefined);
    assert.equal(await valueOf(broker.host), "broker-tls.mqtt.svc");
  });
});
