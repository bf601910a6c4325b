/** A user's Deployment that mounts a certificate and a trust bundle by their outputs. */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { CertificateChain, ServerCertificate, TrustBundle } from "../../../../index";

const config = new pulumi.Config();
const namespace = config.require("namespace");

const chain = new CertificateChain("chain", {});
const server = new ServerCertificate("server", {
  namespace: config.get("secretNamespace") ?? namespace,
  authority: chain.authority,
  dnsNames: [config.require("dnsName")],
});
const trust = new TrustBundle("trust", {
  namespaces: [namespace],
  // An invalid certificate is only known once the chain exists.
  certificatesPem: [
    config.getBoolean("isBroken") ? chain.algorithm : chain.trustBundlePem,
    config.require("otherRoot"),
  ],
});
const labels = { app: "app" };
new kubernetes.apps.v1.Deployment("app", {
  metadata: { namespace, name: "app" },
  spec: {
    selector: { matchLabels: labels },
    template: {
      metadata: { labels },
      spec: {
        terminationGracePeriodSeconds: 0,
        containers: [
          {
            name: "app",
            image: config.require("image"),
            command: ["sleep", "infinity"],
            volumeMounts: [
              { name: "tls", mountPath: "/tls" },
              { name: "trust", mountPath: "/trust" },
            ],
          },
        ],
        volumes: [
          { name: "tls", secret: { secretName: server.secretName } },
          { name: "trust", configMap: { name: trust.configMapName } },
        ],
      },
    },
  },
});
