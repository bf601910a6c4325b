import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { network } from "../../../sandbox/machine/layout";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { tryRunWithClusterNames } from "../clusterNames";
import { clusterListing, nothingIsLeftBeside } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import { eventually, kubectl, kubectlWithInput } from "../../../sandbox/testing/kubectl";
import { exchange, subscribe } from "../../../sandbox/testing/mqtt";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { assertFirstUp, commandsBelow, shellIn } from "./readme";
import { constrain, namespaceUser, removeConstraints } from "../restrictedConstraints";
import { fieldsWrittenOtherwise } from "../sentFields";

const example = path.join(projectFolder, "examples", "mosquitto-openshift");
const readme = path.join(example, "README.md");
const domain = network.routerDomain;
const namespace = "mosquitto";

/** A pod that shows whether the API server already assigns users; the brokers come only then. */
const pod = {
  apiVersion: "v1",
  kind: "Pod",
  metadata: { name: "probe", namespace },
  spec: {
    securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
    containers: [
      {
        name: "probe",
        image: mosquittoImage,
        securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
      },
    ],
  },
};

/** With the constraints that `restricted-v2` puts on pods, as in the example's defaults. */
describe("examples/mosquitto-openshift", function () {
  this.timeout(300_000);
  let listing: Listing;
  let test: TestStack;
  /** What a preview with generated passwords prints; `firstUp` is what the first update prints. */
  let withoutPassword: string;
  let firstUp: string;
  let outputs: Record<string, string>;
  let folder: string;

  before(async () => {
    listing = await clusterListing(namespace);
    await constrain(namespace);
    // The API server compiles a new policy some time after it has accepted it.
    const user = "jsonpath={.spec.securityContext.runAsUser}";
    const admit = () =>
      kubectlWithInput(JSON.stringify(pod), "create", "--dry-run=server", "--filename", "-", "--output", user);
    await eventually(admit, String(namespaceUser));
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-client-"));
    test = await createTestStack({ folder: example }, { config: { image: mosquittoImage } });
    const { environment, stack } = test;
    withoutPassword = (await stack.preview()).stdout;
    await stack.setConfig("fooPassword", { value: "foo", secret: true });
    firstUp = await pulumi(["up", "--yes", "--stack", stack.name], example, environment);
    await readOutputs();
    await fs.writeFile(path.join(folder, "ca.crt"), outputs.caCertificate);
    await isReached(through(outputs.host, "admin", outputs.adminPassword));
    await isReached(through(outputs.hostWithUsers, "foo", "foo"));
  });
  after(async () => {
    try {
      await test?.stack.destroy();
    } finally {
      await removeConstraints(namespace);
    }
    await test?.remove();
    await fs.rm(folder, { recursive: true });
    await nothingIsLeftBeside(listing);
  });

  it("prints what its README shows in the first update", () => assertFirstUp(readme, firstUp, [withoutPassword]));

  it("shows no change in the next preview and the next refresh", async () => {
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    await test.stack.refresh({ expectNoChanges: true });
  });

  it("has the Services and the Routes of both deployments", async () => {
    const names = async (kind: string) =>
      (await kubectl("get", kind, "-n", namespace, "-o", "jsonpath={.items[*].metadata.name}")).split(" ");
    assert.deepEqual(await names("services"), [
      "mosquitto-ephemeral-passwd-tcp",
      "mosquitto-ephemeral-passwd-tls",
      "mosquitto-ephemeral-tcp",
      "mosquitto-ephemeral-tls",
    ]);
    assert.deepEqual(await names("routes"), ["mosquitto-ephemeral", "mosquitto-ephemeral-passwd"]);
    assert.equal(outputs.host, `mosquitto-ephemeral-mosquitto.${domain}`);
    assert.equal(outputs.router, `router-default.${domain}`);
  });

  it("runs as the user of the namespace's range", async () => {
    const users = "jsonpath={.items[*].spec.securityContext.runAsUser}";
    const given = await kubectl("get", "pods", "-n", namespace, "-o", users);
    assert.deepEqual(given.split(" "), [namespaceUser, namespaceUser].map(String));
  });

  it("accepts mosquitto_pub as the README shows it, under a name that DNS leads to the router", async () => {
    const shell = shellIn(
      folder,
      { folder: example, name: test.stack.name, environment: test.environment },
      async (command, args, { env }) => {
        const { code, stdout, stderr } = await tryRunWithClusterNames(command, args, env);
        assert.equal(code, 0, stderr);
        return stdout;
      },
    );
    const { message } = await subscribe(through(outputs.host, "admin", outputs.adminPassword), "foo");
    const [{ text }] = await commandsBelow(readme, "Publish");
    assert.equal(await shell(text), "");
    assert.equal(await message, "text");
  });

  it("makes a new Route and a new certificate for another host, as the preview shows", async () => {
    await test.stack.setConfig("hostWithUsers", { value: "mosquitto.example.net" });
    const steps = (await planned(test.stack)).map(({ op, type }) => `${op} ${type.split(":").at(-1)}`);
    for (const step of ["replace Route", "replace LocallySignedCert"]) assert.ok(steps.includes(step), steps.join());
    await test.stack.up();
    await readOutputs();
    await isReached(through(outputs.hostWithUsers, "foo", "foo"));
  });

  it("lets in the second Mosquitto's own users, and none of the first's", async () => {
    assert.equal(outputs.fooPassword, "foo");
    const host = outputs.hostWithUsers;
    assert.equal(host, "mosquitto.example.net");
    const { message } = await subscribe(through(host, "foo", "foo"), "foo");
    // Neither the machine's DNS nor the cluster's knows this host.
    const hosts = path.join(folder, "hosts");
    await fs.writeFile(hosts, `${network.routerAddress} ${host}\n`);
    const mounted = ["sh", "-euc", 'mount --bind "$1" /etc/hosts; shift; exec "$@"', "sh", hosts];
    const { code, stderr } = await publish("foo", "foo", ["--host", host], mounted);
    assert.deepEqual([code, stderr], [0, ""]);
    assert.equal(await message, "text");

    const stranger = await publish("admin", outputs.adminPassword, ["--host", host], mounted);
    assert.match(stranger.stderr, /not authorised/);
  });

  async function readOutputs(): Promise<void> {
    const all = Object.entries(await test.stack.outputs());
    outputs = Object.fromEntries(all.map(([name, { value }]) => [name, value as string]));
  }

  /** Waits until the router leads there: it may learn only after the update that the pods are ready. */
  async function isReached(to: Connection): Promise<void> {
    await eventually(() => exchange(to, "reached"), "reached");
  }

  function through(servername: string, username: string, password: string) {
    return { host: network.routerAddress, port: 443, servername, ca: outputs.caCertificate, username, password };
  }

  /** Publishes with the password from a file, since everyone on the machine can read arguments. */
  async function publish(username: string, password: string, host: string[], before: string[] = []) {
    const options = path.join(folder, "mosquitto_pub");
    await fs.writeFile(options, `-u ${username}\n-P ${password}\n`, { mode: 0o600 });
    const message = ["-t", "foo", "-m", "text", "--cafile", path.join(folder, "ca.crt"), ...host, "--port", "443"];
    const [command, ...args] = [...before, "mosquitto_pub", ...message];
    return tryRunWithClusterNames(command, args, { ...process.env, XDG_CONFIG_HOME: folder });
  }
});

/** Without the constraints that give pods a user on OpenShift. */
describe("examples/mosquitto-openshift with default provider settings", function () {
  this.timeout(300_000);

  it("shows no change in the next preview and the next refresh", () =>
    settlesWithoutSwitches(example, { config: { image: mosquittoImage, platform: "Kubernetes", fooPassword: "foo" } }));
});
