/** Requests to one cluster's API server: what it serves, and objects of any kind by their REST paths. */
import * as http from "node:http";
import * as https from "node:https";
import { setTimeout as sleep } from "node:timers/promises";
import type { KubeConfig } from "@kubernetes/client-node";
import type { GroupVersionKind, KubeObject, Reference } from "./objects";
import { referenceTo } from "./objects";

/** The API server answered and refused. */
export class ApiError extends Error {
  constructor(
    readonly code: number,
    /** Kubernetes' own word for it, such as `AlreadyExists`. */
    readonly reason: string,
    message: string,
  ) {
    super(message);
  }
}

/** The API server has no such kind: its custom resource definition is missing, or the kind was removed. */
export class UnknownKindError extends Error {
  constructor({ apiVersion, kind }: GroupVersionKind) {
    super(`no matches for kind "${kind}" in version "${apiVersion}"`);
  }
}

/** The API server did not answer; it may do so in a moment. */
export class NoAnswerError extends Error {}

/** How an object is written. */
export interface WriteOptions {
  fieldManager: string;
  dryRun: boolean;
  /** Take over fields that other field managers own. */
  force?: boolean;
  /** Told what the API server accepts but warns about: unknown fields, deprecated versions. */
  warn?: (warning: string) => void;
}

interface Resource {
  path: string;
  namespaced: boolean;
}

interface ResourceList {
  resources: { name: string; kind: string; namespaced: boolean }[];
}

interface Call {
  method: string;
  path: string;
  query?: Record<string, string | undefined>;
  body?: unknown;
  contentType?: string;
  warn?: (warning: string) => void;
}

interface Answer {
  status: number;
  headers: http.IncomingHttpHeaders;
  body: string;
}

/** No proxy or webhook takes longer than this (webhooks may take 30 s) to answer a request. */
const REQUEST_TIMEOUT_MS = 60_000;
const MOST_ATTEMPTS = 8;
/** Connection errors while an API server restarts. Others, such as a wrong certificate, do not pass by themselves. */
const passingErrors = new Set(["ECONNREFUSED", "ECONNRESET", "EHOSTUNREACH", "ENETUNREACH", "EPIPE", "ETIMEDOUT"]);

/** One cluster as its kubeconfig describes it. */
export class Cluster {
  private readonly groupVersions = new Map<string, Promise<ResourceList>>();
  /** Idle connections are closed long before an API server would close them under a request. */
  private readonly agent = new https.Agent({ keepAlive: true, timeout: 20_000 });

  constructor(
    private readonly kubeConfig: KubeConfig,
    readonly server: string,
  ) {}

  /** Fails if the API server cannot be reached or refuses the credentials. */
  async ping(): Promise<void> {
    await this.request({ method: "GET", path: "/version" });
  }

  /** The resource behind a kind, or undefined if the API server has none (yet). */
  async resource(kind: GroupVersionKind): Promise<Resource | undefined> {
    const { apiVersion } = kind;
    const prefix = apiVersion.includes("/") ? `/apis/${apiVersion}` : `/api/${apiVersion}`;
    const list = this.groupVersions.get(prefix) ?? this.resourcesOf(prefix);
    this.groupVersions.set(prefix, list);
    const found = (await list).resources.find(r => r.kind === kind.kind && !r.name.includes("/"));
    // What is missing now may exist in a moment: a custom resource definition creates its kind.
    if (!found) this.groupVersions.delete(prefix);
    return found && { path: `${prefix}/%/${found.name}`, namespaced: found.namespaced };
  }

  private async resourcesOf(prefix: string): Promise<ResourceList> {
    try {
      const list = await notFoundAsUndefined(this.request({ method: "GET", path: prefix }));
      return (list as ResourceList | undefined) ?? { resources: [] };
    } catch (error) {
      this.groupVersions.delete(prefix);
      throw error;
    }
  }

  /** The live object, or undefined if it or its kind does not exist. */
  async get(reference: Reference): Promise<KubeObject | undefined> {
    if (!(await this.resource(reference))) return undefined;
    return notFoundAsUndefined(this.request({ method: "GET", path: await this.pathTo(reference) }));
  }

  /** Objects of a kind in a namespace; `query` may narrow them by `labelSelector` or `fieldSelector`. */
  async list<T>(kind: GroupVersionKind, namespace: string | undefined, query: Record<string, string>): Promise<T[]> {
    const path = await this.pathTo({ ...kind, namespace, name: "" });
    const answer = await this.request({ method: "GET", path: path.replace(/\/$/, ""), query });
    return answer.items as unknown as T[];
  }

