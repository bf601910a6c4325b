/** Cases of the rules between listeners. */
import { broker, outside, ownPort, securePort } from "../iotOperations";
import { atNodes, inside, issuerRef, ownBroker, parties } from "./ruleCase";
import type { RuleCase } from "./ruleCase";

const nodePorts = (...given: number[]) => ({
  ...atNodes,
  ports: given.map((nodePort, index) => securePort(8884 + index, { nodePort })),
});

const ofDefault = "aio-broker-frontend-server-18883";
const issued = (port: number) => securePort(port, { tls: { issued: { authority: parties.root } } });
const filling = (secretName: string) =>
  ownPort(8884, { tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"], secretName } } });
const given = (port: number) => {
  const { certificatePem, privateKeyPem } = parties.server;
  return securePort(port, { tls: { secretName: "given", certificate: { chainPem: certificatePem, privateKeyPem } } });
};

export const casesAcross: RuleCase[] = [
  {
    rule: "1",
    what: "two listeners with one service type",
    kept: () => broker([outside(securePort(8883)), atNodes]),
    broken: () => broker([outside(securePort(8883)), { ...atNodes, serviceType: "LoadBalancer" }]),
    path: "listeners[1].serviceType",
    says: /of the listener 'at-nodes' is LoadBalancer, which the listener 'outside' already has/,
  },
  {
    rule: "2",
    what: "one port for two listeners",
    kept: () => broker([outside(securePort(8883)), { ...atNodes, ports: [securePort(8884)] }]),
    broken: () => broker([outside(securePort(8883)), { ...atNodes, ports: [securePort(8883)] }]),
    path: "listeners[1].ports[0].port",
    says: /of the listener 'at-nodes' is 8883, which the listener 'outside' \(listeners\[0\]\.ports\[0\]\.port\) already has/,
  },
  {
    rule: "2",
    what: "one port twice in a listener",
    kept: () => broker([outside(securePort(8883), securePort(8884))]),
    broken: () => broker([outside(securePort(8883), securePort(8883))]),
    path: "listeners[0].ports[1].port",
    says: /of the listener 'outside' is 8883, which the listener 'outside' \(listeners\[0\]\.ports\[0\]\.port\) already has/,
  },
  {
    rule: "2",
    what: "one port for a listener and the default one",
    kept: () => broker([], { azure: undefined, kubernetes: {}, defaultListenerPorts: [securePort(1885)] }),
    broken: () =>
      broker([outside(securePort(1885))], {
        azure: undefined,
        kubernetes: {},
        defaultListenerPorts: [securePort(1885)],
      }),
    path: "listeners[0].ports[0].port",
    says: /of the listener 'outside' is 1885, which the listener 'default' \(defaultListenerPorts\[0\]\.port\) already has/,
  },
  {
    rule: "3",
    what: "a second ClusterIp listener of the default broker",
    kept: () => broker([inside], ownBroker),
    broken: () => broker([inside]),
    path: "listeners[0].serviceType",
    says: /'inside' is ClusterIp, which the listener 'default' .* already has.*defaultListenerPorts of Broker/,
  },
  {
    rule: "3",
    what: "the name of the default listener",
    kept: () => broker([{ ...outside(securePort(8883)), listenerName: "my-listener" }]),
    broken: () => broker([{ ...outside(securePort(8883)), listenerName: "default" }]),
    path: "listeners[0].listenerName",
    says: /is 'default', the listener of Azure IoT Operations itself.*defaultListenerPorts of Broker/,
  },
  {
    rule: "3",
    what: "the name of the default listener in another broker",
    kept: () => broker([{ ...outside(ownPort(8883)), listenerName: "my-listener" }], ownBroker),
    broken: () => broker([{ ...outside(ownPort(8883)), listenerName: "default" }], ownBroker),
    path: "listeners[0].listenerName",
    says: /is 'default', the listener of Azure IoT Operations itself.*defaultListenerPorts of Broker/,
  },
  {
    rule: "3",
    what: "the Service of the default listener",
    kept: () => broker([{ ...outside(securePort(8883)), serviceName: "mqtts-endpoint" }]),
    broken: () => broker([{ ...outside(securePort(8883)), serviceName: "aio-broker" }]),
    path: "listeners[0].serviceName",
    says: /of the listener 'outside' is 'aio-broker', the Service of the listener 'default' of Azure IoT Operations.*defaultListenerPorts of Broker/,
  },
  {
    rule: "3",
    what: "the Service of the default listener in another broker",
    kept: () => broker([{ ...outside(ownPort(8883)), serviceName: "mqtts-endpoint" }], ownBroker),
    broken: () => broker([{ ...outside(ownPort(8883)), serviceName: "aio-broker" }], ownBroker),
    path: "listeners[0].serviceName",
    says: /of the listener 'outside' is 'aio-broker', the Service of the listener 'default' of Azure IoT Operations.*defaultListenerPorts of Broker/,
  },
  {
    rule: "3",
    what: "the port of the default listener",
    kept: () => broker([outside(ownPort(18883))], ownBroker),
    broken: () => broker([outside(securePort(18883))]),
    path: "listeners[0].ports[0].port",
    says: /of the listener 'outside' is 18883, the port of the listener 'default' of Azure IoT Operations.*defaultListenerPorts of Broker/,
  },
  {
    rule: "4",
    what: "one Service for two listeners",
    kept: () => broker([outside(securePort(8883)), { ...atNodes, serviceName: "nodes-endpoint" }]),
    broken: () => broker([outside(securePort(8883)), { ...atNodes, serviceName: "outside" }]),
    path: "listeners[1].serviceName",
    says: /of the listener 'at-nodes' makes the Service 'outside', which the listener 'outside' already has/,
  },
  {
    rule: "4",
    what: "one name for two listeners",
    kept: () => broker([outside(securePort(8883)), { ...atNodes, serviceName: "at-nodes" }]),
    broken: () => broker([outside(securePort(8883)), { ...atNodes, listenerName: "outside", serviceName: "at-nodes" }]),
    path: "listeners[1].listenerName",
    says: /is 'outside', which is already the name of listeners\[0\]/,
  },
  {
    rule: "4",
    what: "a name that no Service can have",
    kept: () => broker([{ ...outside(securePort(8883)), serviceName: "mqtts-endpoint" }]),
    broken: () => broker([{ ...outside(securePort(8883)), serviceName: "1-endpoint" }]),
    path: "listeners[0].serviceName",
    says: /is "1-endpoint", but Kubernetes requires .* the first a letter/,
  },
  {
    rule: "13",
    what: "a node port outside Kubernetes' range",
    kept: () => broker([nodePorts(30000)]),
    broken: () => broker([nodePorts(29999)]),
    path: "listeners[0].ports[0].nodePort",
    says: /is 29999, but must be a whole number from 30000 to 32767/,
  },
  {
    rule: "13",
    what: "a node port for a load balancer",
    kept: () => broker([nodePorts(31884)]),
    broken: () => broker([outside(securePort(8883, { nodePort: 31884 }))]),
    path: "listeners[0].ports[0].nodePort",
    says: /is set, but the listener 'outside' is of type LoadBalancer/,
  },
  {
    rule: "13",
    what: "one node port for two ports",
    kept: () => broker([nodePorts(31884, 31885)]),
    broken: () => broker([nodePorts(31884, 31884)]),
    path: "listeners[0].ports[1].nodePort",
    says: /of the listener 'at-nodes' is 31884, which the listener 'at-nodes' \(listeners\[0\]\.ports\[0\]\.nodePort\)/,
  },
  {
    rule: "27",
    what: "the Secret of an automatic port for another port",
    kept: () =>
      broker([
        outside(
          securePort(8883, { tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"] } } }),
          securePort(8884, { tls: { secretName: "server-cert-secret" } }),
        ),
      ]),
    broken: () =>
      broker([
        outside(
          securePort(8883, { tls: { automatic: { issuerRef, dnsNames: ["mqtt.example.com"] } } }),
          securePort(8884, { tls: { secretName: "aio-broker-frontend-server-8883" } }),
        ),
      ]),
    path: "listeners[0].ports[1].tls.secretName",
    says: /of port 8884 of the listener 'outside' is 'aio-broker-frontend-server-8883', which port 8883 .*cert-manager/,
  },
  {
    rule: "27",
    what: "the Secret of an issued certificate for an automatic port",
    kept: () => broker([outside(issued(8883), filling("own-secret"))]),
    broken: () => broker([outside(issued(8883), filling("outside-8883-tls"))]),
    path: "listeners[0].ports[1].tls.automatic.secretName",
    says: /is 'outside-8883-tls', which port 8883 .* \(listeners\[0\]\.ports\[0\]\.tls\.issued\) already has.*cert-manager/,
  },
  {
    rule: "27",
    what: "the Secret of the default listener",
    kept: () => broker([outside(filling("own-secret"))]),
    broken: () => broker([outside(filling(ofDefault))]),
    path: "listeners[0].ports[0].tls.automatic.secretName",
    says: /is 'aio-broker-frontend-server-18883', which port 18883 of the listener 'default' already has/,
  },
  {
    rule: "27",
    what: "the Secret of the default listener in another broker",
    kept: () => broker([outside(filling("own-secret"))], ownBroker),
    broken: () => broker([outside(filling(ofDefault))], ownBroker),
    path: "listeners[0].ports[0].tls.automatic.secretName",
    says: /is 'aio-broker-frontend-server-18883', which port 18883 of the listener 'default' already has/,
  },
  {
    rule: "27",
    what: "one Secret for two certificates in PEM",
    kept: () => broker([outside(given(8883), securePort(8884, { tls: { secretName: "given" } }))]),
    broken: () => broker([outside(given(8883), given(8884))]),
    path: "listeners[0].ports[1].tls.secretName",
    says: /is 'given', which port 8883 .* already has, and the certificates of both would be written into it/,
  },
];
