/** A reader who follows the README of examples/iot-operations. */
import assert from "node:assert/strict";
import * as path from "node:path";
import { projectFolder } from "../../../../sandbox/paths";
import { pulumi } from "../../../../sandbox/testing/testStack";
import type { TestStack } from "../../../../sandbox/testing/testStack";
import { eventually } from "../../../../sandbox/testing/kubectl";
import { assertFirstUp, commandsBelow, shellIn } from "../readme";

/** The folder of the example. */
export const folder = path.join(projectFolder, "examples", "iot-operations");

/** The example's README. */
export const readme = path.join(folder, "README.md");

/** In seconds: the broker may take up a new certificate some seconds after the update. */
export const patience = 60;

const steps = [
  "sending CONNECT",
  "received CONNACK \\(0\\)",
  "sending PUBLISH \\(d0, q0, r0, m1, '\\S+', \\.\\.\\. \\(\\d bytes\\)\\)",
  "sending DISCONNECT",
];

/** What the documents show for each message. */
export const published = new RegExp(`^(${steps.map(step => `Client \\S+ ${step}\n`).join("")})+$`);

/** A reader with a shell in `home`. */
export function readerIn(home: string, { stack, environment }: TestStack) {
  const shell = shellIn(home, { folder, name: stack.name, environment });
  /** Runs the commands below a heading until they print what the README says; resolves to how often they published. */
  const obey = async (heading: string) => {
    let publications = 0;
    for (const { text, printed } of await commandsBelow(readme, heading)) {
      if (printed === undefined) {
        await shell(text);
        continue;
      }
      await eventually(() => shell(text), printed, patience);
      if (text.includes("mosquitto_pub -d")) {
        assert.match(printed, published);
        await eventually(() => shell(inOtherVersion(text)), printed, patience);
        publications++;
      }
    }
    return publications;
  };
  return {
    shell,
    /** Deploys the example for the first time, and checks the output against the README. */
    firstUpdate: async () =>
      assertFirstUp(readme, await pulumi(["up", "--yes", "--stack", stack.name], folder, environment)),
    obey,
    /** Does the same below a heading where clients publish, in both protocol versions. */
    follow: async (heading: string) => {
      assert.ok((await obey(heading)) > 0, `the README publishes nothing below ${heading}`);
    },
  };
}

/** The same commands with `-V mqttv5`, or without it. */
function inOtherVersion(commands: string): string {
  return commands.includes(" -V mqttv5")
    ? commands.replaceAll(" -V mqttv5", "")
    : commands.replaceAll("mosquitto_pub -d", "mosquitto_pub -d -V mqttv5");
}
