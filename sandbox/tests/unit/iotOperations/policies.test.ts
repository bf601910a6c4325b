import assert from "node:assert/strict";
import fc from "../../../testing/random";
import { authenticate } from "../../../azure/iotOperations/frontend/authenticate";
import type { Verifiers } from "../../../azure/iotOperations/frontend/authenticate";
import { covers, permissionsOf } from "../../../azure/iotOperations/frontend/authorize";
import { askServer } from "../../../azure/iotOperations/frontend/custom";
import type { Credentials } from "../../../azure/iotOperations/frontend/identity";
import { verifyCertificate } from "../../../azure/iotOperations/frontend/x509";
import type { AuthenticationMethod, AuthorizationRule } from "../../../azure/iotOperations/customResources";

const sat: AuthenticationMethod = {
  method: "ServiceAccountToken",
  serviceAccountTokenSettings: { audiences: ["factory"] },
};
const x509: AuthenticationMethod = { method: "X509" };
const settings = { endpoint: "https://auth.example", headers: { key: "v" } };
const custom: AuthenticationMethod = { method: "Custom", customSettings: settings };
const nothing: Credentials = { packet: "connect", certificates: [] };
const validTo = Date.UTC(2030, 0, 1);
const token = `x.${Buffer.from(JSON.stringify({ exp: 2_000_000_000 })).toString("base64url")}.x`;
const withToken: Credentials = { ...nothing, username: "K8S-SAT", password: Buffer.from(token) };
const withCertificate: Credentials = { ...nothing, certificates: [{ subject: { CN: "smart-fan" }, pem: "", validTo }] };

describe("authentication in the stand-in for Azure IoT Operations", () => {
  const decide = (methods: AuthenticationMethod[] | undefined, credentials: Credentials, audiences = ["factory"]) =>
    authenticate(methods, credentials, verifiers(audiences));

  it("lets everybody in if a port has no method", async () => {
    assert.deepEqual(await decide(undefined, { ...nothing, username: "me" }), {
      pass: { username: "me", attributes: {} },
    });
  });

  it("accepts a token by user name and by MQTT 5's method, with the account's attributes and the token's expiry", async () => {
    const expected = {
      pass: {
        username: "system:serviceaccount:apps:client",
        attributes: { plant: "north" },
        expires: 2_000_000_000_000,
      },
    };
    const enhanced = { ...nothing, authenticationMethod: "K8S-SAT", authenticationData: Buffer.from(token) };
    assert.deepEqual(await decide([sat], withToken), expected);
    assert.deepEqual(await decide([sat], enhanced), expected);
  });

  it("refuses a token with another audience, whatever method comes next", async () => {
    const refused = { fail: 135, why: "the token is not for factory" };
    const both = { ...withToken, ...withCertificate };
    assert.deepEqual(await decide([sat, x509], both, ["other"]), refused);
  });

  it("tries the next method if the credentials do not apply, and refuses at the end", async () => {
    assert.deepEqual(await decide([sat, x509], withCertificate), {
      pass: { username: "smart-fan", attributes: {}, expires: validTo },
    });
    const refused = { fail: 135, why: "there are no credentials for ServiceAccountToken, X509" };
    assert.deepEqual(await decide([sat, x509], nothing), refused);
    assert.equal("fail" in (await decide([], nothing)), true);
  });

  it("refuses an unknown MQTT 5 method, unless the user's server may know it", async () => {
    const scram = { ...nothing, authenticationMethod: "SCRAM-SHA-256" };
    const refused = { fail: 140, why: "there is no method SCRAM-SHA-256" };
    assert.deepEqual(await decide([sat, x509], scram), refused);
    assert.deepEqual(await decide(undefined, scram), refused);
    const unreachable = { fail: 136, why: "the server that decides cannot be asked" };
    assert.deepEqual(
      await decide([{ ...custom, customSettings: { ...settings, caCertConfigMap: "missing" } }], scram),
      unreachable,
    );
  });

  it("gives the attributes of the first certificate in the chain that has any, and of no other", () => {
    const authorizationAttributes = {
      root: { subject: "CN = Contoso Root CA Cert, OU = Engineering, C = US", attributes: { organization: "contoso" } },
      intermediate: { subject: "CN = Contoso Intermediate CA", attributes: { city: "seattle" } },
      fan: { subject: "CN = smart-fan", attributes: { building: "17" } },
    };
    const attributes = (...subjects: Record<string, string>[]) => {
      const certificates = subjects.map(subject => ({ subject, pem: "", validTo }));
      const verdict = verifyCertificate(
        { ...x509, x509Settings: { authorizationAttributes } },
        { ...nothing, certificates },
      );
      return typeof verdict === "object" && "pass" in verdict ? verdict.pass.attributes : verdict;
    };
    const intermediate = { CN: "Contoso Intermediate CA" };
    const root = { C: "US", OU: "Engineering", CN: "Contoso Root CA Cert" };
    assert.deepEqual(attributes({ CN: "smart-fan" }, intermediate, root), { building: "17" });
    assert.deepEqual(attributes({ CN: "other" }, intermediate, root), { city: "seattle" });
    assert.deepEqual(attributes({ CN: "other" }, root), { organization: "contoso" });
    assert.deepEqual(attributes({ CN: "other" }, { CN: "Contoso Root CA Cert" }), {});
  });

  describe("by the user's server", () => {
    const asked: string[] = [];
    const ask = (status: number, body: string, method = custom, credentials = withToken) =>
      askServer(method, credentials, verifiers([]).material, (url, options, written) => {
        asked.push(`${url.href} ${JSON.stringify(options.headers)} ${written}`);
        return Promise.resolve({ status, body });
      });

    it("follows the server's answers as documented", async () => {
      const passed = await ask(
        200,
        JSON.stringify({ attributes: { group: "g" }, expiry: "2030-05-08T20:04:16+00:00" }),
      );
      const expires = Date.UTC(2030, 4, 8, 20, 4, 16);
      assert.deepEqual(passed, { pass: { username: "K8S-SAT", attributes: { group: "g" }, expires } });
      assert.deepEqual(await ask(403, '{"reason":138,"message":"banned"}'), { fail: 138, why: "banned" });
      const password = Buffer.from(token).toString("base64");
      assert.equal(
        asked[0],
        `https://auth.example/?api-version=0.5.0 {"key":"v","Content-Type":"application/json"} ` +
          JSON.stringify({ type: "connect", username: "K8S-SAT", password }),
      );
    });

    it("tells the server that a packet is an AUTH, and nothing more", async () => {
      asked.length = 0;
      await ask(200, "{}", custom, { ...withToken, packet: "auth" });
      assert.match(asked[0], / \{"type":"auth"\}$/);
    });

    it("leaves the client to the next method if the server cannot be asked", async () => {
      assert.equal(await ask(500, "broken"), "unavailable");
      assert.equal(await ask(422, '{"supportedVersions":["0.6.0"]}'), "unavailable");
      assert.equal(await ask(200, "no JSON"), "unavailable");
      const missing = { ...custom, customSettings: { endpoint: "https://auth.example", caCertConfigMap: "missing" } };
      assert.equal(await ask(200, "{}", missing), "unavailable");
    });
  });
});

