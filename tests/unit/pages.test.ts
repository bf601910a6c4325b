/** The tables of the pages in docs/ match schema.json. */
import assert from "node:assert/strict";
import { readPages, readSchema, tablesOf, withTables } from "../../plugin/docs";
import type { Pages, Schema } from "../../plugin/docs";

const schema: Schema = {
  resources: {
    "aks-mqtt:index:Broker": {
      inputProperties: {
        acl: { type: "string", description: "Who may do what:\n`read|write`.\n\nDefault: everything." },
        extra: { $ref: "pulumi.json#/Any" },
        listeners: { type: "array", plain: true, items: { $ref: "#/types/aks-mqtt:index:Listener" } },
        settings: { $ref: "#/types/aks-mqtt:index:Nothing" },
        users: { type: "array", items: { type: "object", additionalProperties: { type: "string" } } },
      },
      requiredInputs: ["listeners"],
      properties: {
        host: { type: "string", description: "What clients connect to." },
        ports: { type: "array", items: { type: "integer" } },
      },
      required: ["ports"],
    },
  },
  types: {
    "aks-mqtt:index:Listener": {
      properties: {
        protocol: { $ref: "#/types/aks-mqtt:index:Protocol" },
        tls: { type: "boolean", plain: true },
      },
    },
    "aks-mqtt:index:Nothing": {},
    "aks-mqtt:index:Protocol": { enum: [{ value: "Mqtt" }, { value: "WebSockets" }] },
  },
};

const place = (title: string) => `<!-- ${title} -->\n\nas it was\n\n<!-- end -->\n`;
const broker = `# Broker\n\n${place("arguments: Broker")}\n## Outputs\n\n${place("outputs: Broker")}`;
const listener = `## \`tls.issued\`, and more\n\n\`\`\`sh\n# not a heading\n\`\`\`\n\n${place("arguments: ListenerArgs")}`;

describe("The pages of the components", () => {
  let pages: Pages;
  let described: Schema;

  before(async () => {
    [pages, described] = [await readPages(), await readSchema()];
  });

  it("have the tables that are generated from schema.json", () => {
    for (const [page, text] of Object.entries(withTables(pages, described))) {
      assert.equal(pages[page], text, `docs/${page} is out of date. Run: npm run docs`);
    }
  });

  it("exist for each component, with each of its arguments and outputs", () => {
    for (const [token, component] of Object.entries(described.resources)) {
      const name = token.split(":")[2];
      const page = pages[`${name}.md`] ?? assert.fail(`docs/${name}.md is missing`);
      assertRows(page, `arguments: ${name}`, Object.keys(component.inputProperties ?? {}));
      assertRows(page, `outputs: ${name}`, Object.keys(component.properties ?? {}));
    }
  });

  it("have each type's properties, all in one table", () => {
    const all = Object.values(pages).join("\n");
    for (const [title, { properties }] of tablesOf(described)) assertRows(all, title, Object.keys(properties));
  });
});

describe("A table of a page", () => {
  const made = (pages: Pages) => withTables(pages, schema);

  it("names types in words, puts required arguments first, and escapes what would end a cell", () => {
    const { "Broker.md": text } = made({ "Broker.md": broker, "Listener.md": listener });
    assert.equal(
      text,
      `# Broker

<!-- arguments: Broker -->

<!-- prettier-ignore -->
| argument | type | what it is |
| --- | --- | --- |
| \`listeners\` | list of [ListenerArgs](Listener.md#tlsissued-and-more), required, plain |  |
| \`acl\` | text | Who may do what: \`read\\|write\`.<br>Default: everything. |
| \`extra\` | any value |  |
| \`settings\` | an empty object, \`{}\` |  |
| \`users\` | list of maps of text |  |

<!-- end -->

## Outputs

<!-- outputs: Broker -->

<!-- prettier-ignore -->
| output | type | what it is |
| --- | --- | --- |
| \`ports\` | list of whole numbers |  |
| \`host\` | text, optional | What clients connect to. |

<!-- end -->
`,
    );
  });

  it("shows the values of an enumeration, and links within its own page", () => {
    const { "Broker.md": text } = made({ "Broker.md": broker + listener });
    assert.match(text, /^\| `protocol` \| Protocol: `Mqtt` or `WebSockets` \| {2}\|$/m);
    assert.match(text, /^\| `tls` \| true or false, plain \|/m);
    assert.ok(text.includes("[ListenerArgs](#tlsissued-and-more)"));
  });

  it("does not change when it is generated again", () => {
    const once = made({ "Broker.md": broker, "Listener.md": listener });
    assert.deepEqual(made(once), once);
  });

  const wrong: [string, Pages, RegExp][] = [
    ["a type without a place", { "Broker.md": broker }, /no page has <!-- arguments: ListenerArgs -->/],
    [
      "a place without a type",
      { "Broker.md": broker + listener + place("outputs: Gone") },
      /Broker\.md .*outputs: Gone/,
    ],
    ["two places", { "A.md": broker + listener, "B.md": listener }, /B\.md and A\.md both/],
    ["no heading", { "A.md": broker + listener, "B.md": place("outputs: Broker") }, /B\.md: .* below no heading/],
  ];
  for (const [what, pages, message] of wrong) {
    it(`is refused with ${what}`, () => assert.throws(() => made(pages), message));
  }
});

/** Fails unless the table below a comment has a row for each name. */
function assertRows(text: string, title: string, names: string[]): void {
  if (names.length === 0) return;
  const [, table = ""] = text.split(`<!-- ${title} -->`);
  const [rows] = table.split("<!-- end -->");
  for (const name of names) assert.ok(rows.includes(`\n| \`${name}\` |`), `${title} has no row for ${name}`);
}
