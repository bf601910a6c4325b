import assert from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { PropertyPath } from "../../../components/inputs/path";
import { checkStrictCaKey } from "../../../components/issuing/strict";

const key = pulumi.secret("hunter2");
const authority = PropertyPath.root.child("authority");

describe("strict", () => {
  it("refuses a CA key, says what to set instead, and does not show the key", () => {
    for (const value of ["hunter2", key]) {
      const check = () => checkStrictCaKey(true, value, authority, "issuerRef");
      assert.throws(check, {
        propertyPath: "authority",
        reason: /^authority: brings a CA key .* which strict refuses: set issuerRef, such as/,
      });
      assert.throws(check, ({ message }: Error) => !message.includes("hunter2"));
    }
  });

  it("suggests an existing Secret for an issuer", () => {
    assert.throws(
      () => checkStrictCaKey(true, key, PropertyPath.root.child("existing").child("privateKeyPem"), "existingSecret"),
      {
        reason: /^existing\.privateKeyPem: .*: set secretName to an existing Secret.* or use selfSigned/,
      },
    );
  });

  it("accepts a program without a CA key, and accepts a key when strict is off", () => {
    checkStrictCaKey(true, undefined, authority, "issuerRef");
    checkStrictCaKey(false, key, authority, "issuerRef");
    checkStrictCaKey(undefined, key, authority, "issuerRef");
  });

  it("must be plain and either true or false", () => {
    const given = (strict: unknown) => () => checkStrictCaKey(strict as boolean, undefined, authority, "issuerRef");
    assert.throws(given(pulumi.output(true)), { propertyPath: "strict", reason: /is an Output/ });
    assert.throws(given("yes"), { propertyPath: "strict", reason: /is "yes", but must be true or false/ });
  });
});
