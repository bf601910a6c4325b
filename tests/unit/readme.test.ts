import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { assertFirstUp, assertPrinted, follow } from "../cluster/examples/readme";

const readme = `# Example

The preview says \`+ 3 to create\`, or \`+ 4 to create\` with more, and ends with:

\`\`\`
Outputs:
    address      : "10.240.32.1"
    caCertificate: "-----BEGIN CERTIFICATE-----\\nMIIBezCC..."
    clusterId    : "/resourceGroups/factory-group86913155/providers/..."
    port         : 8883

Resources:
    + 3 created
\`\`\`

## Use it

\`\`\`sh
say hello
\`\`\`

\`\`\`
hello from 10.240.32.1
\`\`\`
`;

const preview = (count: number) => `Outputs:
    address      : [unknown]

Resources:
    + ${count} to create

`;
const update = `Updating (dev):

Outputs:
    address      : "10.240.32.77"
    caCertificate: "-----BEGIN CERTIFICATE-----\\nMIIBAAAA\\nMIIB..."
    clusterId    : "/resourceGroups/factory-group00000000/providers/Microsoft.ContainerService/managedClusters/a"
    port         : 8883

Resources:
    + 3 created

Duration: 8s
`;

describe("What a README says about its commands", () => {
  let folder: string;
  let file: string;

  before(async () => {
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-readme-"));
    file = path.join(folder, "README.md");
    await fs.writeFile(file, readme);
  });
  after(() => fs.rm(folder, { recursive: true }));

  it("matches what the first update and other previews print, whatever the addresses and certificates", () =>
    assertFirstUp(file, preview(3) + update, [preview(4)]));

  const wrong: [string, string, string[]][] = [
    ["another count", preview(5) + update, [preview(4)]],
    ["another count with other settings", preview(3) + update, [preview(3)]],
    ["one count too few", preview(3) + update, []],
    ["no count", update, [preview(4)]],
    ["another value of an output", preview(3) + update.replace("8883", "8884"), [preview(4)]],
    ["an additional output", preview(3) + update.replace("    port", '    name: "x"\n    port'), [preview(4)]],
    ["another count of created resources", preview(3) + update.replace("+ 3 created", "+ 2 created"), [preview(4)]],
    ["another beginning of a long output", preview(3) + update.replace("/providers/", "/others/"), [preview(4)]],
    ["no update", preview(3), [preview(4)]],
  ];
  for (const [what, printed, others] of wrong) {
    it(`does not match ${what}`, () => assert.rejects(assertFirstUp(file, printed, others), assert.AssertionError));
  }

  it("matches what its commands print, one after the other", async () => {
    const told: string[] = [];
    const shell = (answer: string) => (commands: string) => Promise.resolve((told.push(commands), answer));
    await follow(file, "Use it", shell("hello from 192.0.2.1\n"));
    assert.deepEqual(told, ["say hello\n"]);
    await assert.rejects(follow(file, "Use it", shell("hello\n")), assert.AssertionError);
  });

  it("must match in numbers that are not addresses", () => {
    assert.throws(() => assertPrinted("port 8883", "port 8884"), assert.AssertionError);
  });
});
