/** Network namespaces of this machine that play other machines. */
import { execFileSync } from "node:child_process";

/** Makes a network namespace whose only device, with this address, is linked to a device of the host. */
export function attach(machine: string, device: string, address: string): void {
  ip("netns", "add", machine);
  ip("link", "add", device, "type", "veth", "peer", "name", "eth0", "netns", machine);
  ip("link", "set", device, "up");
  ip("-netns", machine, "address", "add", address, "dev", "eth0");
  ip("-netns", machine, "link", "set", "eth0", "up");
}

/** The same on the sandbox's bridge: a machine of the subnet of nodes and pods. */
export function attachToSubnet(machine: string, device: string, address: string): void {
  attach(machine, device, `${address}/16`);
  ip("link", "set", device, "master", "aksmqtt0");
}

/** Runs the `ip` command. */
export function ip(...args: string[]): void {
  execFileSync("ip", args, { stdio: "pipe" });
}
