/** Asks a part whether it is healthy. */
import * as fs from "node:fs";
import * as http from "node:http";
import * as https from "node:https";
import * as net from "node:net";
import type { Health } from "./parts";
import { certificateFile } from "./pki";

/** One part of the cluster. */
export interface PartStatus {
  name: string;
  /** Undefined when it does not run. */
  pid?: number;
  healthy: boolean;
  /** What is wrong, if anything. */
  trouble?: string;
  version: string;
  /** How often it has ended by itself and been started again. */
  restarts: number;
  /** How and when that last happened. */
  lastExit?: string;
  log: string;
}

const timeoutMilliseconds = 2000;

/** Undefined when the part is healthy, otherwise what it answered. */
export function unhealthy(health: Health): Promise<string | undefined> {
  return new Promise(resolve => {
    const failed = (error: Error) => resolve(error.message);
    if ("socket" in health) {
      const socket = net
        .connect(health.socket)
        .once("error", failed)
        .once("connect", () => {
          socket.destroy();
          resolve(undefined);
        });
      return;
    }
    const answered = (response: http.IncomingMessage) => {
      let body = "";
      response.setEncoding("utf8").on("data", (text: string) => (body += text));
      response.on("end", () => {
        const { statusCode = 0 } = response;
        const ok = statusCode >= 200 && statusCode < 300;
        resolve(ok ? undefined : `HTTP ${statusCode}: ${body.trim().slice(0, 300)}`);
      });
    };
    const options = { timeout: timeoutMilliseconds, agent: false as const };
    const request = health.url.startsWith("https:")
      ? https.get(health.url, { ...options, ca: fs.readFileSync(certificateFile("kubernetes-ca")) }, answered)
      : http.get(health.url, options, answered);
    request.on("timeout", () => request.destroy(new Error(`no answer within ${timeoutMilliseconds} ms`)));
    request.once("error", failed);
  });
}
