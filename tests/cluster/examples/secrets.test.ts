import assert from "node:assert/strict";
import type { TestStack } from "../../../sandbox/testing/testStack";
import {
  createExampleStack,
  exampleNamespace,
  outputsOf,
  pulumiOn,
  removeExample,
  exampleFolder,
} from "./exampleStack";
import { kubectl } from "../../../sandbox/testing/kubectl";
import { leaksIn } from "../../../sandbox/testing/leaks";
import type { SecretValue } from "../../../sandbox/testing/leaks";
import { observedUp } from "../../../sandbox/testing/observedUp";
import type { ObservedRun } from "../../../sandbox/testing/observedUp";

describe("the secrets of examples/secure-listener", function () {
  this.timeout(180_000);
  let test: TestStack;
  let up: ObservedRun;
  let openState: string;
  let secrets: SecretValue[];

  before(async () => {
    test = await createExampleStack();
    up = await observedUp(test, exampleFolder);
    openState = await pulumiOn(test, "stack", "export", "--show-secrets");
    secrets = [...privateKeysIn(openState), { what: "the password", value: (await outputsOf(test)).password }];
  });
  after(() => removeExample(test));

  it("are found by this test where they belong", async () => {
    const names = [
      "mosquitto-8883-tls-key",
      "mosquitto-password-factory",
      "mosquitto-salt",
      "mqtt-intermediate-key",
      "mqtt-root-key",
    ];
    const expected = [...names.map(name => `the key ${name}`), "the password"];
    assert.deepEqual(secrets.map(({ what }) => what).sort(), expected);
    const found = leaksIn(openState, secrets);
    for (const what of expected) assert.ok(found.includes(what), `${what} is in the opened state`);
    const tlsSecret = ["get", "secret/mosquitto-8883-tls", "--namespace", exampleNamespace, "--output", "json"];
    assert.deepEqual(leaksIn(await kubectl(...tlsSecret), secrets), [
      "a PEM private key in base64",
      "the key mosquitto-8883-tls-key in base64",
    ]);
  });

  it("are not in the exported state", async () => {
    const state = await pulumiOn(test, "stack", "export");
    assert.match(state, /"ciphertext"/);
    assert.deepEqual(leaksIn(state, secrets), []);
  });

  it("are not in what the CLI and the plugins print", async () => {
    const printed = [up.output];
    printed.push(await pulumiOn(test, "preview", "--diff", "--show-sames", "--show-reads"));
    printed.push(await pulumiOn(test, "stack", "output", "--json"));
    printed.push(await pulumiOn(test, "preview", "--json", "--show-sames"));
    assert.match(printed[0], /mosquitto-8883-tls-key/);
    assert.deepEqual(leaksIn(printed.join("\n"), secrets), []);
  });

  it("are not in the arguments of any process of the update", () => {
    for (const program of ["cmd/run", "resource-kubernetes", "resource-tls"]) {
      assert.ok(
        up.commandLines.some(line => line.includes(program)),
        `the processes with ${program} were seen: ${up.commandLines.join("\n")}`,
      );
    }
    assert.deepEqual(leaksIn(up.commandLines.join("\n"), secrets), []);
  });

  it("are not in the broker's log, its configuration or its pod", async () => {
    const inNamespace = ["--namespace", exampleNamespace];
    const log = await kubectl("logs", "deployment/mosquitto", ...inNamespace);
    assert.match(log, /mosquitto version .* running/);
    const open = await kubectl(
      "get",
      "configmaps,pods,deployments,services,events",
      ...inNamespace,
      "--output",
      "json",
    );
    assert.deepEqual(leaksIn(log + open, secrets), []);
  });
});

interface ExportedState {
  deployment: { resources: { urn: string; type: string; outputs?: { privateKeyPemPkcs8?: Plaintext | string } }[] };
}

interface Plaintext {
  /** JSON. */
  plaintext: string;
}

/** The keys that the TLS provider made, named after their resources. */
function privateKeysIn(state: string): SecretValue[] {
  const keys = (JSON.parse(state) as ExportedState).deployment.resources.filter(
    ({ type }) => type === "tls:index/privateKey:PrivateKey",
  );
  return keys.map(({ urn, outputs }) => {
    const pem = outputs?.privateKeyPemPkcs8;
    assert.ok(pem, `${urn} has a key`);
    const value = typeof pem === "string" ? pem : (JSON.parse(pem.plaintext) as string);
    return { what: `the key ${urn.split("::").pop()}`, value };
  });
}
