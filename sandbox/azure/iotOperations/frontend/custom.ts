/**
 * Authentication by the user's own server over HTTPS: version 0.5.0 of the documented API. All credentials are relevant
 * to it. A server that cannot be asked, or that speaks only other versions, leaves the client to the next method.
 */
import * as https from "node:https";
import { text } from "node:stream/consumers";
import type { AuthenticationMethod, Attributes } from "../customResources";
import { reasons } from "./identity";
import type { Credentials, Verdict } from "./identity";

const apiVersion = "0.5.0";
const answerMilliseconds = 5000;

/** The ConfigMaps and Secrets that a method names. */
export interface Material {
  /** All values of a ConfigMap; undefined if there is none. */
  configMap(name: string): string[] | undefined;
  /** A certificate and its key; undefined if there is none. */
  certificate(secret: string): { cert: string; key: string } | undefined;
}

interface Answer {
  status: number;
  body: string;
}

/** Posts a text; rejects when there is no answer. */
type Post = (url: URL, options: https.RequestOptions, body: string) => Promise<Answer>;

export async function askServer(
  { customSettings }: AuthenticationMethod,
  credentials: Credentials,
  material: Material,
  post: Post = overHttps,
): Promise<Verdict> {
  if (customSettings === undefined) return "not relevant";
  const { endpoint, headers, caCertConfigMap, auth } = customSettings;
  const url = new URL(endpoint);
  url.searchParams.set("api-version", apiVersion);
  const ca = caCertConfigMap === undefined ? undefined : material.configMap(caCertConfigMap);
  const client = auth === undefined ? undefined : material.certificate(auth.x509.secretRef);
  if ((caCertConfigMap !== undefined && ca === undefined) || (auth !== undefined && client === undefined)) {
    console.error(`Custom authentication: the certificates for ${endpoint} do not exist yet`);
    return "unavailable";
  }
  const options = { headers: { ...headers, "Content-Type": "application/json" }, ca, ...client };
  try {
    const { status, body } = await post(url, options, JSON.stringify(requestFor(credentials)));
    if (status === 200) return passed(credentials, JSON.parse(body) as { attributes?: Attributes; expiry?: string });
    if (status === 403) {
      const { reason, message } = JSON.parse(body) as { reason?: number; message?: string };
      return { fail: reason ?? reasons.notAuthorized, why: message ?? "the server refused" };
    }
    console.error(`Custom authentication: ${endpoint} answered ${status}`);
  } catch (error) {
    console.error(`Custom authentication: ${endpoint} cannot be asked:`, String(error));
  }
  return "unavailable";
}

/** Of an AUTH packet, the API passes on only that there was one. */
function requestFor({ packet, username, password, certificates }: Credentials): object {
  if (packet === "auth") return { type: packet };
  return {
    type: packet,
    username,
    password: password?.toString("base64"),
    ...(certificates.length > 0 ? { certs: certificates.map(({ pem }) => pem).join("") } : {}),
  };
}

function passed(
  { username = "" }: Credentials,
  { attributes = {}, expiry }: { attributes?: Attributes; expiry?: string },
): Verdict {
  return { pass: { username, attributes, expires: expiry === undefined ? undefined : Date.parse(expiry) } };
}

function overHttps(url: URL, options: https.RequestOptions, body: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(answerMilliseconds);
    const request = https.request(url, { ...options, method: "POST", signal, agent: false }, response => {
      text(response).then(answered => resolve({ status: response.statusCode ?? 0, body: answered }), reject);
    });
    request.once("error", reject);
    request.end(body);
  });
}
