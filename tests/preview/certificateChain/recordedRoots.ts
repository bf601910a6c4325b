/** Chains below existing roots whose keys are in the forms of older tools, and the state that an earlier version left. */
import * as fs from "node:fs/promises";
import * as path from "node:path";
import type { Deployment } from "@pulumi/pulumi/automation";
import { CertificateChain } from "../../../index";
import type { ExistingRootArgs } from "../../../index";
import { CLOCK_OFFSET_VARIABLE, MILLISECONDS_PER_HOUR } from "../../../sandbox/plugins/tls/clock";
import { createTestStack } from "../../../sandbox/testing/testStack";

const recordedFile = path.join(__dirname, "recorded", "before-validation.json");

/** The roots by the names of their chains, and the stack's state. */
export interface Recorded {
  roots: Record<"pkcs1" | "sec1", ExistingRootArgs>;
  state: Deployment;
}

export async function readRecorded(): Promise<Recorded> {
  return JSON.parse(await fs.readFile(recordedFile, "utf8")) as Recorded;
}

/** The stack, empty. The passphrase is public: the recorded keys protect nothing. */
export function createRootsStack(roots: Recorded["roots"]) {
  // eslint-disable-next-line @typescript-eslint/require-await
  const run = async () => {
    for (const [name, existingRoot] of Object.entries(roots)) new CertificateChain(name, { existingRoot });
  };
  return createTestStack({ run }, { variables: { PULUMI_CONFIG_PASSPHRASE: "recorded" } });
}

/** Sets the TLS provider's clock to the time of the state, when nothing was due for renewal. */
export function clockOf({ deployment }: Deployment): Record<string, string> {
  const { time } = (deployment as { manifest: { time: string } }).manifest;
  return { [CLOCK_OFFSET_VARIABLE]: String((new Date(time).getTime() - Date.now()) / MILLISECONDS_PER_HOUR) };
}

/** Useless later: paths on this machine. */
const leftOut = new Set(["stackTrace", "sourcePosition"]);

export async function writeRecorded(recorded: Recorded): Promise<void> {
  const text = JSON.stringify(recorded, (key, value: unknown) => (leftOut.has(key) ? undefined : value), 1);
  await fs.writeFile(recordedFile, `${text}\n`);
}
