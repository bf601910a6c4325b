/** What `npm run release` refuses, and what it says about a release. */
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import { version } from "../../../package.json";
import { checkRelease } from "../../../tools/release/checks";
import { licenceTexts } from "../../../tools/release/licences";
import { changelogSection, schemaDifferences } from "../../../tools/release/notes";
import { withReferences } from "../../../tools/release/sdks";

describe("A release", () => {
  it("is refused with everything that does not agree with its version", () => {
    const mismatched = ["package.json", "plugin/package.json", "sandbox/package.json", "schema.json"];
    assert.throws(
      () => checkRelease("99.0.0"),
      ({ message }: Error) => {
        for (const file of mismatched) assert.ok(message.includes(`\n- ${file} has the version ${version}`), message);
        assert.match(message, /\n- CHANGELOG\.md has no section "## 99\.0\.0 - DATE"/);
        assert.match(message, /\n- tests\/upgrade\/recorded\/v99\.0\.0\.json is missing/);
        return true;
      },
    );
  });

  it("is refused under a name that is no version", () => {
    for (const name of ["", "1.2", "v1.2.3", "1.2.3; true"]) {
      assert.throws(() => checkRelease(name), /is not a semantic version: give one such as 1\.2\.3/);
    }
  });

  it("has its own section of the changelog as its notes", () => {
    const changelog =
      "# Changelog\n\n## Unreleased\n\n- c\n\n## 1.1.0 - 2026-11-01\n\n### Added\n\n- b\n\n## 1.0.0 - 2026-10-01\n\n- a\n";
    assert.equal(changelogSection(changelog, "1.1.0"), "### Added\n\n- b");
    assert.equal(changelogSection(changelog, "1.0.0"), "- a");
    assert.throws(() => changelogSection(changelog, "1.1"), /no section of 1\.1\./);
  });

  it("lists what users of an SDK see of the schema's changes", () => {
    const text = { type: "string", description: "A text." };
    const before = {
      types: { "p:index:Kind": { enum: [{ value: "A" }] } },
      resources: { "p:index:Broker": { inputProperties: { name: text, port: text }, properties: { host: text } } },
    };
    const after = {
      types: { "p:index:Kind": { enum: [{ value: "A" }, { value: "B" }] } },
      resources: {
        "p:index:Broker": {
          inputProperties: { name: { ...text, description: "Said otherwise." }, port: { type: "integer" } },
          requiredInputs: ["name"],
          properties: {},
        },
      },
    };
    assert.deepEqual(schemaDifferences(before, after), [
      "removed: Broker.host",
      "changed: Broker.name (argument)",
      "changed: Broker.port (argument)",
      "added: Kind B",
    ]);
    assert.deepEqual(schemaDifferences(before, before), []);
  });

  it("refers in descriptions to the arguments that it names, if they can be told", () => {
    const [own, other, shared] = ["`dnsNames` first.", "As `tlsService`.", "Like `userName`, `port` and `noSuchName`."];
    const user = { type: "object", properties: { userName: {} } };
    const schema = {
      types: { "p:index:User": user, "p:index:Login": user },
      resources: {
        "p:index:Broker": {
          type: "object",
          description: own,
          inputProperties: { dnsNames: { description: other }, tlsService: {}, port: { description: shared } },
          properties: { dnsNames: {} },
        },
        "p:index:Route": { type: "object", description: other, properties: {} },
      },
    };
    const { resources } = withReferences(schema);
    const [broker, route] = [resources["p:index:Broker"], resources["p:index:Route"]];
    assert.equal(broker.description, "{{% ref #/resources/p:index:Broker/inputProperties/dnsNames %}} first.");
    const service = "As {{% ref #/resources/p:index:Broker/inputProperties/tlsService %}}.";
    assert.deepEqual([broker.inputProperties?.dnsNames.description, route.description], [service, service]);
    assert.equal(broker.inputProperties?.port.description, shared);
  });

  describe("with a package", () => {
    let folder: string;

    beforeEach(async () => (folder = await fs.mkdtemp(path.join(os.tmpdir(), "aks-mqtt-licences-"))));
    afterEach(() => fs.rm(folder, { recursive: true }));

    const withLicence = async (license: string) => {
      await fs.writeFile(path.join(folder, "LICENSE.md"), "Permission is granted.\n");
      await fs.writeFile(path.join(folder, "package.json"), JSON.stringify({ name: "one", version: "1.0.0", license }));
      return () => licenceTexts([folder]);
    };

    it("contains the text of the package's licence", async () => {
      const texts = await withLicence("MIT");
      await fs.writeFile(path.join(folder, "NOTICE"), "Made by one.\n");
      assert.match(texts(), /\none 1\.0\.0 \(MIT\)\n\nPermission is granted\.\n\nMade by one\.\n$/);
    });

    it("takes one of several licences, and all that apply together", async () => {
      for (const license of ["(MIT OR GPL-3.0-only)", "(BSD-3-Clause AND Apache-2.0)"]) (await withLicence(license))();
    });

    it("is refused without the text of its licence", async () => {
      const texts = await withLicence("MIT");
      await fs.rm(path.join(folder, "LICENSE.md"));
      assert.throws(texts, /contains no text of its licence/);
    });

    it("is refused if the licence is not one that allows it", async () => {
      for (const license of ["GPL-3.0-only", "(MIT AND GPL-3.0-only)", "UNLICENSED"]) {
        assert.throws(await withLicence(license), /one 1\.0\.0 has the licence .*: a release may contain only 0BSD/);
      }
    });
  });
});
