/** The Debian packages that the machine-local cluster runs on. */
import * as fs from "node:fs";
import type { Report } from "../progress";
import { run, tryRun } from "./run";

const packages = [
  ...["containerd", "runc", "containernetworking-plugins"], // containers
  ...["iptables", "nftables", "ipset", "conntrack", "iproute2"], // kube-proxy's and Calico's tools
  ...["mosquitto", "mosquitto-clients", "busybox-static"], // what the images are built from; clients for this machine too
  ...["openssl", "util-linux"], // certificates; unshare and nsenter
];

/** Packages that only Routes need. */
export const routerPackages = ["haproxy"];

/** Debian's way to keep a package from starting its service; 101 means "not allowed". */
const policyFile = "/usr/sbin/policy-rc.d";
const policy = "#!/bin/sh\n# Made for one installation, and removed after it.\nexit 101\n";

async function missingOf(packages: readonly string[]): Promise<string[]> {
  const query = ["--show", "--showformat=${Package} ${db:Status-Status}\n", ...packages];
  const { stdout } = await tryRun("dpkg-query", query).catch(() => {
    throw new Error(
      `This system has no dpkg. The sandbox installs these Debian packages; elsewhere, install their equivalents by hand: ${packages.join(", ")}.`,
    );
  });
  const installed = new Set(
    stdout
      .split("\n")
      .filter(line => line.endsWith(" installed"))
      .map(line => line.split(" ")[0]),
  );
  // Debian's other busybox will do as well, and the two cannot both be installed.
  if (fs.existsSync("/usr/bin/busybox") || fs.existsSync("/bin/busybox")) installed.add("busybox-static");
  return packages.filter(name => !installed.has(name));
}

/** Installs the missing ones of the sandbox's packages and `others`, without starting any services that come with them. */
export async function ensureDebianPackages(report: Report, others: readonly string[] = []): Promise<void> {
  const missing = await missingOf([...packages, ...others]);
  if (missing.length === 0) return;
  report(`installing ${missing.join(", ")}`);
  const madePolicy = !fs.existsSync(policyFile);
  if (madePolicy) fs.writeFileSync(policyFile, policy, { mode: 0o755 });
  try {
    await install(missing, report);
  } finally {
    if (madePolicy) fs.rmSync(policyFile, { force: true });
  }
  if (fs.existsSync("/run/systemd/system")) {
    // Otherwise the next boot would start them.
    const services = ["containerd.service", "mosquitto.service", "haproxy.service"].filter(unit =>
      missing.includes(unit.split(".")[0]),
    );
    if (services.length > 0) await run("systemctl", ["disable", ...services]);
  }
}

async function install(missing: string[], report: Report): Promise<void> {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const aptGet = (...args: string[]) =>
    run("apt-get", ["--quiet=2", "--option=DPkg::Lock::Timeout=120", ...args], { env });
  const installing = () => aptGet("install", "--yes", "--no-remove", "--no-install-recommends", ...missing);
  try {
    await installing();
  } catch {
    // A fresh machine has no package lists, or outdated ones that name versions that are gone.
    report("reading Debian's package lists");
    try {
      await aptGet("update");
      report(`installing ${missing.join(", ")}`);
      await installing();
    } catch (error) {
      const reason = (error as Error).message;
      throw new Error(
        `Installing the Debian packages ${missing.join(", ")} failed: ${reason}\nInstall them by hand, then try again.`,
      );
    }
  }
}
