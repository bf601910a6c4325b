import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { lives } from "../../../sandbox/processIdentity";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { startApiProxy } from "../apiProxy";
import type { ApiProxy, Stop } from "../apiProxy";
import {
  createExampleStack,
  exampleNamespace,
  outputsOf,
  pulumiOn,
  removeExample,
  exampleFolder,
} from "./exampleStack";
import { eventually, kubectl, succeeds } from "../../../sandbox/testing/kubectl";
import { direct } from "../../../sandbox/testing/loadBalancerDirective";
import { exchange } from "../../../sandbox/testing/mqtt";
import { descendantsOf } from "../../../sandbox/testing/processes";

const inNamespace = ["--namespace", exampleNamespace];
const writes = ["POST", "PATCH", "PUT"];
const service = "mosquitto-tls";

interface Moment {
  when: string;
  stop: Stop;
  /** What kubectl finds in the cluster afterwards; `missing` is what it does not find. */
  there: string[];
  missing: string[];
}

/** In the order in which an update reaches them. */
const moments: Moment[] = [
  {
    when: "after the API server made the Namespace and before Pulumi knew",
    stop: { methods: writes, path: `/namespaces/${exampleNamespace}`, lost: "answer" },
    there: [`namespace/${exampleNamespace}`],
    missing: [`service/${service}`],
  },
  {
    when: "after the API server made the Service and before Pulumi knew",
    stop: { methods: writes, path: `/services/${service}`, lost: "answer" },
    there: [`service/${service}`],
    missing: ["secret/mosquitto-8883-tls"],
  },
  {
    when: "while the Service's address is awaited",
    stop: { methods: ["GET"], path: `/services/${service}`, lost: "answer" },
    there: [`service/${service}`],
    missing: ["secret/mosquitto-8883-tls"],
  },
  {
    when: "between the Service and the Secret of its certificate",
    stop: { methods: writes, path: "/secrets/mosquitto-8883-tls", lost: "request" },
    there: [`service/${service}`],
    missing: ["secret/mosquitto-8883-tls", "deployment/mosquitto"],
  },
  {
    when: "after the API server made the Secret and before Pulumi knew",
    stop: { methods: writes, path: "/secrets/mosquitto-8883-tls", lost: "answer" },
    there: ["secret/mosquitto-8883-tls"],
    missing: ["deployment/mosquitto"],
  },
  {
    when: "after the API server made the Deployment and before Pulumi knew",
    stop: { methods: writes, path: "/deployments/mosquitto", lost: "answer" },
    there: ["deployment/mosquitto"],
    missing: [],
  },
];

/** One stack throughout: each update continues from where the one before was killed. */
describe("an update whose CLI is killed", function () {
  this.timeout(180_000);
  let proxy: ApiProxy;
  let test: TestStack;

  before(async () => {
    proxy = await startApiProxy();
    test = await createExampleStack({ KUBECONFIG: proxy.kubeconfig });
    await direct(exampleNamespace, service, "withhold");
  });
  after(async () => {
    proxy?.pass();
    await direct(exampleNamespace, service, null);
    await removeExample(test).finally(() => proxy?.close());
  });

  for (const { when, stop, there, missing } of moments) {
    it(`${when} leaves no process behind, and the next one continues`, async () => {
      if (stop.lost === "request") await direct(exampleNamespace, service, null);
      await killedUp(stop);
      for (const object of there) assert.ok(await succeeds("get", object, ...inNamespace), `${object} is there`);
      for (const object of missing) assert.ok(!(await succeeds("get", object, ...inNamespace)), `no ${object} yet`);

      await assert.rejects(pulumiOn(test, "up", "--yes", "--skip-preview"), /pulumi cancel/, "Pulumi demands a cancel");
      await pulumiOn(test, "cancel", "--yes");
    });
  }

  it("is repaired by the next one, which makes everything once and leaves nothing to do", async () => {
    await pulumiOn(test, "up", "--yes", "--skip-preview");
    await pulumiOn(test, "preview", "--expect-no-changes");
    assert.deepEqual(await names("deployments"), ["mosquitto"]);
    assert.deepEqual(await names("services"), [service]);
    assert.deepEqual(await names("secrets"), ["mosquitto-8883-tls", "mosquitto-passwords"]);
    assert.deepEqual(await names("configmaps"), ["kube-root-ca.crt", "mosquitto-config", "mqtt-trust"]);

    const { address, port, caCertificate, username, password } = await outputsOf(test);
    const connection = { host: address, port, ca: caCertificate, username, password };
    assert.equal(await exchange(connection, "after all"), "after all");
  });

  it("leaves nothing behind when the stack is destroyed", async () => {
    await pulumiOn(test, "destroy", "--yes", "--skip-preview");
    assert.ok(!(await succeeds("get", "namespace", exampleNamespace)));
  });

  /** Starts an update, waits until it is stopped, kills the CLI, and waits until every process that it started has ended. */
  async function killedUp(stop: Stop): Promise<void> {
    const stopped = proxy.stop(stop);
    const args = ["up", "--yes", "--skip-preview", "--non-interactive", "--stack", test.stack.name];
    const cli = spawn("pulumi", args, { cwd: exampleFolder, env: test.environment, stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    for (const stream of [cli.stdout, cli.stderr]) {
      stream.setEncoding("utf8").on("data", (text: string) => (output += text));
    }
    const ended = once(cli, "exit");
    const ranThrough = ended.then(() => assert.fail(`the update ended before it could be killed:\n${output}`));
    await Promise.race([stopped, ranThrough]);

    const started = descendantsOf(cli.pid as number);
    assert.ok(started.length >= 3, "the language host, the program and the plugins run");
    ranThrough.catch(() => undefined);
    cli.kill("SIGKILL");
    await ended;
    const left = () => started.filter(lives).map(({ pid }) => pid);
    await eventually(() => Promise.resolve(left().join(" ")), "");
    proxy.pass();
  }
});

async function names(kind: string): Promise<string[]> {
  const found = await kubectl("get", kind, ...inNamespace, "--output", "jsonpath={.items[*].metadata.name}");
  return found.split(" ").sort();
}
