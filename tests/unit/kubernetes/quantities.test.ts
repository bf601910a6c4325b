import assert from "node:assert/strict";
import { PropertyPath } from "../../../components/inputs/path";
import { canonicalQuantity, quantity } from "../../../components/kubernetes/quantities";
import { CertManager, MosquittoBroker } from "../../../index";
import { find, run } from "../engine/engine";
import { itRefuses, itRefusesAsOutput } from "../inputs/badInput";
import type { Case } from "../inputs/badInput";

describe("A Kubernetes quantity as the API server stores it", () => {
  for (const [given, kept] of [
    ["128Mi", "128Mi"],
    ["1024Mi", "1Gi"],
    ["1.5Gi", "1536Mi"],
    ["0.5Gi", "512Mi"],
    ["1025Mi", "1025Mi"],
    ["2048Ki", "2Mi"],
    ["1024Ei", "1024Ei"],
    ["0.5Ki", "512"],
    ["0.1Gi", "107374182400m"],
    ["1000M", "1G"],
    ["1500M", "1500M"],
    ["1.5G", "1500M"],
    ["0.5", "500m"],
    ["1000m", "1"],
    ["100m", "100m"],
    ["1e3", "1e3"],
    ["1000e3", "1e6"],
    ["128000000", "128M"],
    ["1E", "1E"],
    ["134217728", "134217728"],
    ["05Gi", "5Gi"],
    ["1.0Gi", "1Gi"],
    [".5Gi", "512Mi"],
    ["0", "0"],
    ["0Mi", "0"],
    ["128mb", "128mb"],
    ["", ""],
    ["1,5Gi", "1,5Gi"],
    ["+1Gi", "1Gi"],
    ["2e3", "2e3"],
    ["1e999999999", "1e999999999"],
  ]) {
    it(`${JSON.stringify(given)} is ${JSON.stringify(kept)}`, () => assert.equal(canonicalQuantity(given), kept));
  }
});

const path = PropertyPath.root.child("memoryLimit");
const memory = quantity("16Mi", 'of at least 16Mi, such as "128Mi"');

describe("A quantity of memory", () => {
  for (const [given, sent] of [
    ["16Mi", "16Mi"],
    ["128Mi", "128Mi"],
    ["134217728", "134217728"],
    ["128M", "128M"],
    ["0.5Gi", "512Mi"],
    ["1e9", "1e9"],
    ["+1Gi", "1Gi"],
    [134217728 as unknown as string, "134217728"],
  ])
    it(`may be ${given}`, () => assert.equal(memory(given, path), sent));

  for (const [given, says] of [
    ["128mb", /memoryLimit: is "128mb", but must be a Kubernetes quantity of at least 16Mi, .*Did you mean "128Mi"\?/],
    ["1,5Gi", /Did you mean "1\.5Gi"\?/],
    ["128 Mi", /Did you mean "128Mi"\?/],
    ["128m", /is "128m", but .* of at least 16Mi, such as "128Mi"\. Did you mean "128Mi"\?/],
    ["128K", /is "128K", but .*such as "128Mi"$/m],
    ["1GB", /Did you mean "1Gi"\?/],
    ["16777215", /of at least 16Mi/],
    ["16M", /of at least 16Mi/],
    ["128", /of at least 16Mi/],
    ["0", /of at least 16Mi/],
    ["-1Gi", /is "-1Gi", but must be a Kubernetes quantity/],
    ["", /is "", but must be a Kubernetes quantity/],
    ["Mi", /is "Mi", but must be a Kubernetes quantity/],
    ["1e999999999", /is "1e999999999", but must be a Kubernetes quantity/],
    [NaN as unknown as string, /is NaN, but must be a Kubernetes quantity/],
    [null as unknown as string, /is null, but must be a Kubernetes quantity/],
    [["128Mi"] as unknown as string, /is a list, but must be a Kubernetes quantity/],
  ] as const)
    it(`is not ${JSON.stringify(given)}`, () => assert.throws(() => memory(given, path), says));
});

const mosquitto = (args: object) =>
  new MosquittoBroker("broker", { namespace: "mqtt", listeners: [{ port: 1883 }], users: [{ name: "a" }], ...args });
const certManager = (resources: never) => new CertManager("certs", { resources });
const any = (value: unknown) => value as never;

/** Each argument that takes quantities. */
const cases: Case[] = [
  {
    what: "a memory limit in megabytes",
    program: give => mosquitto({ memoryLimit: give("128mb") }),
    path: "memoryLimit",
    says: /of at least 16Mi, which the container requests, such as "128Mi"\. Did you mean "128Mi"\?/,
  },
  {
    what: "a memory limit in thousandths of a byte",
    program: give => mosquitto({ memoryLimit: give("128m") }),
    path: "memoryLimit",
    says: /is "128m", but .*Did you mean "128Mi"\?/,
  },
  {
    what: "an empty memory limit",
    program: give => mosquitto({ memoryLimit: give("") }),
    path: "memoryLimit",
    says: /is "", but must be a Kubernetes quantity/,
  },
  {
    what: "a size with a comma",
    program: give => mosquitto({ persistence: { size: give("1,5Gi") } }),
    path: "persistence.size",
    says: /above 0, such as "1Gi"\. Did you mean "1\.5Gi"\?/,
  },
  {
    what: "a size in thousandths of a byte",
    program: give => mosquitto({ persistence: { size: give("100m") } }),
    path: "persistence.size",
    says: /is "100m", but must be a Kubernetes quantity above 0/,
  },
  {
    what: "a memory limit of cert-manager in thousandths of a byte",
    program: give => certManager(any({ limits: { memory: give("64m") } })),
    path: 'resources.limits["memory"]',
    says: /is "64m", but must be a Kubernetes quantity of at least 1Mi, such as "64Mi"\. Did you mean "64Mi"\?/,
  },
  {
    what: "a CPU request of cert-manager that is no quantity",
    program: give => certManager(any({ requests: { cpu: give("a tenth") } })),
    path: 'resources.requests["cpu"]',
    says: /is "a tenth", but must be a Kubernetes quantity such as "100m"/,
  },
  {
    what: "text in place of cert-manager's limits",
    program: give => certManager(any({ limits: give("64Mi") })),
    path: "resources.limits",
    says: /is text, but must be quantities by name/,
  },
];

describe("Quantities of all components", () => {
  cases.forEach(itRefuses);
  cases.forEach(itRefusesAsOutput);

  it("of cert-manager go into the chart as they are given", async () => {
    const resources = { requests: { cpu: 1, memory: "0" }, limits: { memory: "0.5Gi", "example.com/gpu": "1" } };
    const { resources: registered } = await run(() => certManager(any(resources)));

    const { values } = find(registered, "kubernetes:helm.sh/v3:Release", "certs-release").inputs;
    assert.deepEqual((values as { resources: object }).resources, resources);
  });
});
