/**
 * What test files share, and when each may run. A file runs beside others, in namespaces of its own, unless it stands here.
 * Files are named by their path below `tests/`, without `.test.ts`.
 */

/** Things of the cluster that there is one of: no two files of a list run at the same time. */
export const exclusive: Record<string, string[]> = {
  // Its definitions, webhooks and roles are cluster-wide.
  "cert-manager": [
    "sandbox/aksSecureListener",
    "sandbox/automaticTls",
    "sandbox/certManager",
    "sandbox/certManagerChart",
    "sandbox/certManagerForeign",
    "sandbox/iotOperations",
    "sandbox/iotOperationsComponents",
    "sandbox/iotOperationsOperator",
  ],
  // The custom resource definitions of Azure IoT Operations, and kinds of the same names, by which kubectl finds either.
  "broker kinds": [
    "sandbox/azureAdoption",
    "sandbox/azureNativeInstallation",
    "sandbox/azureNativeIotOperations",
    "sandbox/brokerPolicies",
    "sandbox/brokerReplacement",
    "sandbox/brokerSecrets",
    "sandbox/brokerSettings",
    "sandbox/controlPlanes",
    "sandbox/iotOperations",
    "sandbox/iotOperationsComponents",
    "sandbox/iotOperationsOperator",
    "sandbox/iotOperationsSchema",
    "sandbox/kubernetesStandInCreate",
  ],
  // One of them kills HAProxy, and looks where it listens, which a reload shows twice.
  router: ["sandbox/mosquittoOpenshift", "sandbox/route", "sandbox/router"],
  // Both examples make it.
  "namespace mosquitto": ["sandbox/mosquittoClient", "sandbox/mosquittoOpenshift"],
};

/** Files that need the whole cluster: they come last, one after the other. */
export const alone = [
  // Kills the API server and the scheduler, and replaces an image.
  "sandbox/machine",
  // Takes the cluster down and brings it up.
  "lifecycle/machine",
];

/** The long ones start first, in this order; so do those that wait for each other, or the last of them would end the run. */
export const first = [
  "sandbox/iotOperations",
  "sandbox/iotOperationsComponents",
  "sandbox/iotOperationsOperator",
  "sandbox/certManagerForeign",
  "sandbox/certManager",
  "sandbox/aksSecureListener",
  "sandbox/automaticTls",
  "sandbox/certManagerChart",
  "sandbox/dgraph",
  "sandbox/recovery",
  "sandbox/reload",
];
