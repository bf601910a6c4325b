import assert from "node:assert/strict";
import { Namespace, ServiceAccount } from "@pulumi/kubernetes/core/v1";
import type * as pulumi from "@pulumi/pulumi";
import { BrokerAuthorization } from "../../../../index";
import type { AuthorizationRuleArgs, BrokerAuthorizationArgs, BrokerResourceMethod } from "../../../../index";
import { find, isKnown, run, valueOf } from "../../engine/engine";
import type { Registered } from "../../engine/engine";
import { azure } from "../iotOperations";
import { warningsOf } from "../../engine/warnings";

const customResource = "kubernetes:mqttbroker.iotoperations.azure.com/v1:BrokerAuthorization";
const armResource = "azure-native:iotoperations:BrokerAuthorization";

const of = (args: BrokerAuthorizationArgs) => () =>
  new BrokerAuthorization("my-authz", args.kubernetes ? args : { azure, ...args });

/** The examples from Microsoft's documents, and the state store. */
const rules: AuthorizationRuleArgs[] = [
  {
    principals: {
      usernames: ["temperature-sensor", "humidity-sensor"],
      attributes: [{ city: "seattle", organization: "contoso" }],
    },
    brokerResources: [
      { method: "Connect" },
      {
        method: "Publish",
        topics: ["/telemetry/{principal.username}", "/telemetry/{principal.attributes.organization}"],
      },
      { method: "Subscribe", topics: ["/commands/{principal.attributes.organization}", "news/+/#"] },
    ],
  },
  {
    principals: { attributes: [{ building: "building22" }, { building: "building23" }] },
    brokerResources: [
      { method: "Connect", clientIds: ["{principal.attributes.building}*"] },
      { method: "Publish", topics: ["$services/statestore/_any_/command/invoke/request"] },
    ],
    stateStoreResources: [{ keyType: "Pattern", keys: ["*", "clients/{principal.clientId}/*"], method: "ReadWrite" }],
  },
];

