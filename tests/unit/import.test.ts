import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as path from "node:path";
import { makeRoot } from "../../sandbox/testing/certificates";

const root = path.resolve(__dirname, "../..");

/** What a program prints, as JSON. It can ask for the files below a folder of node_modules that are loaded. */
function printed<T>(program: string, env: NodeJS.ProcessEnv = {}): T {
  const loaded = `
    const loaded = folder => Object.keys(require.cache).filter(file => file.includes("/node_modules/" + folder));
  `;
  const args = ["--import", "tsx", "--eval", `${loaded}${program}`];
  return JSON.parse(
    execFileSync(process.execPath, args, { cwd: root, encoding: "utf8", env: { ...process.env, ...env } }),
  ) as T;
}

describe("Importing the package", function () {
  this.timeout(120_000);

  it("loads only those files of @pulumi/kubernetes that have the used resources", () => {
    const files = printed<string[]>(`
      require("./index");
      console.log(JSON.stringify(loaded("@pulumi/kubernetes/")));
    `);

    // The package's root loads more than a hundred, and so does helm/v3.
    assert.ok(files.length > 0 && files.length <= 20, `${files.length} files: ${files.join(" ")}`);
  });

  it("does not load the parser of certificates, which comes with the first certificate that is judged", async () => {
    const { certificatePem } = await makeRoot();
    const before = printed(
      `
      require("./index");
      const before = loaded("@peculiar/").length;
      const { detailsOf } = require("./components/x509/certificate");
      detailsOf(new (require("node:crypto").X509Certificate)(process.env.CERTIFICATE));
      console.log(JSON.stringify([before, loaded("@peculiar/").length > 0]));
    `,
      { CERTIFICATE: certificatePem },
    );

    assert.deepEqual(before, [0, true]);
  });
});
