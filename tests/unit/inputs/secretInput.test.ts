import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import {
  AksCluster,
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
  ServiceType,
  TrustBundle,
} from "../../../index";
import type { IssuerRefArgs, MosquittoBrokerArgs, MosquittoListenerArgs } from "../../../index";
import { makePki, pki } from "./badInput";
import { saidBy } from "../engine/said";
import { azure, securePort } from "../iotOperations/iotOperations";
import { liveService } from "../engine/live";

/** With upper case, so that suggestions derived from it show; no name allows its space. */
const marker = "Hunter2 Marker";
/** In any case and with anything between its parts, as suggestions have it. */
const traces = /hunter.{0,2}2|marker/i;

const live = {
  "Service/mqtt/broker-tcp": liveService({ name: "broker-tcp", type: "ClusterIP", port: 1883 }),
  "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }),
};

const mosquitto = (args: Partial<MosquittoBrokerArgs>, listener: Partial<MosquittoListenerArgs> = {}) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { issued: { authority: pki.root } }, ...listener }],
    users: [{ name: "factory" }],
    ...args,
  });
const open = (args: Partial<MosquittoBrokerArgs>) => mosquitto({ users: undefined, allowAnonymous: true, ...args });
const tlsService = (args: MosquittoBrokerArgs["tlsService"]) => mosquitto({ tlsService: args });
const issuedBy = (issuerRef: Partial<IssuerRefArgs>) =>
  new ServerCertificate("server", {
    namespace: "mqtt",
    dnsNames: ["mqtt.example.com"],
    issuerRef: { name: "my-issuer", kind: "Issuer", ...issuerRef },
  });
const listener = (port: Parameters<typeof securePort>[1]) =>
  new BrokerListener("outside", { azure, ports: [securePort(8883, port)] });
const any = (value: unknown) => value as never;

type Program = (value: string) => unknown;

/** Arguments in which a password or a key may stand, or stands by mistake: nothing of it is shown, even if plain. */
const plainPrograms: Record<string, [program: Program, value: string]> = {
  "users[0].name": [name => mosquitto({ users: [{ name }] }), `factory:${marker}`],
  "users[0].name, on two lines": [name => mosquitto({ users: [{ name }] }), `factory\n${marker}`],
  "users[0].name, as a comment": [name => mosquitto({ users: [{ name }] }), `#${marker}`],
  "users[1].name": [name => mosquitto({ users: [{ name }, { name }] }), marker],
  "users[0].password": [password => mosquitto({ users: [{ name: "factory", password }] }), `${marker}\n`],
  users: [users => mosquitto({ users: any(users) }), `factory:${marker}`],
  "users, by name": [password => mosquitto({ users: any({ factory: password }) }), marker],
  "users[0]": [user => mosquitto({ users: [any(user)] }), `factory:${marker}`],
  passwordFile: [passwordFile => open({ passwordFile }), `factory:${marker}`],
  passwordFileSecret: [secret => open({ passwordFileSecret: any(secret) }), `factory:${marker}`],
  acl: [acl => mosquitto({ acl }), `topic ${marker} a`],
  "acl, as a keyword": [acl => mosquitto({ acl }), `${marker} a`],
  extraConfig: [extraConfig => mosquitto({ extraConfig }), `listener ${marker}`],
  "extraConfig, with a tab": [extraConfig => mosquitto({ extraConfig }), `remote_password\t${marker}`],
  "listeners[0].extraConfig": [extraConfig => mosquitto({}, { extraConfig }), `remote_password ${marker}`],
  "listeners[0].extraConfig, the rest": [extraConfig => mosquitto({}, { extraConfig }), `${marker} a`],
  "listeners[0].tls": [tls => mosquitto({}, { tls: any(tls) }), marker],
  "files[0].content": [content => mosquitto({ files: [{ path: "/a", content: any([content]) }] }), marker],
  authority: [
    authority =>
      new ServerCertificate("s", { namespace: "mqtt", dnsNames: ["mqtt.example.com"], authority: any(authority) }),
    marker,
  ],
  "authority.privateKeyPem": [
    privateKeyPem =>
      new ServerCertificate("s", {
        namespace: "mqtt",
        dnsNames: ["mqtt.example.com"],
        authority: { ...pki.root, privateKeyPem },
      }),
    marker,
  ],
  existingRoot: [root => new CertificateChain("ca", { existingRoot: any(root) }), marker],
  certificatesPem: [
    pem => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: any(pem) }),
    `-----BEGIN PRIVATE KEY-----\n${marker}\n-----END PRIVATE KEY-----\n`,
  ],
  "listeners[0].tls.secretName": [
    secretName => mosquitto({}, { tls: { secretName } }),
    `-----BEGIN PRIVATE KEY-----\n${marker}\n-----END PRIVATE KEY-----\n`,
  ],
  "chart.oci": [
    oci => new CertManager("certs", { chart: any({ oci }) }),
    `https://me:${marker.replace(" ", "")}@example.com/charts`,
  ],
  "methods[0].custom.endpoint": [
    endpoint => new BrokerAuthentication("auth", { azure, methods: [{ custom: any({ endpoint }) }] }),
    `http://me:${marker}@example.com`,
  ],
  'methods[0].custom.headers["Authorization"]': [
    value =>
      new BrokerAuthentication("auth", {
        azure,
        methods: [{ custom: any({ endpoint: "https://example.com", headers: { Authorization: value } }) }],
      }),
    `${marker}\n`,
  ],
};

