/**
 * Checks texts of authorization rules in which tokens stand for properties of the client: topics, client ids and keys.
 */
import { refuse } from "../../inputs/errors";
import type { PropertyPath } from "../../inputs/path";
import { shown, unlessSecret } from "../../inputs/shown";
import { hasMisplacedWildcard } from "../../listeners/topicFilter";
import { someText } from "../values";

const token = /^\{principal\.(clientId|username|attributes\.[^{}/]+)\}$/;
const tokens = "{principal.clientId}, {principal.username} and {principal.attributes.NAME}";
const longestTopic = 65_535;

/** A topic filter of MQTT whose tokens are all known to the broker, which would take others for plain text. */
export function checkTopicPattern(topic: string, path: PropertyPath): string {
  someText("a topic such as 'telemetry/#'")(topic, path);
  if (Buffer.byteLength(topic) > longestTopic) {
    refuse(path, `has ${Buffer.byteLength(topic)} bytes, but a topic in MQTT has at most ${longestTopic}`);
  }
  if (hasMisplacedWildcard(topic)) {
    refuse(path, `is ${shown(topic)}, but '+' must be a whole level of a topic, and '#' the whole last one`);
  }
  topic.split("/").forEach(level => {
    checkTokens(level, path);
    if (level.includes("{principal.") && !token.test(level)) {
      refuse(
        path,
        `is ${shown(topic)}, but a token must be a whole level of a topic, as in 'clients/{principal.clientId}/#'`,
      );
    }
  });
  return topic;
}

/** A text whose tokens are all known to the broker. */
export function checkTokenText(text: string, path: PropertyPath): string {
  someText("a text")(text, path);
  checkTokens(text, path);
  return text;
}

function checkTokens(text: string, path: PropertyPath): void {
  for (const [found] of text.matchAll(/\{\s*principal\b[^}/]*\}?/gi)) {
    if (!token.test(found)) {
      refuse(
        path,
        `has ${unlessSecret(found)}, which is not a token: the tokens are ${tokens}, in exactly this spelling`,
      );
    }
  }
}
