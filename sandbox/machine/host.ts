/** What the sandbox changes on this machine outside its own folder; all of it is recorded first and undone by `down`. */
import * as fs from "node:fs";
import * as path from "node:path";
import { members } from "./controlGroup";
import { files, machineFolder, network } from "./layout";
import { builtInFolders } from "./mountNamespace";
import { run, tryRun } from "./run";

/** How the machine was before. */
interface HostRecord {
  /** Kernel parameter → former value. */
  sysctls: Record<string, string>;
  /** Empty folders created as mount points. */
  mountPoints: string[];
  /** The tables that the packet filter had, as nft names them; undefined without nft. */
  nftTables?: string[];
}

/**
 * Kernel parameters that the kubelet, kube-proxy, Felix or this file set. Forwarding comes first, since changing it
 * makes the kernel reset others.
 */
const changedSysctls = [
  "net/ipv4/ip_forward",
  "net/ipv4/conf/all/accept_redirects",
  "net/ipv4/conf/all/send_redirects",
  "net/ipv4/conf/all/route_localnet",
  "net/ipv4/conf/all/rp_filter",
  "net/ipv4/conf/default/rp_filter",
  "net/ipv6/conf/all/forwarding",
  "net/bridge/bridge-nf-call-iptables",
  "net/bridge/bridge-nf-call-ip6tables",
  "net/netfilter/nf_conntrack_max",
  "net/netfilter/nf_conntrack_tcp_be_liberal",
  "net/netfilter/nf_conntrack_tcp_timeout_established",
  "net/netfilter/nf_conntrack_tcp_timeout_close_wait",
  "kernel/panic",
  "kernel/panic_on_oops",
  "kernel/keys/root_maxkeys",
  "kernel/keys/root_maxbytes",
  "vm/overcommit_memory",
  "vm/panic_on_oom",
];

const sysctlFile = (name: string) => path.join("/proc/sys", name);

/** The changes in words, for whoever runs the sandbox as root. */
export function changes(): string[] {
  return [
    `makes the network device ${network.bridge} (${network.subnet}) and, per pod, a device called cali...`,
    `turns on IP forwarding and sets kernel parameters that the kubelet wants (${changedSysctls.length} are restored by down)`,
    "adds firewall rules in chains called KUBE-... and cali-..., and IP sets called cali...",
    "runs etcd, Kubernetes, containerd and Calico as root, in a control group and a mount namespace of their own",
    `keeps everything else in ${machineFolder}`,
  ];
}

/** Refuses to start if the sandbox would get in the way of something that is not its own. */
export async function checkHost(): Promise<void> {
  if (fs.existsSync(files.hostChanges)) return;
  if (members().length > 0) {
    throw new Error(
      "A sandbox with another state folder runs on this machine, which has room for only one. " +
        "Take it down first: `npm run sandbox -- down` with the AKS_MQTT_STATE that it was started with. " +
        "If that folder is gone, restart the machine.",
    );
  }
  const rules = (await tryRun("iptables-save", [])).stdout;
  const foreign = /^:(KUBE-SERVICES|cali-FORWARD)\b/m.exec(rules);
  if (foreign !== null) {
    throw new Error(
      `This machine has firewall rules of another Kubernetes (chain ${foreign[1]}), and two cannot share them. ` +
        "Use that cluster instead (--context NAME), or remove it first. If it was a sandbox whose state folder is " +
        "gone, restart the machine.",
    );
  }
  for (const range of [network.subnet, network.services]) {
    const routes = await run("ip", ["-4", "route", "show", "root", range]);
    const covering = await run("ip", ["-4", "route", "show", "match", range]);
    const route = [...routes.split("\n"), ...covering.split("\n")].find(
      line => line !== "" && !line.startsWith("default"),
    );
    if (route !== undefined) {
      throw new Error(
        `This machine already routes addresses of ${range}, which the sandbox needs: "${route.trim()}". ` +
          "Disconnect that network while the sandbox runs.",
      );
    }
  }
}

