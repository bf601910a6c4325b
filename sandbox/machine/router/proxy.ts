/** HAProxy as a process: runs it, and gives it another configuration without dropping connections. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as net from "node:net";
import * as path from "node:path";
import { folders } from "../layout";
import type { Part } from "../parts";
import { certificateFile, keyFile } from "../pki";
import { run } from "../run";
import { waitFor } from "../wait";
import type { RouterFiles } from "./haproxy";

const configurationFile = path.join(folders.configuration, "haproxy.cfg");

/** The files that the configuration refers to. */
export const routerFiles: RouterFiles = {
  statusSocket: path.join(folders.run, "haproxy.sock"),
  defaultCertificate: path.join(folders.certificates, "router-default.pem"),
};

/** HAProxy as a supervised part. It starts as root, for port 443, and works as its own user. */
export const haproxy: Part = {
  name: "haproxy",
  // HAProxy ends with a router that is killed, or two would share the port.
  command: "setpriv",
  args: ["--pdeathsig", "TERM", "haproxy", "-W", "-f", configurationFile],
  after: [],
  health: { socket: routerFiles.statusSocket },
};

/** Puts certificate and key into one file, as HAProxy wants them. */
export function writeDefaultCertificate(): void {
  const both = [certificateFile("router-default"), keyFile("router-default")].map(file =>
    fs.readFileSync(file, "utf8"),
  );
  fs.writeFileSync(routerFiles.defaultCertificate, both.join(""), { mode: 0o600 });
}

/** Whether HAProxy's next start would already use this configuration. */
export function isConfigured(configuration: string): boolean {
  return fs.existsSync(configurationFile) && fs.readFileSync(configurationFile, "utf8") === marked(configuration);
}

/** Writes the configuration once HAProxy has found no error in it. */
export async function configure(configuration: string): Promise<void> {
  const unfinished = `${configurationFile}.new`;
  fs.writeFileSync(unfinished, marked(configuration), { mode: 0o600 });
  await run("haproxy", ["-c", "-q", "-f", unfinished]);
  fs.renameSync(unfinished, configurationFile);
}

/** Makes HAProxy load the configuration; resolves when that serves new connections. Old ones stay with the old process. */
export async function reload(pid: number, configuration: string): Promise<void> {
  process.kill(pid, "SIGUSR2");
  await waitFor({
    what: "HAProxy to take its new configuration",
    seconds: 10,
    everyMilliseconds: 20,
    pending: async () => {
      const info = await statusInfo().catch(String);
      return info.includes(`description: ${digest(configuration)}\n`) ? undefined : info.trim().split("\n").at(-1);
    },
  });
}

/** The configuration with a mark that shows which process has it. */
function marked(configuration: string): string {
  return configuration.replace(/^global\n/, `global\n  description ${digest(configuration)}\n`);
}

function digest(configuration: string): string {
  return createHash("sha256").update(configuration).digest("hex").slice(0, 16);
}

function statusInfo(): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = "";
    const socket = net.connect(routerFiles.statusSocket, () => socket.write("show info\n"));
    socket.setEncoding("utf8").on("data", (part: string) => (text += part));
    socket.on("error", reject).on("close", () => resolve(text));
  });
}
