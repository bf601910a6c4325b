import * as pulumi from "@pulumi/pulumi";
import { issueCertificate } from "../listeners/issuedTls";
import type { ServerCertificate } from "../serverCertificate/serverCertificate";
import { checked, refuse, requirePlain } from "../inputs/checked";
import type { ListenerEndpoint } from "../listeners/endpoint";
import { checkNamespace, checkServiceName } from "../kubernetes/names";
import { canonicalQuantity } from "../kubernetes/quantities";
import { checkedStrict } from "../issuing/strict";
import { checkAcl } from "./acl";
import { newBrokerFiles } from "./brokerFiles";
import type { BrokerFiles, FilesOwner } from "./brokerFiles";
import { newDeployment } from "./deployment";
import { endpointOf } from "./endpoints";
import { checkExtraConfig } from "./extraConfiguration";
import { checkedFiles } from "./givenFiles";
import { checkedPasswordFile } from "./givenPasswordFile";
import { checkImage, defaultImage } from "./image";
import { checkedListeners } from "./listeners";
import type { Listener } from "./listeners";
import type { MosquittoBrokerArgs, MosquittoServiceArgs } from "./args";
import { checkedPersistence } from "./persistence";
import { Platform, checkPlatform } from "./platform";
import { checkedRoute, newBrokerRoute, routeOf } from "./route";
import type { BrokerRoute, RouteSettings } from "./route";
import { checkedSettings, newBrokerService } from "./services";
import type { BrokerService, ServiceSettings } from "./services";
import { checkAllowAnonymous, checkUsers, passwordsOf } from "./users";

/**
 * Mosquitto on Kubernetes: a Deployment, a Service for the ports without TLS, a Service for those with TLS, and the
 * certificates of the latter, which carry the addresses that the Service was given.
 *
 * @throws pulumi.InputPropertyError, of an Output as soon as it is known, for ports that are taken, ways to TLS that
 * exclude each other, users and ACLs that Mosquitto cannot read, and for images known not to work.
 * @see https://mosquitto.org/man/mosquitto-conf-5.html
 */
export class MosquittoBroker extends pulumi.ComponentResource {
  /** The name of the Service: that with TLS if there is one. The outputs about addresses are of this Service. */
  public readonly serviceName: pulumi.Output<string>;
  /** The address of the Service inside the cluster. */
  public readonly clusterIp: pulumi.Output<string | undefined>;
  /** The IP address of its load balancer, if it has one. */
  public readonly externalIp: pulumi.Output<string | undefined>;
  /** The host name of its load balancer, if it has one. */
  public readonly externalHostname: pulumi.Output<string | undefined>;
  /** The host name of its Route, if it has one: what the router admitted. */
  public readonly routeHost: pulumi.Output<string | undefined>;
  /** The name of the router of that Route, for DNS to lead `routeHost` to. */
  public readonly routerCanonicalHostname: pulumi.Output<string | undefined>;
  /**
   * What clients connect to: the host of the Route if there is one, else the external address if there is one, else the
   * name inside the cluster.
   */
  public readonly host: pulumi.Output<string>;
  /** Where clients reach each listener, in the order of `listeners`. */
  public readonly endpoints: pulumi.Output<ListenerEndpoint[]>;
  /** The labels of the broker's pod, by which a `NamespaceIsolation` lets clients in. */
  public readonly podLabels: pulumi.Output<Record<string, string>>;
  /** The ports that the pod really opens, in the order of `listeners`. */
  public readonly containerPorts: pulumi.Output<number[]>;
  /** The certificate of the first listener whose certificate is issued here, in PEM. */
  public readonly certificatePem: pulumi.Output<string | undefined>;
  /** What clients of that listener must trust, in PEM. */
  public readonly trustBundlePem: pulumi.Output<string | undefined>;
  /** The password of each user, by user name. Secret. */
  public readonly passwords: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: MosquittoBrokerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:MosquittoBroker", name, {}, opts);

    const broker = checkedBroker(name, args);
    const services = newServices(broker, this);
    const route = newRoute(broker, services, this);
    const certificates = issueCertificates(broker, services, route, this);
    const passwords = passwordsOf(name, broker.users, this);
    const files = newBrokerFiles(broker, passwords, certificates, this);
    deploy(broker, args, files, this);

    const main = (services.tls ?? services.tcp)!;
    const [certificate] = certificates.values();
    this.serviceName = pulumi.output(main.serviceName);
    this.clusterIp = main.endpoint.clusterIp;
    this.externalIp = main.endpoint.ipAddress;
    this.externalHostname = main.endpoint.hostname;
    this.routeHost = pulumi.output(route?.host);
    this.routerCanonicalHostname = pulumi.output(route?.canonicalHostname);
    this.host = route?.host ?? main.endpoint.host;
    this.endpoints = pulumi.all(
      broker.listeners.map(listener => endpointOf(listener, serviceOf(listener, services), route)),
    );
    this.podLabels = pulumi.output(broker.labels);
    this.containerPorts = pulumi.output(broker.listeners.map(({ port }) => port));
    this.certificatePem = pulumi.output(certificate?.certificatePem);
    this.trustBundlePem = pulumi.output(certificate?.trustBundlePem);
    this.passwords = passwords;
    this.registerOutputs({
      serviceName: this.serviceName,
      clusterIp: this.clusterIp,
      externalIp: this.externalIp,
      externalHostname: this.externalHostname,
      routeHost: this.routeHost,
      routerCanonicalHostname: this.routerCanonicalHostname,
      host: this.host,
      endpoints: this.endpoints,
      podLabels: this.podLabels,
      containerPorts: this.containerPorts,
      certificatePem: this.certificatePem,
      trustBundlePem: this.trustBundlePem,
      passwords: this.passwords,
    });
  }
}

