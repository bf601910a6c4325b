/** What a sandbox could leave behind on a machine. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";

/** The state of the machine outside the sandbox's own folder, by kind. */
export type Traces = Record<string, string[]>;

/** Everything that `down` must put back. */
export function traces(): Traces {
  return {
    links: (JSON.parse(output("ip", "-json", "link")) as { ifname: string }[]).map(({ ifname }) => ifname),
    addresses: lines(output("ip", "-oneline", "address")).map(line => line.replace(/\s+valid_lft.*/, "")),
    routes: lines(output("ip", "route", "show", "table", "all")),
    mounts: lines(fs.readFileSync("/proc/self/mountinfo", "utf8")).map(line => line.split(" ")[4]),
    rules: [...rules("iptables-save"), ...rules("ip6tables-save")],
    tables: lines(output("nft", "list", "tables")),
    sets: lines(output("ipset", "list", "-name")),
    // The sandbox has one at the top of each hierarchy. Deeper ones come and go with other programs of the machine.
    controlGroups: lines(output("find", "/sys/fs/cgroup", "-maxdepth", "2", "-type", "d")),
    networkNamespaces: lines(output("ip", "netns", "list")),
    folders: ["/run", "/var/lib", "/var/log", "/etc", "/opt", "/etc/cni", "/etc/containerd", "/var/lib/cni"].flatMap(
      list,
    ),
    kernel: kernelParameters(),
  };
}

/** What has been added or removed since `before` was recorded, in readable lines. */
export function changesSince(before: Traces): string[] {
  const now = traces();
  return Object.keys(now).flatMap(kind => [
    ...now[kind].filter(trace => !before[kind].includes(trace)).map(trace => `+ ${kind}: ${trace}`),
    ...before[kind].filter(trace => !now[kind].includes(trace)).map(trace => `- ${kind}: ${trace}`),
  ]);
}

/** The command lines of processes of a sandbox whose state is in `folder`. */
export function processesOf(folder: string): string[] {
  return fs
    .readdirSync("/proc")
    .filter(name => /^\d+$/.test(name) && name !== String(process.pid))
    .map(pid => {
      try {
        return fs.readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
      } catch {
        return ""; // It has ended.
      }
    })
    .filter(commandLine => commandLine.includes(folder));
}

function output(command: string, ...args: string[]): string {
  return execFileSync(command, args, { encoding: "utf8", maxBuffer: 64 * 1024 * 1024, stdio: "pipe" });
}

function lines(text: string): string[] {
  return text.split("\n").filter(Boolean).sort();
}

/** Rules and chains without their counters and the comments that contain the time. */
function rules(command: string): string[] {
  return lines(output(command))
    .filter(line => !line.startsWith("#"))
    .map(line => line.replace(/ \[\d+:\d+\]$/, ""));
}

function list(folder: string): string[] {
  return fs.existsSync(folder) ? fs.readdirSync(folder).map(name => path.join(folder, name)) : [];
}

/** The kernel parameters that a node's programs may set, without counters and the like, which change by themselves. */
function kernelParameters(): string[] {
  const folders = [
    "kernel",
    "vm",
    "net/ipv4",
    "net/ipv6/conf/all",
    "net/ipv6/conf/default",
    "net/bridge",
    "net/netfilter",
    "net/core",
  ];
  const moving =
    /nf_conntrack_count|ns_last_pid|random|pty\/nr|tcp_fastopen_key|seq-file|stat_refresh|drop_caches|compact_memory/;
  return folders
    .map(folder => `/proc/sys/${folder}`)
    .filter(folder => fs.existsSync(folder))
    .flatMap(folder =>
      fs.readdirSync(folder, { recursive: true, encoding: "utf8" }).map(name => path.join(folder, name)),
    )
    .filter(file => !moving.test(file))
    .flatMap(file => {
      try {
        return [`${file} = ${fs.readFileSync(file, "utf8").trim()}`];
      } catch {
        return []; // A folder, a write-only file, or a file of a device that has just gone.
      }
    });
}
