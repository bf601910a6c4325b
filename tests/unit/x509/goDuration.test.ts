import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../../../components/inputs/path";
import { checkLifetime, goText, secondsOf } from "../../../components/x509/goDuration";

const refused = (propertyPath: string, says: RegExp) => (error: Error) => {
  assert.ok(pulumi.InputPropertyError.isInstance(error), String(error));
  assert.equal(error.propertyPath, propertyPath);
  assert.ok(error.message.startsWith(`${propertyPath}: `), error.message);
  assert.match(error.message, says);
  return true;
};

describe("A Go duration", () => {
  for (const [duration, seconds] of [
    ["2160h", 7_776_000],
    ["90m", 5400],
    ["1h30m", 5400],
    ["1h0m0s", 3600],
    ["1.5h", 5400],
    ["300s", 300],
    ["1m500ms", 60.5],
    ["1s2us3ns", 1.000002003],
    ["5µs", 0.000005],
    ["0s", 0],
    ["2562047h", 9_223_369_200],
  ] as const) {
    it(`is ${duration}`, () => {
      assert.ok(Math.abs(secondsOf(duration, PropertyPath.root) - seconds) < 1e-9);
    });
  }

  for (const [duration, says] of [
    ["90d", /is "90d", but must be a Go duration such as '2160h' or '1h30m'\. Did you mean '2160h'\?/],
    ["1d", /Did you mean '24h'\?/],
    ["3y", /is "3y", but must be a Go duration such as '2160h' or '1h30m'$/],
    ["2160", /is "2160", but must be/],
    ["2160 h", /must be a Go duration/],
    ["1h 30m", /must be a Go duration/],
    ["-1h", /must be a Go duration/],
    ["1H", /must be a Go duration/],
    ["h", /must be a Go duration/],
    ["", /is "", but must be/],
    ["P90D", /must be a Go duration/],
    ["2562048h", /is '2562048h', but a Go duration is at most 2562047h/],
    [2160 as unknown as string, /is 2160, but must be/],
    [null as unknown as string, /is null, but must be/],
  ] as const) {
    it(`is not ${JSON.stringify(duration)}`, () => {
      assert.throws(
        () => secondsOf(duration, PropertyPath.root.child("tls").child("duration")),
        refused("tls.duration", says),
      );
    });
  }
});

describe("Go's form of a duration", () => {
  for (const [duration, printed] of [
    ["2160h", "2160h0m0s"],
    ["8760h", "8760h0m0s"],
    ["8760h0m0s", "8760h0m0s"],
    ["90m", "1h30m0s"],
    ["5400s", "1h30m0s"],
    ["1h30m", "1h30m0s"],
    ["1.5h", "1h30m0s"],
    ["30m1h", "1h30m0s"],
    ["3600s", "1h0m0s"],
    ["300s", "5m0s"],
    ["59m60s", "1h0m0s"],
    ["1s", "1s"],
    ["59s", "59s"],
    ["5m0.5s", "5m0.5s"],
    ["5m500ms", "5m0.5s"],
    ["1m1.250s", "1m1.25s"],
    ["1h1ns", "1h0m0.000000001s"],
    ["1s2us3ns", "1.000002003s"],
    ["1000000µs", "1s"],
    ["100000000us1h", "1h1m40s"],
    ["0.1h", "6m0s"],
    ["1.0000000019s", "1.000000001s"],
    ["2562047h", "2562047h0m0s"],
  ]) {
    it(`of ${duration} is ${printed}`, () => {
      assert.equal(goText(duration), printed);
      assert.equal(goText(printed), printed);
    });
  }
});

describe("The lifetime of a cert-manager certificate", () => {
  for (const [lifetime, sent] of [
    [{ duration: "1h" }, { duration: "1h0m0s" }],
    [
      { duration: "1h", renewBefore: "5m" },
      { duration: "1h0m0s", renewBefore: "5m0s" },
    ],
    [
      { duration: "60m", renewBefore: "59m59s" },
      { duration: "1h0m0s", renewBefore: "59m59s" },
    ],
    [
      { duration: "2160h", renewBefore: "2592000s" },
      { duration: "2160h0m0s", renewBefore: "720h0m0s" },
    ],
  ] as const) {
    it(`may be ${JSON.stringify(lifetime)}, and is sent as cert-manager writes it`, () => {
      assert.deepEqual(checkLifetime(lifetime, PropertyPath.root), sent);
    });
  }

  for (const [lifetime, propertyPath, says] of [
    [{ duration: "59m59s" }, "duration", /is '59m59s', but cert-manager issues for at least 1h/],
    [{ duration: "90d" }, "duration", /Did you mean '2160h'\?/],
    [{ duration: "1h", renewBefore: "4m59s" }, "renewBefore", /is '4m59s', but cert-manager requires at least 5m/],
    [{ duration: "2160h", renewBefore: "30d" }, "renewBefore", /is "30d", .*Did you mean '720h'\?/],
    [
      { duration: "2h", renewBefore: "120m" },
      "renewBefore",
      /is '120m', but the certificate lives only '2h', so .*: set less/,
    ],
    [
      { duration: "2h", renewBefore: "3h" },
      "renewBefore",
      /is '3h', but the certificate lives only '2h', so .*: set less/,
    ],
  ] as const) {
    it(`is not ${JSON.stringify(lifetime)}`, () => {
      assert.throws(() => checkLifetime(lifetime, PropertyPath.root), refused(propertyPath, says));
      assert.throws(
        () => checkLifetime(lifetime, PropertyPath.root.child("selfSigned")),
        refused(`selfSigned.${propertyPath}`, says),
      );
    });
  }
});