/** Arguments that may be secret Outputs, which nothing may show. */
const secretPrograms: Record<string, (secret: Program) => unknown> = {
  acl: secret => mosquitto({ acl: any(secret(`topic ${marker} a`)) }),
  "acl, the topic": secret => mosquitto({ acl: any(secret(`topic read ${marker}#`)) }),
  extraConfig: secret => mosquitto({ extraConfig: any(secret(`max_connections ${marker}`)) }),
  "listeners[0].extraConfig": secret => mosquitto({}, { extraConfig: any(secret(`hunter_2_${marker} a`)) }),
  "listeners[0].tls.secretName": secret => mosquitto({}, { tls: { secretName: any(secret(marker)) } }),
  "passwordFileSecret.name": secret => open({ passwordFileSecret: { name: any(secret(marker)), key: "a" } }),
  "passwordFileSecret.key": secret => open({ passwordFileSecret: { name: "a", key: any(secret(marker)) } }),
  passwordFile: secret => open({ passwordFile: any(secret(`factory:${marker}`)) }),
  "users[0].password": secret => mosquitto({ users: [{ name: "factory", password: any(secret(`${marker}\n`)) }] }),
  namespace: secret => mosquitto({ namespace: any(secret(marker)) }),
  image: secret => mosquitto({ image: any(secret(`${marker}/eclipse-mosquitto:1.6`)) }),
  memoryLimit: secret => mosquitto({ memoryLimit: any(secret(`${marker}mb`)) }),
  "tlsService.annotations": secret => tlsService({ annotations: any(secret(marker)) }),
  "persistence.size": secret => mosquitto({ persistence: { size: any(secret(marker)) } }),
  "persistence.storageClassName": secret =>
    mosquitto({ persistence: { size: "1Gi", storageClassName: any(secret(marker)) } }),
  "files[0].configMap.name": secret =>
    mosquitto({ files: [{ path: "/a", configMap: { name: any(secret(marker)), key: "a" } }] }),
  "tlsService.loadBalancerIp": secret =>
    tlsService({ type: ServiceType.LoadBalancer, loadBalancerIp: any(secret(marker)) }),
  "tlsService.loadBalancerSourceRanges[0]": secret =>
    tlsService({ type: ServiceType.LoadBalancer, loadBalancerSourceRanges: any([secret(marker)]) }),
  "tlsService.nodeAddresses": secret =>
    tlsService({ type: ServiceType.NodePort, nodeAddresses: any(pulumi.output([secret(marker)])) }),
  "route.host": secret => mosquitto({ route: { host: any(secret(marker)) } }),
  "route.timeout": secret => mosquitto({ route: { timeout: any(secret(marker)) } }),
  rootCommonName: secret => new CertificateChain("ca", { rootCommonName: any(secret(marker.padEnd(65, "x"))) }),
  algorithm: secret => new CertificateChain("ca", { algorithm: any(secret(marker)) }),
  certificatesPem: secret => new TrustBundle("trust", { namespaces: ["mqtt"], certificatesPem: any(secret(marker)) }),
  "issuerRef.name": secret => issuedBy({ name: any(secret(marker)) }),
  "issuerRef.kind": secret => issuedBy({ kind: any(secret(marker)) }),
  "issuerRef.namespace": secret => issuedBy({ namespace: any(secret("hunter2")) }),
  duration: secret =>
    new CertificateIssuer("issuer", { namespace: "mqtt", selfSigned: { duration: any(secret(marker)) } }),
  dnsNames: secret =>
    new ServerCertificate("server", { namespace: "mqtt", authority: pki.root, dnsNames: any([secret(marker)]) }),
  hosts: secret =>
    listener({
      tls: {
        secretName: "server-cert",
        certificate: {
          chainPem: pki.leaf.certificatePem,
          privateKeyPem: pki.leaf.privateKeyPem,
          hosts: any([secret("hunter2.example.com")]),
        },
      },
    }),
  serviceId: secret => new ServiceEndpoint("endpoint", { serviceId: any(secret(marker)) }),
  clientNamespaceLabels: secret =>
    new NamespaceIsolation("closed", {
      namespace: "mqtt",
      policyEngine: "calico",
      tcpPorts: [1883],
      clientNamespaceLabels: any(pulumi.output({ team: secret(marker) })),
    }),
  clientCidrs: secret =>
    new NamespaceIsolation("closed", {
      namespace: "mqtt",
      policyEngine: "calico",
      tcpPorts: [1883],
      clientCidrs: any(secret(marker)),
    }),
  "ports[0].tls.secretName": secret => listener({ tls: { secretName: any(secret(marker)) } }),
  "ports[0].authenticationRef": secret => listener({ authenticationRef: any(secret(marker)) }),
  "ports[0].authenticationRef, its broker": secret =>
    listener({ authenticationRef: { name: "auth", brokerName: any(secret("hunter2")) } }),
  "rules[0].brokerResources[0].topics[0]": secret =>
    new BrokerAuthorization("authz", {
      azure,
      rules: [
        {
          principals: { usernames: ["sensor"] },
          brokerResources: [{ method: "Publish", topics: any([secret(`${marker}/{principal.hunter2}`)]) }],
        },
      ],
    }),
  kubernetesVersion: secret => new AksCluster("factory", { kubernetesVersion: any(secret(`${marker}1.33`)) }),
  "authorizedIpRanges[0]": secret => new AksCluster("factory", { authorizedIpRanges: any([secret(marker)]) }),
  clusterName: secret => new AksCluster("factory", { clusterName: any(secret(marker)) }),
  "network.serviceCidr": secret => new AksCluster("factory", { network: { serviceCidr: any(secret(marker)) } }),
};