describe("BrokerAuthorization", () => {
  it("is a custom resource with the documented rules, and a preview feature", async () => {
    let resources: Registered[] = [];

    const warnings = await warningsOf(async () => {
      ({ resources } = await run(of({ kubernetes: {}, rules })));
    });

    const { inputs } = find(resources, customResource, "my-authz-authorization");
    assert.deepEqual(inputs, {
      apiVersion: "mqttbroker.iotoperations.azure.com/v1",
      kind: "BrokerAuthorization",
      metadata: { namespace: "azure-iot-operations", name: "my-authz" },
      spec: { brokerRef: "default", authorizationPolicies: { cache: "Enabled", rules } },
    });
    assert.equal(resources.length, 2);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /^kubernetes: .*preview feature/);
  });

  it("is the same through Azure Resource Manager, without a warning", async () => {
    let resources: Registered[] = [];

    const warnings = await warningsOf(async () => {
      ({ resources } = await run(of({ rules })));
    });

    assert.deepEqual(warnings, []);
    const { inputs } = find(resources, armResource, "my-authz-authorization");
    assert.deepEqual(inputs, {
      resourceGroupName: "factory",
      instanceName: "my-instance",
      brokerName: "default",
      authorizationName: "my-authz",
      extendedLocation: { name: azure.customLocationId, type: "CustomLocation" },
      properties: { authorizationPolicies: { cache: "Enabled", rules } },
    });
    assert.equal(resources.length, 2);
  });

  it("uses the given names, and can turn off the cache", async () => {
    const names = { brokerName: "my-broker", authorizationName: "sensors" };

    const { result, resources } = await run(of({ rules, cache: false, ...names }));

    const { inputs } = find(resources, armResource, "my-authz-authorization");
    assert.deepEqual([inputs.brokerName, inputs.authorizationName], ["my-broker", "sensors"]);
    assert.equal(policiesOf(resources).cache, "Disabled");
    assert.equal(await valueOf(result.name), "sensors");
  });

  it("accepts the portal's empty lists, and the lower case of Microsoft's samples", async () => {
    const brokerResources = [
      { method: "connect" as BrokerResourceMethod, clientIds: [], topics: [] },
      { method: "Publish" as const, clientIds: [], topics: ["orders"] },
    ];
    const principals = { usernames: [], attributes: [{ group: "authz-sat" }] };

    const { resources } = await run(of({ rules: [{ principals, brokerResources }] }));

    assert.deepEqual(policiesOf(resources).rules, [
      {
        principals: { attributes: [{ group: "authz-sat" }] },
        brokerResources: [{ method: "Connect" }, { method: "Publish", topics: ["orders"] }],
      },
    ]);
  });

  it("accepts a rule for the state store alone, and adds the empty list that the REST API requires", async () => {
    const principals = { clientIds: ["cache"] };
    const stateStoreResources = [{ keyType: "Binary" as const, keys: ["a2V5"], method: "Read" as const }];

    const { resources } = await run(of({ rules: [rules[0], { principals, stateStoreResources }] }));

    assert.deepEqual((policiesOf(resources).rules as unknown[])[1], {
      principals,
      brokerResources: [],
      stateStoreResources,
    });
  });

  for (const [what, closed] of [
    ["no rules", []],
    ["no rule for connecting", [{ ...rules[0], brokerResources: [{ method: "Publish", topics: ["#"] }] }]],
  ] as [string, AuthorizationRuleArgs[]][]) {
    it(`warns about ${what} that nobody can connect`, async () => {
      const warnings = await warningsOf(async () => {
        const { resources } = await run(of({ rules: closed }));
        assert.deepEqual(policiesOf(resources).rules, closed);
      });

      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0],
        /^rules: allows nobody to connect, since everything that no rule allows is denied: add/,
      );
    });
  }

  for (const clientId of ["*", "sensor-*", "{principal.username}"]) {
    it(`warns that the principal ${clientId} does not work as a pattern`, async () => {
      const patterns = [{ ...rules[0], principals: { clientIds: ["sensor", clientId] } }];

      const warnings = await warningsOf(async () => {
        await run(of({ rules: patterns }));
      });

      assert.equal(warnings.length, 1);
      assert.match(warnings[0], /^rules\[0\]\.principals\.clientIds\[1\]: is ".*", but a principal must match exactly/);
    });
  }

  for (const topic of ["#", "$services/#", "$services/statestore/+/command/invoke/request"]) {
    it(`does not warn about the state store if ${topic} covers its topic`, async () => {
      const { stateStoreResources, ...second } = rules[1];
      const brokerResources = [{ method: "Connect" as const }, { method: "Publish" as const, topics: [topic] }];

      const warnings = await warningsOf(() =>
        run(
          of({
            rules: [
              { ...second, brokerResources: [], stateStoreResources },
              { ...second, brokerResources },
            ],
          }),
        ),
      );

      assert.deepEqual(warnings, []);
    });
  }

  for (const topic of ["$services/statestore", "$services/statestore/_any_/command/invoke/request/more", "orders/#"]) {
    it(`warns that ${topic} gives nobody access to the state store`, async () => {
      const brokerResources = [{ method: "Connect" as const }, { method: "Publish" as const, topics: [topic] }];

      const warnings = await warningsOf(() => run(of({ rules: [{ ...rules[1], brokerResources }] })));

      assert.equal(warnings.length, 1);
      assert.match(
        warnings[0],
        /^rules\[0\]\.stateStoreResources: has no effect, since no rule allows anyone to publish/,
      );
    });
  }

  it("shows in a preview all rules except one with an unknown value", async () => {
    const { resources } = await run(
      () => {
        const { id } = new Namespace("unknown", { metadata: { name: "unknown" } });
        const waiting = { principals: { usernames: [id] }, brokerResources: [{ method: "Connect" as const }] };
        return of({ rules: [rules[0], waiting] })();
      },
      { preview: true },
    );

    assert.deepEqual(policiesOf(resources).rules, [rules[0], undefined]);
  });

  it("knows its name already in a preview", async () => {
    const { result } = await run(of({ rules }), { preview: true });

    assert.equal(await valueOf(result.name), "my-authz");
    assert.equal(await isKnown(result.authorizationRef as pulumi.Output<unknown>), true);
  });

  it("makes resources that use its name wait for it", async () => {
    const { result, resources } = await run(() => {
      const authorization = of({ rules })();
      new ServiceAccount("user", { metadata: { name: authorization.authorizationRef.name } });
      return authorization;
    });

    const types = resources.map(({ type }) => type);
    assert.ok(types.indexOf("kubernetes:core/v1:ServiceAccount") > types.indexOf(armResource), types.join("\n"));
    assert.deepEqual(await valueOf(result.authorizationRef), { name: "my-authz", brokerName: "default" });
  });
});

function policiesOf(resources: Registered[]): Record<string, unknown> {
  const { properties } = find(resources, armResource, "my-authz-authorization").inputs;
  return (properties as { authorizationPolicies: Record<string, unknown> }).authorizationPolicies;
}