describe("authorization in the stand-in for Azure IoT Operations", () => {
  // The examples from the documents.
  const telemetry: AuthorizationRule = {
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
      { method: "Subscribe", topics: ["/commands/{principal.attributes.organization}"] },
    ],
  };
  const may = (rule: AuthorizationRule, clientId: string, username: string, attributes: Record<string, string> = {}) =>
    permissionsOf([rule], { clientId, username, attributes });
  const contoso = { city: "seattle", organization: "contoso" };

  it("allows by user name or by all attributes of one set, and denies the rest", () => {
    const sensor = may(telemetry, "c", "temperature-sensor", contoso);
    const other = may(telemetry, "c", "some-other-username", contoso);
    const half = may(telemetry, "c", "some-other-username", { city: "seattle" });
    assert.deepEqual([sensor.connect, other.connect, half.connect], [true, true, false]);
    assert.ok(sensor.publish("/telemetry/temperature-sensor") && sensor.publish("/telemetry/contoso"));
    assert.ok(!sensor.publish("/telemetry/humidity-sensor") && !half.publish("/telemetry/contoso"));
    assert.ok(other.subscribe("/commands/contoso") && !other.subscribe("/commands/+"));
    assert.ok(other.subscribe("$share/group//commands/contoso"));
    // Without the attribute the topic stands for nothing.
    assert.ok(!may(telemetry, "c", "humidity-sensor").publish("/telemetry/{principal.attributes.organization}"));
  });

  it("limits client ids by the client's attributes", () => {
    const rule: AuthorizationRule = {
      principals: { attributes: [{ building: "building22" }, { building: "building23" }] },
      brokerResources: [{ method: "Connect", clientIds: ["{principal.attributes.building}*"] }],
    };
    const building = { building: "building22" };
    assert.equal(may(rule, "building22-sensor", "", building).connect, true);
    assert.equal(may(rule, "building23-sensor", "", building).connect, false);
    const brokerResources = [{ method: "Connect" as const, clientIds: ["b.*"] }];
    assert.equal(may({ ...rule, brokerResources }, "b.1", "", building).connect, true);
    assert.equal(may({ ...rule, brokerResources }, "bad", "", building).connect, false, "no regular expression");
  });

  it("compares the client ids of principals literally", () => {
    const connects = (clientId: string, ...clientIds: string[]) =>
      may({ principals: { clientIds }, brokerResources: [{ method: "Connect" }] }, clientId, "").connect;
    assert.equal(connects("fan", "lamp", "fan"), true);
    assert.equal(connects("fan", "Fan"), false);
    for (const pattern of ["*", "f*", "{principal.clientId}"]) assert.equal(connects("fan", pattern), false, pattern);
    assert.equal(connects("*", "*"), true);
  });

  it("applies a rule without principals to nobody", () => {
    for (const principals of [{}, { attributes: [] }, { attributes: [{}] }]) {
      assert.equal(may({ principals, brokerResources: [{ method: "Connect" }] }, "c", "u").connect, false);
    }
  });

  it("allows everything without a policy and nothing with an empty one", () => {
    const nobody = { clientId: "c", username: "u", attributes: {} };
    assert.ok(permissionsOf(undefined, nobody).publish("any"));
    assert.ok(!permissionsOf([], nobody).connect);
  });

  it("lets no client's name stand for more than itself", () => {
    const rule: AuthorizationRule = {
      principals: { usernames: ["u"] },
      brokerResources: [{ method: "Subscribe", topics: ["clients/{principal.clientId}/#"] }],
    };
    for (const clientId of ["+", "#", "a/b"])
      assert.ok(!may(rule, clientId, "u").subscribe("clients/other/x"), clientId);
    assert.ok(may(rule, "me", "u").subscribe("clients/me/x"));
  });

  it("substitutes a client's properties only for a whole topic level", () => {
    const topics = ["client-{principal.clientId}/#", "{principal.username}{principal.clientId}/x"];
    const rule: AuthorizationRule = {
      principals: { usernames: ["u"] },
      brokerResources: [{ method: "Publish", topics }],
    };
    const me = may(rule, "me", "u");
    for (const topic of ["client-me/x", "ume/x"]) assert.equal(me.publish(topic), false, topic);
    assert.equal(me.publish("client-{principal.clientId}/x"), true, "it is plain text there");
  });

  it("covers a filter only if it covers every topic of the filter", () => {
    const level = fc.constantFrom("a", "b", "", "$x");
    const topics = fc.array(level, { minLength: 1, maxLength: 4 });
    const filters = fc
      .tuple(fc.array(fc.constantFrom("a", "b", "", "$x", "+"), { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([levels, open]) => [...levels, ...(open ? ["#"] : [])]);
    const all = fc.tuple(filters, filters, topics).map(lists => lists.map(list => list.join("/")));
    fc.assert(
      fc.property(all, ([pattern, filter, topic]) => {
        assert.equal(covers(pattern, topic), matches(pattern, topic), "a topic is a filter of one");
        if (covers(pattern, filter) && matches(filter, topic)) assert.ok(matches(pattern, topic));
      }),
      { numRuns: 3000 },
    );
    assert.ok(covers("a/#", "a") && covers("a/+/c", "a/+/c") && covers("#", "+/b") && covers("a/#", "a/+/#"));
    assert.ok(!covers("a/+", "a/#") && !covers("a/b", "a/+") && !covers("#", "$SYS/x"));
  });
});

/** MQTT's own rule, section 4.7 of the specification, as a regular expression. */
function matches(filter: string, topic: string): boolean {
  if (topic.startsWith("$") && /^[+#]/.test(filter)) return false;
  const levels = filter.split("/").map(level => (level === "+" ? "[^/]*" : level.replace("$", "\\$")));
  const last = levels.at(-1) === "#" ? levels.pop() : undefined;
  const whole = levels.join("/");
  const expression = last === undefined ? whole : levels.length === 0 ? ".*" : `${whole}(/.*)?`;
  return new RegExp(`^${expression}$`).test(topic);
}

/** An API server that knows one token, with these audiences. */
function verifiers(audiences: string[]): Verifiers {
  return {
    tokens: {
      review: given =>
        Promise.resolve({ authenticated: given === token, audiences, username: "system:serviceaccount:apps:client" }),
      annotations: (namespace, name) => {
        assert.deepEqual([namespace, name], ["apps", "client"]);
        return Promise.resolve({ "aio-broker-auth/plant": "north", other: "x" });
      },
    },
    material: { configMap: () => undefined, certificate: () => undefined },
  };
}
