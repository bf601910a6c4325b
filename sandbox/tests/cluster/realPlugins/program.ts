/** A broker built from plain resources of Pulumi's kubernetes and tls plugins; the table changes its settings. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as tls from "@pulumi/tls";
import { busybox } from "../../../testing/kubernetesStandInInCluster";

export interface Settings {
  algorithm: string;
  dnsNames: string[];
  ipAddresses: string[];
  validityHours: number;
  earlyRenewalHours: number;
  ports: number[];
  serviceType: string;
  image: string;
  memory: string;
  /** The value of an environment variable. */
  variable: string;
  /** Names of mounted Secrets, one volume for each. */
  mounted: string[];
  /** Of the Deployment. */
  annotations: Record<string, string>;
  /** Of the Pods. */
  labels: Record<string, string>;
  passwords: Record<string, string>;
  acl: string;
  files: Record<string, string>;
  storage: string;
  guests: string[];
  command: string[];
  /** Of the custom resource. */
  duration: string;
}

export const settings: Settings = {
  algorithm: "ECDSA",
  dnsNames: ["broker", "mqtt.example.com"],
  ipAddresses: ["10.0.0.1"],
  validityHours: 720,
  earlyRenewalHours: 0,
  ports: [8883],
  serviceType: "ClusterIP",
  image: busybox,
  memory: "64Mi",
  variable: "",
  mounted: ["certificate"],
  annotations: { "pulumi.com/timeoutSeconds": "60", "example.com/team": "a", plain: "a" },
  labels: { app: "broker" },
  passwords: { factory: "one" },
  acl: "topic read #",
  files: { "a.txt": "a" },
  storage: "16Mi",
  guests: ["meters"],
  command: ["sleep", "1000"],
  duration: "87600h0m0s",
};

/** The group of the custom resource `Renewal`, whose `spec.duration` the cluster writes as Go does. */
export const renewalGroup = (namespace: string) => `${namespace}.example.com`;

const base64 = (text: string) => Buffer.from(text).toString("base64");

/** Registers the resources. Those named `...-mutable` use a provider that changes Secrets and ConfigMaps in place. */
export function registerResources(namespace: string, given: Settings): void {
  const { certificatePem, privateKeyPem } = registerCertificate(given);
  const asItComes = new k8s.Provider("as-it-comes", { namespace });
  const mutable = new k8s.Provider("mutable", { namespace, enableSecretMutable: true, enableConfigMapMutable: true });
  for (const [suffix, provider] of [
    ["", asItComes],
    ["-mutable", mutable],
  ] as const) {
    const own = (name: string) => ({ metadata: { name: `${name}${suffix}` } });
    const encoded = { "tls.crt": certificatePem.apply(base64), "tls.key": privateKeyPem.apply(base64) };
    new KeyedSecret(`certificate${suffix}`, encoded, { provider });
    // The SDK's class turns all contents into one secret Output, which is unknown if any value is.
    const whole = { ...own("whole"), data: encoded };
    new k8s.core.v1.Secret(`certificate-as-a-whole${suffix}`, whole, { provider });
    const stringData = pulumi.secret({ passwords: JSON.stringify(given.passwords) });
    const passwords = new k8s.core.v1.Secret(`passwords${suffix}`, { ...own("passwords"), stringData }, { provider });
    const conf = given.ports.map(port => `listener ${port}`).join("\n");
    const data = { "mosquitto.conf": conf, acl: given.acl };
    new k8s.core.v1.ConfigMap(`config${suffix}`, { ...own("config"), data }, { provider });
    const secretRef = { name: passwords.metadata.name };
    registerFollower(`follower${suffix}`, secretRef, provider);
  }
  registerWorkload(given, asItComes);
  new k8s.apiextensions.CustomResource(
    "renewal",
    {
      apiVersion: `${renewalGroup(namespace)}/v1`,
      kind: "Renewal",
      metadata: { name: "renewal" },
      spec: { duration: given.duration, names: given.dnsNames },
    },
    { provider: asItComes },
  );
}

/** A Secret whose keys are always known. */
class KeyedSecret extends pulumi.CustomResource {
  constructor(name: string, data: Record<string, pulumi.Input<string>>, opts: pulumi.CustomResourceOptions) {
    super("kubernetes:core/v1:Secret", name, { apiVersion: "v1", kind: "Secret", metadata: { name }, data }, opts);
  }
}

