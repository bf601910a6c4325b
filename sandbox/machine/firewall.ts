/** Adds the sandbox's own firewall rules; removes these and those of kube-proxy, the kubelet and Calico. */
import { network } from "./layout";
import { run, tryRun } from "./run";

const isolation = "AKS-MQTT-ISOLATION";
const ourChain = /^(KUBE-|cali-|AKS-MQTT-)/;

/** Which of the kernel's two packet filters `iptables` uses on this machine, as Felix calls it. */
export async function iptablesBackend(): Promise<"NFT" | "Legacy"> {
  return (await run("iptables", ["--version"])).includes("nf_tables") ? "NFT" : "Legacy";
}

/**
 * Closes the sandbox's addresses to other machines. The kernel answers for an address on whichever device a packet
 * arrives, so neighbours could otherwise reach the API server and, through forwarding, the pods.
 */
export async function isolate(): Promise<void> {
  const own = ["lo", network.bridge, "cali+"].map(device => `-A ${isolation} -i ${device} -j RETURN`);
  const closed = [network.subnet, network.services].map(range => `-A ${isolation} -d ${range} -j DROP`);
  // Naming a chain that exists empties it.
  const rules = ["*raw", `:${isolation} - [0:0]`, ...own, ...closed, "COMMIT", ""];
  await run("iptables-restore", ["--noflush", "--wait"], { input: rules.join("\n") });
  const jump = ["PREROUTING", "-j", isolation];
  const present = await tryRun("iptables", ["--wait", "-t", "raw", "-C", ...jump]);
  if (present.code !== 0) await run("iptables", ["--wait", "-t", "raw", "-I", ...jump]);
}

/** Removes our chains, the rules that lead to them, and Calico's IP sets. */
export async function removeFirewallRules(): Promise<void> {
  for (const family of ["iptables", "ip6tables"]) {
    const saved = await tryRun(`${family}-save`, []);
    const undo = removal(saved.stdout);
    // Other programs' rules stay as they are: each deletion names its rule, and each table changes atomically.
    if (undo !== "") await run(`${family}-restore`, ["--noflush", "--wait"], { input: undo });
  }
  const sets = (await tryRun("ipset", ["list", "-name"])).stdout.split("\n");
  for (const set of sets.filter(name => /^cali[46]/.test(name))) await run("ipset", ["destroy", set]);
}

/** The input with which `iptables-restore --noflush` removes our rules from those that `iptables-save` printed. */
export function removal(saved: string): string {
  const lines: string[] = [];
  for (const table of saved.split(/^(?=\*)/m).filter(text => text.startsWith("*"))) {
    const rows = table.split("\n");
    const chains = rows.filter(row => row.startsWith(":")).map(row => row.slice(1).split(" ")[0]);
    const ours = chains.filter(chain => ourChain.test(chain));
    const rules = rows.filter(row => row.startsWith("-A "));
    const leading = rules.filter(rule => !ourChain.test(rule.split(" ")[1]) && isOurs(rule));
    if (ours.length === 0 && leading.length === 0) continue;
    lines.push(rows[0]);
    lines.push(...leading.map(rule => rule.replace(/^-A/, "-D")));
    // All chains are emptied before the first is deleted, because they refer to each other.
    lines.push(...ours.map(chain => `-F ${chain}`), ...ours.map(chain => `-X ${chain}`), "COMMIT");
  }
  return lines.length === 0 ? "" : lines.join("\n") + "\n";
}

/** Whether a rule in somebody else's chain leads to one of our chains or bears Felix's mark. */
function isOurs(rule: string): boolean {
  return / (-j|-g) (KUBE-|cali-|AKS-MQTT-)/.test(rule) || / --comment "?cali:/.test(rule);
}
