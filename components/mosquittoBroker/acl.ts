/** The rules of Mosquitto's `acl_file`. */
import { refuse } from "../inputs/errors";
import type { PropertyPath } from "../inputs/path";
import { checkObjectSize } from "../kubernetes/objectSize";
import { hasMisplacedWildcard } from "../listeners/topicFilter";
import { withLineFeeds } from "./lineBreaks";

const accesses = ["read", "write", "readwrite", "deny"];

/**
 * Refuses an ACL that Mosquitto cannot read, without showing its content. Mosquitto does not start with such an ACL.
 * When 2.0 reloads one, it goes on without any ACL: everyone may then use every topic.
 */
export function checkAcl(acl: string, path: PropertyPath): string {
  if (typeof acl !== "string") refuse(path, "is not text: set the lines of an acl_file, or remove it");
  const text = withLineFeeds(acl);
  text.split("\n").forEach((line, index) => {
    const fault = faultOf(line.replace(/[ \t\v\f]+$/, ""));
    if (fault !== undefined) refuse(path, `has an error in line ${index + 1}: ${fault}`);
  });
  return checkObjectSize(text, path);
}

/** The fault in a line without white space at its end. Only spaces separate its words. */
function faultOf(line: string): string | undefined {
  if (line === "" || line.startsWith("#")) return undefined;
  const [, keyword, rest] = /^ *([^ ]*) *(.*)$/.exec(line) ?? [];
  if (keyword === "user") return rest === "" ? "a user name must follow 'user'" : undefined;
  if (keyword === "topic" || keyword === "pattern") {
    return rest === "" ? `a topic must follow '${keyword}'` : ruleFault(rest);
  }
  return "it must start with 'topic', 'pattern' or 'user', or with '#' as its very first character";
}

function ruleFault(rule: string): string | undefined {
  const [, first, rest] = /^([^ ]*) *(.*)$/.exec(rule) ?? [];
  if (rest !== "" && !accesses.includes(first)) {
    return `a topic with spaces needs one of ${accesses.join(", ")} before it`;
  }
  const topic = rest === "" ? first : rest;
  if (hasMisplacedWildcard(topic)) return "'+' must be a whole level of a topic, and '#' the whole last level";
  return topic.split("/").length > 201 ? "a topic has at most 201 levels" : undefined;
}
