/** Cases of the rules about ports and who may connect to them. */
import { BrokerAuthentication, BrokerAuthorization } from "../../../../index";
import type { AuthorizationRuleArgs, ListenerProtocol } from "../../../../index";
import { azure, broker, outside, ownPort, securePort } from "../iotOperations";
import { atNodes, inside, ownBroker } from "./ruleCase";
import type { RuleCase } from "./ruleCase";

const authentication = (audiences: string[], name = "my-authn", brokerName = "default") =>
  new BrokerAuthentication(name, { azure, brokerName, methods: [{ serviceAccountToken: { audiences } }] });
const custom = (endpoint: string) =>
  new BrokerAuthentication("my-authn", { azure, methods: [{ custom: { endpoint } }] });
const authorization = (brokerResources: AuthorizationRuleArgs["brokerResources"]) =>
  new BrokerAuthorization("my-authz", { azure, rules: [{ principals: { usernames: ["factory"] }, brokerResources }] });
const clientCertificates = { name: "default", usesClientCertificates: true };

export const casesOfAccess: RuleCase[] = [
  {
    rule: "5",
    what: "a name that may not belong to any authentication",
    kept: () => {
      const { authenticationRef } = authentication(["mine"]);
      return broker([outside(securePort(8883, { authenticationRef }))]);
    },
    broken: () => broker([outside(securePort(8883, { authenticationRef: { name: "my-authn" } }))]),
    path: "listeners[0].ports[0].authenticationRef",
    says: /is 'my-authn', which this program does not create/,
  },
  {
    rule: "5a",
    what: "the authentication of the default broker in another broker",
    kept: () => broker([outside(securePort(8883))]),
    broken: () => broker([outside(securePort(8883))], ownBroker),
    path: "listeners[0].ports[0].authenticationRef",
    says: /belongs to the broker 'default', but the port belongs to 'own'/,
  },
  {
    rule: "5a",
    what: "an authentication of another broker",
    kept: () => {
      const { authenticationRef } = authentication(["mine"], "my-authn", "own");
      return broker([outside(securePort(8883, { authenticationRef }))], ownBroker);
    },
    broken: () => {
      const { authenticationRef } = authentication(["mine"], "my-authn", "own");
      return broker([outside(securePort(8883, { authenticationRef }))]);
    },
    path: "listeners[0].ports[0].authenticationRef",
    says: /belongs to the broker 'own', but the port belongs to 'default'/,
  },
  {
    rule: "5a",
    what: "an authorization of another broker",
    kept: () => {
      const { authorizationRef } = authorization([{ method: "Connect" }]);
      return broker([outside(securePort(8883, { authorizationRef }))]);
    },
    broken: () => {
      const { authorizationRef } = authorization([{ method: "Connect" }]);
      return broker([outside(ownPort(8883, { authorizationRef }))], ownBroker);
    },
    path: "listeners[0].ports[0].authorizationRef",
    says: /belongs to the broker 'default', but the port belongs to 'own'/,
  },
  {
    rule: "6",
    what: "authorization without authentication",
    kept: () => {
      const { authorizationRef } = authorization([{ method: "Connect" }]);
      return broker([outside(securePort(8883, { authorizationRef }))]);
    },
    broken: () => {
      const { authorizationRef } = authorization([{ method: "Connect" }]);
      return broker([outside(securePort(8883, { authorizationRef, authenticationRef: undefined }))]);
    },
    path: "listeners[0].ports[0].authorizationRef",
    says: /is set without authenticationRef/,
  },
  {
    rule: "7",
    what: "client certificates without TLS",
    kept: () => broker([outside(securePort(8883, { authenticationRef: clientCertificates }))]),
    broken: () => broker([outside(securePort(8883, { authenticationRef: clientCertificates, tls: undefined }))]),
    path: "listeners[0].ports[0].authenticationRef",
    says: /takes client certificates, but the port has no TLS/,
  },
  {
    rule: "14",
    what: "an unknown protocol",
    kept: () => broker([outside(securePort(8883, { protocol: "webSockets" as ListenerProtocol }))]),
    broken: () => broker([outside(securePort(8883, { protocol: "Amqp" as ListenerProtocol }))]),
    path: "listeners[0].ports[0].protocol",
    says: /is "Amqp", but must be one of Mqtt, WebSockets/,
  },
  {
    rule: "15",
    what: "a listener without ports",
    kept: () => broker([outside(securePort(8883))]),
    broken: () => broker([outside()]),
    path: "listeners[0].ports",
    says: /is empty: the listener 'outside' needs at least one port/,
  },
  ...[0, 65536, 8883.5, "8883" as unknown as number].map(port => ({
    rule: "15" as const,
    what: `the port ${JSON.stringify(port)}`,
    kept: () => broker([outside(securePort(port === 0 ? 1 : 65535))]),
    broken: () => broker([outside(securePort(port))]),
    path: "listeners[0].ports[0].port",
    says: /but must be a whole number from 1 to 65535/,
  })),
  {
    rule: "16",
    what: "tokens without an audience",
    kept: () => authentication(["mine"]),
    broken: () => authentication([]),
    path: "methods[0].serviceAccountToken.audiences",
    says: /is empty/,
  },
  {
    rule: "16",
    what: "another authentication named default",
    kept: () => authentication(["mine"], "my-authn"),
    broken: () => authentication(["mine"], "default"),
    path: "authenticationName",
    says: /is 'default', which belongs to Azure IoT Operations/,
  },
  {
    rule: "17",
    what: "an authentication server without TLS",
    kept: () => custom("https://auth.example.com"),
    broken: () => custom("http://auth.example.com"),
    path: "methods[0].custom.endpoint",
    says: /https/,
  },
  {
    rule: "18",
    what: "a name that Azure IoT Operations would refuse",
    kept: () => broker([{ ...outside(securePort(8883)), listenerName: "my-listener" }]),
    broken: () => broker([{ ...outside(securePort(8883)), listenerName: "my_listener" }]),
    path: "listeners[0].listenerName",
    says: /is "my_listener", but must be 3 to 63 lower-case letters/,
  },
  {
    rule: "19",
    what: "an outside port open to everyone",
    kept: args => broker([{ ...inside, ports: [{ port: 1883 }] }], { ...ownBroker, ...args }),
    broken: args => broker([outside({ port: 1883 })], args),
    path: "listeners[0].ports[0]",
    says: /port 1883 of the LoadBalancer listener 'outside' has no authenticationRef and no tls: anyone may connect/,
  },
  {
    rule: "19",
    what: "an outside port without TLS",
    kept: args => broker([atNodes], args),
    broken: args => broker([{ ...atNodes, ports: [securePort(8884, { tls: undefined })] }], args),
    path: "listeners[0].ports[0]",
    says: /port 8884 of the NodePort listener 'at-nodes' has no tls: anyone on the network path can read/,
  },
  {
    rule: "21",
    what: "Publish without topics",
    kept: () => authorization([{ method: "Connect" }, { method: "Publish", topics: ["odd/#"] }]),
    broken: () => authorization([{ method: "Connect" }, { method: "Publish" }]),
    path: "rules[0].brokerResources[1].topics",
    says: /is empty, but Publish needs at least one topic/,
  },
  {
    rule: "21",
    what: "Connect with topics",
    kept: () => authorization([{ method: "Connect", clientIds: ["fan-*"] }]),
    broken: () => authorization([{ method: "Connect", topics: ["odd/#"] }]),
    path: "rules[0].brokerResources[0].topics",
    says: /is set, but Connect has no topics: set them with Publish or Subscribe/,
  },
  {
    rule: "21",
    what: "Publish with client ids",
    kept: () => authorization([{ method: "Publish", topics: ["clients/{principal.clientId}"] }]),
    broken: () => authorization([{ method: "Publish", topics: ["odd/#"], clientIds: ["fan-*"] }]),
    path: "rules[0].brokerResources[0].clientIds",
    says: /is set, but only Connect has client ids/,
  },
  {
    rule: "26",
    what: "a token within a level of a topic",
    kept: () =>
      authorization([{ method: "Connect" }, { method: "Publish", topics: ["clients/{principal.clientId}/#"] }]),
    broken: () =>
      authorization([{ method: "Connect" }, { method: "Publish", topics: ["client-{principal.clientId}/#"] }]),
    path: "rules[0].brokerResources[1].topics[0]",
    says: /\{principal\.clientId\}/,
  },
];