  async create(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    const path = await this.pathTo({ ...referenceTo(object), name: "" });
    return this.write({ method: "POST", path: path.replace(/\/$/, ""), body: object }, options);
  }

  /** Server-side apply. */
  async apply(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    const path = await this.pathTo(referenceTo(object));
    const query = { force: options.force ? "true" : undefined };
    return this.write(
      { method: "PATCH", path, body: object, query, contentType: "application/apply-patch+yaml" },
      options,
    );
  }

  async replace(object: KubeObject, options: WriteOptions): Promise<KubeObject> {
    return this.write({ method: "PUT", path: await this.pathTo(referenceTo(object)), body: object }, options);
  }

  /** Changes parts of an object by JSON Patch. */
  async patch(reference: Reference, operations: unknown[]): Promise<KubeObject> {
    const path = await this.pathTo(reference);
    return this.request({ method: "PATCH", path, body: operations, contentType: "application/json-patch+json" });
  }

  async delete(reference: Reference, propagationPolicy: string): Promise<void> {
    const body = { apiVersion: "v1", kind: "DeleteOptions", propagationPolicy };
    await this.request({ method: "DELETE", path: await this.pathTo(reference), body });
  }

  private write(call: Call, { fieldManager, dryRun, warn }: WriteOptions): Promise<KubeObject> {
    const query = { ...call.query, fieldManager, fieldValidation: "Warn", dryRun: dryRun ? "All" : undefined };
    return this.request({ ...call, query, warn });
  }

  private async pathTo(reference: Reference): Promise<string> {
    const resource = await this.resource(reference);
    if (!resource) throw new UnknownKindError(reference);
    const scope = resource.namespaced ? `/namespaces/${encodeURIComponent(reference.namespace ?? "default")}/` : "/";
    return `${resource.path.replace("/%/", scope)}/${encodeURIComponent(reference.name)}`;
  }

  private async request(call: Call): Promise<KubeObject> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.send(call);
      for (const warning of [answer.headers["warning"] ?? []].flat()) call.warn?.(warningText(warning));
      if (answer.status < 300) return JSON.parse(answer.body) as KubeObject;
      // An overloaded or starting API server says when to come back.
      const wait = Number(answer.headers["retry-after"]);
      if (!(wait > 0) || attempt === MOST_ATTEMPTS) throw apiError(answer);
      await sleep(wait * 1000);
    }
  }

  private async send({ method, path, query = {}, body, contentType }: Call): Promise<Answer> {
    const url = new URL(this.server.replace(/\/$/, "") + path);
    for (const [key, value] of Object.entries(query)) if (value !== undefined) url.searchParams.set(key, value);
    const options: https.RequestOptions = {
      method,
      headers: { Accept: "application/json" },
      timeout: REQUEST_TIMEOUT_MS,
    };
    await this.kubeConfig.applyToHTTPSOptions(options);
    // The library makes an agent for each request; only one that leads through a proxy is worth keeping.
    if (options.agent?.constructor === https.Agent) options.agent = this.agent;
    const payload = body === undefined ? undefined : JSON.stringify(body);
    if (payload !== undefined) {
      const headers = {
        "Content-Type": contentType ?? "application/json",
        "Content-Length": Buffer.byteLength(payload),
      };
      options.headers = { ...(options.headers as http.OutgoingHttpHeaders), ...headers };
    }
    return new Promise((resolve, reject) => {
      const request = (url.protocol === "https:" ? https : http).request(url, options, response => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("error", reject);
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks).toString("utf8"),
          }),
        );
      });
      request.on("timeout", () =>
        request.destroy(new NoAnswerError(`no answer within ${REQUEST_TIMEOUT_MS / 1000} s`)),
      );
      request.on("error", (error: NodeJS.ErrnoException) => {
        const passing = error instanceof NoAnswerError || passingErrors.has(error.code ?? "");
        const message = `${method} ${this.server}: ${error.message}`;
        reject(passing ? new NoAnswerError(message, { cause: error }) : new Error(message, { cause: error }));
      });
      request.end(payload);
    });
  }
}

function apiError({ status, body }: Answer): ApiError {
  try {
    const { reason, message } = JSON.parse(body) as { reason?: string; message?: string };
    return new ApiError(status, reason ?? "", message ?? `HTTP status ${status}`);
  } catch {
    return new ApiError(status, "", body.trim() || `HTTP status ${status}`);
  }
}

/** A `Warning` header reads `299 - "text"`. */
function warningText(header: string): string {
  return header.replace(/^\d{3} \S+ "(.*)"$/, "$1").replaceAll('\\"', '"');
}

async function notFoundAsUndefined<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ApiError && error.code === 404) return undefined;
    throw error;
  }
}
