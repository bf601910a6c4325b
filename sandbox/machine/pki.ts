/** The cluster's own certificate authorities, and a certificate for each part with no more rights than it needs. */
import { generateKeyPairSync, randomBytes } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { files, folders, network, nodeName } from "./layout";
import { run } from "./run";

/** Separate authorities: a client of the API server is not one of etcd, and none may pose as the aggregation proxy. */
type Authority = "kubernetes" | "etcd" | "front-proxy";

interface CertificateSpec {
  name: string;
  authority: Authority;
  /** The user name that Kubernetes takes from a client certificate. */
  commonName: string;
  /** The group that Kubernetes takes from a client certificate. */
  organization?: string;
  usage: "clientAuth" | "serverAuth" | "serverAuth,clientAuth";
  subjectAltName?: string;
}

/** Users of the API server with a client certificate of their own; each has a kubeconfig of the same name. */
export const users = {
  admin: { commonName: "sandbox-admin", organization: "system:masters" },
  "kube-controller-manager": { commonName: "system:kube-controller-manager" },
  "kube-scheduler": { commonName: "system:kube-scheduler" },
  "kube-proxy": { commonName: "system:kube-proxy" },
  kubelet: { commonName: `system:node:${nodeName}`, organization: "system:nodes" },
  felix: { commonName: "aks-mqtt:felix" },
  "calico-cni": { commonName: "aks-mqtt:calico-cni" },
  "load-balancer": { commonName: "aks-mqtt:load-balancer" },
} as const;

/** A user of the API server. */
export type User = keyof typeof users;

/** The user as which the API server calls the kubelet, e.g. for logs and exec. */
export const kubeletClientUser = "aks-mqtt:api-server";

const loopback = "IP:127.0.0.1,DNS:localhost";
const apiServerNames = [
  ...["kubernetes", "kubernetes.default", "kubernetes.default.svc", "kubernetes.default.svc.cluster.local", nodeName],
  "localhost",
].map(name => `DNS:${name}`);
const apiServerAddresses = [network.nodeAddress, network.apiServerServiceAddress, "127.0.0.1"].map(ip => `IP:${ip}`);

const certificates: CertificateSpec[] = [
  // etcd's gateway to itself uses its server certificate as a client.
  { name: "etcd", authority: "etcd", commonName: "etcd", usage: "serverAuth,clientAuth", subjectAltName: loopback },
  { name: "etcd-client", authority: "etcd", commonName: "kube-apiserver", usage: "clientAuth" },
  { name: "front-proxy-client", authority: "front-proxy", commonName: "front-proxy-client", usage: "clientAuth" },
  {
    name: "kube-apiserver",
    authority: "kubernetes",
    commonName: "kube-apiserver",
    usage: "serverAuth",
    subjectAltName: [...apiServerNames, ...apiServerAddresses].join(","),
  },
  { name: "kubelet-client", authority: "kubernetes", commonName: kubeletClientUser, usage: "clientAuth" },
  {
    name: "kubelet-server",
    authority: "kubernetes",
    commonName: `system:node:${nodeName}`,
    usage: "serverAuth",
    subjectAltName: `DNS:${nodeName},IP:${network.nodeAddress}`,
  },
  ...["kube-controller-manager", "kube-scheduler"].map(name => ({
    name: `${name}-server`,
    authority: "kubernetes" as const,
    commonName: name,
    usage: "serverAuth" as const,
    subjectAltName: loopback,
  })),
  ...Object.entries(users).map(([name, subject]) => ({
    name,
    authority: "kubernetes" as const,
    usage: "clientAuth" as const,
    ...subject,
  })),
];

/** The user as which the router reads Routes; it gets a new certificate with each start of the router. */
export const routerUser = "aks-mqtt:router";

/** The path of a certificate. That of an authority has the authority's name and "-ca". */
export function certificateFile(name: string): string {
  return path.join(folders.certificates, `${name}.crt`);
}

/** The path of a private key. */
export function keyFile(name: string): string {
  return path.join(folders.certificates, `${name}.key`);
}

