import assert from "node:assert/strict";
import { admitRoutes } from "../../../machine/router/admission";
import { haproxyConfiguration } from "../../../machine/router/haproxy";
import type { Route } from "../../../machine/router/route";

const now = new Date("2026-01-02T03:04:05.678Z");
const tls = { termination: "passthrough" };
const to = { kind: "Service", name: "server" };

function route(name: string, spec: Partial<Route["spec"]> = {}, created = "2026-01-01T00:00:00Z"): Route {
  const creationTimestamp = new Date(created);
  return {
    metadata: { name, namespace: "mqtt", creationTimestamp },
    spec: { host: "a.example.net", to, tls, ...spec },
  };
}

describe("The sandbox's router", () => {
  it("gives a host to the oldest Route, whatever its name", () => {
    const routes = [route("a", {}, "2026-01-01T00:00:02Z"), route("b", {}, "2026-01-01T00:00:01Z")];
    const admitted = admitRoutes(routes, now).map(admission => [admission.route.metadata.name, admission.admitted]);
    assert.deepEqual(Object.fromEntries(admitted), { a: false, b: true });
  });

  it("ignores case when it compares hosts", () => {
    const routes = [route("a"), route("b", { host: "A.Example.Net" })];
    assert.deepEqual(
      admitRoutes(routes, now).map(({ admitted }) => admitted),
      [true, false],
    );
  });

  it("refuses what HAProxy is not set up for, and keeps the host free", () => {
    const [edge, other] = admitRoutes([route("a", { tls: { termination: "edge" } }), route("b")], now);
    assert.equal(edge.ingress[0].conditions?.[0].reason, "NotOffered");
    assert.equal(other.admitted, true);
  });

  it("writes a status once, and keeps the time of its last change", () => {
    const fresh = route("a");
    const [first] = admitRoutes([fresh], now);
    assert.equal(first.changed, true);
    const [again] = admitRoutes([{ ...fresh, status: { ingress: first.ingress } }], new Date("2026-02-01"));
    assert.equal(again.changed, false);
    assert.deepEqual(again.ingress, first.ingress);
  });

  it("ignores a time-out and an allow-list that OpenShift's router would not accept", () => {
    const odd = route("a");
    odd.metadata.annotations = {
      "haproxy.router.openshift.io/timeout-tunnel": "1h\n  server evil 192.0.2.1:443",
      "haproxy.router.openshift.io/ip_allowlist": "192.0.2.0/24 nonsense",
    };
    const files = { statusSocket: "status", defaultCertificate: "certificate" };
    const configuration = haproxyConfiguration(admitRoutes([odd], now), [], files);
    assert.match(configuration, /\nbackend be_tcp:mqtt:a\n {2}balance source\n$/);
  });

  it("serves only the ready pods behind a Route's port", () => {
    const slice = {
      metadata: { namespace: "mqtt", labels: { "kubernetes.io/service-name": "server" } },
      addressType: "IPv4",
      ports: [
        { name: "mqtt-1883", port: 1883 },
        { name: "mqtt-8883", port: 8883 },
      ],
      endpoints: [
        { addresses: ["10.240.64.7"], conditions: { ready: true } },
        { addresses: ["10.240.64.8"], conditions: { ready: false } },
      ],
    };
    const elsewhere = { ...slice, metadata: { ...slice.metadata, namespace: "other" } };
    const files = { statusSocket: "status", defaultCertificate: "certificate" };
    const admissions = admitRoutes([route("a", { port: { targetPort: 8883 } })], now);
    // As the API server returns a Service without pods, whatever the types say.
    const empty = { ...slice, ports: null, endpoints: null } as unknown as typeof slice;
    const configuration = haproxyConfiguration(admissions, [empty, slice, elsewhere], files);
    const servers = configuration.split("backend be_tcp:mqtt:a\n")[1].match(/10\.240\S+/g);
    assert.deepEqual(servers, ["10.240.64.7:8883"]);
  });
});
