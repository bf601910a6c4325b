/** One component, with a wrong value in two of its arguments if it is plain, and in the first only if it is a secret Output. */
import * as pulumi from "@pulumi/pulumi";
import {
  AksCluster,
  Broker,
  BrokerAuthentication,
  BrokerAuthorization,
  BrokerListener,
  CertManager,
  CertificateChain,
  CertificateIssuer,
  MosquittoBroker,
  NamespaceIsolation,
  ServerCertificate,
  ServiceEndpoint,
  TrustBundle,
} from "../../../../../index";

/** Makes the component. Each argument gets a wrong value, or the given right one. */
type Program = (first: pulumi.Input<string>, second: (right: string) => pulumi.Input<string>) => unknown;

const azure = {
  resourceGroupName: "factory",
  instanceName: "my-instance",
  customLocationId: "/subscriptions/s/resourceGroups/factory/providers/Microsoft.ExtendedLocation/customLocations/here",
};
const issuerRef = { name: "issuer", kind: "Issuer" };

const programs: Record<string, Program> = {
  AksCluster: (first, second) => new AksCluster("factory", { clusterName: first, dnsPrefix: second("factory") }),
  Broker: (first, second) =>
    new Broker("iot", { kubernetes: {}, namespace: first, settings: { diskBufferSize: second("1Gi") } }),
  BrokerAuthentication: (first, second) =>
    new BrokerAuthentication("auth", {
      azure,
      authenticationName: second("auth"),
      methods: [{ custom: { endpoint: "https://example.com", clientCertificateSecret: first } }],
    }),
  BrokerAuthorization: (first, second) =>
    new BrokerAuthorization("authz", { azure, authorizationName: first, brokerName: second("default"), rules: [] }),
  BrokerListener: (first, second) =>
    new BrokerListener("outside", {
      azure,
      ports: [
        { port: 8883, authenticationRef: { name: second("default") }, tls: { secretName: "server-cert" } },
        { port: 8884, authenticationRef: { name: "default" }, tls: { secretName: first } },
      ],
    }),
  CertManager: (first, second) => new CertManager("certs", { namespace: first, version: second("v1.21.2") }),
  CertificateChain: (first, second) =>
    new CertificateChain("ca", { rootCommonName: first, intermediateCommonName: second("Factory") }),
  CertificateIssuer: (first, second) =>
    new CertificateIssuer("issuer", { namespace: first, issuerName: second("issuer"), selfSigned: {} }),
  MosquittoBroker: (first, second) =>
    new MosquittoBroker("broker", {
      namespace: second("mqtt"),
      listeners: [{ port: 8883, tls: { secretName: first } }],
      allowAnonymous: true,
    }),
  NamespaceIsolation: (first, second) =>
    new NamespaceIsolation("closed", {
      namespace: first,
      policyEngine: "calico",
      podLabels: { app: second("broker") },
    }),
  ServerCertificate: (first, second) =>
    new ServerCertificate("server", { namespace: second("mqtt"), issuerRef, dnsNames: [first] }),
  ServiceEndpoint: (first, second) =>
    new ServiceEndpoint("endpoint", { awaitedService: { namespace: second("mqtt"), name: first } }),
  TrustBundle: (first, second) =>
    new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: [first], configMapName: second("trust") }),
};

const { COMPONENT, PLAIN } = process.env;
const secret = new pulumi.Config().requireSecret("secret");
programs[COMPONENT!](PLAIN ?? secret, right => PLAIN ?? right);
