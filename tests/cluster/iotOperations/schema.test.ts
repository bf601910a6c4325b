/**
 * Whatever the components accept, the API server's schema accepts too: shown with random arguments, and with the public
 * reference of the resources as custom resource definitions. They have an API group of their own, so that an existing
 * operator is left alone, and nothing is made: each request is a dry run.
 */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import * as k8s from "@kubernetes/client-node";
import * as pulumi from "@pulumi/pulumi";
import fc from "../../../sandbox/testing/random";
import { Broker, BrokerAuthentication, BrokerAuthorization, BrokerListener } from "../../../index";
import { definitions } from "../../../sandbox/azure/iotOperations/definitions";
import { plurals } from "../../../sandbox/azure/iotOperations/names";
import type { Kind } from "../../../sandbox/azure/iotOperations/names";
import { attempt } from "../../unit/engine/engine";
import { warningsOf } from "../../unit/engine/warnings";
import {
  authentications,
  authorizations,
  brokers,
  extendedBrokers,
  listeners,
} from "../../unit/iotOperations/arbitraryArguments";
import { apply, kubectl, makeNamespace, deleteNamespace } from "../../../sandbox/testing/kubectl";

const runs = 300;

describe("the components of Azure IoT Operations", function () {
  this.timeout(300_000);
  const group = `schema-${randomBytes(4).toString("hex")}.example.com`;
  const own = Object.values(plurals).map(plural => `${plural}.${group}`);
  let namespace: string;
  let api: k8s.CustomObjectsApi;
  const { KUBECACHEDIR: usualCache } = process.env;

  before(async () => {
    // The kinds have the real ones' names: a cache that kept them would mislead others' kubectl for hours.
    process.env.KUBECACHEDIR = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-schema-"));
    await apply(...definitions().map(definition => inGroup(definition, group)));
    await kubectl("wait", "--for=condition=Established", "--timeout=60s", ...own.map(name => `crd/${name}`));
    namespace = await makeNamespace("schema");
    const config = new k8s.KubeConfig();
    config.loadFromDefault();
    api = config.makeApiClient(k8s.CustomObjectsApi);
  });
  after(async () => {
    try {
      // Kubernetes may take five minutes to delete a kind that nobody has ever listed.
      for (const name of own) await kubectl("get", name, "--all-namespaces");
      await kubectl("delete", "crd", ...own, "--timeout=120s");
      await deleteNamespace(namespace);
    } finally {
      await fs.rm(process.env.KUBECACHEDIR!, { recursive: true });
      if (usualCache === undefined) delete process.env.KUBECACHEDIR;
      else process.env.KUBECACHEDIR = usualCache;
    }
  });

  /** Sends an object with this spec to the API server; fails if the server refuses it or does not know a field. */
  const tryOut = async (kind: Kind, { metadata, spec }: Declared): Promise<void> => {
    const body = { apiVersion: `${group}/v1`, kind, metadata: { ...metadata, namespace }, spec };
    const request = { group, version: "v1", namespace, plural: plurals[kind], body, dryRun: "All" };
    const send = () => api.createNamespacedCustomObject({ ...request, fieldValidation: "Strict" });
    await answered(send).catch((error: unknown) => {
      throw new Error(`The API server refuses ${JSON.stringify(body)}: ${reasonOf(error)}`);
    });
  };

  /** Every random input is either refused with an error about a property, or accepted by the component and the API server. */
  const itKeepsTo = <A>(
    kind: Kind | "BrokerListenerPatch",
    args: fc.Arbitrary<A>,
    make: (args: A) => unknown,
  ): void => {
    it(`refuse every ${kind} that the API server's schema would refuse`, async () => {
      const seen = { accepted: 0, refused: 0 };
      await fc.assert(
        fc.asyncProperty(args, async given => {
          const declared = await declaredBy(() => make(given));
          seen[declared === undefined ? "refused" : "accepted"]++;
          for (const [declaredKind, object] of declared ?? []) await tryOut(declaredKind, object);
        }),
        { numRuns: runs },
      );
      assert.ok(
        seen.accepted > runs / 10 && seen.refused > runs / 20,
        `the inputs show little: ${JSON.stringify(seen)}`,
      );
    });
  };

  itKeepsTo("Broker", brokers, args => new Broker("fuzz", args));
  itKeepsTo("BrokerListenerPatch", extendedBrokers, args => new Broker("fuzz", args));
  itKeepsTo("BrokerListener", listeners, args => new BrokerListener("fuzz", args));
  itKeepsTo("BrokerAuthentication", authentications, args => new BrokerAuthentication("fuzz", args));
  itKeepsTo("BrokerAuthorization", authorizations, args => new BrokerAuthorization("fuzz", args));

  it("have a schema that refuses an unknown method, an invalid port or an unknown field", async () => {
    const metadata = { name: "bad" };
    const refused = async (kind: Kind, spec: object, says: RegExp) =>
      assert.rejects(tryOut(kind, { metadata, spec }), says);
    await refused(
      "BrokerAuthentication",
      { authenticationMethods: [{ method: "Password" }] },
      /authenticationMethods\[0\]\.method: Unsupported value: "Password"/,
    );
    await refused("BrokerListener", { ports: [{ port: 65_536 }] }, /ports\[0\]\.port: .*less than or equal to 65535/);
    await refused(
      "BrokerAuthorization",
      { authorizationPolicies: { rule: [] } },
      /unknown field "spec\.authorizationPolicies\.rule"/,
    );
  });
});

