/** Which upstream programs the sandbox runs, in groups that are built together, and how each is recognised or built. */

/** How to judge a program that the machine has: which arguments make it print its version, and which versions are suitable. */
export interface Accepted {
  readonly arguments: readonly string[];
  /** Its first group is the version, as three numbers. */
  readonly version: RegExp;
  readonly atLeast: string;
  readonly below: string;
}

/** One program of a group. */
export interface Program {
  /** Import path of its main package; "." is the one beside the group's go.mod. */
  readonly package: string;
  /** Absent: the program is always built. */
  readonly accepted?: Accepted;
}

/** A file, or a whole folder, that a module ships and that is needed besides the programs. */
export interface ModuleFile {
  readonly module: string;
  readonly path: string;
}

/** Programs built from one go.mod, in the folder named after the group; or only files. */
export interface Group {
  readonly programs: Readonly<Record<string, Program>>;
  /** Linker flags beyond those that every group gets: version stamps. */
  readonly ldflags?: readonly string[];
  readonly files?: Readonly<Record<string, ModuleFile>>;
  /** How much disk space its sources and compiled packages take during the build, in GB. */
  readonly diskSpace: number;
}

/** A component of the control plane or the node. They must match, so only the pinned minor version is accepted. */
function kubernetes(name: string): Program {
  return {
    package: `k8s.io/kubernetes/cmd/${name}`,
    accepted: {
      arguments: ["--version"],
      version: /^Kubernetes v(\d+\.\d+\.\d+)/m,
      atLeast: "1.36.0",
      below: "1.37.0",
    },
  };
}

/** The cert-manager that the sandbox runs: the last series whose programs are in the main module. */
export const certManagerVersion = "v1.11.5";

/** The cert-manager whose chart the sandbox renders, to test what users get; its programs are not built. */
export const newestCertManagerVersion = "v1.21.2";

/** The Dgraph that the sandbox runs. */
export const dgraphVersion = "v25.0.0";

const certManager = "github.com/cert-manager/cert-manager";

/**
 * The table, in build order. While one group is compiled, the next one's modules are downloaded, so it begins with the
 * groups that have little to download.
 */
