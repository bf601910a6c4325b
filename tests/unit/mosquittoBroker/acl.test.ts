import assert from "node:assert/strict";
import { checkAcl } from "../../../components/mosquittoBroker/acl";
import { PropertyPath } from "../../../components/inputs/path";

const path = PropertyPath.root.child("acl");

/** Each line was tried with Mosquitto 2.0.11, which started with the lines that are accepted here and with no others. */
describe("The ACL", () => {
  const readable = [
    "",
    "   \t",
    "# topic of this file",
    "user factory",
    "user two words",
    "topic #",
    "topic a/+/b",
    "  topic   deny   a b/c",
    "topic read",
    "topic write ",
    "pattern readwrite machines/%u/#",
    `topic ${"a/".repeat(200)}b`,
  ];
  for (const line of readable) {
    it(`may have the line ${JSON.stringify(line.slice(0, 40))}`, () => {
      assert.equal(checkAcl(`${line}\n`, path), `${line}\n`);
    });
  }

  const faults = {
    "  # an indented note": "it must start with",
    "Topic a": "it must start with",
    "topic\ta": "it must start with",
    user: "a user name must follow",
    "user  ": "a user name must follow",
    topic: "a topic must follow 'topic'",
    "pattern ": "a topic must follow 'pattern'",
    "topic none a": "a topic with spaces needs one of read, write, readwrite, deny before it",
    "topic two words": "a topic with spaces needs one of read, write, readwrite, deny before it",
    "topic a/#/b": "'#' the whole last level",
    "topic read a+/b": "'+' must be a whole level",
    [`topic ${"a/".repeat(201)}b`]: "at most 201 levels",
  };
  for (const [line, fault] of Object.entries(faults)) {
    it(`must not have the line ${JSON.stringify(line.slice(0, 40))}`, () => {
      assert.throws(
        () => checkAcl(`user factory\n${line}\n`, path),
        (error: Error) => error.message.includes(" in line 2: ") && error.message.includes(fault),
      );
    });
  }
});
