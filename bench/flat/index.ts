/** What examples/secure-listener creates, resource by resource and without components: the yardstick of benchmarks. */
import { createHash, pbkdf2Sync } from "node:crypto";
import { Provider } from "@pulumi/kubernetes";
import { Deployment } from "@pulumi/kubernetes/apps/v1";
import { ConfigMap, Namespace, Secret, Service } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { reportMemory } from "../memory";

const config = new pulumi.Config();
const provider = new Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  // Updates them in place, so that no client ever finds a Secret or a ConfigMap missing.
  enableSecretMutable: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };
const ecdsa = { algorithm: "ECDSA", ecdsaCurve: "P256" };
const base64 = (text: string) => Buffer.from(text).toString("base64");

const namespace = new Namespace("mqtt", { metadata: { name: "mqtt" } }, inCluster);
const inNamespace = (name: string) => ({ namespace: namespace.metadata.name, name });

/** One CA chain and one broker. */
function createBroker(named: (name: string) => string): pulumi.Output<string> {
  const rootKey = new tls.PrivateKey(named("root-key"), ecdsa);
  const root = new tls.SelfSignedCert(named("root"), {
    privateKeyPem: rootKey.privateKeyPemPkcs8,
    subject: { commonName: "mqtt root CA" },
    validityPeriodHours: 87600,
    earlyRenewalHours: 52560,
    isCaCertificate: true,
    maxPathLength: 1,
    setSubjectKeyId: true,
    allowedUses: ["cert_signing", "crl_signing"],
  });
  const intermediateKey = new tls.PrivateKey(named("intermediate-key"), ecdsa);
  const intermediateRequest = new tls.CertRequest(named("intermediate-request"), {
    privateKeyPem: intermediateKey.privateKeyPemPkcs8,
    subject: { commonName: "mqtt intermediate CA" },
  });
  const intermediate = new tls.LocallySignedCert(named("intermediate"), {
    certRequestPem: intermediateRequest.certRequestPem,
    caCertPem: root.certPem,
    caPrivateKeyPem: rootKey.privateKeyPemPkcs8,
    validityPeriodHours: 43800,
    earlyRenewalHours: 10950,
    isCaCertificate: true,
    maxPathLength: 0,
    setSubjectKeyId: true,
    allowedUses: ["cert_signing", "crl_signing"],
  });

  const labels = { app: "mosquitto" };
  const service = new Service(
    named("service"),
    {
      metadata: {
        ...inNamespace(named("mosquitto-tls")),
        annotations: { "pulumi.com/waitFor": "jsonpath={.status.loadBalancer.ingress[0]}" },
      },
      spec: { type: "LoadBalancer", selector: labels, ports: [{ name: "mqtt-8883", port: 8883 }] },
    },
    inCluster,
  );
  const live = Service.get(named("live-service"), service.id, inCluster);
  const address = live.status.loadBalancer.ingress[0].ip;

  const serverKey = new tls.PrivateKey(named("server-key"), ecdsa);
  const serverRequest = new tls.CertRequest(named("server-request"), {
    privateKeyPem: serverKey.privateKeyPemPkcs8,
    subject: { commonName: "mosquitto-tls" },
    dnsNames: ["mosquitto-tls", "mosquitto-tls.mqtt", "mosquitto-tls.mqtt.svc", "mosquitto-tls.mqtt.svc.cluster.local"],
    ipAddresses: [address, live.spec.clusterIP],
  });
  const server = new tls.LocallySignedCert(named("server"), {
    certRequestPem: serverRequest.certRequestPem,
    caCertPem: intermediate.certPem,
    caPrivateKeyPem: intermediateKey.privateKeyPemPkcs8,
    validityPeriodHours: 8760,
    earlyRenewalHours: 2920,
    setSubjectKeyId: true,
    allowedUses: ["digital_signature", "server_auth"],
  });
  const serverSecret = new Secret(
    named("server-secret"),
    {
      metadata: inNamespace(named("mosquitto-8883-tls")),
      type: "kubernetes.io/tls",
      data: {
        "tls.crt": pulumi.concat(server.certPem, intermediate.certPem).apply(base64),
        "tls.key": serverKey.privateKeyPemPkcs8.apply(base64),
        "ca.crt": root.certPem.apply(base64),
      },
    },
    inCluster,
  );

  const passwordSeed = new tls.PrivateKey(named("password"), { algorithm: "ED25519" });
  const password = passwordSeed.privateKeyPemPkcs8.apply(pem => createHash("sha256").update(pem).digest("base64url"));
  const passwordFile = password.apply(secret => {
    const salt = createHash("sha256").update(secret).digest().subarray(0, 12);
    const hash = pbkdf2Sync(secret, salt, 101, 64, "sha512");
    return `factory:$7$101$${salt.toString("base64")}$${hash.toString("base64")}\n`;
  });
  const passwords = new Secret(
    named("passwords"),
    { metadata: inNamespace(named("mosquitto-passwords")), data: { passwords: passwordFile.apply(base64) } },
    inCluster,
  );
  const configuration = new ConfigMap(
    named("config"),
    {
      metadata: inNamespace(named("mosquitto-config")),
      data: {
        "mosquitto.conf": [
          "log_dest stdout",
          "allow_anonymous false",
          "password_file /mosquitto/passwords/passwords",
          "listener 8883",
          "certfile /mosquitto/certs/8883/tls.crt",
          "keyfile /mosquitto/certs/8883/tls.key",
          "",
        ].join("\n"),
      },
    },
    inCluster,
  );
  const tcpSocket = { port: 8883 };
  new Deployment(
    named("mosquitto"),
    {
      metadata: inNamespace(named("mosquitto")),
      spec: {
        strategy: { type: "Recreate" },
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            securityContext: { runAsNonRoot: true, runAsUser: 1883, runAsGroup: 1883, fsGroup: 1883 },
            containers: [
              {
                name: "mosquitto",
                image: config.require("image"),
                command: ["/usr/sbin/mosquitto", "-c", "/mosquitto/config/mosquitto.conf"],
                startupProbe: { tcpSocket, periodSeconds: 1, failureThreshold: 60 },
                readinessProbe: { tcpSocket, periodSeconds: 10 },
                livenessProbe: { tcpSocket, periodSeconds: 10 },
                volumeMounts: [
                  { name: "config", mountPath: "/mosquitto/config" },
                  { name: "passwords", mountPath: "/mosquitto/passwords" },
                  { name: "certificate", mountPath: "/mosquitto/certs/8883" },
                ],
              },
            ],
            volumes: [
              { name: "config", configMap: { name: configuration.metadata.name, defaultMode: 0o440 } },
              { name: "passwords", secret: { secretName: passwords.metadata.name, defaultMode: 0o440 } },
              { name: "certificate", secret: { secretName: serverSecret.metadata.name, defaultMode: 0o440 } },
            ],
          },
        },
      },
    },
    inCluster,
  );
  new ConfigMap(
    named("trust"),
    { metadata: inNamespace(named("mqtt-trust")), data: { "ca.crt": root.certPem } },
    inCluster,
  );
  return address;
}

// More than one only to measure what many resources cost.
const copies = config.getNumber("copies") ?? 1;
export const hosts = Array.from({ length: copies }, (_, index) =>
  createBroker(name => (index === 0 ? name : `${name}-${index}`)),
);

reportMemory();
