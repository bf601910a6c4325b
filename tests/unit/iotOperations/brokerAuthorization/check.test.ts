import assert from "node:assert/strict";
import { Namespace } from "@pulumi/kubernetes/core/v1";
import * as pulumi from "@pulumi/pulumi";
import { BrokerAuthorization } from "../../../../index";
import type {
  AuthorizationRuleArgs,
  BrokerAuthorizationArgs,
  BrokerResourceArgs,
  BrokerResourceMethod,
  PrincipalsArgs,
  StateStoreKeyType,
  StateStoreMethod,
  StateStoreResourceArgs,
} from "../../../../index";
import { itRefuses, itRefusesAsOutput, itWantsPlain } from "../../inputs/badInput";
import type { Case } from "../../inputs/badInput";
import { attempt } from "../../engine/engine";
import { azure } from "../iotOperations";

const connect: BrokerResourceArgs = { method: "Connect" };
const principals: PrincipalsArgs = { usernames: ["sensor"] };
const authorization = (args: Partial<BrokerAuthorizationArgs>) =>
  new BrokerAuthorization("authz", { azure, rules: [{ principals, brokerResources: [connect] }], ...args });
const rule = (given: Partial<AuthorizationRuleArgs>) =>
  authorization({ rules: [{ principals, brokerResources: [connect], ...given }] });
const resource = (given: BrokerResourceArgs) => rule({ brokerResources: [connect, given] });
const topics = (...given: string[]) => resource({ method: "Publish", topics: given });
const stateStore = (given: Partial<StateStoreResourceArgs>) =>
  rule({ stateStoreResources: [{ keyType: "Pattern", keys: ["*"], method: "Read", ...given }] });
const at = "rules[0].brokerResources[1]";
const madeOf = "authz-authorization";

/** Values that may be given as Outputs. */
const cases: Case[] = [
  {
    what: "a name that Azure IoT Operations would refuse",
    program: give => authorization({ authorizationName: give("My_Authz") }),
    path: "authorizationName",
    says: /is "My_Authz", but must be 3 to 63/,
  },
  {
    what: "a broker name that is not valid",
    program: give => authorization({ brokerName: give("b") }),
    path: "brokerName",
    says: /is "b", but must be 3 to 63/,
  },
  {
    what: "a cache that is neither on nor off",
    program: give => authorization({ cache: give("Enabled" as unknown as boolean) }),
    path: "cache",
    says: /is "Enabled", but must be true or false/,
  },
  {
    what: "rules that are not a list",
    program: give => authorization({ rules: give({} as unknown as AuthorizationRuleArgs[]) }),
    path: "rules",
    says: /is \{\}, but must be a list/,
  },
  {
    what: "a rule for nobody",
    program: give => rule({ principals: give({}) }),
    path: "rules[0].principals",
    says: /names no client: set at least one of clientIds, usernames and attributes/,
  },
  {
    what: "a user without a name",
    program: give => rule({ principals: { usernames: ["sensor", give("")] } }),
    path: "rules[0].principals.usernames[1]",
    says: /is "", but must be a user name/,
  },
  {
    what: "a client without an id",
    program: give => rule({ principals: { clientIds: [give("")] } }),
    path: "rules[0].principals.clientIds[0]",
    says: /is "", but must be a client id/,
  },
  {
    what: "attributes that all clients would have",
    program: give => rule({ principals: { attributes: [{ building: "17" }, give({})] } }),
    path: "rules[0].principals.attributes[1]",
    says: /is \{\}, but must map at least one name to a text, such as \{building: 'b22'\}/,
  },
  {
    what: "a rule that allows nothing",
    program: give => rule({ brokerResources: give<BrokerResourceArgs[]>([]) }),
    path: "rules[0]",
    says: /allows nothing: set brokerResources, such as \{method: 'Connect'\}, or stateStoreResources/,
  },
  {
    what: "a method that does not exist",
    program: give => resource({ method: give("Write" as BrokerResourceMethod), topics: ["a"] }),
    path: `${at}.method`,
    says: /is "Write", but must be one of Connect, Publish, Subscribe/,
  },
  {
    what: "topics for connecting",
    program: give => resource({ method: "Connect", topics: [give("a")] }),
    path: `${at}.topics`,
    says: /is set, but Connect has no topics: set them with Publish or Subscribe/,
  },
  {
    what: "client ids for publishing",
    program: give => resource({ method: "Publish", topics: ["a"], clientIds: [give("sensor")] }),
    path: `${at}.clientIds`,
    says: /only Connect has client ids: set them there, or use \{principal\.clientId\} in the topics of Publish/,
  },
  ...(["Publish", "Subscribe"] as const).map(method => ({
    what: `${method} without topics`,
    program: (give: <T>(value: T) => T) => resource({ method: give<BrokerResourceMethod>(method) }),
    path: `${at}.topics`,
    says: new RegExp(`is empty, but ${method} needs at least one topic: '#' matches all topics`),
  })),
  {
    what: "a token that is not a whole level",
    program: give => topics("a", give("client-{principal.clientId}/#")),
    path: `${at}.topics[1]`,
    says: /is "client-\{principal\.clientId\}\/#", but a token must be a whole level .* 'clients\/\{principal\.clientId\}\/#'/,
  },
  {
    what: "a token in the client ids that does not exist",
    program: give => rule({ brokerResources: [{ method: "Connect", clientIds: [give("{principal.clientid}*")] }] }),
    path: "rules[0].brokerResources[0].clientIds[0]",
    says: /has \{principal\.clientid\}, which is not a token: the tokens are \{principal\.clientId\}, .*in exactly this spelling/,
  },
  {
    what: "a key type that does not exist",
    program: give => stateStore({ keyType: give("Glob" as StateStoreKeyType) }),
    path: "rules[0].stateStoreResources[0].keyType",
    says: /is "Glob", but must be one of Pattern, String, Binary/,
  },
  {
    what: "a method of the state store that does not exist",
    program: give => stateStore({ method: give("Delete" as StateStoreMethod) }),
    path: "rules[0].stateStoreResources[0].method",
    says: /is "Delete", but must be one of Read, Write, ReadWrite/,
  },
  {
    what: "the state store without keys",
    program: give => stateStore({ keys: give<string[]>([]) }),
    path: "rules[0].stateStoreResources[0].keys",
    says: /is empty: set at least one key\. '\*' with the key type Pattern matches all keys/,
  },
  {
    what: "a key with a token that does not exist",
    program: give => stateStore({ keys: [give("clients/{principal.id}/*")] }),
    path: "rules[0].stateStoreResources[0].keys[0]",
    says: /has \{principal\.id\}, which is not a token/,
  },
  {
    what: "a binary key that is not in base64",
    program: give => stateStore({ keyType: "Binary", keys: ["a2V5", give("no base64!")] }),
    path: "rules[0].stateStoreResources[0].keys[1]",
    says: /is "no base64!", but a key of the type Binary must be in base64, such as 'a2V5'/,
  },
  {
    what: "a rule that is null",
    program: give => authorization({ rules: [give(null as unknown as AuthorizationRuleArgs)] }),
    path: "rules[0]",
    says: /is null/,
  },
  ...["ab", ["ab"]].map(attributes => ({
    what: `attributes without names: ${JSON.stringify(attributes)}`,
    program: (give: <T>(value: T) => T) =>
      rule({ principals: { attributes: [give(attributes as unknown as Record<string, string>)] } }),
    path: "rules[0].principals.attributes[0]",
    says: /must map at least one name to a text, such as \{building: 'b22'\}/,
  })),
];

