/** A broker, its chain and a bundle for its clients, with the default lifetimes of certificates. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, TrustBundle } from "../../../../index";

const config = new pulumi.Config();
const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true, enableConfigMapMutable: true });
const name = config.require("namespace");
const namespace = new kubernetes.core.v1.Namespace("namespace", { metadata: { name } }, { provider });

const chain = new CertificateChain("chain", {});
const broker = new MosquittoBroker(
  "broker",
  {
    namespace: namespace.metadata.name,
    image: config.require("image"),
    listeners: [{ port: 8883, tls: { issued: { authority: chain.authority } } }],
    allowAnonymous: true,
  },
  { provider },
);
const trust = { namespaces: [name], certificatesPem: [chain.trustBundlePem] };
new TrustBundle("trust", trust, { provider, dependsOn: namespace });

export const host = broker.clusterIp;
export const chainPem = chain.chainPem;
export const serverPem = broker.certificatePem;
