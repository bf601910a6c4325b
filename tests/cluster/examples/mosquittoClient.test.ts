import assert from "node:assert/strict";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { run } from "../../../sandbox/machine/run";
import { projectFolder } from "../../../sandbox/paths";
import { createTestStack, planned, pulumi } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { clusterListing, nothingIsLeftBeside } from "../../../sandbox/testing/clusterListing";
import type { Listing } from "../../../sandbox/testing/clusterListing";
import { eventually, kubectl, kubectlWithInput } from "../../../sandbox/testing/kubectl";
import { settlesWithoutSwitches } from "./providerAsItComes";
import { assertFirstUp, commandsBelow } from "./readme";
import { fieldsWrittenOtherwise } from "../sentFields";

const folder = path.join(projectFolder, "examples", "mosquitto-client");
const readme = path.join(folder, "README.md");
const client = ["--namespace", "mosquitto-client", "deployment/mosquitto-client"];
const inPod = ["exec", ...client, "--"];

describe("examples/mosquitto-client", function () {
  this.timeout(300_000);
  let listing: Listing;
  let test: TestStack;
  let firstUp: string;

  before(async () => {
    listing = await clusterListing("mosquitto", "mosquitto-client");
    test = await createTestStack({ folder }, { config: { image: mosquittoImage } });
    firstUp = await pulumi(["up", "--yes", "--stack", test.stack.name], folder, test.environment);
  });
  after(async () => {
    await test?.stack.destroy();
    await test?.remove();
    await nothingIsLeftBeside(listing);
  });

  it("prints what its README shows in the first update", () => assertFirstUp(readme, firstUp));

  it("shows no change in the next preview and the next refresh", async () => {
    assert.deepEqual(await fieldsWrittenOtherwise(test.stack), []);
    assert.deepEqual(await planned(test.stack), []);
    await test.stack.refresh({ expectNoChanges: true });
  });

  it("receives at the Service's name what another client publishes by the commands of the README", async () => {
    const [{ text, printed = "" }] = await commandsBelow(readme, "Publish");
    assert.notEqual(printed, "");
    // The client may subscribe only some time after the update.
    await eventually(() => run("bash", ["-euc", text]), printed);
  });

  it("does not connect without the CA, even with the right broker and password", async () => {
    const rootIn = (configMap: string) =>
      kubectl("get", `configmap/${configMap}`, "-n", "mosquitto-client", "-o", "jsonpath={.data.ca\\.crt}");
    // The last option counts. With -d the client quotes OpenSSL; its own words for this vary.
    const publish = "cat > /dev/shm/ca.crt && mosquitto_pub -d --cafile /dev/shm/ca.crt -t a -m b >&2";
    const publishTrusting = async (configMap: string) =>
      kubectlWithInput(await rootIn(configMap), "exec", "-i", ...client, "--", "sh", "-c", publish);
    await publishTrusting("trust");
    await assert.rejects(publishTrusting("kube-root-ca.crt"), /certificate verify failed/);
  });

  it("keeps the password out of the process arguments", async () => {
    const commandLine = await kubectl(...inPod, "cat", "/proc/1/cmdline");
    assert.equal(commandLine.split("\0").join(" ").trim(), "mosquitto_sub -v -t hello/#");
  });
});

describe("examples/mosquitto-client with default provider settings", function () {
  this.timeout(300_000);

  it("shows no change in the next preview and the next refresh", () =>
    settlesWithoutSwitches(folder, { config: { image: mosquittoImage } }));
});