/** Values that are valid alone but not together, or that decide which resources exist. */
const contradictions: Case[] = [
  {
    what: "rules that let nobody connect, with strict",
    program: () =>
      authorization({ strict: true, rules: [{ principals, brokerResources: [{ method: "Publish", topics: ["#"] }] }] }),
    path: "rules",
    says: /allows nobody to connect, since everything that no rule allows is denied/,
  },
  ...(
    [
      ["clientIds[0]", { clientIds: ["fan-*"] }],
      ["usernames[1]", { usernames: ["sensor", "*"] }],
      ['attributes[0]["building"]', { attributes: [{ floor: "1", building: "{principal.username}" }] }],
    ] as [string, PrincipalsArgs][]
  ).map(([at, pattern]) => ({
    what: `a principal that looks like a pattern, with strict: ${at}`,
    program: () =>
      authorization({ strict: true, rules: [{ principals: pattern, brokerResources: [{ method: "Connect" }] }] }),
    path: `rules[0].principals.${at}`,
    says: /is "(fan-\*|\*|\{principal\.username\})", but a principal must match exactly/,
  })),
  {
    what: "rules for a state store that nobody can access, with strict",
    program: () =>
      authorization({
        strict: true,
        rules: [
          { principals, brokerResources: [connect, { method: "Publish", topics: ["orders/#"] }] },
          { principals, stateStoreResources: [{ keyType: "Pattern", keys: ["*"], method: "Read" }] },
        ],
      }),
    path: "rules[1].stateStoreResources",
    says: /has no effect, since no rule allows anyone to publish .*: add the topic \$services\/statestore\/_any_\/command\/invoke\/request/,
  },
  {
    what: "both control planes",
    program: () => authorization({ kubernetes: {} }),
    path: "kubernetes",
    says: /has azure and kubernetes: set exactly one of azure and kubernetes/,
  },
];

const decisions: Case[] = [
  { what: "a switch", program: give => authorization({ strict: give(true) }), path: "strict", says: /is an Output/ },
];

describe("Bad input of a BrokerAuthorization", () => {
  [...cases, ...contradictions].forEach(itRefuses);
  cases.map(each => ({ ...each, madeOf })).forEach(itRefusesAsOutput);
  decisions.forEach(itWantsPlain);

  describe("beside values that a preview does not know", () => {
    const unknown = () => new Namespace("unknown", { metadata: { name: "unknown" } }).id;
    const refusedInPreview = async (program: () => unknown, path: string, says: RegExp) => {
      const { thrown } = await attempt(program, { preview: true });
      assert.equal((thrown as pulumi.InputPropertyError | undefined)?.propertyPath, path);
      assert.match(thrown!.message, says);
    };

    it("is refused in a topic", () =>
      refusedInPreview(
        () => rule({ brokerResources: [connect, { method: "Publish", topics: [unknown(), "a/b#"] }] }),
        `${at}.topics[1]`,
        /is "a\/b#", but '\+' must be a whole level/,
      ));

    it("is refused in another rule", () =>
      refusedInPreview(
        () =>
          authorization({
            rules: [
              { principals: { usernames: [unknown()] }, brokerResources: [connect] },
              { principals, brokerResources: [connect, { method: "Publish" }] },
            ],
          }),
        "rules[1].brokerResources[1].topics",
        /is empty, but Publish needs at least one topic/,
      ));
  });

  it("creates no resource if strict refuses an Output", async () => {
    const closed = [{ principals, brokerResources: [{ method: "Publish" as const, topics: ["#"] }] }];

    const { errors, resources } = await attempt(() => authorization({ strict: true, rules: pulumi.output(closed) }));

    assert.match(errors[0].message, /rules: allows nobody to connect/);
    assert.deepEqual(
      resources.filter(({ name }) => name === madeOf),
      [],
    );
  });
});
