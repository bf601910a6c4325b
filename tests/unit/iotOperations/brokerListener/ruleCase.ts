/** A test case for a rule of Azure IoT Operations, and the parts of such cases. */
import type { AutomaticTlsArgs, BrokerArgs, ListenerArgs, ListenerPortArgs } from "../../../../index";
import type { rules } from "../../../../components/iotOperations/brokerListener/rules";
import { makeRoot, makeSigned } from "../../../../sandbox/testing/certificates";
import type { KeyPair, Wish } from "../../../../sandbox/testing/certificates";
import { broker, outside, ownPort, securePort } from "../iotOperations";

/** Two programs that differ in one thing: the first keeps the rule, the second breaks it. */
export interface RuleCase {
  rule: keyof typeof rules;
  what: string;
  kept: (args?: Partial<BrokerArgs>) => unknown;
  broken: (args?: Partial<BrokerArgs>) => unknown;
  /** The property that the error or the warning names. */
  path: string;
  says: RegExp;
}

export const inside: ListenerArgs = { listenerName: "inside", serviceType: "ClusterIp", ports: [ownPort(8885)] };
export const atNodes: ListenerArgs = { listenerName: "at-nodes", serviceType: "NodePort", ports: [securePort(8884)] };
export const ownBroker: Partial<BrokerArgs> = { brokerName: "own" };
export const issuerRef = { name: "my-issuer", kind: "Issuer" };

/** A load balancer listener with an automatic port. */
export function automatic(
  more: Partial<AutomaticTlsArgs> = {},
  port: Partial<ListenerPortArgs> = {},
  args: Partial<BrokerArgs> = {},
) {
  const tls = { automatic: { issuerRef, dnsNames: ["mqtt.example.com"], ...more } };
  return broker([outside(securePort(8883, { tls, ...port }))], args);
}

/** A load balancer listener with a port whose chain is given in PEM. */
export function manual(server: KeyPair, ...signers: KeyPair[]) {
  return broker([outside(givenPort(server, ...signers))]);
}

/** A port whose chain is given in PEM. */
export function givenPort(server: KeyPair, ...signers: KeyPair[]): ListenerPortArgs {
  const chainPem = [server, ...signers].map(({ certificatePem }) => certificatePem).join("");
  const certificate = { chainPem, privateKeyPem: server.privateKeyPem };
  return securePort(8883, { tls: { secretName: "given", certificate } });
}

type Party = "root" | "server" | "intermediate" | "ofIntermediate" | "rsaServer" | "elsewhere" | "inCluster";

/** Certificates, filled in before the tests run. */
export const parties = {} as Record<Party, KeyPair>;

export async function makeParties(): Promise<void> {
  const names: Wish = { commonName: "server", isCa: false, ipAddresses: ["10.240.32.1"] };
  const root = await makeRoot();
  const intermediate = await makeSigned(root);
  Object.assign(parties, {
    root,
    intermediate,
    server: await makeSigned(root, names),
    ofIntermediate: await makeSigned(intermediate, names),
    rsaServer: await makeSigned(root, { ...names, algorithm: "Rsa2048" }),
    elsewhere: await makeSigned(root, { ...names, ipAddresses: ["203.0.113.7"] }),
    inCluster: await makeSigned(root, {
      ...names,
      ipAddresses: [],
      dnsNames: ["at-nodes.azure-iot-operations.svc", "inside.azure-iot-operations"],
    }),
  } satisfies Record<Party, KeyPair>);
}
