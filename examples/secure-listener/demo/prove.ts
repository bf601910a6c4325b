/** Tests the endpoint as a client: messages arrive, and bad clients are refused for the right reason. */
import { X509Certificate } from "node:crypto";
import { isIPv6 } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import * as tls from "node:tls";
import mqtt from "mqtt";
import type { IClientOptions, MqttClient } from "mqtt";
import type { Report } from "../../../sandbox/progress";
import type { EndpointOutputs } from "./stack";

const TIMEOUT_MS = 10_000;
/** Kubelet updates the Secrets of a pod every 60 to 90 s. */
const NEW_CERTIFICATE_TIMEOUT_MS = 150_000;
const PROTOCOLS = [
  { name: "MQTT 5", protocolVersion: 5 },
  { name: "MQTT 3.1.1", protocolVersion: 4 },
] as const;
/** CONNACK reason codes of "not authorized": MQTT 5 §3.2.2.2, MQTT 3.1.1 §3.2.2.3. */
const NOT_AUTHORIZED = new Set([0x87, 5]);
/** The error codes of Node.js for a chain that ends in an untrusted root. */
const UNTRUSTED = new Set([
  "SELF_SIGNED_CERT_IN_CHAIN",
  "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
  "UNABLE_TO_VERIFY_LEAF_SIGNATURE",
]);

interface ConnectError extends Error {
  code?: number | string;
}

/**
 * Publishes and subscribes through the external address in both protocol versions, and checks the host name. Then tries
 * to connect without the root certificate, without a password and with a wrong one.
 *
 * Throws an error that names the first failed check and what happened instead.
 */
export async function proveEndpoint(endpoint: EndpointOutputs, report: Report): Promise<string[]> {
  await servesItsCertificate(endpoint, report);
  const results: string[] = [];
  for (const { name, protocolVersion } of PROTOCOLS) {
    const good: IClientOptions = {
      host: endpoint.address,
      port: endpoint.port,
      protocol: "mqtts",
      protocolVersion,
      ca: endpoint.caCertificate,
      username: endpoint.username,
      password: endpoint.password,
      connectTimeout: TIMEOUT_MS,
      reconnectPeriod: 0,
    };
    report(`${name}: publish and subscribe`);
    await roundTrip(name, good);
    results.push(`${name}: a published message arrived at its subscriber`);

    report(`${name}: refusals`);
    const untrusted = await refusal(`${name} without the root certificate`, { ...good, ca: undefined });
    expect(UNTRUSTED.has(String(untrusted.code)), `${name} without the root certificate`, untrusted);
    results.push(`${name}: without the root certificate refused (${untrusted.message})`);

    for (const [what, password] of [
      ["without a password", undefined],
      ["with a wrong password", `${endpoint.password}x`],
    ] as const) {
      const refused = await refusal(`${name} ${what}`, { ...good, password });
      expect(NOT_AUTHORIZED.has(Number(refused.code)), `${name} ${what}`, refused);
      results.push(`${name}: ${what} refused (${refused.message})`);
    }
  }
  return results;
}

/**
 * Waits until the broker serves the stack's certificate: nodes and load balancers reach a new pod a moment after it is
 * ready, and a running pod takes up a new certificate some time after the update.
 */
async function servesItsCertificate({ address, port, certificate }: EndpointOutputs, report: Report): Promise<void> {
  const expected = new X509Certificate(certificate).fingerprint256;
  const deadline = Date.now() + NEW_CERTIFICATE_TIMEOUT_MS;
  for (;;) {
    const served = await servedFingerprint(address, port).catch((error: Error) => error);
    if (served === expected) return;
    if (Date.now() > deadline) throw new Error(`${address}:${port} still ${whatIsWrong(served, expected)}`);
    report(
      served instanceof Error
        ? "waiting for the broker to answer"
        : "waiting for the broker to take up its new certificate, which takes up to a minute and a half",
    );
    await sleep(1000);
  }
}

function whatIsWrong(served: string | Error, expected: string): string {
  return served instanceof Error
    ? `does not answer (${served.message}).\nCheck whether the broker is ready: kubectl get pods --namespace mqtt`
    : `serves another certificate (SHA-256 ${served}) than the stack made (${expected}).\n` +
        "Check whether the broker got a signal for the new one: kubectl logs --namespace mqtt deployment/mosquitto --container reloader";
}

function servedFingerprint(host: string, port: number): Promise<string> {
  return new Promise((resolve, reject) => {
    // This only reads the certificate. The clients that connect prove that it can be trusted.
    const socket = tls.connect({ host, port, rejectUnauthorized: false, timeout: TIMEOUT_MS });
    socket.on("secureConnect", () => {
      resolve(socket.getPeerX509Certificate()?.fingerprint256 ?? "none");
      socket.destroy();
    });
    socket.on("timeout", () =>
      socket.destroy(new Error(`${host}:${port} did not answer within ${TIMEOUT_MS / 1000} s`)),
    );
    socket.on("error", reject);
  });
}

async function roundTrip(name: string, options: IClientOptions): Promise<void> {
  const topic = `aks-mqtt/demo/${process.pid}`;
  const text = `hello over ${name}`;
  const client = await connect(options);
  try {
    await client.subscribeAsync(topic, { qos: 1 });
    const arrived = new Promise<string>((resolve, reject) => {
      client.once("message", (_, payload) => resolve(payload.toString()));
      setTimeout(
        () => reject(new Error(`${name}: no message arrived within ${TIMEOUT_MS / 1000} s`)),
        TIMEOUT_MS,
      ).unref();
    });
    await client.publishAsync(topic, text, { qos: 1 });
    const received = await arrived;
    if (received !== text)
      throw new Error(`${name}: sent ${JSON.stringify(text)}, received ${JSON.stringify(received)}`);
  } finally {
    await client.endAsync(true);
  }
}

async function refusal(what: string, options: IClientOptions): Promise<ConnectError> {
  let client: MqttClient;
  try {
    client = await connect(options);
  } catch (error) {
    return error as ConnectError;
  }
  await client.endAsync(true);
  throw new Error(`${what}: the broker let the client in`);
}

function connect(options: IClientOptions): Promise<MqttClient> {
  const host = isIPv6(options.host ?? "") ? `[${options.host}]` : options.host;
  return mqtt.connectAsync(`mqtts://${host}:${options.port}`, options, false);
}

function expect(held: boolean, what: string, error: ConnectError): void {
  if (!held)
    throw new Error(`${what}: refused, but for another reason than it should be: ${error.message} (${error.code})`);
}