function registerCertificate({ algorithm, dnsNames, ipAddresses, validityHours, earlyRenewalHours }: Settings) {
  const caKey = new tls.PrivateKey("ca-key", { algorithm: "ECDSA", ecdsaCurve: "P256" });
  const ca = new tls.SelfSignedCert("ca", {
    privateKeyPem: caKey.privateKeyPem,
    subject: { commonName: "CA" },
    isCaCertificate: true,
    validityPeriodHours: 8760,
    allowedUses: ["cert_signing"],
  });
  const key = new tls.PrivateKey("key", { algorithm, ...(algorithm === "ECDSA" ? { ecdsaCurve: "P256" } : {}) });
  const request = new tls.CertRequest("request", {
    privateKeyPem: key.privateKeyPem,
    subject: { commonName: dnsNames[0] },
    dnsNames,
    ipAddresses,
  });
  const { certPem } = new tls.LocallySignedCert("server", {
    caPrivateKeyPem: caKey.privateKeyPem,
    caCertPem: ca.certPem,
    certRequestPem: request.certRequestPem,
    validityPeriodHours: validityHours,
    earlyRenewalHours,
    allowedUses: ["server_auth"],
  });
  return { certificatePem: certPem, privateKeyPem: key.privateKeyPem };
}

/** A Deployment without Pods, which shows whether a replaced Secret replaces it too: it refers to the Secret's name output. */
function registerFollower(name: string, secretRef: { name: pulumi.Output<string> }, provider: k8s.Provider): void {
  const labels = { app: name };
  const containers = [{ name: "main", image: busybox, envFrom: [{ secretRef }] }];
  const spec = {
    replicas: 0,
    selector: { matchLabels: labels },
    template: { metadata: { labels }, spec: { containers } },
  };
  new k8s.apps.v1.Deployment(name, { metadata: { name }, spec }, { provider });
}

function registerWorkload(given: Settings, provider: k8s.Provider): void {
  const options = { provider };
  const skipAwait = { "pulumi.com/skipAwait": "true" };
  const ports = given.ports.map(port => ({ name: `mqtt-${port}`, port }));
  new k8s.core.v1.Service(
    "service",
    {
      metadata: { name: "broker", annotations: skipAwait },
      spec: { type: given.serviceType, selector: given.labels, ports },
    },
    options,
  );
  const claim = new k8s.core.v1.PersistentVolumeClaim(
    "data",
    {
      metadata: { name: "data" },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: given.storage } } },
    },
    options,
  );
  new k8s.core.v1.ConfigMap("files", { metadata: { name: "files" }, data: given.files }, options);
  const from = given.guests.map(name => ({ namespaceSelector: { matchLabels: { name } } }));
  const rules = { podSelector: { matchLabels: given.labels }, policyTypes: ["Ingress"], ingress: [{ from }] };
  new k8s.networking.v1.NetworkPolicy("isolation", { metadata: { name: "isolation" }, spec: rules }, options);

  const secrets = given.mounted.map(secretName => ({ name: secretName, secret: { secretName } }));
  const containers = [
    {
      name: "main",
      image: given.image,
      command: given.command,
      env: [{ name: "VARIABLE", value: given.variable }],
      // Without a request of its own it would take half of the node.
      resources: { requests: { cpu: "10m" }, limits: { memory: given.memory, cpu: "1000m" } },
      ports: given.ports.map(containerPort => ({ containerPort })),
      volumeMounts: [
        { name: "data", mountPath: "/data" },
        ...given.mounted.map(name => ({ name, mountPath: `/secrets/${name}` })),
      ],
    },
  ];
  const annotations = { "checksum/config": `${given.acl} ${given.ports.join()}` };
  const volumes = [{ name: "data", persistentVolumeClaim: { claimName: "data" } }, ...secrets];
  new k8s.apps.v1.Deployment(
    "broker",
    {
      metadata: { name: "broker", annotations: given.annotations },
      spec: {
        strategy: { type: "Recreate" },
        selector: { matchLabels: given.labels },
        template: {
          metadata: { labels: given.labels, annotations },
          spec: { terminationGracePeriodSeconds: 0, containers, volumes },
        },
      },
    },
    { ...options, dependsOn: claim },
  );
}
