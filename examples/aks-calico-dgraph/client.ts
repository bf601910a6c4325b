/** The client: a pod with curl, jq, grpcurl and pydgraph that knows the name of the alphas. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";

/** The settings of the client. */
export interface ClientSettings {
  image: string;
  /** The name of the alphas' Service, for `DGRAPH_ALPHA_SERVER`. */
  alphaServer: pulumi.Output<string>;
  /** Labels of its namespace, in addition to labels that others set. */
  namespaceLabels?: Record<string, string>;
}

const name = "pydgraph-client";
const labels = { app: name };

/** The client's Deployment in its own namespace. */
export function newClient(settings: ClientSettings, opts: pulumi.CustomResourceOptions): void {
  const namespace = new kubernetes.core.v1.Namespace(
    name,
    { metadata: { name, labels: settings.namespaceLabels } },
    opts,
  ).metadata.name;
  const programs = new kubernetes.core.v1.ConfigMap(
    `${name}-programs`,
    {
      metadata: { namespace, name: `${name}-programs` },
      data: { "films.py": fs.readFileSync(path.join(__dirname, "pydgraph", "films.py"), "utf8") },
    },
    opts,
  );
  new kubernetes.apps.v1.Deployment(
    name,
    {
      metadata: { namespace, name, labels },
      spec: {
        replicas: 1,
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            automountServiceAccountToken: false,
            enableServiceLinks: false,
            terminationGracePeriodSeconds: 0,
            securityContext: {
              runAsNonRoot: true,
              runAsUser: 65532,
              runAsGroup: 65532,
              seccompProfile: { type: "RuntimeDefault" },
            },
            containers: [
              {
                name,
                image: settings.image,
                command: ["sleep", "infinity"],
                env: [{ name: "DGRAPH_ALPHA_SERVER", value: settings.alphaServer }],
                // No CPU limit: Python starts in one second without, and in ten with a quarter of a core.
                resources: { requests: { cpu: "80m", memory: "64Mi" }, limits: { memory: "128Mi" } },
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
                volumeMounts: [{ name: "programs", mountPath: "/programs" }],
              },
            ],
            volumes: [{ name: "programs", configMap: { name: programs.metadata.name } }],
          },
        },
      },
    },
    opts,
  );
}
