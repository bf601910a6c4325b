import assert from "node:assert/strict";
import { Unknown } from "../../../protocol/values";
import type { PropertyMap } from "../../../protocol/values";
import { canonicalQuantity } from "../../../plugins/kubernetes/typed/quantity";
import { normalize } from "../../../plugins/kubernetes/typed/roundTrip";

/** What Go's `resource.ParseQuantity(...).String()` returns for each. */
const quantities: [string, string][] = [
  ["1", "1"],
  ["1000m", "1"],
  ["1500m", "1500m"],
  ["0.5", "500m"],
  ["1.208", "1.208"],
  ["1000", "1k"],
  ["1024", "1024"],
  ["128M", "128M"],
  ["1024Mi", "1Gi"],
  ["2000Mi", "2000Mi"],
  ["1.5Gi", "1536Mi"],
  ["100.5Mi", "102912Ki"],
  ["1.2345Gi", "1325534281728m"],
  ["0.5Ki", "512"],
  ["0Mi", "0"],
  ["1e3", "1e3"],
  ["12e4", "120e3"],
  ["0.0000000001", "1n"],
  ["-1024Ki", "-1Mi"],
  ["00100m", "00100m"],
];

describe("kubernetes stand-in: Go's types", () => {
  const metadata = { name: "a", namespace: "n" };
  const pod = (spec: PropertyMap) => ({ apiVersion: "v1", kind: "Pod", metadata, spec });

  for (const [given, kept] of quantities) {
    it(`write the quantity ${given} as ${kept}`, () => assert.equal(canonicalQuantity(given), kept));
  }

  it("leave a malformed quantity to the API server", () => {
    for (const text of ["", "1,5Gi", "128mb", "ten", "1 Gi"]) assert.equal(canonicalQuantity(text), text);
  });

  it("omit what is empty or zero, unless it is a pointer, a list element or a map value", () => {
    const container = { name: "", image: "", args: [""], env: [{ name: "A", value: "" }], stdin: false };
    const securityContext = { privileged: false, runAsUser: 0, capabilities: { add: [] } };
    const given = pod({
      hostNetwork: false,
      automountServiceAccountToken: false,
      nodeSelector: { a: "" },
      volumes: [],
    });
    const containers = [{ ...container, securityContext, resources: { limits: { cpu: 2, memory: "1024Mi" } } }];
    assert.deepEqual(normalize({ ...given, spec: { ...given.spec, containers } }).spec, {
      automountServiceAccountToken: false,
      nodeSelector: { a: "" },
      containers: [
        {
          name: "",
          args: [""],
          env: [{ name: "A" }],
          securityContext: { privileged: false, runAsUser: 0, capabilities: {} },
          resources: { limits: { cpu: "2", memory: "1Gi" } },
        },
      ],
    });
  });

  it("keep the lists that a kind requires, and drop the others", () => {
    const policy = { podSelector: {}, policyTypes: ["Ingress"], ingress: [], egress: [{ to: [] }] };
    const given = { apiVersion: "networking.k8s.io/v1", kind: "NetworkPolicy", metadata, spec: policy };
    const spec = { podSelector: {}, policyTypes: ["Ingress"], egress: [{}] };
    assert.deepEqual(normalize(given), { ...given, spec });
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role", metadata, rules: [] };
    assert.deepEqual(normalize(role), role);
  });

  it("remove line breaks from base64", () => {
    const map = { apiVersion: "v1", kind: "ConfigMap", metadata, binaryData: { a: "YW\nJj\n", b: "no base64" } };
    assert.deepEqual(normalize(map).binaryData, { a: "YWJj", b: "no base64" });
    const secret = { apiVersion: "v1", kind: "Secret", metadata, data: { a: "YWJj\n" } };
    assert.deepEqual(normalize(secret).data, { a: "YWJj" });
  });

  it("omit from a custom resource definition what the API server drops", () => {
    const kind = { apiVersion: "apiextensions.k8s.io/v1", kind: "CustomResourceDefinition", metadata };
    const given = { ...kind, spec: { group: "example.com", preserveUnknownFields: false }, status: {} };
    assert.deepEqual(normalize(given), { ...kind, spec: { group: "example.com" } });
  });

  it("do nothing to custom resources, or while a value is unknown", () => {
    const custom = { apiVersion: "example.com/v1", kind: "Pod", metadata, spec: { hostNetwork: false, list: [] } };
    assert.deepEqual(normalize(custom), custom);
    const unknown = pod({ hostNetwork: false, nodeName: Unknown.value });
    assert.deepEqual(normalize(unknown), unknown);
  });
});
