/** The broker itself: Mosquitto, reachable only through a socket in the pod's own memory. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { waitFor } from "../../../machine/wait";
import { mosquittoProgram } from "../names";

const folder = "/run/broker";
const socket = path.join(folder, "mosquitto.sock");
const startSeconds = 10;

/** Whoever comes through the socket has already been admitted. */
const configuration = `per_listener_settings false
persistence false
allow_anonymous true
listener 0 ${socket}
log_dest stdout
log_type error
log_type warning
sys_interval 0
set_tcp_nodelay true
`;

/** Resolves when Mosquitto accepts connections; ends this process when it ends. */
export async function startMosquitto(): Promise<() => net.Socket> {
  const file = path.join(folder, "mosquitto.conf");
  fs.writeFileSync(file, configuration);
  const child = spawn(mosquittoProgram, ["-c", file], { stdio: ["ignore", "inherit", "inherit"] });
  child.once("error", error => fail(error.message));
  child.once("exit", (code, signal) => fail(`it ended with ${signal ?? `exit code ${code}`}`));
  await waitFor({ what: "Mosquitto to accept connections", seconds: startSeconds, pending: unreachable });
  return () => net.createConnection(socket);
}

function fail(why: string): never {
  console.error(`Mosquitto: ${why}`);
  process.exit(1);
}

function unreachable(): Promise<string | undefined> {
  return new Promise(resolve => {
    const connection = net.createConnection(socket, () => {
      connection.destroy();
      resolve(undefined);
    });
    connection.once("error", error => resolve(error.message));
  });
}
