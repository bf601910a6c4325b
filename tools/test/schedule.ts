/**
 * What test files share, and when each may run. A file runs beside others, in namespaces of its own, unless it is listed here.
 * Files have the names that `npm test` uses: the path below `tests/`, or for the sandbox's own tests `sandbox/` and the path
 * below `sandbox/tests/`, without `.test.ts`.
 */

/** Things that exist only once in the cluster: no two files of a list run at the same time. */
export const exclusive: Record<string, string[]> = {
  // Its definitions, webhooks and roles are cluster-wide.
  "cert-manager": [
    "cluster/examples/aksSecureListener",
    "cluster/examples/automaticTls",
    "cluster/certManager/certManager",
    "cluster/certManager/chart",
    "cluster/certManager/foreign",
    "cluster/examples/iotOperations",
    "cluster/iotOperations/components",
    "sandbox/cluster/iotOperations",
  ],
  // The custom resource definitions of Azure IoT Operations, and other kinds of the same names: kubectl may find either one.
  "broker kinds": [
    "cluster/iotOperations/adoption",
    "sandbox/cluster/azureNativeInstallation",
    "sandbox/cluster/azureNativeIotOperations",
    "cluster/iotOperations/policies",
    "cluster/iotOperations/replacement",
    "cluster/iotOperations/secrets",
    "cluster/iotOperations/settings",
    "cluster/iotOperations/controlPlanes",
    "cluster/examples/iotOperations",
    "cluster/iotOperations/components",
    "sandbox/cluster/iotOperations",
    "cluster/iotOperations/schema",
    "sandbox/cluster/kubernetesCreate",
  ],
  // One of them kills HAProxy and checks where it listens; during a reload it would see that twice.
  router: ["cluster/examples/mosquittoOpenshift", "cluster/mosquittoBroker/route", "sandbox/cluster/router"],
  // Whoever comes first compiles Pulumi's SDK for Go, two minutes of processor time, and the others have it.
  "Go's build cache": ["package/languages", "cluster/languages"],
  // Both examples create it.
  "namespace mosquitto": ["cluster/examples/mosquittoClient", "cluster/examples/mosquittoOpenshift"],
};

/** Files that need the whole cluster: they come last, one after the other. */
export const alone = [
  // Kills the API server and the scheduler, and replaces an image.
  "sandbox/cluster/machine",
  // Takes the cluster down and brings it up.
  "sandbox/cluster/machineLife",
];

/** The long ones start first, in this order; so do those that wait for each other, or the run would wait for the last of them. */
export const first = [
  "cluster/examples/iotOperations",
  "cluster/iotOperations/components",
  "sandbox/cluster/iotOperations",
  "cluster/certManager/foreign",
  "cluster/certManager/certManager",
  "cluster/examples/aksSecureListener",
  "cluster/examples/automaticTls",
  "cluster/certManager/chart",
  "package/languages",
  "upgrade/upgrade",
  "release/install",
  "cluster/examples/aksCalicoDgraph",
  "cluster/examples/recovery",
  "cluster/mosquittoBroker/reload",
];
