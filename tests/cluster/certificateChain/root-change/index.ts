/**
 * A broker whose root is changed in steps: the configuration says which chains exist, which of them signs, and what the
 * bundle holds.
 */
import { mock } from "node:test";
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, MosquittoBroker, TrustBundle } from "../../../../index";

const config = new pulumi.Config();
// Makes the program believe that it runs later than it does.
const hoursAhead = config.getNumber("hoursAhead");
if (hoursAhead) mock.timers.enable({ apis: ["Date"], now: Date.now() + hoursAhead * 3_600_000 });

const provider = new kubernetes.Provider("cluster", { enableSecretMutable: true, enableConfigMapMutable: true });
const name = config.require("namespace");
const namespace = new kubernetes.core.v1.Namespace("namespace", { metadata: { name } }, { provider });

const names = config.requireObject<string[]>("chains");
// The first chain, "old", ends early.
const chains = new Map(
  names.map(chain => [chain, new CertificateChain(chain, { rootValidityHours: chain === "old" ? 5000 : undefined })]),
);
const broker = new MosquittoBroker(
  "broker",
  {
    namespace: namespace.metadata.name,
    image: config.require("image"),
    listeners: [{ port: 8883, tls: { issued: { authority: chains.get(config.require("signer"))!.authority } } }],
    allowAnonymous: true,
  },
  { provider },
);
const certificatesPem = [...chains.values()].map(chain => chain.trustBundlePem);
const keptPem = config.get("keptPem");
if (keptPem) certificatesPem.push(pulumi.output(keptPem));
new TrustBundle("trust", { namespaces: [name], certificatesPem }, { provider, dependsOn: namespace });

export const host = broker.clusterIp;
export const serverPem = broker.certificatePem;
