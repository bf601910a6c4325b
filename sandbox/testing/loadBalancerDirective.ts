/** Directives to the sandbox's load balancer for a single Service, and whether it has taken an address back. */
import { execFileSync } from "node:child_process";
import { apply, kubectl } from "./kubectl";

const configMap = { name: "load-balancer", namespace: "sandbox-system" };

/** "withhold", an address, "hostname:NAME", or null for the load balancer's own choice. */
export type Directive = string | null;

/** Tells the load balancer what to do for a Service, which need not exist yet. */
export async function direct(namespace: string, service: string, directive: Directive): Promise<void> {
  const target = ["--namespace", configMap.namespace, `configmap/${configMap.name}`];
  await apply({ apiVersion: "v1", kind: "ConfigMap", metadata: configMap });
  const patch = JSON.stringify({ data: { [`${namespace}.${service}`]: directive } });
  await kubectl("patch", ...target, "--type=merge", "--patch", patch);
}

/** Whether an address that a Service had is free again, or already belongs to another Service. */
export async function isTakenBack(address: string): Promise<boolean> {
  const here = execFileSync("ip", ["-4", "-oneline", "address", "show"], { encoding: "utf8" });
  if (!here.includes(` ${address}/32 `)) return true;
  const given = "jsonpath={.items[*].status.loadBalancer.ingress[*].ip}";
  return (await kubectl("get", "services", "--all-namespaces", "--output", given)).split(" ").includes(address);
}
