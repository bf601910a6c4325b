/** A broker behind a load balancer, with a wait that is short enough for a test. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../../index";

const config = new pulumi.Config();
const provider = new kubernetes.Provider("cluster");
const { metadata } = new kubernetes.core.v1.Namespace(
  "namespace",
  { metadata: { name: config.require("namespace") } },
  { provider },
);
const { authority, rootCertificatePem } = new CertificateChain("chain", {});
const broker = new MosquittoBroker(
  "broker",
  {
    namespace: metadata.name,
    image: config.require("image"),
    listeners: [{ port: 8883, tls: { issued: { authority } } }],
    tlsService: { type: ServiceType.LoadBalancer, annotations: { "pulumi.com/timeoutSeconds": "5" } },
    allowAnonymous: true,
  },
  { provider },
);

export const host = broker.host;
export const root = rootCertificatePem;
