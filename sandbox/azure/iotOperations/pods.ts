/** What the pods of the stand-in are, as far as those who make them and those who run in them must agree. */

/** Each with rights of its own, in `rights.ts`. */
export const serviceAccounts = {
  operator: "aio-broker-operator",
  webhook: "aio-broker-webhook",
  frontend: "aio-broker-frontend",
} as const;

/** Rights that no pod needs are given up, as restricted Pod Security demands. */
export const hardened = {
  pod: { securityContext: { runAsNonRoot: true, fsGroup: 65532, seccompProfile: { type: "RuntimeDefault" } } },
  container: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
} as const;

/** Where a frontend says that it serves what it is to serve: the port that listeners are least likely to want. */
export const frontendHealth = { port: 65535 } as const;

/** Where the webhook's pod has its certificate, and where it listens. */
export const webhookServer = { folder: "/var/run/webhook", port: 8443, path: "/validate" } as const;
