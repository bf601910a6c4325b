import assert from "node:assert/strict";
import { pbkdf2Sync } from "node:crypto";
import fc from "../../../sandbox/testing/random";
import { passwordFile } from "../../../components/mosquittoBroker/passwordFile";

const line = /^(?<user>[^:]+):\$7\$(?<iterations>\d+)\$(?<salt>[A-Za-z0-9+/]+=*)\$(?<hash>[A-Za-z0-9+/]+=*)$/;

describe("The password file", () => {
  it("holds hashes like those of mosquitto_passwd: PBKDF2 with SHA-512, 12 bytes of salt, 64 of hash", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), password => {
        const { user, iterations, salt, hash } = line.exec(
          passwordFile([["factory", password]], "salts").trim(),
        )!.groups!;
        const saltBytes = Buffer.from(salt, "base64");
        assert.equal(user, "factory");
        assert.equal(saltBytes.length, 12);
        const expected = pbkdf2Sync(password, saltBytes, Number(iterations), 64, "sha512");
        assert.equal(hash, expected.toString("base64"));
      }),
      { numRuns: 25 },
    );
  });

  it("is the same for the same passwords, so that nothing changes without need", () => {
    const passwords: [string, string][] = [
      ["factory", "one"],
      ["office", "two"],
    ];

    assert.equal(passwordFile(passwords, "salts"), passwordFile(passwords, "salts"));
  });

  it("shows neither that two users nor that two brokers share a password", () => {
    const [factory, office, elsewhere] = [
      passwordFile([["factory", "same"]], "salts"),
      passwordFile([["office", "same"]], "salts"),
      passwordFile([["factory", "same"]], "other salts"),
    ].map(text => line.exec(text.trim())!.groups!);

    assert.equal(new Set([factory.salt, office.salt, elsewhere.salt]).size, 3);
    assert.equal(new Set([factory.hash, office.hash, elsewhere.hash]).size, 3);
  });

  it("changes the salt of a user with the password", () => {
    const [before, after] = ["one", "two"].map(
      password => line.exec(passwordFile([["factory", password]], "salts").trim())!.groups!,
    );

    assert.notEqual(before.salt, after.salt);
  });

  it("has one line for each user", () => {
    const file = passwordFile(
      [
        ["a", "1"],
        ["__proto__", "2"],
      ],
      "salts",
    );
    assert.match(file, /^a:\S+\n__proto__:\S+\n$/);
  });
});
