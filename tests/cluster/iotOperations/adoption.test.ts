/** A resource that an `up` made in Azure before it was killed, so that Pulumi does not know it. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { Broker, BrokerAuthorization } from "../../../index";
import { createTestStack, planned } from "../../../sandbox/testing/testStack";
import type { TestStack } from "../../../sandbox/testing/testStack";
import { AzureProvider, iotOperationsInstance } from "../../../sandbox/testing/azureNativeStack";
import { defineBrokerResources } from "../../../sandbox/testing/brokerDefinitions";
import { deleteNamespace, makeNamespace } from "../../../sandbox/testing/kubectl";

const type = "azure-native:iotoperations:BrokerAuthorization";

describe("A resource in Azure that Pulumi does not know", function () {
  this.timeout(180_000);
  let undefine: () => Promise<void>;
  let namespace: string;
  let folder: string;
  let test: TestStack;

  before(async () => {
    undefine = await defineBrokerResources();
    namespace = await makeNamespace("adoption");
    folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-adoption-"));
    const variables = { AKS_MQTT_AZURE: path.join(folder, "azure") };
    test = await createTestStack({ run: () => Promise.resolve(program(namespace)) }, { variables });
  });
  after(async () => {
    await test?.remove();
    await fs.rm(folder, { recursive: true });
    await deleteNamespace(namespace);
    await undefine();
  });

  it("stops the update, and is adopted by an import", async () => {
    await test.stack.up();
    const { id, urn, parent, provider } = await forget(test);

    await assert.rejects(test.stack.up(), ({ message }: Error) => {
      assert.ok(message.includes(`cannot create already existing resource '${id}'`), message);
      return true;
    });

    await test.stack.import({
      resources: [{ type, name: urn.split("::").pop()!, id, parent: "component", provider: "azure" }],
      nameTable: { component: parent, azure: provider.slice(0, provider.lastIndexOf("::")) },
      protect: false,
      generateCode: false,
    });
    await test.stack.up();

    assert.deepEqual(await planned(test.stack), []);
    const known = await recorded(test);
    assert.deepEqual([known.urn, known.id, known.parent], [urn, id, parent]);
  });
});

function program(namespace: string): void {
  const provider = new AzureProvider("azure");
  const { resourceGroupName, instanceName, extendedLocation } = iotOperationsInstance(namespace, provider);
  const azure = { resourceGroupName, instanceName, customLocationId: extendedLocation.name };
  const opts: pulumi.ComponentResourceOptions = { providers: [provider] };
  const own = new Broker("own", { azure, namespace, brokerName: "own", settings: { memoryProfile: "Tiny" } }, opts);
  const rules = [{ principals: { usernames: ["meter"] }, brokerResources: [{ method: "Connect" as const }] }];
  new BrokerAuthorization("meters", { azure, namespace, brokerName: own.brokerName, rules }, opts);
}

interface RecordedResource {
  type: string;
  urn: string;
  id: string;
  parent: string;
  provider: string;
}

async function stateOf({ stack }: TestStack) {
  const exported = await stack.exportStack();
  return { exported, deployment: exported.deployment as { resources: RecordedResource[] } };
}

async function recorded(test: TestStack): Promise<RecordedResource> {
  const { deployment } = await stateOf(test);
  const found = deployment.resources.find(resource => resource.type === type);
  assert.ok(found, `the state has no ${type}`);
  return found;
}

/** Removes the resource from the state, as if the update that made it had been killed. */
async function forget(test: TestStack): Promise<RecordedResource> {
  const { exported, deployment } = await stateOf(test);
  const known = await recorded(test);
  const resources = deployment.resources.filter(({ urn }) => urn !== known.urn);
  await test.stack.importStack({ ...exported, deployment: { ...deployment, resources } });
  return known;
}
