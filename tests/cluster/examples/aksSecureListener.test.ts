import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { run } from "../../../sandbox/machine/run";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { runnableChart } from "../../../sandbox/testing/certManager";
import { clusterListing, nothingIsLeftBeside } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import { tryConnections } from "../connections";
import type { Connection, Verdict } from "../connections";
import { apply, busyboxPod, eventually, inNamespace, kubectl } from "../../../sandbox/testing/kubectl";
import { leaksIn } from "../../../sandbox/testing/leaks";
import { attachToSubnet, detach } from "../../../sandbox/testing/otherMachines";
import { commandsBelow, shellIn } from "./readme";
import { inClusterNames, namesOf, servedChain, verifyChain } from "../../../sandbox/testing/servedCertificate";

const readme = path.join(projectFolder, "examples", "aks-secure-listener", "README.md");
const namespace = "factory-mqtt";
const service = "mosquitto-tls";
const ports = [8883, 8884];
/** Machines in the subnet that are not pods: the stack lets in the first. */
const machines = { [`chain-client-${process.pid}`]: "10.240.0.91", [`chain-stranger-${process.pid}`]: "10.240.0.92" };

/** A resource as the state records it. */
interface StateResource {
  type: string;
  /** Set if it is only read. */
  external?: boolean;
  deletedWith?: string;
}

