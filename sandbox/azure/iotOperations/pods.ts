/** What the creators of the stand-in's pods and the programs inside them must agree on. */

/** Each has its own rights, in `rights.ts`. */
export const serviceAccounts = {
  operator: "aio-broker-operator",
  webhook: "aio-broker-webhook",
  frontend: "aio-broker-frontend",
} as const;

/** Drops rights that no pod needs, as restricted Pod Security demands. */
export const hardened = {
  pod: { securityContext: { runAsNonRoot: true, fsGroup: 65532, seccompProfile: { type: "RuntimeDefault" } } },
  container: {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ["ALL"] },
  },
} as const;

/** The port on which a frontend reports that it is ready: the one that listeners are least likely to want. */
export const frontendHealth = { port: 65535 } as const;

/** Where the webhook's pod has its certificate, and where it listens. */
export const webhookServer = { folder: "/var/run/webhook", port: 8443, path: "/validate" } as const;
