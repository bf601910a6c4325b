/** The certificates that a server sends, as OpenSSL sees them. */
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { run, tryRun } from "../machine/run";

/** The names in a certificate. */
export interface Names {
  dns: string[];
  ip: string[];
}

const patience = 30_000;

/**
 * The certificates that the server sends, in PEM, its own first. Works even if its pod has only just become ready: until the
 * nodes know, they refuse connections.
 */
export async function servedChain(host: string, port: number): Promise<string[]> {
  const deadline = Date.now() + patience;
  for (;;) {
    const { stdout, stderr } = await tryRun("openssl", ["s_client", "-connect", `${host}:${port}`, "-showcerts"]);
    const chain = stdout.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\n/g);
    if (chain) return chain;
    if (!stderr.includes("Connection refused") || Date.now() > deadline) {
      throw new Error(`${host}:${port} sent no certificate: ${stderr}`);
    }
    await sleep(200);
  }
}

/** Fails unless OpenSSL, trusting only `root`, accepts the chain for a server at this address. */
export async function verifyChain(chain: string[], root: string, address: string): Promise<void> {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-chain-"));
  try {
    const [server, ...intermediates] = chain;
    const files = { "root.pem": root, "intermediates.pem": intermediates.join(""), "server.pem": server };
    for (const [name, text] of Object.entries(files)) await fs.writeFile(path.join(folder, name), text);
    const [trusted, untrusted, leaf] = Object.keys(files).map(name => path.join(folder, name));
    await run("openssl", [
      ...["verify", "-x509_strict", "-purpose", "sslserver", "-no-CApath", "-CAfile", trusted],
      // openssl does not accept an empty file.
      ...(intermediates.length > 0 ? ["-untrusted", untrusted] : []),
      ...["-verify_ip", address, leaf],
    ]);
  } finally {
    await fs.rm(folder, { recursive: true });
  }
}

/** The subject alternative names of a certificate, in their order. */
export function namesOf(certificatePem: string): Names {
  const entries = (new X509Certificate(certificatePem).subjectAltName ?? "").split(", ");
  const ofKind = (prefix: string) =>
    entries.filter(entry => entry.startsWith(prefix)).map(entry => entry.slice(prefix.length));
  return { dns: ofKind("DNS:"), ip: ofKind("IP Address:") };
}

/** The names inside the cluster, which every certificate of a Service has. */
export function inClusterNames(namespace: string, service: string): string[] {
  return [
    service,
    `${service}.${namespace}`,
    `${service}.${namespace}.svc`,
    `${service}.${namespace}.svc.cluster.local`,
  ];
}
