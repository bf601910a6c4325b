import * as pulumi from "@pulumi/pulumi";
import { argumentsOf } from "../inputs/arguments";
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
 * Mosquitto on Kubernetes: a Deployment, a Service for the ports without TLS, a Service for the ports with TLS, and
 * certificates that are valid for the addresses of that Service.
 *
 * @throws pulumi.InputPropertyError if a port is used twice, if arguments contradict each other, if Mosquitto cannot
 * read a user or the ACL, or if the image is known not to work. An Output is checked as soon as it is known.
 * @see https://mosquitto.org/man/mosquitto-conf-5.html
 */
export class MosquittoBroker extends pulumi.ComponentResource {
  /** The name of the Service with TLS, or else of the one without. The outputs about addresses are of this Service. */
  public readonly serviceName: pulumi.Output<string>;
  /** The cluster IP of the Service `serviceName`. */
  public readonly clusterIp: pulumi.Output<string | undefined>;
  /** The external IP address of the load balancer of `serviceName`, if there is one. */
  public readonly externalIp: pulumi.Output<string | undefined>;
  /** The external host name of the load balancer of `serviceName`, if there is one. */
  public readonly externalHostname: pulumi.Output<string | undefined>;
  /** The host name of the Route that the router admitted, if there is a Route. */
  public readonly routeHost: pulumi.Output<string | undefined>;
  /** The DNS name of the router that admitted the Route, as the target of a DNS record for `routeHost`. */
  public readonly routerCanonicalHostname: pulumi.Output<string | undefined>;
  /**
   * The host that clients connect to: the host of the Route, or else the external address, or else the name in the
   * cluster.
   */
  public readonly host: pulumi.Output<string>;
  /** Where clients reach each listener, in the order of `listeners`. */
  public readonly endpoints: pulumi.Output<ListenerEndpoint[]>;
  /** The labels of the broker's pod, for a `NamespaceIsolation` that lets clients in. */
  public readonly podLabels: pulumi.Output<Record<string, string>>;
  /** The ports that the pod opens, in the order of `listeners`. */
  public readonly containerPorts: pulumi.Output<number[]>;
  /** The certificate of the first listener with an issued certificate, in PEM. */
  public readonly certificatePem: pulumi.Output<string | undefined>;
  /** The CA certificates that clients of the first listener with an issued certificate must trust, in PEM. */
  public readonly trustBundlePem: pulumi.Output<string | undefined>;
  /** The password of each user, by user name. Secret. */
  public readonly passwords: pulumi.Output<Record<string, string>>;

  constructor(name: string, args: MosquittoBrokerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("aks-mqtt:index:MosquittoBroker", name, {}, opts);

    const mosquitto = checkMosquitto(name, argumentsOf(args), this);
    const services = newServices(mosquitto, this);
    const route = mosquitto.route && newRoute(mosquitto, mosquitto.route, services.tls!.serviceName, this);
    const certificates = issueCertificates(mosquitto, services, route, this);
    const passwords = passwordsOf(name, mosquitto.users, this);
    newDeployment(mosquitto, storeFiles(mosquitto, passwords, certificates, this), this);

    const { listeners } = mosquitto;
    const main = (services.tls ?? services.tcp)!;
    const [certificate] = certificates.values();
    this.serviceName = pulumi.output(main.serviceName);
    this.clusterIp = main.endpoint.clusterIp;
    this.externalIp = main.endpoint.ipAddress;
    this.externalHostname = main.endpoint.hostname;
    this.routeHost = pulumi.output(route?.host);
    this.routerCanonicalHostname = pulumi.output(route?.canonicalHostname);
    this.host = route?.host ?? main.endpoint.host;
    this.endpoints = pulumi.all(listeners.map(listener => endpointOf(listener, serviceOf(listener, services), route)));
    this.podLabels = pulumi.output(mosquitto.labels);
    this.containerPorts = pulumi.output(listeners.map(({ port }) => port));
    this.certificatePem = pulumi.output(certificate?.certificatePem);
    this.trustBundlePem = pulumi.output(certificate?.trustBundlePem);
    this.passwords = passwords.apply(Object.fromEntries<string>);
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
