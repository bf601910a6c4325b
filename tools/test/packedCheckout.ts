/** The checkout with the npm package in place of the library's sources: some suites test what users install. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { copyCheckout, pack, unpack } from "../pack";

/** Makes one in a temporary folder, which is removed when this process ends. */
export async function makePackedCheckout(): Promise<string> {
  const root = fs.mkdtempSync(path.join(os.tmpdir(), "aks-mqtt-packed-"));
  process.once("exit", () => {
    try {
      fs.rmSync(root, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Something that has just been ended still wrote there. It is in the folder for temporary files.
    }
  });
  const checkout = path.join(root, "checkout");
  await copyCheckout(checkout);
  const packed = await pack(checkout, root);
  for (const source of ["index.ts", "plugin", "schema.json"]) {
    fs.rmSync(path.join(checkout, source), { recursive: true });
  }
  await unpack(packed, checkout);
  // Tests and examples import the library from where its sources are. Only for inner functions do tests have the sources.
  for (const compiled of ["index.js", "index.d.ts"]) {
    fs.symlinkSync(path.join("bin", compiled), path.join(checkout, compiled));
  }
  return checkout;
}
