/** Objects as the API server of a running cluster shows them. */

interface LiveService {
  type?: string;
  clusterIP?: string;
  ingress?: { ip?: string; hostname?: string }[];
  name?: string;
  port?: number;
}

/** The Service `broker-tls` in the namespace `mqtt`: a load balancer by default. */
export function liveService(service: LiveService) {
  const { type = "LoadBalancer", clusterIP = "10.0.7.7", name = "broker-tls", port = 8883, ingress } = service;
  const nodePort = type === "ClusterIP" ? undefined : port + 23000;
  return {
    metadata: { namespace: "mqtt", name },
    spec: { type, clusterIP, ports: [{ name: `mqtt-${port}`, port, nodePort, protocol: "TCP" }] },
    status: { loadBalancer: ingress ? { ingress } : {} },
  };
}

/** A node with these addresses by type. */
export function liveNode(addresses: Record<string, string>) {
  return { status: { addresses: Object.entries(addresses).map(([type, address]) => ({ type, address })) } };
}

/** A request that cert-manager has signed with this CA. */
export function signedRequest(ca: { certificatePem: string }) {
  return { status: { ca: Buffer.from(ca.certificatePem).toString("base64") } };
}

/** A CA's Certificate that cert-manager has issued this many times. */
export function issuedCa(revision: number): Record<string, unknown> {
  return { metadata: { uid: "0c0ffee0-0000-4000-8000-000000000000" }, status: { revision } };
}

/** A router's status of a Route with this host. */
export function routeStatus(host: string, admitted: object = { status: "True" }) {
  const ingress = {
    host,
    routerName: "default",
    routerCanonicalHostname: "router-default.apps.example.com",
    conditions: [{ type: "Admitted", ...admitted }],
  };
  return { status: { ingress: [ingress] } };
}

/** The conditions that a Certificate waits for: that it is ready, and has no other condition. */
export const onlyReady = JSON.stringify([
  "condition=Ready",
  "jsonpath={.status.conditions[0].type}=Ready",
  "jsonpath={.status.conditions[-1:].type}=Ready",
  // The last thing that cert-manager removes is the name of its next key's Secret.
  "jsonpath={[?(@.conditions && !@.nextPrivateKeySecretName)]}",
]);
