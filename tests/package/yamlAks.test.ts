/** The YAML program that docs/AksCluster.md shows for languages other than TypeScript. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { projectFolder } from "../../sandbox/paths";
import { planned } from "../../sandbox/testing/testStack";
import { isUnknown } from "../preview/unreachable";
import { pluginFolder, previewedProgram } from "./previewedProgram";
import type { PreviewedProgram } from "./previewedProgram";

const project = `
name: yaml-aks
runtime: yaml
packages:
  aks-mqtt: ${JSON.stringify(pluginFolder)}
config:
  azure-native:location:
    value: westeurope
`;

async function documented(): Promise<string> {
  const page = await fs.readFile(path.join(projectFolder, "docs", "AksCluster.md"), "utf8");
  const [, program] = /^```yaml\n(resources:\n[^]*?)^```$/m.exec(page) ?? assert.fail("the page has no YAML program");
  return program;
}

describe("YAML program with an AKS cluster and its contents", function () {
  this.timeout(180_000);
  let previewed: PreviewedProgram;

  before(async () => {
    previewed = await previewedProgram(project + (await documented()));
  });
  after(() => previewed?.remove());

  it("previews the cluster, a provider for it, and a namespace from that provider", async () => {
    const steps = await planned(previewed.stack);
    const stepOf = (type: string, name: string) =>
      steps.find(step => step.type === type && step.name === name) ??
      assert.fail(steps.map(step => `${step.type} ${step.name}`).join(", "));

    const component = stepOf("aks-mqtt:index:AksCluster", "aks");
    const cluster = stepOf("azure-native:containerservice:ManagedCluster", "aks-cluster");
    assert.equal(cluster.parent, component.urn);
    assert.equal(cluster.inputs.kubernetesVersion, "1.33");
    const inside = stepOf("pulumi:providers:kubernetes", "inside");
    for (const input of ["kubeconfig", "clusterIdentifier"]) assert.ok(isUnknown(inside.inputs[input]), input);
    assert.ok(stepOf("kubernetes:core/v1:Namespace", "namespace").provider.startsWith(`${inside.urn}::`));
  });
});
