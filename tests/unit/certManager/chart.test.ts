import assert from "node:assert/strict";
import { chartValues, checkSettings, checkVersion } from "../../../components/certManager/chart";
import type { ChartSettings } from "../../../components/certManager/chart";
import { PropertyPath } from "../../../components/inputs/path";

const valuesOf = (settings: ChartSettings) =>
  chartValues({ namespace: "cert-manager", ...checkSettings(settings, PropertyPath.root) });

/** The chart's values for custom resource definitions, whatever their name in its version. */
function crdValues(settings: ChartSettings) {
  const { crds, installCRDs } = valuesOf(settings);
  return { ...(crds === undefined ? {} : { crds }), ...(installCRDs === undefined ? {} : { installCRDs }) };
}

describe("The values of cert-manager's chart", () => {
  for (const [version, crds, values] of [
    ["v1.11.5", undefined, { installCRDs: true }],
    ["v1.11.5", {}, { installCRDs: true }],
    ["v1.11.5", { enabled: false }, { installCRDs: false }],
    ["v1.11.5", { keep: false }, { installCRDs: true }],
    ["v1.11.5", { enabled: false, keep: true }, { installCRDs: false }],
    ["v1.14.7", undefined, { installCRDs: true }],
    ["v0.16.1", undefined, { installCRDs: true }],
    ["v1.15.0-alpha.0", undefined, { crds: { enabled: true, keep: true } }],
    ["v1.15.0", undefined, { crds: { enabled: true, keep: true } }],
    ["1.15.0", undefined, { crds: { enabled: true, keep: true } }],
    ["v1.21.2", undefined, { crds: { enabled: true, keep: true } }],
    ["v1.21.2", { enabled: true }, { crds: { enabled: true, keep: true } }],
    ["v1.21.2", { keep: false }, { crds: { enabled: true, keep: false } }],
    ["v1.21.2", { enabled: false }, { crds: { enabled: false, keep: true } }],
    ["v2.0.0", undefined, { crds: { enabled: true, keep: true } }],
  ] as const) {
    it(`are ${JSON.stringify(values)} in ${version} for ${JSON.stringify(crds ?? "the default")}`, () => {
      assert.deepEqual(crdValues({ version, crds }), values);
    });
  }

  for (const version of ["v1.11.5", "v1.14.7"]) {
    it(`refuse crds.keep for ${version}, which deletes its custom resource definitions`, () => {
      for (const crds of [{ keep: true }, { enabled: true, keep: true }]) {
        assert.throws(
          () => valuesOf({ version, crds }),
          new RegExp(`crds\\.keep: is true, but chart ${version} deletes .*: use version v1\\.15\\.0 or later`),
        );
      }
    });
  }

  it("turn off the chart's own check, and delete a certificate's Secret with the certificate", () => {
    for (const version of ["v1.11.5", "v1.21.2"]) {
      const { startupapicheck, extraArgs } = valuesOf({ version });
      assert.deepEqual(startupapicheck, { enabled: false });
      assert.deepEqual(extraArgs, ["--enable-certificate-owner-ref=true"]);
    }
  });

  it("keep the leader election lease in cert-manager's own namespace", () => {
    for (const version of ["v1.11.5", "v1.21.2"]) {
      const { global } = chartValues({ version, namespace: "security" });
      assert.deepEqual(global, { leaderElection: { namespace: "security" } });
    }
  });

  it("leave replicas and resources to the chart by default", () => {
    const { replicaCount, resources, webhook, cainjector } = valuesOf({ version: "v1.21.2" });

    assert.deepEqual([replicaCount, resources, webhook, cainjector], [undefined, undefined, {}, {}]);
  });

  it("set replicas and resources for each of the three parts", () => {
    const resources = { requests: { cpu: "10m" }, limits: { memory: "64Mi" } };
    const values = valuesOf({ version: "v1.21.2", replicas: 2, resources });

    for (const part of [values, values.webhook, values.cainjector] as Record<string, unknown>[]) {
      assert.deepEqual([part.replicaCount, part.resources], [2, resources]);
    }
  });

  it("are the user's where the user sets any, at any depth", () => {
    const ours = valuesOf({ version: "v1.21.2", replicas: 2 });
    const theirs = {
      webhook: { replicaCount: 3, timeoutSeconds: 5 },
      crds: { keep: false },
      extraArgs: ["--v=4"],
      startupapicheck: { enabled: true },
      replicaCount: null,
      global: { logLevel: 4 },
    };

    assert.deepEqual(valuesOf({ version: "v1.21.2", replicas: 2, values: theirs }), {
      ...ours,
      webhook: { replicaCount: 3, timeoutSeconds: 5 },
      crds: { enabled: true, keep: false },
      extraArgs: ["--v=4"],
      startupapicheck: { enabled: true },
      replicaCount: null,
      global: { leaderElection: { namespace: "cert-manager" }, logLevel: 4 },
    });
  });

  it("do not modify the user's object", () => {
    const values = { webhook: { timeoutSeconds: 5 } };
    valuesOf({ version: "v1.21.2", replicas: 2, values });

    assert.deepEqual(values, { webhook: { timeoutSeconds: 5 } });
  });
});

describe("The version of cert-manager's chart", () => {
  const path = PropertyPath.root.child("version");

  for (const version of ["v1.21.2", "1.21.2", "v1.15.0-beta.1"]) {
    it(`may be ${version}`, () => {
      assert.equal(checkVersion(version, path), version.startsWith("v") ? version : `v${version}`);
    });
  }

  for (const version of ["latest", "1.21", "v1", "^1.21.0", ">=1.15.0", "v1.21.2 ", "", 1.21 as unknown as string]) {
    it(`is not ${JSON.stringify(version)}`, () => {
      assert.throws(() => checkVersion(version, path), /version: is .* must be a version of the chart/);
    });
  }
});
