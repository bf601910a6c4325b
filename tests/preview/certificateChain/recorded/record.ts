/**
 * Makes roots with keys in PKCS #1 and SEC 1, deploys chains below them and records that:
 * `npm run --silent sandbox -- exec -- node --import tsx tests/preview/certificateChain/recorded/record.ts`.
 */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { runCommand } from "../../../../sandbox/command";
import { createRootsStack, writeRecorded } from "../recordedRoots";

/** A root with the key that openssl prints with these arguments. */
function makeRoot(commonName: string, makeKey: string[]) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-root-"));
  const openssl = (args: string[]) => execFileSync("openssl", args, { cwd: folder, encoding: "utf8" });
  try {
    const privateKeyPem = openssl(makeKey);
    fs.writeFileSync(path.join(folder, "key.pem"), privateKeyPem);
    const subject = ["-subj", `/CN=${commonName}`, "-days", "36500"];
    return { certificatePem: openssl(["req", "-x509", "-new", "-key", "key.pem", ...subject]), privateKeyPem };
  } finally {
    fs.rmSync(folder, { recursive: true });
  }
}

async function main(): Promise<void> {
  const roots = {
    pkcs1: makeRoot("PKCS 1", ["genrsa", "-traditional", "2048"]),
    sec1: makeRoot("SEC 1", ["ecparam", "-name", "prime256v1", "-genkey", "-noout"]),
  };
  const test = await createRootsStack(roots);
  try {
    await test.stack.up();
    await writeRecorded({ roots, state: await test.stack.exportStack() });
  } finally {
    await test.stack.destroy();
    await test.remove();
  }
}

runCommand(main);
