/** The program of the stand-in's pods, each of which has its own role. */
import { runFrontend } from "./frontend/main";
import { runOperator } from "./operator/main";
import { runWebhook } from "./operator/webhook";

const roles: Record<string, () => Promise<void>> = {
  operator: () => runOperator(required("IMAGE")),
  webhook: runWebhook,
  frontend: () => runFrontend(required("BROKER")),
};

// By default, the first process of a container ignores the request to end.
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
