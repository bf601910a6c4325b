/** A broker with everything that its first version had, for stacks that an earlier version deployed. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, ListenerProtocol, MosquittoBroker, ServiceType, TrustBundle } from "../../../index";

const config = new pulumi.Config();
/** Without the switches, the provider replaces ConfigMaps and Secrets that change. */
const asItComes = config.getBoolean("asItComes") ?? false;
const switches = {
  upsertExistingObjects: true,
  enablePatchForce: true,
  enableSecretMutable: true,
  enableConfigMapMutable: true,
};
const provider = new kubernetes.Provider("cluster", asItComes ? {} : switches);
const name = "upgrade";
const namespace = new kubernetes.core.v1.Namespace(name, { metadata: { name } }, { provider });

/** Instead of the users. */
const passwordFile = config.get("passwordFile");
const users = [{ name: "given", password: config.get("password") ?? "open sesame" }, { name: "generated" }];

const chain = new CertificateChain("chain", {});
const issued = { authority: chain.authority };
const broker = new MosquittoBroker(
  "broker",
  {
    namespace: namespace.metadata.name,
    image: config.require("image"),
    listeners: [
      { port: 1883 },
      { port: 8883, tls: { issued } },
      { port: 8443, protocol: ListenerProtocol.WebSockets, tls: { issued } },
    ],
    tlsService: { type: ServiceType.LoadBalancer },
    ...(passwordFile === undefined ? { users } : { passwordFile }),
    acl: "pattern readwrite #\n",
  },
  { provider },
);
const trust = { namespaces: [name], certificatesPem: [chain.trustBundlePem] };
new TrustBundle("trust", trust, { provider, dependsOn: namespace });

export const host = broker.host;
export const caCertificate = chain.trustBundlePem;
export const serverCertificate = broker.certificatePem;
export const passwords = broker.passwords;
