/** What other languages see of the package, in whichever folder Pulumi is asked for its schema. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as os from "node:os";
import * as path from "node:path";
import * as exported from "../../index";
import { generateSchema, schemaFile } from "../../plugin/schema";
import { projectFolder } from "../../sandbox/paths";
import { pulumi as runPulumi } from "../../sandbox/testing/testStack";
import { pluginFolder } from "./previewedProgram";

interface Property {
  description?: string;
}

interface ObjectType {
  description?: string;
  properties?: Record<string, Property>;
  inputProperties?: Record<string, Property>;
  enum?: { name: string; value: string; description?: string }[];
}

interface PackageSchema {
  name: string;
  version: string;
  resources: Record<string, ObjectType & { isComponent?: boolean }>;
  types?: Record<string, ObjectType>;
}

describe("package schema", function () {
  this.timeout(120_000);
  let schema: PackageSchema;

  before(async () => {
    schema = JSON.parse(await committed()) as PackageSchema;
  });

  it("has a token for every exported component, named like its class", () => {
    const classes = Object.entries(exported).filter(([, value]) => isComponent(value));
    assert.ok(classes.length > 0);
    assert.deepEqual(Object.keys(schema.resources).sort(), classes.map(([name]) => `aks-mqtt:index:${name}`).sort());
    for (const [name, value] of classes) assert.equal((value as { name: string }).name, name);
    for (const resource of Object.values(schema.resources)) assert.equal(resource.isComponent, true);
  });

  it("has the name and version of the npm package, as does the plugin", async () => {
    const manifestOf = async (folder: string) =>
      JSON.parse(await fs.readFile(path.join(folder, "package.json"), "utf8")) as Manifest;
    const [library, plugin] = [await manifestOf(projectFolder), await manifestOf(pluginFolder)];
    assert.deepEqual([schema.name, schema.version], [library.name, library.version]);
    assert.equal(plugin.version, library.version);
    // The versions that the components are tested with.
    const pinned = { ...library.devDependencies, ...library.dependencies };
    for (const [name, version] of Object.entries(plugin.dependencies)) assert.equal(version, pinned[name], name);
    for (const name of Object.keys(library.dependencies)) assert.ok(name in plugin.dependencies, name);
  });

  it("describes every component, property and enum value", () => {
    const lacking: string[] = [];
    const judge = (where: string, description?: string) => {
      if (!description?.trim() || description.includes("[object")) lacking.push(where);
    };
    for (const [token, resource] of Object.entries(schema.resources)) judge(token, resource.description);
    for (const [token, type] of Object.entries({ ...schema.resources, ...schema.types })) {
      for (const [name, property] of Object.entries({ ...type.properties }))
        judge(`${token}.${name}`, property.description);
      for (const [name, property] of Object.entries({ ...type.inputProperties })) {
        judge(`${token} argument ${name}`, property.description);
      }
      for (const { name, description } of type.enum ?? []) judge(`${token}.${name}`, description);
    }
    assert.deepEqual(lacking, []);
  });

  it("matches the types, so that a changed interface shows in review", async () => {
    const message = "schema.json is out of date. If the change is meant, run: npm run schema";
    assert.equal(await committed(), await generateSchema(), message);
  });

  for (const [place, folder, plugin] of [
    ["the root", projectFolder, "./plugin"],
    ["the plugin's own folder", pluginFolder, "."],
    ["the folder of a program", path.join(projectFolder, "examples", "yaml"), "../../plugin"],
    ["an unrelated folder", os.tmpdir(), pluginFolder],
  ]) {
    it(`is what pulumi package get-schema prints in ${place}`, async () => {
      const printed = await runPulumi(["package", "get-schema", plugin], folder);
      assert.equal(printed.trim(), (await committed()).trim());
    });
  }
});

interface Manifest {
  name: string;
  version: string;
  dependencies: Record<string, string>;
  devDependencies?: Record<string, string>;
}

function committed(): Promise<string> {
  return fs.readFile(schemaFile, "utf8");
}

function isComponent(value: unknown): boolean {
  return typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;
}
