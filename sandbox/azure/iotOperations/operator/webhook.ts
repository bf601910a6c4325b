/** The validating webhook: refuses listeners that a broker cannot have. */
import * as fs from "node:fs";
import * as https from "node:https";
import type { IncomingMessage, ServerResponse } from "node:http";
import * as path from "node:path";
import { text } from "node:stream/consumers";
import type { BrokerListener } from "../customResources";
import { webhookServer } from "../pods";
import { connect } from "./apiServer";
import { refusalOf } from "./refusals";

/** The kubelet refreshes the certificate from time to time. */
const reloadMilliseconds = 60_000;

/** What the API server asks, and the answer, in admission.k8s.io/v1. */
interface AdmissionReview {
  apiVersion: string;
  kind: string;
  request: { uid: string; object: BrokerListener };
}

/** Serves until the process ends. */
export async function runWebhook(): Promise<void> {
  const cluster = await connect();
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    if (request.url?.split("?")[0] !== webhookServer.path) {
      response.writeHead(200).end();
      return;
    }
    const { apiVersion, kind, request: asked } = JSON.parse(await text(request)) as AdmissionReview;
    const refusal = refusalFor(asked.object, await cluster.list<BrokerListener>("BrokerListener"));
    const verdict =
      refusal === undefined
        ? { allowed: true }
        : { allowed: false, status: { code: 422, reason: "Invalid", message: refusal } };
    response.writeHead(200, { "Content-Type": "application/json" });
    response.end(JSON.stringify({ apiVersion, kind, response: { uid: asked.uid, ...verdict } }));
  };
  const server = https.createServer(certificate(), (request, response) => {
    answer(request, response).catch((error: Error) => {
      console.error("Webhook:", error);
      response.writeHead(500).end(error.message);
    });
  });
  setInterval(() => reload(server), reloadMilliseconds);
  server.listen(webhookServer.port);
}

/** A listener that is being deleted is never refused. */
function refusalFor(listener: BrokerListener, all: readonly BrokerListener[]): string | undefined {
  if (listener.metadata.deletionTimestamp !== undefined) return undefined;
  const others = all.filter(
    ({ metadata }) => metadata.name !== listener.metadata.name && metadata.deletionTimestamp === undefined,
  );
  return refusalOf(listener, others);
}

/** If the certificate's two files are just being replaced, they may not match: the next time they will. */
function reload(server: https.Server): void {
  try {
    server.setSecureContext(certificate());
  } catch (error) {
    console.error("Webhook: its certificate cannot be used:", error);
  }
}

function certificate() {
  const read = (name: string) => fs.readFileSync(path.join(webhookServer.folder, name));
  return { cert: read("tls.crt"), key: read("tls.key") };
}
