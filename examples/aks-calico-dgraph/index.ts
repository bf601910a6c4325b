/**
 * Dgraph and a client in another namespace. From test 1 on, policies separate them; test 2 lets the client in again.
 */
import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { NamespaceIsolation, PolicyEngine } from "../../index";
import { newClient } from "./client";
import { newDgraph, ports } from "./dgraph";

const config = new pulumi.Config();

// An interrupted update may leave objects behind that Pulumi does not know. The next update takes them over.
const provider = new kubernetes.Provider("cluster", {
  context: config.get("context"),
  upsertExistingObjects: true,
  enablePatchForce: true,
  enableConfigMapMutable: true,
});
const inCluster = { provider };

/** 0: everything is open. 1: policies close Dgraph. 2: labels on the client's namespace let it in. */
const test = config.getNumber("test") ?? 0;
if (![0, 1, 2].includes(test)) {
  throw new pulumi.RunError(`The configuration value test is ${test}, but must be 0, 1 or 2.`);
}
const clientLabels = { app: "dgraph-client", env: "test" };

const dgraph = newDgraph(
  {
    image: config.get("dgraphImage") ?? "docker.io/dgraph/dgraph:v25.0.0",
    memoryLimit: config.get("memoryLimit") ?? "512Mi",
    zeroStorage: config.get("zeroStorage") ?? "1Gi",
    alphaStorage: config.get("alphaStorage") ?? "1Gi",
    storageClass: config.get("storageClass"),
  },
  inCluster,
);

newClient(
  {
    image: config.require("clientImage"),
    alphaServer: dgraph.alphaServer,
    namespaceLabels: test === 2 ? clientLabels : undefined,
  },
  inCluster,
);

if (test > 0) {
  new NamespaceIsolation(
    "dgraph-allow-client",
    {
      namespace: dgraph.namespace,
      clientNamespaceLabels: clientLabels,
      tcpPorts: [ports.http, ports.grpc],
      administrationNamespaceLabels: { app: "dgraph-administration" },
      policyEngine: PolicyEngine.Calico,
      strict: true,
    },
    inCluster,
  );
}

export const alphaServer = dgraph.alphaServer;