async function assertTellsNothing(program: () => unknown, propertyPath: string): Promise<void> {
  const { errors, said } = await saidBy(program, { live });
  const [path] = propertyPath.split(",");
  assert.ok(
    errors.some(({ message }) => message.includes(path)),
    `no error names ${propertyPath}:\n${errors.join("\n")}`,
  );
  const place = traces.exec(said);
  assert.equal(
    place,
    null,
    `is shown: ${said.slice(Math.max(0, (place?.index ?? 0) - 100), (place?.index ?? 0) + 100)}`,
  );
}

describe("A value that is secret, or stands where a password or a key may", () => {
  before(makePki);

  for (const [path, [program, value]] of Object.entries(plainPrograms)) {
    it(`is not shown for ${path}, given as a plain value`, () => assertTellsNothing(() => program(value), path));
  }

  for (const [path, program] of Object.entries(secretPrograms)) {
    it(`is not shown for ${path}, given as a secret`, () =>
      assertTellsNothing(() => program(value => pulumi.secret(value)), path));
  }

  it("is shown if it is not a secret, so the tests above can fail", async () => {
    const { said } = await saidBy(() => secretPrograms["listeners[0].tls.secretName"](value => pulumi.output(value)));

    assert.match(said, /is "Hunter2 Marker", but Kubernetes requires .*Did you mean "hunter2-marker"\?/);
  });

  it("is shown only in part if it is long", async () => {
    const { said } = await saidBy(() => mosquitto({ namespace: `${"a".repeat(300)}z` }));

    assert.match(said, /namespace: is "a{40}"\.\.\."a{19}z" \(301 characters\), but Kubernetes requires/);
    assert.ok(!said.includes("a".repeat(41)));
  });

  it("is not shown if it looks like a key", async () => {
    const key = pki.root.privateKeyPem;
    for (const text of [key, key.split("\n")[1], "https://me:secret@example.com"]) {
      const { said } = await saidBy(() => mosquitto({ namespace: text }));

      assert.match(said, /namespace: is a text that looks like a key or a password, but Kubernetes requires/);
      assert.ok(!said.includes(text));
      assert.ok(!said.includes("Did you mean"));
    }
  });
});
