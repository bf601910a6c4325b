/** What the pods of the stand-in run, each in a role of its own. */
import { runFrontend } from "./frontend/main";
import { runOperator } from "./operator/main";
import { runWebhook } from "./operator/webhook";

const roles: Record<string, () => Promise<void>> = {
  operator: () => runOperator(required("IMAGE")),
  webhook: runWebhook,
  frontend: () => runFrontend(required("BROKER")),
};

// The first process of a container is told to end, and would not by itself.
process.on("SIGTERM", () => process.exit(0));
const role = process.argv[2];
if (!(role in roles)) throw new Error(`There is no role ${role}.`);
roles[role]().catch((error: Error) => {
  console.error(error);
  process.exit(1);
});

function required(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}