export const groups = {
  pause: {
    programs: { pause: { package: "." } },
    diskSpace: 0.1,
  },
  "certificate-judge": {
    programs: { "certificate-judge": { package: "." } },
    diskSpace: 0.1,
  },
  // CoreDNS, the provisioner and Pause go into images that hold nothing else, so they are never taken from the machine,
  // where they may need shared libraries.
  coredns: {
    programs: { coredns: { package: "." } },
    diskSpace: 1.5,
  },
  "local-path-provisioner": {
    programs: { "local-path-provisioner": { package: "github.com/rancher/local-path-provisioner" } },
    diskSpace: 1.5,
  },
  kubernetes: {
    programs: {
      "kube-apiserver": kubernetes("kube-apiserver"),
      "kube-controller-manager": kubernetes("kube-controller-manager"),
      "kube-scheduler": kubernetes("kube-scheduler"),
      kubelet: kubernetes("kubelet"),
      "kube-proxy": kubernetes("kube-proxy"),
      kubectl: {
        package: "k8s.io/kubernetes/cmd/kubectl",
        // A client may be one minor version older or newer than its API server.
        accepted: {
          arguments: ["version", "--client"],
          version: /^Client Version: v(\d+\.\d+\.\d+)/m,
          atLeast: "1.35.0",
          below: "1.38.0",
        },
      },
      etcd: {
        package: "go.etcd.io/etcd/server/v3",
        accepted: {
          arguments: ["--version"],
          version: /^etcd Version: (\d+\.\d+\.\d+)/m,
          atLeast: "3.6.0",
          below: "3.7.0",
        },
      },
    },
    ldflags: [
      "-X k8s.io/component-base/version.gitVersion=v1.36.3",
      "-X k8s.io/component-base/version.gitMajor=1",
      "-X k8s.io/component-base/version.gitMinor=36",
      "-X k8s.io/component-base/version.gitTreeState=clean",
      "-X k8s.io/component-base/version.gitCommit=0000000000000000000000000000000000000000",
      "-X k8s.io/component-base/version.buildDate=1970-01-01T00:00:00Z",
    ],
    diskSpace: 6,
  },
  // Felix, the CNI plugin and the custom resource definitions belong together, so Calico is always built.
  calico: {
    programs: {
      calico: { package: "github.com/projectcalico/calico/cni-plugin/cmd/calico" },
      "calico-felix": { package: "github.com/projectcalico/calico/felix/cmd/calico-felix" },
    },
    ldflags: ["-X main.VERSION=v3.28.5", "-X github.com/projectcalico/calico/felix/buildinfo.GitVersion=v3.28.5"],
    files: { "crds.yaml": { module: "github.com/projectcalico/calico", path: "manifests/crds.yaml" } },
    diskSpace: 3.5,
  },
  pulumi: {
    programs: {
      pulumi: {
        package: "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi",
        accepted: { arguments: ["version"], version: /^v(\d+\.\d+\.\d+)/m, atLeast: "3.230.0", below: "4.0.0" },
      },
    },
    ldflags: ["-X github.com/pulumi/pulumi/sdk/v3/go/common/version.Version=v3.250.0"],
    diskSpace: 4,
  },
  // It does not report its version, so one found on the machine cannot be judged.
  "pulumi-yaml": {
    programs: { "pulumi-language-yaml": { package: "github.com/pulumi/pulumi-yaml/cmd/pulumi-language-yaml" } },
    diskSpace: 2,
  },
  // Of the modules of pulumi, whose packages it shares. Pulumi's language hosts for Go and Python are not modules.
  "sdk-generator": {
    programs: { "sdk-generator": { package: "." } },
    files: {
      "pulumi-language-python-exec": {
        module: "github.com/pulumi/pulumi/sdk/v3",
        path: "python/cmd/pulumi-language-python-exec",
      },
    },
    diskSpace: 1,
  },
  helm: {
    programs: {
      helm: {
        package: "helm.sh/helm/v3/cmd/helm",
        accepted: {
          arguments: ["version", "--short"],
          version: /^v(\d+\.\d+\.\d+)/m,
          atLeast: "3.18.0",
          below: "4.0.0",
        },
      },
    },
    ldflags: [
      "-X helm.sh/helm/v3/internal/version.version=v3.22.0",
      // The version that a chart sees if no cluster is asked, as by `helm template`; else it sees 1.20, which charts refuse.
      "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMajor=1",
      "-X helm.sh/helm/v3/pkg/chartutil.k8sVersionMinor=36",
    ],
    diskSpace: 1,
  },
  // They go into images that hold nothing else.
  "cert-manager": {
    programs: {
      "cert-manager-controller": { package: `${certManager}/cmd/controller` },
      "cert-manager-webhook": { package: `${certManager}/cmd/webhook` },
      "cert-manager-cainjector": { package: `${certManager}/cmd/cainjector` },
    },
    ldflags: [`-X ${certManager}/pkg/util.AppVersion=${certManagerVersion}`],
    files: {
      chart: { module: certManager, path: "deploy/charts/cert-manager" },
      crds: { module: certManager, path: "deploy/crds" },
    },
    diskSpace: 3,
  },
  // grpcurl needs the API definition of this very version, since Dgraph does not tell it.
  dgraph: {
    programs: { dgraph: { package: "github.com/hypermodeinc/dgraph/v25/dgraph" } },
    ldflags: [`-X github.com/hypermodeinc/dgraph/v25/x.dgraphVersion=${dgraphVersion}`],
    files: { "api.proto": { module: "github.com/dgraph-io/dgo/v250", path: "protos/api.proto" } },
    diskSpace: 2.5,
  },
  grpcurl: {
    programs: { grpcurl: { package: "github.com/fullstorydev/grpcurl/cmd/grpcurl" } },
    ldflags: ["-X main.version=v1.9.4"],
    diskSpace: 0.5,
  },
  "cert-manager-chart": {
    programs: {},
    files: { chart: { module: certManager, path: "deploy/charts/cert-manager" } },
    diskSpace: 0.1,
  },
} as const satisfies Record<string, Group>;

type Groups = typeof groups;

/** The name of a group, which is also the name of the folder that holds its go.mod. */
export type GroupName = keyof Groups;

/** The name of a program of any group. */
export type ProgramName = { [G in GroupName]: keyof Groups[G]["programs"] & string }[GroupName];

/** What a caller may ask for: a whole group, or one program of it, as in "kubernetes/kubectl". */
export type Wanted = GroupName | { [G in GroupName]: `${G}/${keyof Groups[G]["programs"] & string}` }[GroupName];
