import assert from "node:assert/strict";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { BrokerListener } from "../../../../index";
import type { AutomaticTlsArgs, BrokerListenerArgs, ListenerPortArgs } from "../../../../index";
import { itRefuses, itRefusesAsOutput, makePki, pki } from "../../inputs/badInput";
import type { Case } from "../../inputs/badInput";
import { attempt } from "../../engine/engine";
import { azure, operatorService, securePort } from "../iotOperations";

const listener = (args: Partial<BrokerListenerArgs>, port: Partial<ListenerPortArgs> = {}) =>
  new BrokerListener("outside", { azure, ports: [securePort(8883, port)], ...args });
const automatic = (given: Partial<AutomaticTlsArgs>) =>
  listener(
    {},
    {
      tls: {
        automatic: { issuerRef: { name: "my-issuer", kind: "Issuer" }, dnsNames: ["mqtt.example.com"], ...given },
      },
    },
  );
const issued = (given: NonNullable<ListenerPortArgs["tls"]>["issued"]) => listener({}, { tls: { issued: given } });
const nodes = { serviceType: "NodePort" as const };
const path = "ports[0].tls.automatic";
const madeOf = "outside-listener";

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a namespace that is not valid",
    program: give => listener({ namespace: give("Azure IoT") }),
    path: "namespace",
    says: /is "Azure IoT", but Kubernetes requires at most 63/,
    madeOf: "outside-endpoint-job",
  },
  {
    what: "a resource group that is not valid",
    program: give => listener({ azure: { ...azure, resourceGroupName: give("a/b") } }),
    path: "azure.resourceGroupName",
    says: /is "a\/b", but must be the name of a resource group/,
  },
  {
    what: "an instance that is not valid",
    program: give => listener({ azure: { ...azure, instanceName: give("My_Instance") } }),
    path: "azure.instanceName",
    says: /is "My_Instance", but must be 3 to 63/,
  },
  {
    what: "the name of a custom location in place of its id",
    program: give => listener({ azure: { ...azure, customLocationId: give("here") } }),
    path: "azure.customLocationId",
    says: /is "here", but must be an ARM id such as .*az customlocation show --query id/,
  },
  {
    what: "a broker name that is not valid",
    program: give => listener({ brokerName: give("Own Broker") }),
    path: "brokerName",
    says: /is "Own Broker", but must be 3 to 63/,
  },
  {
    what: "a port of the default listener, once the broker is known",
    program: give => listener({ brokerName: give("default"), ports: [securePort(18883)] }),
    path: "ports[0].port",
    says: /of the listener '[^']+' is 18883, the port of the listener 'default' of Azure IoT Operations itself/,
  },
  {
    what: "a time-out of zero",
    program: give => listener({ timeoutSeconds: give(0) }),
    path: "timeoutSeconds",
    says: /is 0, but must be a whole number of seconds from 1 up/,
    madeOf: "outside-endpoint-job",
  },
  {
    what: "an authentication that is not valid",
    program: give => listener({}, { authenticationRef: give({ name: "My Authn" }) }),
    path: "ports[0].authenticationRef.name",
    says: /is "My Authn", but must be 3 to 63/,
  },
  {
    what: "the name of an authentication in place of a reference",
    program: give => listener({}, { authenticationRef: give("default") as unknown as { name: string } }),
    path: "ports[0].authenticationRef",
    says: /is "default", but must be \{name: "default"\}/,
  },
  {
    what: "an authorization that is not valid",
    program: give => listener({}, { authorizationRef: give({ name: "x" }) }),
    path: "ports[0].authorizationRef.name",
    says: /is "x", but must be 3 to 63/,
  },
  {
    what: "client certificates without TLS",
    program: give =>
      listener({}, { authenticationRef: give({ name: "default", usesClientCertificates: true }), tls: undefined }),
    path: "ports[0].authenticationRef",
    says: /takes client certificates, but the port has no TLS/,
  },
  {
    what: "a Secret name that is not valid",
    program: give => listener({}, { tls: { secretName: give("Server_Cert") } }),
    path: "ports[0].tls.secretName",
    says: /is "Server_Cert", but Kubernetes requires/,
  },
  {
    what: "a load balancer's certificate without an IP address",
    program: give => {
      const { certificatePem, privateKeyPem } = pki.leaf;
      return listener(
        {},
        { tls: { secretName: "given", certificate: { chainPem: give(certificatePem), privateKeyPem } } },
      );
    },
    path: "ports[0].tls.certificate.chainPem",
    says: /is not valid for any IP address, .* set hosts/,
    madeOf: "outside-8883-tls",
  },
  {
    what: "an issuer without a name",
    program: give => automatic({ issuerRef: give({ kind: "Issuer" } as AutomaticTlsArgs["issuerRef"]) }),
    path: `${path}.issuerRef.name`,
    says: /is missing/,
  },
  {
    what: "an issuer without a group",
    program: give => automatic({ issuerRef: give({ name: "my-issuer", kind: "Issuer", group: "" }) }),
    path: `${path}.issuerRef.group`,
    says: /is empty: remove it for cert-manager\.io/,
  },
  {
    what: "an algorithm that the REST API does not know",
    program: give => automatic({ algorithm: give("Rsa3072" as "Rsa2048") }),
    path: `${path}.algorithm`,
    says: /is "Rsa3072", but must be one of Ec256, .* Rsa8192/,
  },
  {
    what: "an address among the DNS names",
    program: give => automatic({ dnsNames: [give("10.240.32.1")] }),
    path: `${path}.dnsNames[0]`,
    says: /is the IP address 10\.240\.32\.1: move it to ipAddresses/,
  },
  {
    what: "a name among the addresses",
    program: give => automatic({ ipAddresses: [give("mqtt.example.com")] }),
    path: `${path}.ipAddresses[0]`,
    says: /must be an IP address/,
  },
  {
    what: "a Secret name that is not valid for cert-manager",
    program: give => automatic({ secretName: give("My Secret") }),
    path: `${path}.secretName`,
    says: /is "My Secret", but Kubernetes requires/,
  },
  {
    what: "a lifetime that cert-manager refuses",
    program: give => automatic({ duration: give("30m") }),
    path: `${path}.duration`,
    says: /is '30m', but cert-manager issues for at least 1h/,
  },
  {
    what: "an authority that is not a CA",
    program: give => issued({ authority: give({ ...pki.leaf }) }),
    path: "ports[0].tls.issued.authority.certificatePem",
    says: /is not a CA certificate/,
    madeOf: "outside-8883-tls-certificate",
  },
  {
    what: "a node address that is not valid",
    program: give =>
      listener({ ...nodes, nodeAddresses: [give("not a host")] }, { tls: { issued: { authority: pki.root } } }),
    path: "nodeAddresses[0]",
    says: /is "not a host"/,
    madeOf: "outside-8883-tls-certificate",
  },
];

describe("Bad input of a BrokerListener", () => {
  before(makePki);

  for (const bad of cases) itRefuses(bad);
  for (const bad of cases) itRefusesAsOutput({ madeOf, ...bad });

  it("refuses client certificates without TLS while the name of the authentication is unknown", async () => {
    const { errors } = await attempt(
      () => {
        const name = new Namespace("unknown", { metadata: { name: "unknown" } }).id;
        const authenticationRef = pulumi.output({ name, usesClientCertificates: true });
        return listener({}, { authenticationRef, tls: undefined });
      },
      { preview: true, live: operatorService() },
    );

    assert.match(
      errors[0]?.message ?? "nothing",
      /ports\[0\]\.authenticationRef: takes client certificates, but the port/,
    );
  });
});
