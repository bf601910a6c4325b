/** A proxy in front of the API server that can stop a request halfway, so that a test knows what has happened and what not. */
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as http from "node:http";
import * as https from "node:https";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { kubectl } from "../../sandbox/testing/kubectl";

/** Which request to stop, and where: before the API server sees it, or before its sender sees the answer. */
export interface Stop {
  methods: string[];
  /** The end of the path: `/services/broker`. */
  path: string;
  lost: "request" | "answer";
}

export interface ApiProxy {
  /** A kubeconfig that leads through the proxy. */
  kubeconfig: string;
  /** Stops the first such request and all like it; resolves when the first has got there. Dry runs pass. */
  stop(stop: Stop): Promise<void>;
  /** Lets everything pass again. */
  pass(): void;
  close(): Promise<void>;
}

interface Upstream {
  server: string;
  agent: https.Agent;
}

/** Starts a proxy in front of the KUBECONFIG's cluster. */
export async function startApiProxy(): Promise<ApiProxy> {
  const upstream = await readUpstream();
  const token = randomBytes(24).toString("hex");
  let current: { stop: Stop; reached: () => void } | undefined;

  const proxy = http.createServer((request, response) => {
    if (request.headers.authorization !== `Bearer ${token}`) {
      response.writeHead(401).end();
      return;
    }
    const stopped = current && matches(current.stop, request) ? current : undefined;
    if (stopped?.stop.lost === "request") return stopped.reached();

    const headers = { ...request.headers };
    delete headers.authorization;
    delete headers.host;
    const options = { method: request.method, headers, agent: upstream.agent };
    const forwarded = https.request(new URL(request.url ?? "/", upstream.server), options, answer => {
      if (stopped) {
        answer.resume().on("end", stopped.reached);
        return;
      }
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    forwarded.on("error", () => response.destroy());
    response.on("close", () => forwarded.destroy());
    request.pipe(forwarded);
  });
  await new Promise<void>(resolve => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-proxy-"));
  const kubeconfig = path.join(folder, "kubeconfig");
  await fs.writeFile(kubeconfig, JSON.stringify(kubeconfigFor(port, token)), { mode: 0o600 });

  return {
    kubeconfig,
    stop: stop => new Promise(resolve => (current = { stop, reached: resolve })),
    pass: () => (current = undefined),
    close: async () => {
      proxy.closeAllConnections();
      await new Promise(resolve => proxy.close(resolve));
      await fs.rm(folder, { recursive: true });
    },
  };
}

function matches({ methods, path }: Stop, { method = "", url = "" }: http.IncomingMessage): boolean {
  const { pathname, searchParams } = new URL(url, "http://proxy");
  return methods.includes(method) && pathname.endsWith(path) && !searchParams.has("dryRun");
}

async function readUpstream(): Promise<Upstream> {
  interface Config {
    clusters: [{ cluster: { server: string; "certificate-authority-data": string } }];
    users: [{ user: { "client-certificate-data": string; "client-key-data": string } }];
  }
  const view = await kubectl("config", "view", "--raw", "--flatten", "--minify", "--output=json");
  const [{ cluster }] = (JSON.parse(view) as Config).clusters;
  const [{ user }] = (JSON.parse(view) as Config).users;
  const pem = (data: string) => Buffer.from(data, "base64");
  const agent = new https.Agent({
    ca: pem(cluster["certificate-authority-data"]),
    cert: pem(user["client-certificate-data"]),
    key: pem(user["client-key-data"]),
    keepAlive: true,
  });
  return { server: cluster.server, agent };
}

/** A kubeconfig without TLS, which the client library accepts only if told to skip verification. */
function kubeconfigFor(port: number, token: string): object {
  const cluster = { server: `http://127.0.0.1:${port}`, "insecure-skip-tls-verify": true };
  return {
    apiVersion: "v1",
    kind: "Config",
    clusters: [{ name: "proxy", cluster }],
    users: [{ name: "test", user: { token } }],
    contexts: [{ name: "proxy", context: { cluster: "proxy", user: "test" } }],
    "current-context": "proxy",
  };
}
