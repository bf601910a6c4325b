import assert from "node:assert/strict";
import type * as pulumi from "@pulumi/pulumi";
import { CertManager, ServiceEndpoint } from "../../../index";
import { find, run } from "../engine/engine";
import { liveService } from "../engine/live";
import { deploymentOf, fullMosquitto, live } from "../mosquittoBroker/fullMosquitto";

const linux = { "kubernetes.io/os": "linux" };

/** Each component whose Job runs kubectl. */
const jobs: [job: string, make: (opts: pulumi.ComponentResourceOptions) => unknown][] = [
  ["certs-ready-job", opts => new CertManager("certs", { existing: true }, opts)],
  [
    "endpoint-job",
    opts => new ServiceEndpoint("endpoint", { awaitedService: { namespace: "mqtt", name: "broker-tls" } }, opts),
  ],
];

describe("Pods of this package run on Linux nodes only", () => {
  it("that of a MosquittoBroker", async () => {
    const { resources } = await run(() => fullMosquitto(), { live });

    assert.deepEqual(deploymentOf(resources).spec.template.spec.nodeSelector, linux);
  });

  for (const [job, make] of jobs) {
    it(`that of ${job}, which is not replaced for that`, async () => {
      const options: pulumi.CustomResourceOptions[] = [];
      const record: pulumi.ResourceTransformation = ({ type, props, opts }) => {
        if (type === "kubernetes:batch/v1:Job") options.push(opts);
        return { props, opts };
      };
      const service = { "Service/mqtt/broker-tls": liveService({ ingress: [{ ip: "10.240.32.1" }] }) };
      const { resources } = await run(() => make({ transformations: [record] }), { live: service });

      const { spec } = find(resources, "kubernetes:batch/v1:Job", job).inputs as {
        spec: { template: { spec: { nodeSelector: object } } };
      };
      assert.deepEqual(spec.template.spec.nodeSelector, linux);
      assert.deepEqual(
        options.map(({ ignoreChanges }) => ignoreChanges),
        [["spec.template.spec.nodeSelector"]],
      );
    });
  }
});
