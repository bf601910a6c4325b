import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as path from "node:path";
import { mosquittoImage } from "../../../sandbox/machine/images";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { Step, TestStack } from "../../../sandbox/testing/testStack";
import { eventually, kubectl } from "../../../sandbox/testing/kubectl";
import { direct } from "../../../sandbox/testing/loadBalancerDirective";
import { exchange } from "../../../sandbox/testing/mqtt";
import { namesOf, servedChain } from "../../../sandbox/testing/servedCertificate";

const namespaceName = `addresses-${randomBytes(4).toString("hex")}`;
const service = "broker-tls";
const port = 8883;
const [first, second] = ["10.240.32.231", "10.240.32.232"];
const hostname = "mqtt.example.net";

/** In order: each test starts from the cluster that the one before left. */
describe("the external address", function () {
  this.timeout(300_000);
  let test: TestStack;

  before(async () => {
    const folder = path.join(__dirname, "moving-address");
    test = await createTestStack({ folder }, { config: { namespace: namespaceName, image: mosquittoImage } });
  });
  after(async () => {
    await direct(namespaceName, service, null);
    await test?.stack.destroy();
    await test?.remove();
  });

  it("is awaited by the first up, which says what is missing, and the next up continues from there", async () => {
    await direct(namespaceName, service, "withhold");
    const message = await failure(test.stack.up());
    assert.match(message, new RegExp(`Service::${service}" was successfully created, but .* timed out after 5 s`));
    assert.match(message, /waiting for jsonpath=\{\.status\.loadBalancer\.ingress\[0\]\}/);

    await move(first, "ip");
    const { outputs } = await test.stack.up();
    assert.equal(outputs.host.value, first);
    assert.deepEqual(await planned(test.stack), []);
    assert.equal(await exchange({ host: first, port, ca: outputs.root.value as string }, "hello"), "hello");
  });

  it("shows in the preview when it changes, and the up serves a certificate for the new one", async () => {
    await move(second, "ip");
    const steps = await planned(test.stack);
    const request = stepOf(steps, "replace", "broker-8883-tls-request");
    assert.deepEqual([request.diffs, request.replacedBy], [["ipAddresses"], ["ipAddresses"]]);
    assert.deepEqual(stepOf(steps, "replace", "broker-8883-tls-certificate").replacedBy, ["certRequestPem"]);
    assert.equal(stepOf(steps, "replace", "broker-8883-tls-secret").type, "kubernetes:core/v1:Secret");
    assert.ok(!steps.some(({ type }) => type === "kubernetes:apps/v1:Deployment"), "the broker's pod stays");

    const { outputs } = await test.stack.up();
    assert.equal(outputs.host.value, second);
    await eventually(async () => (await servedNames(second)).ip[0], second, 120);
    assert.ok(!(await servedNames(second)).ip.includes(first), "the old address is gone from the certificate");
    assert.equal(await exchange({ host: second, port, ca: outputs.root.value as string }, "moved"), "moved");
    assert.deepEqual(await planned(test.stack), []);
  });

  it("may be withdrawn: the preview treats it as unknown, and the up says what is missing and touches nothing", async () => {
    await move("", "ip", "withhold");
    const steps = await planned(test.stack);
    stepOf(steps, "replace", "broker-8883-tls-request");
    const message = await failure(test.stack.up());
    assert.match(message, new RegExp(`Service ${namespaceName}/${service}: it is not a LoadBalancer with an address`));

    await move(second, "ip");
    assert.deepEqual(await planned(test.stack), []);
  });

  it("may be a hostname, which the certificate then contains", async () => {
    await move(hostname, "hostname", `hostname:${hostname}`);
    const steps = await planned(test.stack);
    assert.ok(stepOf(steps, "replace", "broker-8883-tls-request").diffs.includes("dnsNames"));

    const { outputs } = await test.stack.up();
    assert.equal(outputs.host.value, hostname);
    const clusterIp = await kubectl(
      "get",
      `service/${service}`,
      "-n",
      namespaceName,
      "-o",
      "jsonpath={.spec.clusterIP}",
    );
    await eventually(async () => (await servedNames(clusterIp)).dns[0], hostname, 120);
    assert.deepEqual((await servedNames(clusterIp)).ip, [clusterIp]);
    assert.deepEqual(await planned(test.stack), []);
  });

  /** Gives the Service another ingress and waits until its status shows it. */
  async function move(to: string, field: "ip" | "hostname", directive = to): Promise<void> {
    await direct(namespaceName, service, directive);
    const path = `jsonpath={.status.loadBalancer.ingress[0].${field}}`;
    await eventually(() => kubectl("get", `service/${service}`, "-n", namespaceName, "-o", path), to);
  }

  async function servedNames(host: string) {
    const [certificate] = await servedChain(host, port);
    return namesOf(certificate);
  }
});

function stepOf(steps: Step[], op: string, name: string): Step {
  const step = steps.find(step => step.op === op && step.name === name);
  const all = steps.map(step => `${step.op} ${step.name}`).join(", ");
  return step ?? assert.fail(`no step is ${op} ${name}: ${all}`);
}

/** The error message of a run that must fail. */
async function failure(run: Promise<unknown>): Promise<string> {
  try {
    await run;
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error("the run succeeded");
}
