/** What front ends in other languages see of the package. */
import * as pulumi from "@pulumi/pulumi";
import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import * as exported from "../../index";
import { projectFolder } from "../../sandbox/paths";
import { pulumi as runPulumi } from "../engine";

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
    schema = JSON.parse(await runPulumi(["package", "get-schema", "."], projectFolder)) as PackageSchema;
  });

  it("has a token for every exported component, and it is the class's name", () => {
    const classes = Object.entries(exported).filter(([, value]) => isComponent(value));
    assert.ok(classes.length > 0);
    assert.deepEqual(Object.keys(schema.resources).sort(), classes.map(([name]) => `aks-mqtt:index:${name}`).sort());
    for (const [name, value] of classes) assert.equal((value as { name: string }).name, name);
    for (const resource of Object.values(schema.resources)) assert.equal(resource.isComponent, true);
  });

  it("is named and numbered like the npm package", async () => {
    const text = await fs.readFile(path.join(projectFolder, "package.json"), "utf8");
    const { name, version } = JSON.parse(text) as { name: string; version: string };
    assert.deepEqual([schema.name, schema.version], [name, version]);
  });

  it("describes every component, property and enum value in words", () => {
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

  it("is the one in schema.json, so that a change of the interface shows in review", async () => {
    const committed = JSON.parse(await fs.readFile(path.join(projectFolder, "schema.json"), "utf8")) as PackageSchema;
    assert.deepEqual(
      schema,
      committed,
      "schema.json is out of date. If the change is meant, run\n" +
        "npm run --silent sandbox -- exec -- pulumi package get-schema . > schema.json",
    );
  });
});

function isComponent(value: unknown): boolean {
  return typeof value === "function" && value.prototype instanceof pulumi.ComponentResource;
}
