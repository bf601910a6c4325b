import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { mosquittoImage } from "../../sandbox/machine/images";
import { projectFolder } from "../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../engine";
import type { TestStack } from "../engine";
import { runnableChart } from "./certManagerStack";
import { clusterListing, nothingIsLeftBeside } from "./clusterListing";
import type { Listing } from "./clusterListing";
import { kubectl } from "./kubectl";
import { leaksIn } from "./leaks";
import { commandsBelow, shellIn } from "./readme";
import { inClusterNames, namesOf, servedChain, verifyChain } from "./servedCertificate";

const example = path.join(projectFolder, "examples", "aks-secure-listener");
const namespace = "factory-mqtt";
const service = "mosquitto-tls";

/** A resource as the state has it. */
interface StateResource {
  type: string;
  /** Of one that is only read. */
  external?: boolean;
  deletedWith?: string;
}

/** In the order of its tests: each starts from the cluster that the one before has left. */
describe("examples/aks-secure-listener", function () {
  // The API server may take minutes to delete a custom resource definition.
  this.timeout(600_000);
  let listing: Listing;
  /** Of clients, and of an Azure with nothing in it. */
  let folder: string;
  let test: TestStack;
  let outputs: Record<string, string>;

  before(async () => {
    listing = await clusterListing(namespace, "cert-manager");
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-aks-"));
    const { chart, version } = await runnableChart();
    const config = {
      "azure-native:location": "westeurope",
      image: mosquittoImage,
      certManagerChart: chart,
      certManagerVersion: version,
    };
    test = await createTestStack({ folder: example }, { config, variables: { AKS_MQTT_AZURE: azure() } });
  });
  after(async () => {
    await removeFromCluster();
    await test?.stack.destroy();
    await test?.remove();
    await fs.rm(folder, { recursive: true });
  });

  it("makes the cluster, and in it a broker behind an address, in one update of an empty subscription", async () => {
    const steps = await planned(test.stack);
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
    const { summary } = await test.stack.up();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["create"]);
    const shown = Object.entries(await test.stack.outputs());
    outputs = Object.fromEntries(shown.map(([name, { value }]) => [name, value as string]));
  });

  it("leaves nothing to do for the next preview and the next refresh", async () => {
    assert.deepEqual(await planned(test.stack), []);
    const { summary } = await test.stack.refresh();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
  });

  it("names the external address, the cluster IP and the names inside the cluster, and nothing else", async () => {
    const { address, caCertificate } = outputs;
    const ofService = (jsonPath: string) =>
      kubectl("get", `service/${service}`, "-n", namespace, "-o", `jsonpath=${jsonPath}`);
    const [served] = await servedChain(address, 8883);
    await verifyChain([served], caCertificate, address);
    assert.equal(address, await ofService("{.status.loadBalancer.ingress[0].ip}"));
    assert.deepEqual(namesOf(served), {
      dns: inClusterNames(namespace, service),
      ip: [address, await ofService("{.spec.clusterIP}")],
    });
  });

  it("takes and gives messages by the commands of its README", async () => {
    const shell = shellIn(folder, { folder: example, name: test.stack.name, environment: test.environment });
    const [{ text, printed }] = await commandsBelow(path.join(example, "README.md"), "Publish and subscribe");
    assert.equal(await shell(text), printed);
  });

  it("keeps the cluster's credentials, the password and private keys out of the state in the clear", async () => {
    const state = await pulumi(["stack", "export", "--stack", test.stack.name], example, test.environment);
    const key = /client-key-data"?: *"?([A-Za-z0-9+/=]+)/.exec(outputs.kubeconfig)?.[1] ?? "";
    assert.notEqual(key, "");
    const secrets = [
      { what: "the key of the kubeconfig", value: key },
      { what: "the password", value: outputs.password },
    ];
    assert.deepEqual(leaksIn(state, secrets), []);
  });

  it("ties everything in the cluster to it, so that destroy asks nothing of a cluster that is gone", async () => {
    const { resources } = (await test.stack.exportStack()).deployment as { resources: StateResource[] };
    const inCluster = resources.filter(({ type, external }) => type.startsWith("kubernetes:") && !external);
    assert.ok(inCluster.length > 15, `${inCluster.length} resources`);
    assert.deepEqual(
      inCluster.filter(({ deletedWith = "" }) => !deletedWith.endsWith("::factory-cluster")),
      [],
    );
  });

  it("changes nothing in the cluster when the cluster itself changes", async () => {
    await test.stack.setConfig("nodes", { value: "4" });
    await test.stack.setConfig("kubernetesVersion", { value: "1.36" });
    const steps = await planned(test.stack);
    assert.deepEqual(
      steps.map(({ op, name }) => `${op} ${name}`),
      ["update factory-cluster"],
    );
  });

  it("leaves nothing, neither in the cluster nor in Azure", async () => {
    const added = (await clusterListing(namespace)).objects;
    assert.ok(added.includes(`Deployment ${namespace} mosquitto`), "the listing shows what the stack made");
    await removeFromCluster();
    await nothingIsLeftBeside(listing);
    await test.stack.destroy();
    assert.deepEqual(JSON.parse(await fs.readFile(path.join(azure(), "resources.json"), "utf8")), []);
  });

  function azure(): string {
    return path.join(folder, "azure");
  }

  /** As the README has it, since the machine-local cluster stays when Azure forgets it. */
  async function removeFromCluster(): Promise<void> {
    await test?.stack.destroy({ exclude: ["**AksCluster**"] });
  }
});