/** The arguments, checked. */
interface Broker extends FilesOwner {
  image: pulumi.Output<string>;
  platform: Platform;
  tcpService: ServiceSettings;
  tlsService: ServiceSettings;
  route?: RouteSettings;
}

function checkedBroker(name: string, args: MosquittoBrokerArgs): Broker {
  checkServiceName(name, "name", "-tcp".length);
  const tcpService = checkedSettings(args.tcpService, "tcpService");
  const tlsService = checkedSettings(args.tlsService, "tlsService");
  const namespace = checked(args.namespace, given => checkNamespace(given, "namespace"));
  const strict = checkedStrict(args.strict);
  const types = { tcp: tcpService.type, tls: tlsService.type };
  const listeners = checkedListeners(args.listeners, types, { namespace: args.namespace, strict });
  checkUsed(args.tcpService, listeners.some(withoutTls), "tcpService", "without TLS");
  checkUsed(args.tlsService, listeners.some(withTls), "tlsService", "with TLS");
  const users = checkUsers(args.users === undefined ? [] : args.users);
  const passwordFile = checkedPasswordFile(args);
  const hasPasswordFile = users.length > 0 || passwordFile !== undefined;
  return {
    name,
    namespace,
    labels: { "app.kubernetes.io/name": "mosquitto", "app.kubernetes.io/instance": name },
    listeners,
    users,
    passwordFile,
    allowAnonymous: checked(args.allowAnonymous ?? false, given => checkAllowAnonymous(given, hasPasswordFile)),
    acl: ifGiven(args.acl, given => checkAcl(given, "acl")),
    extraConfig: ifGiven(args.extraConfig, given => checkExtraConfig(given, "extraConfig")),
    files: checkedFiles(args.files ?? []),
    persistence: checkedPersistence(args.persistence),
    platform: checkPlatform(requirePlain(args.platform, "platform") ?? Platform.Kubernetes, "platform"),
    image: checked(args.image ?? defaultImage, given => checkImage(given, "image")),
    tcpService,
    tlsService,
    route: checkedRoute(args.route, { name, namespace: args.namespace, listeners }),
  };
}

function ifGiven(text: pulumi.Input<string> | undefined, check: (text: string) => string) {
  return text === undefined ? undefined : checked(text, check);
}

function checkUsed(
  settings: MosquittoServiceArgs | undefined,
  used: boolean,
  propertyPath: string,
  kind: string,
): void {
  if (settings !== undefined && !used) {
    refuse(propertyPath, `is given, but no listener is ${kind}: add such a listener, or leave ${propertyPath} out`);
  }
}

function withTls(listener: Listener): boolean {
  return listener.tls !== undefined;
}

function withoutTls(listener: Listener): boolean {
  return listener.tls === undefined;
}

/** The Services, each only if it has a listener. */
interface Services {
  tcp?: BrokerService;
  tls?: BrokerService;
}

function newServices(broker: Broker, parent: pulumi.Resource): Services {
  const newService = (suffix: string, settings: ServiceSettings, listeners: Listener[]) =>
    listeners.length === 0
      ? undefined
      : newBrokerService(`${broker.name}-${suffix}`, broker, settings, listeners, parent);
  return {
    tcp: newService("tcp", broker.tcpService, broker.listeners.filter(withoutTls)),
    tls: newService("tls", broker.tlsService, broker.listeners.filter(withTls)),
  };
}

function serviceOf(listener: Listener, services: Services): BrokerService {
  return (withTls(listener) ? services.tls : services.tcp)!;
}

function newRoute(broker: Broker, services: Services, parent: pulumi.Resource): BrokerRoute | undefined {
  return broker.route && newBrokerRoute(broker, broker.route, services.tls!.serviceName, parent);
}

/** The certificates by port. */
function issueCertificates(
  { name, namespace, listeners }: Broker,
  services: Services,
  route: BrokerRoute | undefined,
  parent: pulumi.Resource,
): Map<number, ServerCertificate> {
  const certificates = new Map<number, ServerCertificate>();
  for (const listener of listeners) {
    if (listener.tls?.issued) {
      const childName = `${name}-${listener.port}-tls`;
      const reached = { ...serviceOf(listener, services), routeHost: routeOf(listener, route)?.host };
      certificates.set(listener.port, issueCertificate(childName, namespace, listener.tls.issued, reached, parent));
    }
  }
  return certificates;
}

function deploy(broker: Broker, args: MosquittoBrokerArgs, files: BrokerFiles, parent: pulumi.Resource): void {
  const { image, platform } = broker;
  newDeployment(
    broker.name,
    {
      namespace: broker.namespace,
      platform,
      image,
      reloaderImage: args.reloaderImage ?? image,
      memoryLimit: pulumi.output(args.memoryLimit ?? "128Mi").apply(canonicalQuantity),
      labels: broker.labels,
      ports: broker.listeners.map(({ port }) => port),
      // Without TLS if possible: on a port with TLS each probe leaves an error in the broker's log.
      probedPort: (broker.listeners.find(withoutTls) ?? broker.listeners[0]).port,
      keyKinds: broker.listeners.flatMap(({ tls }) => (tls?.issued ? [tls.issued.keyKind] : [])),
      ...files,
    },
    parent,
  );
}
