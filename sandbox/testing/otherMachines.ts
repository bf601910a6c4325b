/** Network namespaces of this machine that play other machines. */
import { execFileSync } from "node:child_process";

/** Makes a network namespace whose only device has this address and is linked to a device of the host. */
export function attach(machine: string, device: string, address: string): void {
  ip("netns", "add", machine);
  ip("link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", machine);
  ip("link", "set", device, "up");
  ip("-netns", machine, "address", "add", address, "dev", "eth0");
  ip("-netns", machine, "link", "set", "eth0", "up");
}

/** Makes one on the sandbox's bridge: a machine in the subnet of nodes and pods. */
export function attachToSubnet(machine: string, device: string, address: string): void {
  attach(machine, device, `${address}/16`);
  ip("link", "set", device, "master", "aksmqtt0");
}

/** Removes those of the machines that exist. */
export function detach(...machines: string[]): void {
  const there = execFileSync("ip", ["netns", "list"], { encoding: "utf8" }).split("\n");
  for (const machine of machines) {
    if (there.some(line => line.split(" ")[0] === machine)) ip("netns", "delete", machine);
  }
}

/** Runs the `ip` command. */
export function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: "pipe" });
}
