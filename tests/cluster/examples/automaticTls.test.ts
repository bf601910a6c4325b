import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import type { TLSSocket } from "node:tls";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { renew, runnableChart } from "../../../sandbox/testing/certManager";
import { clusterListing, comesBackTo } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import { kubectl } from "../../../sandbox/testing/kubectl";
import type { Connection } from "../../../sandbox/testing/mqtt";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { assertFirstUp, follow, shellIn } from "./readme";
import { fieldsWrittenOtherwise } from "../sentFields";
import { inClusterNames, namesOf, servedChain, verifyChain } from "../../../sandbox/testing/servedCertificate";
import { connectRepeatedly, publishSteadily } from "../../../sandbox/testing/steadyClients";

const example = path.join(projectFolder, "examples", "automatic-tls");
const readme = path.join(example, "README.md");
const namespace = "azure-iot-operations";
const service = "aio-broker-loadbalancer-tls";
const certificate = "aio-broker-loadbalancer-8884-tls-certificate";

/** In order: each test starts from the cluster that the one before left. */
describe("examples/automatic-tls", function () {
  // The API server may take minutes to delete a custom resource definition.
  this.timeout(600_000);
  let listing: Listing;
  let config: Record<string, string>;
  let test: TestStack;
  let firstUp: string;
  let good: Connection;
  let ca: string;

  before(async () => {
    listing = await clusterListing(namespace, "cert-manager");
    const { chart, version } = await runnableChart();
    config = { image: mosquittoImage, certManagerChart: chart, certManagerVersion: version };
    test = await createTestStack({ folder: example }, { config });
    firstUp = await pulumi(["up", "--yes", "--stack", test.stack.name], example, test.environment);
    const outputs = await test.stack.outputs();
    const { address, port, username, password, caCertificate } = Object.fromEntries(
      Object.entries(outputs).map(([name, { value }]) => [name, value as string]),
    );
    ca = caCertificate;
    good = { host: address, port: Number(port), ca, username, password };
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
  });

  it("prints what its README shows in the first update", () => assertFirstUp(readme, firstUp));

  it("shows no change in the next preview and the next refresh", async () => {
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    const { summary } = await test.stack.refresh();
    assert.deepEqual(Object.keys(summary.resourceChanges ?? {}), ["same"]);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("serves Mosquitto's clients on port 8884 as documented, by the commands of its README", async () => {
    assert.equal(good.port, 8884);
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-client-"));
    try {
      const shell = shellIn(folder, { folder: example, name: test.stack.name, environment: test.environment });
      for (const heading of ["Publish and subscribe", "When it waits"]) await follow(readme, heading, shell);
    } finally {
      await fs.rm(folder, { recursive: true });
    }
  });

  it("names only the external address, the cluster IP and the names inside the cluster", async () => {
    const [served] = await servedChain(good.host, good.port);
    await verifyChain([served], ca, good.host);
    const clusterIp = await kubectl("get", `service/${service}`, "-n", namespace, "-o", "jsonpath={.spec.clusterIP}");
    const { dns, ip } = namesOf(served);
    assert.deepEqual(dns, inClusterNames(namespace, service));
    assert.deepEqual(ip, [clusterIp, good.host]);
  });

  it("keeps serving while cert-manager renews its certificate, and nobody is dropped or turned away", async () => {
    const pod = await podAndRestarts();
    const [before] = await servedChain(good.host, good.port);
    const publisher = await publishSteadily(good, "renewal");
    await renew(namespace, certificate);
    const after = await serialInSecret();
    const met = await connectRepeatedly(good, serialOf, { atLeast: 200, last: after, seconds: 120 });
    const { sent, received, disconnections } = await publisher.stop();

    assert.notEqual(after, new X509Certificate(before).serialNumber);
    const switched = met.indexOf(after);
    assert.ok(switched > 0, "there were connections before the switch");
    const old = new X509Certificate(before).serialNumber;
    assert.deepEqual(
      met,
      [...met.keys()].map(index => (index < switched ? old : after)),
    );
    assert.equal(disconnections, 0);
    assert.deepEqual(received, [...Array(sent).keys()]);
    assert.equal(await podAndRestarts(), pod);
    assert.deepEqual(await planned(test.stack), []);
  });

  it("leaves the cluster as it was when it is destroyed", async () => {
    await test.stack.destroy();
    await comesBackTo(listing);
  });

  it("shows no change with default provider settings", () => settlesWithoutSwitches(example, { config }));
});

function serialOf(socket: TLSSocket): string {
  return socket.getPeerX509Certificate()?.serialNumber ?? "no certificate";
}

async function serialInSecret(): Promise<string> {
  const encoded = await kubectl("get", `secret/${certificate}`, "-n", namespace, "-o", "jsonpath={.data.tls\\.crt}");
  return new X509Certificate(Buffer.from(encoded, "base64")).serialNumber;
}

function podAndRestarts(): Promise<string> {
  const columns = "jsonpath={range .items[*]}{.metadata.uid} {.status.containerStatuses[*].restartCount}{end}";
  return kubectl("get", "pods", "-n", namespace, "-l", "app.kubernetes.io/name=mosquitto", "-o", columns);
}
