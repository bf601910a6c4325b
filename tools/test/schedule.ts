/**
 * What test files share, and when each may run. A file runs beside others, in namespaces of its own, unless it stands here.
 * Files are named as `npm test` names them: by their path below `tests/`, those of the sandbox by `sandbox/` and their path
 * below `sandbox/tests/`, without `.test.ts`.
 */

/** Things of the cluster that there is one of: no two files of a list run at the same time. */
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
  // The custom resource definitions of Azure IoT Operations, and kinds of the same names, by which kubectl finds either.
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
  // One of them kills HAProxy, and looks where it listens, which a reload shows twice.
  router: ["cluster/examples/mosquittoOpenshift", "cluster/mosquittoBroker/route", "sandbox/cluster/router"],
  // Both examples make it.
  "namespace mosquitto": ["cluster/examples/mosquittoClient", "cluster/examples/mosquittoOpenshift"],
};

/** Files that need the whole cluster: they come last, one after the other. */
export const alone = [
  // Kills the API server and the scheduler, and replaces an image.
  "sandbox/cluster/machine",
  // Takes the cluster down and brings it up.
  "sandbox/cluster/machineLife",
];

/** The long ones start first, in this order; so do those that wait for each other, or the last of them would end the run. */
export const first = [
  "cluster/examples/iotOperations",
  "cluster/iotOperations/components",
  "sandbox/cluster/iotOperations",
  "cluster/certManager/foreign",
  "cluster/certManager/certManager",
  "cluster/examples/aksSecureListener",
  "cluster/examples/automaticTls",
  "cluster/certManager/chart",
  "cluster/examples/aksCalicoDgraph",
  "cluster/examples/recovery",
  "cluster/mosquittoBroker/reload",
];
