import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { checkAnnotations } from "../../../components/kubernetes/annotations";
import { checkLabels } from "../../../components/kubernetes/labels";
import { PropertyPath } from "../../../components/inputs/path";
import { MosquittoBroker, NamespaceIsolation } from "../../../index";
import type { MosquittoBrokerArgs } from "../../../index";
import { find, run, valueOf } from "../engine/engine";
import { liveService, routeStatus } from "../engine/live";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

const path = PropertyPath.root.child("annotations");
const any = (value: unknown) => value as never;
/** With `__proto__` as a key, as JSON and YAML have it. */
const proto: Record<string, string> = JSON.parse('{"__proto__": "a"}') as never;

describe("Annotations", () => {
  for (const [what, given] of Object.entries<Record<string, string>>({
    "keys with and without a prefix": { a: "b", "example.com/A_b.c": "", "Example.COM/a": "x\ny" },
    "the names of an object's own members": { constructor: "a", toString: "b", hasOwnProperty: "c" },
    "256 KiB": { a: "ä".repeat(128 * 1024 - 1) + "b" },
    nothing: {},
  }))
    it(`may have ${what}`, async () => assert.deepEqual(await valueOf(checkAnnotations(given, path)), given));

  it("may be null or have undefined values, which are left out", async () => {
    for (const none of [null, undefined, pulumi.output(null), { a: undefined }, pulumi.output({ a: undefined })])
      assert.deepEqual(await valueOf(checkAnnotations(any(none), path)), {});
  });

  for (const [given, says] of [
    [{ a: true }, /annotations\["a"\]: is true, but must be text: write "true"/],
    [{ a: 5 }, /annotations\["a"\]: is 5, but must be text: write "5"/],
    [{ a: null }, /annotations\["a"\]: is null, but must be text$/m],
    [{ a: ["b"] }, /annotations\["a"\]: is a list, but must be text$/m],
    ["a: b", /annotations: is text, but must be annotations such as \{example\.com\/owner: factory\}/],
    [["a"], /annotations: is a list, but must be annotations/],
    [{ "": "b" }, /has the annotation "", but Kubernetes requires names such as/],
    [{ "a b": "b" }, /has the annotation "a b"/],
    [{ "-a": "b" }, /has the annotation "-a"/],
    [{ "a/b/c": "b" }, /has the annotation "a\/b\/c"/],
    [{ "/a": "b" }, /has the annotation "\/a"/],
    [{ ["a".repeat(64)]: "b" }, /has the annotation "aaa/],
    [{ [`${"a".repeat(64)}.example.com/`]: "b" }, /has the annotation/],
    [proto, /has the annotation "__proto__"/],
    [{ a: "b".repeat(256 * 1024) }, /has 262145 bytes, but Kubernetes accepts at most 262144 \(256 KiB\)/],
  ] as const)
    it(`are not ${JSON.stringify(given).slice(0, 80)}`, () =>
      assert.throws(() => checkAnnotations(any(given), path), says));
});

describe("Labels", () => {
  const check = (labels: unknown) => checkLabels(any(labels), PropertyPath.root.child("labels"));

  for (const labels of [{ app: "client" }, { "example.com/app": "" }, { a: "x".repeat(63) }, { constructor: "a_b.c" }])
    it(`may be ${JSON.stringify(labels).slice(0, 80)}`, () => assert.deepEqual(check(labels), labels));

  for (const [labels, says] of [
    [{ app: true }, /labels\["app"\]: is true, but must be text: write "true"/],
    [{ app: 5 }, /labels\["app"\]: is 5, but must be text: write "5"/],
    [{ app: "x".repeat(64) }, /at most 63 letters/],
    [{ app: "a b" }, /is "a b", but Kubernetes requires at most 63 letters/],
    [{ "Example.com/app": "a" }, /has the label "Example\.com\/app"/],
    ["app", /is text, but must be labels such as/],
    [proto, /has the label "__proto__"/],
  ] as const)
    it(`are not ${JSON.stringify(labels).slice(0, 80)}`, () => assert.throws(() => check(labels), says));
});

const mosquitto = (args: Partial<MosquittoBrokerArgs>) =>
  new MosquittoBroker("broker", {
    namespace: "mqtt",
    listeners: [{ port: 8883, tls: { secretName: "broker-tls" } }],
    users: [{ name: "factory" }],
    ...args,
  });
const says = /is true, but must be text: write "true"/;

/** Each argument that takes annotations, and labels of another component. */
const cases: Case[] = [
  {
    what: "an annotation of a Service that is no text",
    program: give => mosquitto({ tlsService: { annotations: { a: give(any(true)) } } }),
    path: 'tlsService.annotations["a"]',
    says,
    madeOf: "broker-tls",
  },
  {
    what: "text in place of a Service's annotations",
    program: give => mosquitto({ tlsService: { annotations: give(any("a")) } }),
    path: "tlsService.annotations",
    says: /is text, but must be annotations/,
    madeOf: "broker-tls",
  },
  {
    what: "an annotation of a Route that is no text",
    program: give => mosquitto({ route: { annotations: { a: give(any(true)) } } }),
    path: 'route.annotations["a"]',
    says,
    madeOf: "broker-route",
  },
  {
    what: "a label of a namespace that is no text",
    program: give =>
      new NamespaceIsolation("dgraph", {
        namespace: "dgraph",
        policyEngine: "calico",
        podLabels: { app: give(any(true)) },
      }),
    path: 'podLabels["app"]',
    says,
  },
];

describe("Annotations and labels of all components", () => {
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);

  it("are sent as they are given", async () => {
    const live = {
      "Service/mqtt/broker-tls": liveService({ type: "ClusterIP" }),
      "Route/mqtt/broker": routeStatus("mqtt.example.com"),
    };
    const annotations = { "example.com/a": pulumi.output("true"), constructor: "b" };
    const { resources } = await run(() => mosquitto({ tlsService: { annotations }, route: { annotations } }), { live });

    for (const [type, name] of [
      ["core/v1:Service", "broker-tls"],
      ["route.openshift.io/v1:Route", "broker-route"],
    ]) {
      const { metadata } = find(resources, `kubernetes:${type}`, name).inputs as { metadata: { annotations: object } };
      const sent = Object.entries(metadata.annotations).filter(([key]) => key !== "pulumi.com/waitFor");
      assert.deepEqual(Object.fromEntries(sent), { "example.com/a": "true", constructor: "b" });
    }
  });
});