/** Retries while the API server is too busy to answer, as happens when other kinds are added or removed. */
async function answered<T>(send: () => Promise<T>, deadline = Date.now() + 30_000): Promise<T> {
  return send().catch(async (error: unknown) => {
    const busy = error instanceof k8s.ApiException && [429, 503].includes(error.code);
    if (!busy || Date.now() > deadline) throw error;
    await sleep(500);
    return answered(send, deadline);
  });
}

/** The API server's own message. */
function reasonOf(error: unknown): string {
  if (!(error instanceof k8s.ApiException)) return String(error);
  return (JSON.parse(error.body as string) as { message: string }).message;
}

interface Declared {
  metadata: object;
  spec: object;
}

/** The default listener as it is in the cluster. */
const defaultListener = {
  "BrokerListener/azure-iot-operations/default": { metadata: {}, spec: { ports: [{ port: 18883 }] } },
};

/** What a component declares in a preview; undefined if it refuses its arguments at once, with an error about a property. */
async function declaredBy(make: () => unknown): Promise<[Kind, Declared][] | undefined> {
  let outcome: Awaited<ReturnType<typeof attempt>> | undefined;
  await warningsOf(async () => {
    outcome = await attempt(make, { preview: true, live: defaultListener });
  });
  const { errors, thrown, resources } = outcome!;
  const prefix = "kubernetes:mqttbroker.iotoperations.azure.com/v1:";
  const declared = resources.filter(({ type, readId }) => type.startsWith(prefix) && readId === undefined);
  if (thrown === undefined) {
    assert.deepEqual(errors, [], "what is plain is refused in the constructor");
    return declared.map(({ type, inputs }) => {
      // A patch holds the whole list of ports, the only field that a listener requires.
      const kind = type.slice(prefix.length).replace(/Patch$/, "") as Kind;
      return [kind, inputs as unknown as Declared];
    });
  }
  if (!pulumi.InputPropertyError.isInstance(thrown) && !pulumi.InputPropertiesError.isInstance(thrown)) throw thrown;
  assert.deepEqual(declared, [], "something is declared although the arguments are refused");
  return undefined;
}

/** The definition, moved to another API group. */
function inGroup({ metadata, spec, ...rest }: ReturnType<typeof definitions>[number], group: string): object {
  return { ...rest, metadata: { ...metadata, name: `${spec.names.plural}.${group}` }, spec: { ...spec, group } };
}
