/** Cases of the rules about TLS. */
import * as pulumi from "@pulumi/pulumi";
import type { AutomaticTlsArgs, BrokerArgs } from "../../../../index";
import { RotationPolicy } from "../../../../index";
import type { KeyPair } from "../../../../sandbox/testing/certificates";
import { broker, outside, securePort } from "../iotOperations";
import { atNodes, automatic, givenPort, inside, issuerRef, manual, ownBroker, parties } from "./ruleCase";
import type { RuleCase } from "./ruleCase";

const ownGivenPort = (server: KeyPair) => ({ ...givenPort(server), authenticationRef: { name: "my-authn" } });

const issuedBy = (name: string, asOutput: boolean, args?: Partial<BrokerArgs>) => {
  const ref = { name, kind: "ClusterIssuer" };
  const tls = { issued: { issuerRef: asOutput ? pulumi.output(ref) : ref } };
  return broker([outside(securePort(8883, { tls }))], args);
};

const atTwoNodes = (ipAddresses: string[]) => {
  const port = securePort(8884, { nodePort: 31884, tls: { automatic: { issuerRef, ipAddresses } } });
  return broker([{ ...atNodes, nodeAddresses: ["10.240.0.4", "10.240.0.5"], ports: [port] }]);
};

export const casesOfTls: RuleCase[] = [
  {
    rule: "8",
    what: "two kinds of TLS on one port",
    kept: () => automatic(),
    broken: () => automatic({}, { tls: { automatic: { issuerRef }, secretName: "server-cert-secret" } }),
    path: "listeners[0].ports[0].tls",
    says: /has automatic and secretName: set exactly one of the three/,
  },
  {
    rule: "8",
    what: "TLS of no kind",
    kept: () => automatic(),
    broken: () => automatic({}, { tls: {} }),
    path: "listeners[0].ports[0].tls",
    says: /has none of automatic, secretName and issued/,
  },
  {
    rule: "8",
    what: "your own certificate for an automatic port",
    kept: () => manual(parties.server, parties.root),
    broken: () =>
      automatic({}, { tls: { automatic: { issuerRef }, certificate: { chainPem: "", privateKeyPem: "" } } }),
    path: "listeners[0].ports[0].tls.certificate",
    says: /cannot be combined with automatic: your own certificate goes into the Secret/,
  },
  {
    rule: "9",
    what: "an issuer without a kind",
    kept: () => automatic(),
    broken: () => automatic({ issuerRef: { name: "my-issuer" } as AutomaticTlsArgs["issuerRef"] }),
    path: "listeners[0].ports[0].tls.automatic.issuerRef.kind",
    says: /is missing: cert-manager has the kinds Issuer and ClusterIssuer/,
  },
  {
    rule: "9",
    what: "an Issuer in another namespace",
    kept: () => automatic({ issuerRef: { ...issuerRef, namespace: "azure-iot-operations" } }),
    broken: () => automatic({ issuerRef: { ...issuerRef, namespace: "factory" } }),
    path: "listeners[0].ports[0].tls.automatic.issuerRef.namespace",
    says: /is 'factory', but the certificate is in 'azure-iot-operations'/,
  },
  {
    rule: "9",
    what: "an issuer of a kind that the REST API does not know",
    kept: () => automatic({ issuerRef: { ...issuerRef, group: "example.com" } }),
    broken: () => automatic({ issuerRef: { ...issuerRef, kind: "OwnIssuer", group: "example.com" } }),
    path: "listeners[0].ports[0].tls.automatic.issuerRef.kind",
    says: /is "OwnIssuer", but an automatic certificate needs an issuer of the kind Issuer or ClusterIssuer/,
  },
  {
    rule: "10",
    what: "RSA and ECDSA in one chain",
    kept: () => manual(parties.server, parties.root),
    broken: () => manual(parties.rsaServer, parties.root),
    path: "listeners[0].ports[0].tls.certificate.chainPem",
    says: /all keys of one chain must be of the same kind/,
  },
  {
    rule: "10a",
    what: "a key of another kind than its issuer's",
    kept: () => automatic({ issuerRef: { ...issuerRef, algorithm: "Rsa2048" }, algorithm: "Rsa2048" }),
    broken: () => automatic({ issuerRef: { ...issuerRef, algorithm: "Rsa2048" } }),
    path: "listeners[0].ports[0].tls.automatic.algorithm",
    says: /is Ec256, but the issuer has an RSA key/,
  },
  {
    rule: "11",
    what: "a chain that starts with a CA certificate",
    kept: () => manual(parties.ofIntermediate, parties.intermediate),
    broken: () => manual(parties.intermediate, parties.ofIntermediate),
    path: "listeners[0].ports[0].tls.certificate.chainPem",
    says: /is a CA certificate: put the server certificate first/,
  },
  {
    rule: "11",
    what: "the key of another certificate",
    kept: () => manual(parties.server, parties.root),
    broken: () => manual({ ...parties.server, privateKeyPem: parties.elsewhere.privateKeyPem }, parties.root),
    path: "listeners[0].ports[0].tls.certificate.privateKeyPem",
    says: /is not the key of the certificate 'CN=server'/,
  },
  ...[inside, atNodes].map(listener => ({
    rule: "12" as const,
    what: `a certificate without a name in the cluster, in a ${listener.serviceType} listener without other addresses`,
    kept: () => broker([{ ...listener, ports: [ownGivenPort(parties.inCluster)] }], ownBroker),
    broken: () => broker([{ ...listener, ports: [ownGivenPort(parties.elsewhere)] }], ownBroker),
    path: "listeners[0].ports[0].tls.certificate.chainPem",
    says: new RegExp(
      `is valid for none of ${listener.listenerName}, ${listener.listenerName}\\.azure-iot-operations, .*` +
        "which clients inside the cluster connect to.*set hosts to the names and addresses that clients connect to",
    ),
  })),
  {
    rule: "12a",
    what: "an automatic certificate without any name outside the cluster",
    kept: () => automatic({ dnsNames: undefined, ipAddresses: ["10.240.32.1"] }),
    broken: () => automatic({ dnsNames: [] }),
    path: "listeners[0].ports[0].tls.automatic",
    says: /is valid inside the cluster only.*or use issued/,
  },
  {
    rule: "12a",
    what: "an automatic certificate for another address than the Service got",
    kept: () => automatic({ dnsNames: [], ipAddresses: ["10.240.32.1"] }),
    broken: () => automatic({ dnsNames: [], ipAddresses: ["10.240.32.2"] }),
    path: "listeners[0].ports[0].tls.automatic.ipAddresses",
    says: /is 10\.240\.32\.2, but clients outside reach the Service at 10\.240\.32\.1.*or use issued/,
  },
  {
    rule: "12a",
    what: "an automatic certificate for another address than the Service got, given as an Output",
    kept: () => automatic({ dnsNames: pulumi.output(["mqtt.example.com"]) }),
    broken: () => automatic({ dnsNames: pulumi.output([]) }),
    path: "listeners[0].ports[0].tls.automatic.ipAddresses",
    says: /is empty, but clients outside reach the Service at 10\.240\.32\.1/,
  },
  {
    rule: "12a",
    what: "an automatic certificate for the second of two nodes, while host is the first",
    kept: () => atTwoNodes(["10.240.0.4"]),
    broken: () => atTwoNodes(["10.240.0.5"]),
    path: "listeners[0].ports[0].tls.automatic.ipAddresses",
    says: /is 10\.240\.0\.5, but clients outside reach the Service at 10\.240\.0\.4, and refuse/,
  },
  {
    rule: "20",
    what: "a renewal after the expiry",
    kept: () => automatic({ duration: "1h", renewBefore: "5m" }),
    broken: () => automatic({ duration: "1h", renewBefore: "2h" }),
    path: "listeners[0].ports[0].tls.automatic.renewBefore",
    says: /is '2h', but the certificate lives only '1h', so/,
  },
  {
    rule: "20",
    what: "a lifetime of less than an hour",
    kept: () => automatic({ duration: "60m" }),
    broken: () => automatic({ duration: "59m" }),
    path: "listeners[0].ports[0].tls.automatic.duration",
    says: /is '59m', but cert-manager issues for at least 1h/,
  },
  {
    rule: "20",
    what: "a renewal less than five minutes before the expiry",
    kept: () => automatic({ duration: "1h", renewBefore: "300s" }),
    broken: () => automatic({ duration: "1h", renewBefore: "299s" }),
    path: "listeners[0].ports[0].tls.automatic.renewBefore",
    says: /is '299s', but cert-manager requires at least 5m/,
  },
  {
    rule: "20",
    what: "a duration that Go does not know",
    kept: () => automatic({ duration: "2160h", rotationPolicy: RotationPolicy.Never }),
    broken: () => automatic({ duration: "90d" }),
    path: "listeners[0].ports[0].tls.automatic.duration",
    says: /is "90d", but must be a Go duration.*Did you mean '2160h'\?/,
  },
  {
    rule: "25",
    what: "the default issuer",
    kept: args => automatic({}, {}, args),
    broken: args =>
      automatic(
        { issuerRef: { name: "azure-iot-operations-aio-certificate-issuer", kind: "ClusterIssuer" } },
        {},
        args,
      ),
    path: "listeners[0].ports[0].tls.automatic.issuerRef",
    says: /the default issuer of Azure IoT Operations, which according to Microsoft is not for production/,
  },
  ...[false, true].map(asOutput => ({
    rule: "25" as const,
    what: `the default issuer for an issued certificate${asOutput ? ", as an Output" : ""}`,
    kept: (args?: Partial<BrokerArgs>) => issuedBy("my-issuer", asOutput, args),
    broken: (args?: Partial<BrokerArgs>) => issuedBy("azure-iot-operations-aio-certificate-issuer", asOutput, args),
    path: "listeners[0].ports[0].tls.issued.issuerRef",
    says: /the default issuer of Azure IoT Operations, which according to Microsoft is not for production/,
  })),
];