/**
 * Creates missing authorities and long-lived keys but keeps existing ones, so that what the cluster has stored stays valid.
 * Reissues all certificates, so that none ever expires.
 */
export async function issueCertificates(): Promise<void> {
  fs.mkdirSync(folders.certificates, { recursive: true, mode: 0o700 });
  fs.writeFileSync(opensslConfiguration(), "[req]\ndistinguished_name = subject\n[subject]\n");

  await Promise.all((["kubernetes", "etcd", "front-proxy"] as const).map(makeAuthority));
  makeServiceAccountKey();
  makeEncryptionConfiguration();
  await Promise.all(certificates.map(issue));
}

/** Issues the router's certificate for the API server, and the one that it presents if no Route has the host. */
export async function issueRouterCertificates(): Promise<void> {
  await issue({ name: "router", authority: "kubernetes", commonName: routerUser, usage: "clientAuth" });
  // From its own authority, as with OpenShift: a client that trusts another root refuses it.
  await run("openssl", [
    ...[...selfSigned, "-config", opensslConfiguration(), "-days", "365", "-subj", "/CN=ingress-operator"],
    ...["-addext", `subjectAltName=DNS:*.${network.routerDomain}`],
    ...["-keyout", keyFile("router-default"), "-out", certificateFile("router-default")],
  ]);
}

const selfSigned = ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-sha256"];

async function makeAuthority(authority: Authority): Promise<void> {
  const name = `${authority}-ca`;
  if (fs.existsSync(certificateFile(name))) return;
  await run("openssl", [
    ...[...selfSigned, "-config", opensslConfiguration(), "-days", "3650", "-subj", `/CN=aks-mqtt-sandbox-${name}`],
    ...["-addext", "basicConstraints=critical,CA:TRUE", "-addext", "keyUsage=critical,keyCertSign,cRLSign"],
    ...["-addext", "subjectKeyIdentifier=hash", "-keyout", keyFile(name), "-out", certificateFile(name)],
  ]);
}

/** Used in place of the distribution's own configuration, which adds extensions. */
function opensslConfiguration(): string {
  return path.join(folders.certificates, "openssl.cnf");
}

async function issue(spec: CertificateSpec): Promise<void> {
  const authority = `${spec.authority}-ca`;
  const organization = spec.organization === undefined ? "" : `/O=${spec.organization}`;
  const names = spec.subjectAltName === undefined ? [] : ["-addext", `subjectAltName=${spec.subjectAltName}`];
  await run("openssl", [
    ...[...selfSigned, "-config", opensslConfiguration(), "-days", "365"],
    ...["-subj", `${organization}/CN=${spec.commonName}`],
    ...["-CA", certificateFile(authority), "-CAkey", keyFile(authority)],
    ...["-addext", "basicConstraints=critical,CA:FALSE", "-addext", "keyUsage=critical,digitalSignature"],
    ...["-addext", `extendedKeyUsage=${spec.usage}`, "-addext", "authorityKeyIdentifier=keyid", ...names],
    ...["-keyout", keyFile(spec.name), "-out", certificateFile(spec.name)],
  ]);
}

function makeServiceAccountKey(): void {
  if (fs.existsSync(keyFile("service-account"))) return;
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  fs.writeFileSync(certificateFile("service-account"), publicKey.export({ type: "spki", format: "pem" }));
  const pem = privateKey.export({ type: "sec1", format: "pem" });
  fs.writeFileSync(keyFile("service-account"), pem, { mode: 0o600 });
}

function makeEncryptionConfiguration(): void {
  if (fs.existsSync(files.encryptionConfiguration)) return;
  const key = { name: "key", secret: randomBytes(32).toString("base64") };
  const configuration = {
    apiVersion: "apiserver.config.k8s.io/v1",
    kind: "EncryptionConfiguration",
    resources: [{ resources: ["secrets"], providers: [{ secretbox: { keys: [key] } }, { identity: {} }] }],
  };
  fs.writeFileSync(files.encryptionConfiguration, JSON.stringify(configuration), { mode: 0o600 });
}