/** In order: each test starts from the cluster that the one before left. */
describe("the stack of the project's root, examples/aks-secure-listener", function () {
  // The API server may take minutes to delete a custom resource definition.
  this.timeout(600_000);
  let listing: Listing;
  /** Holds the clients' files, and an Azure that is empty at first. */
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
      clientCidrs: JSON.stringify([`${Object.values(machines)[0]}/32`]),
    };
    test = await createTestStack({ folder: projectFolder }, { config, variables: { AKS_MQTT_AZURE: azure() } });
  });
  after(async () => {
    await removeFromCluster();
    await test?.stack.destroy();
    await test?.remove();
    await fs.rm(folder, { recursive: true });
  });

  it("makes the whole chain in one update of an empty subscription, with as many resources as its README says", async () => {
    const steps = await planned(test.stack);
    assert.deepEqual([...new Set(steps.map(({ op }) => op))], ["create"]);
    const said = /`\+ (\d+) to create`[^]*\n {4}\+ (\d+) created\n/.exec(await fs.readFile(readme, "utf8"));
    const { changeSummary } = await test.stack.preview();
    assert.equal(changeSummary.create, Number(said?.[1]));
    const { summary } = await test.stack.up();
    assert.deepEqual(summary.resourceChanges, { create: Number(said?.[2]) });
    const shown = Object.entries(await test.stack.outputs());
    outputs = Object.fromEntries(shown.map(([name, { value }]) => [name, value as string]));
  });

  it("shows no change in the next preview and the next refresh", async () => {
    assert.deepEqual(await planned(test.stack), []);
    const { summary } = await test.stack.refresh();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
  });

  for (const port of ports) {
    it(`names only the external address, the cluster IP and the names inside the cluster on port ${port}`, async () => {
      const { address, caCertificate } = outputs;
      const served = await servedChain(address, port);
      await verifyChain(served, caCertificate, address);
      assert.equal(address, await ofService("{.status.loadBalancer.ingress[0].ip}"));
      const { dns, ip } = namesOf(served[0]);
      assert.deepEqual(dns, inClusterNames(namespace, service));
      assert.deepEqual(ip.toSorted(), [address, await ofService("{.spec.clusterIP}")].toSorted());
    });
  }

  it("serves a certificate from the chain on one port, and one from cert-manager on the other", async () => {
    const issuers = await Promise.all(
      ports.map(async port => new X509Certificate((await servedChain(outputs.address, port))[0]).issuer),
    );
    assert.match(issuers[0], /factory-ca intermediate CA/);
    const certificates = await kubectl("get", "certificates", "-n", namespace, "-o", "jsonpath={..metadata.name}");
    assert.match(certificates, /mosquitto-8884-tls-certificate/);
    assert.doesNotMatch(issuers[1], /factory-ca intermediate CA/);
  });

  it("delivers messages by the commands of its README", async () => {
    const shell = shellIn(folder, { folder: projectFolder, name: test.stack.name, environment: test.environment });
    const [{ text, printed }] = await commandsBelow(readme, "Publish and subscribe");
    assert.equal(await shell(text), printed);
  });

  it("lets in its own namespace, a namespace labelled as its README says and clients in a range, and nobody else", async () => {
    await inNamespace("chain-labelled", labelled =>
      inNamespace("chain-stranger", async stranger => {
        const [{ text }] = await commandsBelow(readme, "Let clients of the cluster in");
        await run("bash", ["-euc", text.replaceAll("meters", labelled)]);
        await Promise.all([labelled, stranger, namespace].map(startClient));
        const clusterIp = await ofService("{.spec.clusterIP}");
        const [client, strangeMachine] = Object.keys(machines);
        try {
          for (const [index, [machine, address]] of Object.entries(machines).entries()) {
            attachToSubnet(machine, `chain${index}-${process.pid}`, address);
          }
          const ways = ports.flatMap((port): [Connection, Verdict][] => [
            [{ from: { namespace, pod: "client" }, host: clusterIp, port }, "open"],
            [{ from: { namespace: labelled, pod: "client" }, host: clusterIp, port }, "open"],
            [{ from: { namespace: stranger, pod: "client" }, host: clusterIp, port }, "time-out"],
            [{ from: { machine: client }, host: outputs.address, port }, "open"],
            [{ from: { machine: strangeMachine }, host: outputs.address, port }, "time-out"],
          ]);
          const expected = ways.map(([, verdict]) => verdict).join();
          // Calico takes a moment to learn of a label.
          await eventually(async () => (await tryConnections(ways.map(([way]) => way))).join(), expected);
        } finally {
          detach(...Object.keys(machines));
        }
        await kubectl("delete", "pod/client", "-n", namespace);
      }),
    );
  });

  it("keeps the cluster's credentials, the password and private keys out of the state in plain text", async () => {
    const state = await pulumi(["stack", "export", "--stack", test.stack.name], projectFolder, test.environment);
    const key = /client-key-data"?: *"?([A-Za-z0-9+/=]+)/.exec(outputs.kubeconfig)?.[1] ?? "";
    assert.notEqual(key, "");
    const secrets = [
      { what: "the key of the kubeconfig", value: key },
      { what: "the password", value: outputs.password },
    ];
    assert.deepEqual(leaksIn(state, secrets), []);
  });

  it("ties everything in the cluster to it, so that destroy does not ask a cluster that is gone", async () => {
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

  it("leaves nothing behind in the cluster or in Azure", async () => {
    const added = (await clusterListing(namespace)).objects;
    assert.ok(added.includes(`Deployment ${namespace} mosquitto`), "the listing shows what the stack made");
    await removeFromCluster();
    await nothingIsLeftBeside(listing);
    await test.stack.destroy();
    assert.deepEqual(JSON.parse(await fs.readFile(path.join(azure(), "resources.json"), "utf8")), []);
  });

  function ofService(jsonPath: string): Promise<string> {
    return kubectl("get", `service/${service}`, "-n", namespace, "-o", `jsonpath=${jsonPath}`);
  }

  async function startClient(inside: string): Promise<void> {
    await apply(busyboxPod(inside, "client", ["sleep", "infinity"]));
    await kubectl("wait", "pod/client", "-n", inside, "--for=condition=Ready", "--timeout=120s");
  }

  function azure(): string {
    return path.join(folder, "azure");
  }

  /** As the README says, since the machine-local cluster stays when Azure forgets it. */
  async function removeFromCluster(): Promise<void> {
    await test?.stack.destroy({ exclude: ["**AksCluster**"] });
  }
});
