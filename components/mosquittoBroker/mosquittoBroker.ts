import * as pulumi from "@pulumi/pulumi";
import type { ListenerEndpoint, ReachedService } from "../listeners/endpoint";
import { issueCertificate } from "../listeners/issuedTls";
import { outputsOf } from "../outputs";
import type { ServerCertificate } from "../serverCertificate/serverCertificate";
import type { MosquittoBrokerArgs } from "./args";
import { checkMosquitto } from "./check";
import type { Mosquitto } from "./check";
import { newDeployment } from "./deployment";
import { endpointOf } from "./endpoints";
import { withTls, withoutTls } from "./listeners";
import type { MosquittoListener } from "./listeners";
import { newRoute, routeTo } from "./route";
import type { AdmittedRoute } from "./route";
import { newService } from "./services";
import { storeFiles } from "./storedFiles";
import { passwordsOf } from "./users";

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

    const mosquitto = checkMosquitto(name, args);
    const services = newServices(mosquitto, this);
    const route = mosquitto.route && newRoute(mosquitto, mosquitto.route, services.tls!.serviceName, this);
    const certificates = issueCertificates(mosquitto, services, route, this);
    const passwords = passwordsOf(name, mosquitto.users, this);
    newDeployment(mosquitto, storeFiles(mosquitto, passwords, certificates, this), this);

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
      mosquitto.listeners.map(listener => endpointOf(listener, serviceOf(listener, services), route)),
    );
    this.podLabels = pulumi.output(mosquitto.labels);
    this.containerPorts = pulumi.output(mosquitto.listeners.map(({ port }) => port));
    this.certificatePem = pulumi.output(certificate?.certificatePem);
    this.trustBundlePem = pulumi.output(certificate?.trustBundlePem);
    this.passwords = passwords;
    this.registerOutputs(outputsOf(this));
  }
}

/** The Services, each only if it has a listener. */
interface Services {
  tcp?: ReachedService;
  tls?: ReachedService;
}

function newServices(mosquitto: Mosquitto, parent: pulumi.Resource): Services {
  const { name, listeners, tcpService, tlsService } = mosquitto;
  const [plain, secure] = [listeners.filter(withoutTls), listeners.filter(withTls)];
  return {
    tcp: plain.length > 0 ? newService(`${name}-tcp`, mosquitto, tcpService, plain, parent) : undefined,
    tls: secure.length > 0 ? newService(`${name}-tls`, mosquitto, tlsService, secure, parent) : undefined,
  };
}

function serviceOf(listener: MosquittoListener, services: Services): ReachedService {
  return (withTls(listener) ? services.tls : services.tcp)!;
}

/** The certificates by port. */
function issueCertificates(
  { name, namespace, listeners }: Mosquitto,
  services: Services,
  route: AdmittedRoute | undefined,
  parent: pulumi.Resource,
): Map<number, ServerCertificate> {
  const certificates = new Map<number, ServerCertificate>();
  for (const listener of listeners) {
    if (listener.tls?.issued) {
      const childName = `${name}-${listener.port}-tls`;
      const reached = { ...serviceOf(listener, services), routeHost: routeTo(listener, route)?.host };
      certificates.set(listener.port, issueCertificate(childName, namespace, listener.tls.issued, reached, parent));
    }
  }
  return certificates;
}
