import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { recordInstallation } from "../../../sandbox/azure/resourceManager/installation";
import type { Installation } from "../../../sandbox/azure/resourceManager/installation";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { Settings, TestStack } from "../../../sandbox/testing/testStack";
import { clusterListing, comesBackTo } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import { listenersInCluster, portsOf, specOf } from "./iotOperations/listeners";
import { folder, patience, published, readerIn, readme } from "./iotOperations/reader";
import {
  addressOf,
  defaultConnection,
  inNamespace,
  install,
  namespace,
  runtime,
  uninstall,
} from "../../../sandbox/testing/iotOperationsStandIn";
import { eventually } from "../../../sandbox/testing/kubectl";
import { exchange, refusal } from "../../../sandbox/testing/mqtt";
import { throughPortForward } from "../portForward";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { fieldsWrittenOtherwise } from "../sentFields";
import { servedChain } from "../../../sandbox/testing/servedCertificate";
import { dropsNobody } from "../../../sandbox/testing/steadyClients";

const listener = "aio-broker-loadbalancer";
const documentedPorts = [8886, 8887, 1883, 8883, 8884, 8885];
const operator = "statefulset/aio-broker-operator";

/** In order: each test starts from the cluster that the one before left. */
describe("examples/iot-operations", function () {
  this.timeout(600_000);
  let settings: Settings;
  let test: TestStack;
  let temporary: string;
  let installed: Listing;
  let instance: Installation;
  let reader: ReturnType<typeof readerIn>;
  /** The listeners in the cluster as the example without Azure declared them. */
  let declared: unknown;

  before(async () => {
    await install();
    installed = await clusterListing(namespace);
    temporary = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-iot-"));
    const azure = path.join(temporary, "azure");
    instance = await recordInstallation(azure, process.env.KUBECONFIG ?? "", namespace);
    const config = { ...instance, controlPlane: "kubernetes", image: mosquittoImage };
    settings = { config, variables: { AKS_MQTT_AZURE: azure } };
    test = await createTestStack({ folder }, settings);
    reader = readerIn(await fs.mkdtemp(path.join(temporary, "home-")), test);
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await uninstall();
    await fs.rm(temporary, { recursive: true });
  });

  const configure = (key: string, value: string) => test.stack.setConfig(key, { value });

  /** Updates, checks that a preview then shows no change, and gives the shell the address. */
  async function update(): Promise<void> {
    await test.stack.up();
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    await reader.shell("HOST=$(pulumi stack output address)");
  }

  /** Destroys the stack, and checks that Azure IoT Operations is as it was. */
  async function destroy(): Promise<void> {
    await test.stack.destroy();
    await inNamespace("delete", "secret", "server-cert-secret", "--ignore-not-found");
    await comesBackTo(installed);
    assert.equal(await exchange(await defaultConnection(), "as before"), "as before");
  }

  describe("by custom resources", () => {
    it("prints and serves after the first update what the README says", async () => {
      await reader.firstUpdate();
      assert.deepEqual(await planned(test.stack), []);
      await test.stack.refresh({ expectNoChanges: true });
      assert.deepEqual(await portsOf(listener), [8886, 8887]);
    });

    it("lets a pod publish and listen with its token, through the default listener", () =>
      reader.follow("The default listener"));

    it("serves certificates for the external address from the first update on", () => reader.follow("Issued"));

    it("adds the documented ports to the same listener, and drops nobody as the Secret already exists", async () => {
      const address = await addressOf(listener);
      const [issued] = await servedChain(address, 8886);
      await reader.obey("A certificate by hand");
      await dropsNobody([await defaultConnection()], async () => {
        await reader.obey("All ports");
        await eventually(() => runtime(listener), "Running", patience);
      });
      declared = await listenersInCluster();
      assert.deepEqual(await portsOf(listener), documentedPorts);
      assert.equal(await addressOf(listener), address);
      assert.equal((await servedChain(address, 8886))[0], issued);
    });

    it("serves an open port, and one for tokens once its certificate has the address, which stays", async () => {
      const address = await addressOf(listener);
      const [[issued], [automatic]] = [await servedChain(address, 8886), await servedChain(address, 8883)];
      await reader.follow("Two ports");
      assert.deepEqual(await planned(test.stack), []);
      assert.equal(await addressOf(listener), address);
      assert.equal((await servedChain(address, 8886))[0], issued);
      assert.notEqual((await servedChain(address, 8883))[0], automatic);
    });

    it("serves a certificate from my-issuer", () => reader.follow("Automatic"));

    it("serves the Secret that kubectl made", async () => {
      await reader.follow("Manual");
      assert.deepEqual(await planned(test.stack), []);
    });

    it("delivers what is published on any port to a pod at the default listener", async () => {
      const delivered = async () => {
        const said = await inNamespace("logs", "deployment/mqtt-client");
        const count = (line: string) => said.split("\n").filter(other => other === line).length;
        // Messages of 1883, 8883, 8885, 8886 and 8887 in at least two versions, and those of 8884.
        return count("test-topic Hello") >= 10 && count("test test") >= 2 ? "all" : said;
      };
      await eventually(delivered, "all");
    });

    it("adds a port to the default listener and removes it, and drops nobody", async () => {
      const before = await specOf("default");
      const host = await addressOf(listener);
      const [outside, inside] = [{ host, port: 1883, protocol: "mqtt" as const }, await defaultConnection()];
      await dropsNobody([outside, inside], async () => {
        await configure("defaultListenerPorts", "[18884]");
        const steps = await planned(test.stack);
        assert.deepEqual(
          steps.map(({ op, name }) => `${op} ${name}`),
          ["create iot-default-listener"],
        );
        await test.stack.up();
        assert.deepEqual(await portsOf("default"), [18883, 18884]);
        await eventually(() => exchange({ ...inside, port: 18884 }, "added"), "added", patience);

        await configure("defaultListenerPorts", "[]");
        await test.stack.up();
        assert.deepEqual(await specOf("default"), before);
      });
    });

    it("comes back after its Secrets and its Service were deleted", async () => {
      const secrets = [`${listener}-8886-tls`, `${listener}-8887-certificate`];
      await inNamespace("delete", "secret", ...secrets);
      await test.stack.refresh();
      await update();
      const uid = () => inNamespace("get", "service", listener, "--output=jsonpath={.metadata.uid}");
      const before = await uid();
      await inNamespace("delete", "service", listener);
      await eventually(async () => String((await uid()) !== before), "true", patience);
      await addressOf(listener);
      await update();
      await reader.follow("Issued");
    });

    it("comes back after it was deleted itself, in the way that its page describes", async () => {
      await inNamespace("delete", "brokerlistener", listener);
      await inNamespace("wait", "--for=delete", `service/${listener}`, "--timeout=60s");
      const replace = [`**::iot-${listener}-listener`];
      await test.stack.preview({ replace });
      await test.stack.up({ replace });
      await update();
      await reader.follow("Issued");
    });

    it("leaves Azure IoT Operations as it was when it is destroyed", destroy);

    it("shows no change with default provider settings", () => settlesWithoutSwitches(folder, settings));
  });

  describe("with one documented listener at a time", () => {
    async function serveAlone(choice: string, name: string, ports: number[]): Promise<void> {
      await configure("listener", choice);
      await update();
      assert.deepEqual(await portsOf(name), ports);
      assert.equal((await test.stack.outputs()).serviceName.value, name);
    }

    it("serves the listener with two ports", async () => {
      await serveAlone("two-ports", "aio-broker-loadbalancer", [1883, 8883]);
      await reader.follow("Two ports");
      await destroy();
    });

    it("serves the automatic listener", async () => {
      await serveAlone("automatic", "aio-broker-loadbalancer-tls", [8884]);
      await configure("externalAddress", await addressOf("aio-broker-loadbalancer-tls"));
      await update();
      await reader.follow("Automatic");
      await destroy();
    });

    it("comes up even if the operator returns only during the update", async () => {
      await configure("listener", "manual");
      await inNamespace("scale", operator, "--replicas=0");
      await inNamespace("wait", "--for=delete", "pod/aio-broker-operator-0", "--timeout=60s");
      const comeBack = async () => {
        await inNamespace("wait", "--for=create", "brokerlistener/manual-tls-listener", "--timeout=60s");
        assert.equal(await inNamespace("get", "service", "mqtts-endpoint", "--ignore-not-found"), "");
        await inNamespace("scale", operator, "--replicas=1");
      };
      const [{ outputs, stdout }] = await Promise.all([test.stack.up(), comeBack()]);
      assert.match(stdout, /Port 8885 is served once the Secret 'server-cert-secret' .* exists in the namespace/);
      assert.equal(outputs.address.value, await addressOf("mqtts-endpoint"));
      assert.deepEqual(await planned(test.stack), []);
    });

    it("waits for its Secret, as does the default listener, until kubectl makes it, without another update", async () => {
      await reader.obey("While the Secret is missing");
      const inside = await defaultConnection();
      assert.equal((await refusal(inside)).code, "ECONNREFUSED");
      await reader.obey("A certificate by hand");
      await reader.follow("Manual");
      assert.equal(await exchange(inside, "again"), "again");
      assert.deepEqual(await planned(test.stack), []);
    });

    it("is reachable through a forwarded port, as documented", async () => {
      const publish = (port: number) =>
        reader.shell(
          `mosquitto_pub -d -h localhost -p ${port} -i "my-client" -t "test-topic" -m "Hello" --cafile root_ca.crt`,
        );
      const said = await throughPortForward(namespace, "mqtts-endpoint", 8885, publish);
      assert.match(said, published);
      await destroy();
    });
  });

  describe("through Azure", () => {
    before(async () => {
      await configure("controlPlane", "azure");
      for (const key of ["listener", "defaultListenerPorts", "externalAddress"]) await test.stack.removeConfig(key);
    });

    it("gets the sandbox's instance from the README", async () => {
      const written = await fs.readFile(readme, "utf8");
      for (const [key, value] of Object.entries(instance)) {
        assert.ok(written.includes(`\npulumi config set ${key} ${value}\n`), key);
      }
    });

    it("creates the same listeners in the cluster, which serves them", async () => {
      await reader.firstUpdate();
      await reader.follow("Issued");
      await reader.obey("A certificate by hand");
      await reader.obey("All ports");
      assert.deepEqual(await listenersInCluster(), declared);
      for (const heading of ["Two ports", "Automatic", "Manual"]) await reader.follow(heading);
    });

    it("leaves Azure IoT Operations as it was when it is destroyed", destroy);
  });
});
