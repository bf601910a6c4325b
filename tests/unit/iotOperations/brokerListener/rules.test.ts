import assert from "node:assert/strict";
import * as fs from "node:fs/promises";
import * as path from "node:path";
import { RuleMark } from "../../../../components/iotOperations/brokerListener/findings";
import { rules } from "../../../../components/iotOperations/brokerListener/rules";
import type { Rule } from "../../../../components/iotOperations/brokerListener/rules";
import { attempt, run } from "../../engine/engine";
import type { Registered } from "../../engine/engine";
import { operatorService } from "../iotOperations";
import { makeParties, manual, parties } from "./ruleCase";
import type { RuleCase } from "./ruleCase";
import { casesAcross } from "./ruleCasesAcross";
import { casesOfAccess } from "./ruleCasesOfAccess";
import { casesOfTls } from "./ruleCasesOfTls";
import { warningsOf } from "../../engine/warnings";

/** Every rule, with a program that keeps it and one that breaks it. */
const cases = [...casesAcross, ...casesOfTls, ...casesOfAccess];

describe("The rules of Azure IoT Operations", () => {
  before(makeParties);

  const live = {
    ...operatorService(),
    ...operatorService({ name: "mqtts-endpoint" }),
    ...operatorService({ name: "nodes-endpoint", type: "NodePort" }),
    ...operatorService({ name: "aio-broker" }),
    ...operatorService({ name: "my-listener" }),
    ...operatorService({ name: "default" }),
    ...operatorService({ name: "at-nodes", type: "NodePort" }),
    ...operatorService({ name: "inside", type: "ClusterIP" }),
    // A preview knows what an earlier update waited for.
    ...Object.fromEntries(
      ["outside", "at-nodes", "inside", "my-listener", "default"].map(name => [
        `Job/azure-iot-operations/iot-${name}-endpoint`,
        {},
      ]),
    ),
    "Certificate/azure-iot-operations/outside-8883-certificate": { status: { notAfter: "2027-02-19T12:00:00Z" } },
    "BrokerListener/azure-iot-operations/default": { metadata: {}, spec: { ports: [{ port: 18883 }] } },
  };

  it("are numbered without gaps, and a test below breaks each one that can be broken", () => {
    const broken = new Set(cases.map(({ rule }) => rule));
    const marked = Object.entries(rules).filter(([, { mark }]) => mark !== RuleMark.Behaviour);
    assert.deepEqual(
      marked.map(([number]) => number).filter(number => !broken.has(number as RuleCase["rule"])),
      [],
    );
    const numbers = new Set(Object.keys(rules).map(number => Number.parseInt(number)));
    assert.deepEqual(
      [...numbers],
      Array.from({ length: 27 }, (_, index) => index + 1),
    );
  });

  it("are each enforced by a function", () => {
    const functionsOf = ({ ofPort, ofListener, among = [], keptBy = [] }: Rule) => [
      ofPort,
      ofListener,
      ...among,
      ...keptBy,
    ];
    const unkept = Object.entries<Rule>(rules).filter(
      ([, rule]) => !functionsOf(rule).some(keeps => typeof keeps === "function"),
    );
    assert.deepEqual(unkept, []);
  });

  it("are all in the documentation with their marks, and no others are", async () => {
    const page = await fs.readFile(path.join(__dirname, "../../../../docs/Broker.md"), "utf8");
    const rows = page.split("\n").map(line =>
      line
        .split("|")
        .map(cell => cell.trim())
        .join("|"),
    );
    const missing = Object.entries(rules).filter(
      ([number, { mark, says }]) => !rows.includes(`|${number}|${mark}|${says}|`),
    );
    assert.deepEqual(missing, []);
    const documented = rows.flatMap(row => /^\|(\d+[a-z]?)\|/.exec(row)?.[1] ?? []);
    assert.deepEqual(documented.sort(), Object.keys(rules).sort());
  });

  for (const preview of [true, false]) {
    describe(preview ? "in a preview" : "in an update", () => {
      for (const { rule, what, kept, broken, path, says } of cases) {
        const { mark } = rules[rule];
        const circumstances = { preview, live };

        it(`${rule}: ${mark} for ${what}`, async () => {
          const before = await warningsOf(() => run(() => kept(), circumstances));
          assert.deepEqual(
            before.filter(text => says.test(text)),
            [],
            "the neighbour that keeps the rule causes a warning",
          );

          if (mark === RuleMark.Error) {
            const { errors, resources } = await attempt(() => broken(), circumstances);
            const [error] = errors.map(({ message }) => message).filter(text => says.test(text));
            assert.ok(error?.includes(`${path}: `), errors.join("\n"));
            assert.deepEqual(resources.filter(isListener), [], "something was made");
          } else {
            const warnings = await warningsOf(() => run(() => broken(), circumstances));
            const found = warnings.filter(text => text.startsWith(`${path}: `) && says.test(text));
            assert.equal(found.length, 1, warnings.join("\n"));
          }
        });
      }

      // The address of a Service is only known once its listener exists.
      it("12: error for a certificate for a host that clients do not use", async () => {
        const says = /is not valid for 10\.240\.32\.1, which clients connect to/;
        const before = await warningsOf(() => run(() => manual(parties.server, parties.root), { preview, live }));
        assert.deepEqual(
          before.filter(text => says.test(text)),
          [],
        );

        const { errors } = await attempt(() => manual(parties.elsewhere, parties.root), { preview, live });
        const [error] = errors.map(({ message }) => message).filter(text => says.test(text));
        assert.ok(error?.includes("listeners[0].ports[0].tls.certificate.chainPem: "), errors.join("\n"));
      });
    });
  }

  for (const { rule, what, path, says, kept, broken } of cases) {
    if (rules[rule].mark !== RuleMark.ErrorWithStrict) continue;
    it(`${rule}: an error with strict for ${what}`, async () => {
      const { errors, resources } = await attempt(() => broken({ strict: true }), { live });

      const messages = errors.map(({ message }) => message);
      const refused = (text: string) =>
        text.includes(`${path}: `) && says.test(text) && text.includes("strict refuses it");
      assert.ok(messages.some(refused), messages.join("\n"));
      assert.deepEqual(resources.filter(isListener), [], "something was made");
      const neighbour = await run(() => kept({ strict: true }), { live });
      assert.ok(neighbour.resources.some(isListener), "the neighbour that keeps the rule creates no listener");
    });
  }
});

function isListener({ type }: Registered): boolean {
  return type.endsWith(":BrokerListener") && !type.startsWith("aks-mqtt:");
}
