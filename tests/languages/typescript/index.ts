/** The program of examples/python and examples/go in TypeScript. */
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, ServiceType } from "../../../index";

const config = new pulumi.Config();

const chain = new CertificateChain("chain", {});

const broker = new MosquittoBroker("mosquitto", {
  namespace: config.require("namespace"),
  image: config.require("image"),
  users: [{ name: "factory" }],
  listeners: [{ port: 8883, tls: { issued: { authority: chain.authority } } }],
  tlsService: { type: ServiceType.LoadBalancer },
});

export const address = broker.host;
export const caCertificate = chain.trustBundlePem;
export const passwords = broker.passwords;
