import assert from "node:assert/strict";
import { pluginFolder, previewedProgram } from "./previewedProgram";

const program = `
name: yaml-errors
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(pluginFolder)}
resources:
  broker:
    type: aks-mqtt:MosquittoBroker
    properties:
      namespace: mqtt
      listeners:
        - port: 80
      users:
        - name: factory
          password: "hunter2\\n"
  chain:
    type: aks-mqtt:CertificateChain
    properties:
      rootValidityHours: 0
`;

const errors = [
  "listeners[0].port: is 80, but must be a whole number from 1024 to 65535",
  "users[0].password: has a line break",
  "rootValidityHours: is 0, but must be a whole number of hours",
];

describe("YAML program with bad arguments", function () {
  this.timeout(180_000);

  it("reports each of them once, and shows no value that may be secret", async () => {
    const previewed = await previewedProgram(program);
    try {
      const failed = await previewed.stack.preview().then(
        () => "the preview succeeded",
        ({ message }: Error) => message,
      );
      // The progress lines above repeat the first line of each error.
      const diagnostics = failed.slice(failed.lastIndexOf("Diagnostics:"));
      for (const error of errors) assert.equal(diagnostics.split(error).length - 1, 1, `${error}\n${failed}`);
      assert.ok(!failed.includes("hunter2"), failed);
    } finally {
      await previewed.remove();
    }
  });
});
