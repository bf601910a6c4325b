/** Where the programs of the machine-local cluster are. */
import * as fs from "node:fs";
import { files } from "./layout";

/** What the machine needs from the toolchain; anything that can name programs will do. */
export interface Programs {
  /** The absolute path of a program, e.g. "kube-apiserver". */
  program(name: string): string;
  /** The absolute path of a file that a module of a group ships, e.g. ("calico", "crds.yaml"). */
  file(group: string, name: string): string;
}

const supervisorsPrograms = [
  ...["etcd", "kube-apiserver", "kube-controller-manager", "kube-scheduler", "kubelet", "kube-proxy", "kubectl"],
  ...["calico", "calico-felix", "coredns", "pause"],
];

interface Paths {
  programs: Record<string, string>;
  customResourceDefinitions: string;
}

/** Writes down where the programs are, for the supervisor. */
export function writePrograms(programs: Programs): void {
  const paths: Paths = {
    programs: Object.fromEntries(supervisorsPrograms.map(name => [name, programs.program(name)])),
    customResourceDefinitions: programs.file("calico", "crds.yaml"),
  };
  fs.writeFileSync(files.programs, JSON.stringify(paths, undefined, 2));
}

/** The programs that `writePrograms` wrote down. */
export function readPrograms(): Programs {
  const paths = JSON.parse(fs.readFileSync(files.programs, "utf8")) as Paths;
  return { program: name => paths.programs[name], file: () => paths.customResourceDefinitions };
}
