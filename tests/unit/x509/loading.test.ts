import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { makeRoot } from "../../../sandbox/testing/certificates";

const root = path.resolve(__dirname, "../../..");

describe("The parser of certificates", () => {
  it("is loaded when the first certificate is judged, not when the package is imported", async function () {
    this.timeout(120_000);
    const { certificatePem } = await makeRoot();
    const program = `
      require("./index");
      const isLoaded = () => Object.keys(require.cache).some(file => file.includes("@peculiar"));
      const before = isLoaded();
      const { detailsOf } = require("./components/x509/certificate");
      detailsOf(new (require("node:crypto").X509Certificate)(process.env.CERTIFICATE));
      console.log(JSON.stringify([before, isLoaded()]));
    `;
    const env = { ...process.env, CERTIFICATE: certificatePem };
    const args = ["--import", "tsx", "--eval", program];
    const printed = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", env });

    assert.deepEqual(JSON.parse(printed), [false, true]);
  });
});
