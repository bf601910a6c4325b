import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { commands } from "../../../examples/secure-listener/demo/table";
import { run, tryRun } from "../../../sandbox/machine/run";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { clusterListing, comesBackTo } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import {
  createExampleStack,
  exampleConfig,
  exampleNamespace,
  outputsOf,
  pulumiOn,
  removeExample,
  exampleFolder,
} from "./exampleStack";
import type { ExampleOutputs } from "./exampleStack";
import { eventually, kubectl } from "../../../sandbox/testing/kubectl";
import { direct, isTakenBack } from "../../../sandbox/testing/loadBalancerDirective";
import { exchange, refusal, subscribe } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { assertAmong, assertFirstUp, commandsBelow, follow, shellIn } from "./readme";
import { fieldsWrittenOtherwise } from "../sentFields";
import { inClusterNames, namesOf, servedChain, verifyChain } from "../../../sandbox/testing/servedCertificate";

const versions = ["MQTT 5", "MQTT 3.1.1"] as const;
const service = "mosquitto-tls";
const readme = path.join(exampleFolder, "README.md");

describe("examples/secure-listener", function () {
  this.timeout(300_000);
  let listingBefore: Listing;
  let test: TestStack;
  let firstUp: string;
  let outputs: ExampleOutputs;
  let good: Connection;
  let folder: string;
  let shell: (commands: string) => Promise<string>;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-client-"));
    listingBefore = await clusterListing(exampleNamespace);
    test = await createExampleStack();
    firstUp = await pulumiOn(test, "up", "--yes");
    outputs = await outputsOf(test);
    const { address, port, caCertificate, username, password } = outputs;
    good = { host: address, port, ca: caCertificate, username, password };
    await fs.mkdir(path.join(folder, "reader"));
    const stack = { folder: exampleFolder, name: test.stack.name, environment: test.environment };
    const inFolder = shellIn(path.join(folder, "reader"), stack);
    // The README uses the namespace that the example makes by default.
    shell = async commands => (await inFolder(commands)).replaceAll(exampleNamespace, "mqtt");
  });
  after(async () => {
    await fs.rm(folder, { recursive: true });
    await removeExample(test);
  });

  it("prints what its README shows in the first update", () => assertFirstUp(readme, firstUp));

  it("delivers messages and shows its certificate, by the commands of its README", () =>
    follow(readme, "Publish and subscribe", shell));

  it("shows no change in the next preview, refresh and up", async () => {
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    await pulumiOn(test, "preview", "--expect-no-changes");
    await pulumiOn(test, "refresh", "--yes", "--expect-no-changes");
    await pulumiOn(test, "up", "--yes", "--expect-no-changes");
  });

  for (const version of versions) {
    it(`delivers a message through the external address over ${version}`, async () => {
      assert.equal(await exchange({ ...good, version }, version), version);
    });

    it(`refuses ${version} clients, each for its own reason`, async () => {
      const notAuthorized = version === "MQTT 5" ? 0x87 : 5;
      const tries = {
        "without the root certificate": { ...good, ca: undefined },
        "under a name that is not in the certificate": { ...good, ...(await nodePort()) },
        "without a password": { ...good, password: undefined },
        "with a wrong password": { ...good, password: `${good.password}x` },
        "with no user": { ...good, username: undefined, password: undefined },
        "as a user that is not there": { ...good, username: "stranger" },
      };
      const codes: Record<string, string | number | undefined> = {};
      for (const [what, connection] of Object.entries(tries)) {
        codes[what] = (await refusal({ ...connection, version })).code;
      }
      assert.deepEqual(codes, {
        "without the root certificate": "UNABLE_TO_GET_ISSUER_CERT_LOCALLY",
        "under a name that is not in the certificate": "ERR_TLS_CERT_ALTNAME_INVALID",
        "without a password": notAuthorized,
        "with a wrong password": notAuthorized,
        "with no user": notAuthorized,
        "as a user that is not there": notAuthorized,
      });
    });
  }

  for (const version of ["mqttv5", "mqttv311"]) {
    it(`serves mosquitto_pub and mosquitto_sub with -V ${version}`, async () => {
      const target = await clientFiles();
      const subscriber = tryRun(
        "mosquitto_sub",
        [...target.args, "-V", version, "-t", version, "-C", "1", "-W", "30"],
        {
          env: target.environment,
        },
      );
      // Retained, so it arrives whichever of the two comes first.
      const message = ["-t", version, "-m", "from the command line", "-r"];
      await run("mosquitto_pub", [...target.args, "-V", version, ...message], { env: target.environment });
      assert.equal((await subscriber).stdout, "from the command line\n");
    });
  }

  it("turns mosquitto_pub away without the root certificate or without a password", async () => {
    const { address, port, username } = outputs;
    const { caFile, environment } = await clientFiles();
    // With -d it repeats what OpenSSL said.
    const target = ["-d", "-h", address, "-p", String(port), "-u", username, "-t", "refused", "-m", "refused"];
    const withoutRoot = await tryRun("mosquitto_pub", [...target, "--capath", "/etc/ssl/certs"], { env: environment });
    assert.match(withoutRoot.stdout + withoutRoot.stderr, /certificate verify failed/);
    const withoutPassword = await tryRun("mosquitto_pub", [...target, "--cafile", caFile], { env: process.env });
    assert.match(withoutPassword.stderr, /not authori[sz]ed/i);
    assert.ok(withoutRoot.code !== 0 && withoutPassword.code !== 0);
  });

  it("serves a chain that OpenSSL accepts with only the exported root", async () => {
    const chain = await servedChain(outputs.address, outputs.port);
    assert.equal(chain.length, 2, "the server certificate and one intermediate");
    assert.equal(chain[0], outputs.certificate);
    await verifyChain(chain, outputs.caCertificate, outputs.address);
    const root = new X509Certificate(outputs.caCertificate);
    assert.ok(root.ca && root.verify(root.publicKey));
    await assert.rejects(verifyChain(chain, outputs.caCertificate, "10.240.32.250"), /IP address mismatch/);
  });

  it("names only the external address, the cluster IP and the names inside the cluster", async () => {
    const clusterIp = await ofService("{.spec.clusterIP}");
    assert.equal(outputs.address, await ofService("{.status.loadBalancer.ingress[0].ip}"));
    assert.deepEqual(namesOf(outputs.certificate), {
      dns: inClusterNames(exampleNamespace, service),
      ip: [outputs.address, clusterIp],
    });
  });

  it("publishes by the commands that the demo prints", async () => {
    // The commands need the project's name and write files: this folder provides the name and takes the files.
    await fs.symlink(path.join(exampleFolder, "Pulumi.yaml"), path.join(folder, "Pulumi.yaml"));
    const { message } = await subscribe(good, "hello");
    const script = commands(outputs, test.stack.name);
    execFileSync("bash", ["-euc", script], { cwd: folder, env: test.environment });
    assert.equal(await message, "world");
    assert.equal((await fs.stat(path.join(folder, "client", "mosquitto_pub"))).mode & 0o077, 0);
  });

  it("shows a new certificate for another address, as its README does", async () => {
    const [{ text, printed = "" }] = await commandsBelow(readme, "Change something");
    const other = /=> "([^"]*)"/.exec(printed)?.[1] ?? "";
    await direct(exampleNamespace, service, other);
    try {
      await eventually(() => ofService("{.status.loadBalancer.ingress[0].ip}"), other);
      assertAmong((await shell(text)).replaceAll(`"${outputs.address}"`, '"10.240.32.1"'), printed);
    } finally {
      await direct(exampleNamespace, service, null);
    }
  });

  it("leaves the cluster as it was when it is destroyed", async () => {
    const added = (await clusterListing(exampleNamespace)).objects;
    assert.ok(added.includes(`Deployment ${exampleNamespace} mosquitto`), "the listing shows what the stack made");
    await pulumiOn(test, "destroy", "--yes");
    await comesBackTo(listingBefore);
    await eventually(async () => String(await isTakenBack(outputs.address)), "true");
  });

  it("shows no change with default provider settings", () =>
    settlesWithoutSwitches(exampleFolder, { config: exampleConfig }));

  function ofService(jsonPath: string): Promise<string> {
    return kubectl("get", `service/${service}`, "-n", exampleNamespace, "-o", `jsonpath=${jsonPath}`);
  }

  /** Where the broker answers too, but not under a name in its certificate. */
  async function nodePort(): Promise<{ host: string; port: number }> {
    const host = await kubectl(
      "get",
      "nodes",
      "-o",
      'jsonpath={.items[0].status.addresses[?(@.type=="InternalIP")].address}',
    );
    return { host, port: Number(await ofService("{.spec.ports[0].nodePort}")) };
  }

  /** Options for Mosquitto's clients, with the password in a file as their manual says. */
  async function clientFiles() {
    const { address, port, caCertificate, username, password } = outputs;
    const caFile = path.join(folder, "root.pem");
    await fs.writeFile(caFile, caCertificate);
    for (const program of ["mosquitto_pub", "mosquitto_sub"]) {
      await fs.writeFile(path.join(folder, program), `-P ${password}`, { mode: 0o600 });
    }
    return {
      caFile,
      args: ["-h", address, "-p", String(port), "--cafile", caFile, "-u", username],
      environment: { ...process.env, XDG_CONFIG_HOME: folder },
    };
  }
});
