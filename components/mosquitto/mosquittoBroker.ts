import * as pulumi from "@pulumi/pulumi";
import type { ServerCertificate } from "../certificates/serverCertificate";
import { checked, refuse, requirePlain } from "../checked";
import { checkNamespace, checkServiceName } from "../objectNames";
import { checkAcl } from "./acl";
import { certificateFiles, newConfiguration, newPasswordFile } from "./brokerFiles";
import type { FilesOwner } from "./brokerFiles";
import { newDeployment } from "./deployment";
import type { BrokerPod } from "./deployment";
import { endpointOf } from "./endpoints";
import type { ListenerEndpoint } from "./endpoints";
import { issueCertificate } from "./issuedTls";
import { checkedListeners } from "./listeners";
import type { Listener } from "./listeners";
import type { MosquittoBrokerArgs, MosquittoServiceArgs } from "./mosquittoBrokerArgs";
import { checkedSettings, newBrokerService } from "./services";
import type { BrokerService, ServiceSettings } from "./services";
import { checkAllowAnonymous, checkUsers, passwordsOf } from "./users";

const defaultImage = "docker.io/library/eclipse-mosquitto:2.0.22";

/**
 * Mosquitto on Kubernetes: a Deployment, a Service for the ports without TLS, a Service for those with TLS, and the
 * certificates of the latter, which carry the addresses that the Service was given.
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
  /** What clients connect to: the external address if there is one, else the name inside the cluster. */
  public readonly host: pulumi.Output<string>;
  /** Where clients reach each listener, in the order of `listeners`. */
  public readonly endpoints: pulumi.Output<ListenerEndpoint[]>;
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
    const certificates = issueCertificates(broker, services, this);
    const passwords = passwordsOf(name, broker.users, this);
    const configuration = newConfiguration(broker, this);
    const others = [...newPasswordFile(broker, passwords, this), ...certificateFiles(broker, certificates)];
    const mounts = [...configuration.mounts, ...others];
    deploy(broker, args, { mounts, configurationChecksum: configuration.checksum }, this);

    const main = (services.tls ?? services.tcp)!;
    const [certificate] = certificates.values();
    this.serviceName = pulumi.output(main.serviceName);
    this.clusterIp = main.endpoint.clusterIp;
    this.externalIp = main.endpoint.ipAddress;
    this.externalHostname = main.endpoint.hostname;
    this.host = main.endpoint.host;
    this.endpoints = pulumi.all(broker.listeners.map(listener => endpointOf(listener, serviceOf(listener, services))));
    this.certificatePem = pulumi.output(certificate?.certificatePem);
    this.trustBundlePem = pulumi.output(certificate?.trustBundlePem);
    this.passwords = passwords;
    this.registerOutputs({
      serviceName: this.serviceName,
      clusterIp: this.clusterIp,
      externalIp: this.externalIp,
      externalHostname: this.externalHostname,
      host: this.host,
      endpoints: this.endpoints,
      certificatePem: this.certificatePem,
      trustBundlePem: this.trustBundlePem,
      passwords: this.passwords,
    });
  }
}

/** The arguments, checked. */
interface Broker extends FilesOwner {
  tcpService: ServiceSettings;
  tlsService: ServiceSettings;
}

function checkedBroker(name: string, args: MosquittoBrokerArgs): Broker {
  checkServiceName(name, "name", "-tcp".length);
  const tcpService = checkedSettings(args.tcpService, "tcpService");
  const tlsService = checkedSettings(args.tlsService, "tlsService");
  const namespace = checked(args.namespace, given => checkNamespace(given, "namespace"));
  const strict = requirePlain(args.strict, "strict") ?? false;
  const types = { tcp: tcpService.type, tls: tlsService.type };
  const listeners = checkedListeners(args.listeners, types, { namespace: args.namespace, strict });
  checkUsed(args.tcpService, listeners.some(withoutTls), "tcpService", "without TLS");
  checkUsed(args.tlsService, listeners.some(withTls), "tlsService", "with TLS");
  const users = checkUsers(args.users ?? []);
  return {
    name,
    namespace,
    labels: { "app.kubernetes.io/name": "mosquitto", "app.kubernetes.io/instance": name },
    listeners,
    users,
    allowAnonymous: checked(args.allowAnonymous ?? false, given => checkAllowAnonymous(given, users)),
    acl: args.acl === undefined ? undefined : checked(args.acl, given => checkAcl(given, "acl")),
    tcpService,
    tlsService,
  };
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

/** The certificates by port. */
function issueCertificates(
  { name, namespace, listeners }: Broker,
  services: Services,
  parent: pulumi.Resource,
): Map<number, ServerCertificate> {
  const certificates = new Map<number, ServerCertificate>();
  for (const listener of listeners) {
    if (listener.tls?.issued) {
      const childName = `${name}-${listener.port}-tls`;
      const service = serviceOf(listener, services);
      certificates.set(listener.port, issueCertificate(childName, namespace, listener.tls.issued, service, parent));
    }
  }
  return certificates;
}

function deploy(
  broker: Broker,
  args: MosquittoBrokerArgs,
  files: Pick<BrokerPod, "mounts" | "configurationChecksum">,
  parent: pulumi.Resource,
): void {
  const image = args.image ?? defaultImage;
  newDeployment(
    broker.name,
    {
      namespace: broker.namespace,
      image,
      reloaderImage: args.reloaderImage ?? image,
      memoryLimit: args.memoryLimit ?? "128Mi",
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