/** Records the state of the machine, unless a sandbox that died has already done so. */
export async function recordHost(): Promise<void> {
  if (fs.existsSync(files.hostChanges)) return;
  const readable = changedSysctls.filter(name => fs.existsSync(sysctlFile(name)));
  const record: HostRecord = {
    sysctls: Object.fromEntries(readable.map(name => [name, fs.readFileSync(sysctlFile(name), "utf8").trim()])),
    mountPoints: builtInFolders.filter(folder => !fs.existsSync(folder)),
    nftTables: await nftTables(),
  };
  const unfinished = `${files.hostChanges}.new`;
  fs.writeFileSync(unfinished, JSON.stringify(record, undefined, 2));
  fs.renameSync(unfinished, files.hostChanges);
}

/** Creates the bridge and sets what routing needs. */
export async function changeHost(): Promise<void> {
  fs.writeFileSync(sysctlFile("net/ipv4/ip_forward"), "1");
  const { bridge, nodeAddress, subnet } = network;
  if ((await tryRun("ip", ["link", "show", bridge])).code !== 0) {
    await run("ip", ["link", "add", bridge, "type", "bridge"]);
  }
  await run("ip", ["address", "replace", `${nodeAddress}/${subnet.split("/")[1]}`, "dev", bridge]);
  await run("ip", ["link", "set", bridge, "up"]);
  // Pods are behind the node: it answers ARP for them, so that the whole subnet reaches them.
  fs.writeFileSync(sysctlFile(`net/ipv4/conf/${bridge}/proxy_arp`), "1");
}

/** Restores everything that was recorded, and removes the devices. */
export async function restoreHost(): Promise<void> {
  await removeDevices();
  if (!fs.existsSync(files.hostChanges)) return;
  const record = JSON.parse(fs.readFileSync(files.hostChanges, "utf8")) as HostRecord;
  for (const [name, value] of Object.entries(record.sysctls)) fs.writeFileSync(sysctlFile(name), value);
  for (const folder of record.mountPoints) removeIfEmpty(folder);
  await removeEmptyNftTables(record.nftTables);
  fs.rmSync(files.hostChanges);
}

async function removeDevices(): Promise<void> {
  const listed = JSON.parse((await run("ip", ["-json", "link", "show"])) || "[]") as { ifname: string }[];
  const ours = listed
    .map(link => link.ifname)
    .filter(name => name === network.bridge || /^cali[0-9a-f]{11}$/.test(name));
  // A pod's device may vanish by itself, with its network namespace.
  for (const name of ours) await tryRun("ip", ["link", "delete", name]);
}

function removeIfEmpty(folder: string): void {
  try {
    fs.rmdirSync(folder);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    // Somebody else has begun to use it.
    if (code !== "ENOENT" && code !== "ENOTEMPTY" && code !== "EBUSY") throw error;
  }
}

async function nftTables(): Promise<string[] | undefined> {
  const result = await tryRun("nft", ["list", "tables"]).catch(() => undefined);
  if (result?.code !== 0) return undefined;
  return result.stdout
    .split("\n")
    .filter(Boolean)
    .map(line => line.replace(/^table /, ""));
}

/** `iptables` creates tables as it needs them. Deletes those that it created for us and that hold no rules. */
async function removeEmptyNftTables(before: string[] | undefined): Promise<void> {
  const now = before === undefined ? undefined : await nftTables();
  for (const table of now ?? []) {
    if (before?.includes(table)) continue;
    const [family, name] = table.split(" ");
    const chains = (await run("nft", ["list", "table", family, name])).split("\n").slice(1, -2);
    const hasRules = chains.some(line => !/^\s*(chain \S+ \{|type .* hook .*|\}|)\s*$/.test(line));
    if (!hasRules) await run("nft", ["delete", "table", family, name]);
  }
}
