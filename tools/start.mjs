/**
 * Runs one of the project's TypeScript programs on a machine that may have nothing but Node. It first installs the npm
 * packages unless they match package-lock.json; without a program it does only that. It is plain JavaScript because nothing
 * is installed when it starts.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, openSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const [program, ...args] = process.argv.slice(2);

const wanted = JSON.parse(readFileSync(join(project, "package.json"), "utf8")).engines.node;
const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  fail(`Node.js ${process.versions.node} is too old: install Node.js ${wanted}.`);
}

const started = Date.now();
await installPackages();
process.env.AKS_MQTT_INSTALL_SECONDS = String((Date.now() - started) / 1000);

if (program === undefined) process.exit();

// A terminal sends Ctrl-C to the whole group: the program cleans up, and this process waits for it.
const child = spawn(process.execPath, ["--import", "tsx", join(project, program), ...args], { stdio: "inherit" });
process.on("SIGINT", () => undefined);
process.on("SIGTERM", () => child.kill("SIGTERM"));
child.on("exit", (code, signal) => process.exit(code ?? (signal === "SIGINT" ? 130 : 1)));

async function installPackages() {
  const modules = join(project, "node_modules");
  const stamp = join(modules, ".installed-lock");
  const hash = createHash("sha256")
    .update(readFileSync(join(project, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;

  // Not on standard output: other programs read that of some commands, as the shell reads that of "env".
  process.stderr.write("Installing npm packages...\n");
  const log = join(project, "npm-ci.log");
  const output = openSync(log, "w");
  const npm = spawn("npm", ["ci"], { cwd: project, stdio: ["ignore", output, output] });
  const code = await new Promise(resolve => {
    npm.on("error", () => resolve(1));
    npm.on("exit", resolve);
  });
  if (code !== 0) {
    const last = readFileSync(log, "utf8").trim().split("\n").slice(-5).join("\n");
    fail(
      `Installing the npm packages (npm ci) failed:\n${last}\nThe rest is in ${log}. Check the network, then try again.`,
    );
  }
  writeFileSync(stamp, hash);
}

function fail(message) {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}
